"""Entities side by side, over HTTP."""

import csv
import io
from typing import Any

import pytest

from chalicelib.api.http.response.formats import preferred
from chalicelib.api.http.routing.columns import guarded
from chalicelib.api.series.cell_text import in_words
from tests.api.conftest import EVIDENCE, Body, Client, a_company, a_fact, a_source
from tests.api.snapshots import filled_once
from tests.conftest import Calls

BOTH = "/v1/compare?refs=model/o3,model/r1"
CSV = "text/csv"
REPORTED = ["false", "", "source/report"]  # not disputed, not hedged
WIDTH = 10  # columns an entity


@pytest.fixture
@filled_once
def two(client: Client) -> Client:
    """Two models with prices in the same and in other units, one of them disputed."""
    client.create("companies", a_company("openai"))
    client.create("sources", a_source("other"))
    o3 = {"name": "=o3", "developer": ["company/openai"], "released": "2025-04-16", "context_window": tokens("200000")}
    r1 = {"name": "R1", "released": "2025-01-20", "context_window": tokens("128000")}
    client.create("models", {"slug": "o3", "evidence": EVIDENCE, **o3, "prices": [price("10", "input")]})
    client.create("models", {"slug": "r1", "evidence": EVIDENCE, **r1, "prices": [price("0.55", "input")]})
    client.patch("/v1/models/r1", {"prices": [price("2.19", "output")], "evidence": EVIDENCE})
    client.patch(
        "/v1/models/r1", {"released": "2025-02-20", "evidence": {"source": "source/other", "basis": "opinion"}}
    )
    return client


def tokens(amount: str) -> Body:
    return {"amount": amount, "unit": "token"}


def price(amount: str, direction: str, valid: str = "2025-04-16") -> Body:
    return {"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": direction, "valid": valid}


def rows(client: Client, url: str) -> dict[tuple[str, str], list[Any]]:
    """Return the values of every row."""
    found = client.get(url).json["rows"]
    return {
        (row["property"], row["qualifiers"].get("direction", "")): [cell and cell["value"] for cell in row["cells"]]
        for row in found
    }


def lines(client: Client, url: str, **headers: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(url, **headers).text, newline="")))


def test_each_property_is_a_row_and_each_set_of_qualifiers_its_own(two: Client) -> None:
    assert rows(two, f"{BOTH}&properties=prices,released,developer") == {
        ("prices", "input"): [{"amount": "10", "unit": "USD/Mtok"}, {"amount": "0.55", "unit": "USD/Mtok"}],
        ("prices", "output"): [None, {"amount": "2.19", "unit": "USD/Mtok"}],
        ("released", ""): ["2025-04-16", "2025-01-20"],
        ("developer", ""): [["company/openai"], None],
    }


def test_a_cell_says_its_source_and_whether_it_is_disputed(two: Client) -> None:
    (row,) = two.get(f"{BOTH}&properties=released").json["rows"]
    sure, disputed = row["cells"]
    assert (sure["disputed"], sure["sources"], len(sure["facts"])) == (False, ["source/report"], 1)
    assert (disputed["disputed"], disputed["hedged"]) == (True, None)


def test_without_properties_all_that_one_of_them_shows_is_compared(two: Client) -> None:
    answer = two.get(BOTH).json
    assert [row["property"] for row in answer["rows"]] == [
        "name",
        "developer",
        "released",
        "context_window",
        "prices",
        "prices",
    ]
    assert answer["entities"] == [
        {"ref": "model/o3", "status": 200, "label": "=o3"},
        {"ref": "model/r1", "status": 200, "label": "R1"},
    ]


def test_quantities_are_put_into_one_unit_where_that_is_exact(client: Client) -> None:
    for slug, amount, unit in (("a", "10", "GW"), ("b", "500", "MW"), ("c", "2.5", "GW"), ("d", "400000", "chip")):
        shared = {"type": "partnership", "title": slug, "date": "2025-01-21", "evidence": EVIDENCE}
        answer = client.post("/v1/events", {"slug": slug, **shared, "capacity": {"amount": amount, "unit": unit}})
        assert answer.status == 201, answer.text
    (row,) = client.get("/v1/compare?refs=event/a,event/b,event/c&properties=capacity").json["rows"]
    assert row["unit"] == "GW"
    assert [cell["value"]["amount"] for cell in row["cells"]] == ["10", "0.5", "2.5"]
    (mixed,) = client.get("/v1/compare?refs=event/a,event/d&properties=capacity").json["rows"]
    assert mixed["unit"] is None
    assert [cell["value"]["unit"] for cell in mixed["cells"]] == ["GW", "chip"]


def test_missing_retired_and_merged_entities_are_named_and_stay_empty(two: Client) -> None:
    for slug in ("gone", "twin"):
        two.create("models", {"slug": slug, "name": slug, "evidence": EVIDENCE})
    two.post("/v1/models/gone/retirement", {"reason": "Made up."}, If_Match="*")
    two.post("/v1/models/twin/merge", {"into": "model/o3", "reason": "The same."}, If_Match="*")
    answer = two.get("/v1/compare?refs=model/nobody,model/gone,model/twin,model/o3&properties=name").json
    assert [(e["status"], e.get("into")) for e in answer["entities"]] == [
        (404, None),
        (410, None),
        (308, "model/o3"),
        (200, None),
    ]
    assert [cell is None for cell in answer["rows"][0]["cells"]] == [True, True, True, False]
    assert "Made up." in answer["entities"][1]["reason"]


def test_clocks_apply_to_all_columns(two: Client) -> None:
    known_at = two.get("/v1/models/r1").json["created_at"]
    two.patch("/v1/models/o3", {"prices": [price("2", "input", "2025-06-10")], "evidence": EVIDENCE})
    before = {"amount": "10", "unit": "USD/Mtok"}
    assert rows(two, f"{BOTH}&properties=prices")["prices", "input"][0]["amount"] == "2"
    assert rows(two, f"{BOTH}&properties=prices&valid_at=2025-05-01")["prices", "input"][0] == before
    assert rows(two, f"{BOTH}&properties=prices&known_at={known_at}")["prices", "input"][0] == before
    assert two.get(f"{BOTH}&known_at=2020-01-01").json["entities"][0]["status"] == 404


def test_the_latest_value_of_a_series_is_compared(client: Client, calls: Calls) -> None:
    client.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    for day, amount in (("2025-01-24", "142.62"), ("2025-01-27", "118.42")):
        sent = {"value": {"amount": amount, "unit": "USD"}, "valid": f"{day}/{day}"}
        client.post("/v1/facts", {"facts": [a_fact("instrument/nvda", "price", **sent)]})
    calls.clear()
    (cell,) = client.get("/v1/compare?refs=instrument/nvda&properties=price").json["rows"][0]["cells"]
    assert (cell["value"]["amount"], cell["valid"]) == ("118.42", "2025-01-27/2025-01-27")
    assert calls.names == ["Query"] * 4  # two of them find no other scope
    calls.clear()
    assert client.get("/v1/compare?refs=instrument/nvda&properties=price&scope=").json["rows"]
    assert calls.names == ["Query", "Query"]
    earlier = client.get("/v1/compare?refs=instrument/nvda&properties=price&valid_at=2025-01-25").json
    assert earlier["rows"][0]["cells"][0]["value"]["amount"] == "142.62"


def test_every_scope_condition_and_unit_of_a_series_is_a_row(client: Client) -> None:
    for slug in ("nvda", "amd"):
        client.create("instruments", {"slug": slug, "name": slug, "evidence": EVIDENCE})
    after_hours, class_b = {"condition": "after hours"}, {"scope": "class B"}
    sent: list[tuple[str, str, dict[str, str]]] = [
        ("nvda", "118", {}),
        ("nvda", "117", after_hours),
        ("nvda", "90", class_b),
        ("amd", "100", {}),
        ("amd", "99", {"condition": "After hours"}),
    ]
    for slug, amount, part in sent:
        price = {"value": {"amount": amount, "unit": "USD"}, "valid": "2025-01-27/2025-01-27", **part}
        client.post("/v1/facts", {"facts": [a_fact(f"instrument/{slug}", "price", **price)]})
    url = "/v1/compare?refs=instrument/nvda,instrument/amd&properties=price"

    def amounts(query: str = "") -> list[tuple[Any, Any, list[Any]]]:
        return [
            (row["scope"], row["condition"], [cell and cell["value"]["amount"] for cell in row["cells"]])
            for row in client.get(url + query).json["rows"]
        ]

    whole, long = (None, None, ["118", "100"]), (None, "after hours", ["117", "99"])
    of_b = ({"text": "class B"}, None, ["90", None])
    assert sorted(amounts(), key=str) == sorted([whole, long, of_b], key=str)
    assert amounts("&scope=Class%20B") == [of_b]
    assert amounts("&scope=&condition=") == [whole]
    assert amounts("&condition=after%20hours") == [long]


def test_a_comparison_of_one_scope_or_condition_has_its_rows_alone(two: Client) -> None:
    two.patch("/v1/models/o3", {"aliases": ["o-three", {"value": "O3", "scope": "the app"}], "evidence": EVIDENCE})
    two.patch("/v1/models/o3", {"license": {"value": "MIT", "scope": "The app"}, "evidence": EVIDENCE})

    found = two.get(f"{BOTH}&scope=the%20app").json

    assert [each["label"] for each in found["entities"]] == ["=o3", "R1"]
    assert {row["property"]: [cell and cell["value"] for cell in row["cells"]] for row in found["rows"]} == {
        "aliases": [[{"value": "O3", "scope": {"text": "the app"}}], None],
        "license": ["MIT", None],
    }
    assert two.get(f"{BOTH}&scope=nothing").json["rows"] == []


def test_a_comparison_is_one_query_an_entity(two: Client, calls: Calls) -> None:
    calls.clear()
    two.get(f"{BOTH}&properties=prices")
    assert calls.names == ["Query", "Query"]


def test_a_spreadsheet_gets_the_same_and_no_formula(two: Client) -> None:
    answer = two.get(f"{BOTH}&properties=name,context_window,prices&format=csv")
    assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert answer.text.count("\r\n") == answer.text.count("\n") == 5
    head, name, window, paid_in, _ = lines(two, f"{BOTH}&properties=name,context_window,prices&format=csv")
    assert head[:6] == ["property", "qualifiers", "scope", "condition", "unit", "model/o3"]
    assert [name[5], name[5 + WIDTH]] == ["'=o3", "R1"]
    assert window[:5] == ["context_window", "", "", "", "token"]
    assert [window[5], *window[11:14], window[15], *window[21:24]] == ["200000", *REPORTED, "128000", *REPORTED]
    assert window[14] == two.get("/v1/models/o3/facts?property=context_window").json["items"][0]["id"]
    assert dict(zip(head, paid_in, strict=True))["model/o3 valid"] == "2025-04-16"
    assert paid_in[:6] == ["prices", "direction=input; tier=standard", "", "", "USD/Mtok", "10"]


def test_a_date_has_its_days_beside_it_for_each_entity(two: Client) -> None:
    head, released, paid_in, _ = lines(two, f"{BOTH}&properties=released,prices&format=csv")
    days, prices = dict(zip(head, released, strict=True)), dict(zip(head, paid_in, strict=True))
    assert (days["model/o3"], days["model/o3.from"], days["model/r1.to"]) == ("2025-04-16", "2025-04-16", "2025-01-20")
    assert (prices["model/o3.from"], prices["model/o3 valid.from"]) == ("", "2025-04-16")


def test_each_scope_and_each_condition_is_a_row_and_says_so(two: Client) -> None:
    long = {**price("20", "input"), "condition": "over 200,000 tokens"}
    of_azure = {**price("12", "input"), "scope": "Azure"}
    two.patch("/v1/models/o3", {"prices": [long, of_azure], "evidence": EVIDENCE})
    two.patch("/v1/models/r1", {"prices": [{**long, "condition": "Over 200000 tokens"}], "evidence": EVIDENCE})
    two.patch("/v1/models/r1", {"license": {"value": "MIT", "condition": "for the weights"}, "evidence": EVIDENCE})

    url = f"{BOTH}&properties=prices,license"
    found = two.get(url).json["rows"]

    paid_in = {"direction": "input", "tier": "standard"}
    assert [
        (row["scope"], row["condition"], [cell and cell["value"]["amount"] for cell in row["cells"]])
        for row in found
        if row["qualifiers"] == paid_in
    ] == [
        (None, None, ["10", "0.55"]),
        (None, "over 200,000 tokens", ["20", "20"]),
        ({"text": "Azure"}, None, ["12", None]),
    ]
    assert [(row["condition"], row["cells"][1]["value"]) for row in found if row["property"] == "license"] == [
        ("for the weights", "MIT")
    ]
    written = [
        (line[2], line[3], line[5]) for line in lines(two, f"{url}&format=csv") if line[1].startswith("direction=input")
    ]
    assert written == [("", "", "10"), ("", "over 200,000 tokens", "20"), ("Azure", "", "12")]


def test_a_value_of_a_part_alone_is_compared(two: Client) -> None:
    body = {"license": {"value": "MIT", "scope": "the code"}, "evidence": EVIDENCE}
    two.patch("/v1/models/o3", body)

    (row,) = two.get(f"{BOTH}&properties=license").json["rows"]

    assert (row["scope"], [cell and cell["value"] for cell in row["cells"]]) == ({"text": "the code"}, ["MIT", None])


def test_a_list_has_one_cell_with_the_facts_of_every_part(two: Client) -> None:
    two.patch("/v1/models/o3", {"aliases": ["o-three", {"value": "O3", "scope": "the app"}], "evidence": EVIDENCE})

    (row,) = two.get(f"{BOTH}&properties=aliases").json["rows"]

    assert row["cells"][0]["value"] == ["o-three", {"value": "O3", "scope": {"text": "the app"}}]
    assert len(row["cells"][0]["facts"]) == 2


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/csv", CSV),
        ("text/*", CSV),
        ("application/json;q=0.5, text/csv", CSV),
        ("text/csv;q=0.2, application/*;q=0.3", "application/json"),
        ("text/csv;q=0, */*", "application/json"),
        ("nonsense", "application/json"),
        ("text/csv; header=present; q=1", CSV),
    ],
)
def test_the_accept_header_chooses(two: Client, accept: str | None, media: str) -> None:
    assert preferred(accept, offered=("application/json", CSV)) == media
    answer = two.get(BOTH, **({} if accept is None else {"Accept": accept}))
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["vary"] == "Accept-Encoding, Accept, Authorization"


def test_the_parameter_outranks_the_header(two: Client) -> None:
    assert two.get(f"{BOTH}&format=json", Accept=CSV).json["entities"]


def test_a_csv_has_its_own_etag_and_answers_head(two: Client) -> None:
    answer = two.get(BOTH, Accept=CSV)
    assert answer.headers["etag"] != two.get(BOTH).headers["etag"]
    assert two.get(BOTH, Accept=CSV, If_None_Match=answer.headers["etag"]).status == 304
    assert two.head(BOTH, Accept=CSV).headers["content-length"] == str(len(answer.text.encode()))


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-2.71", "-2.71"),
        ("-1e9", "-1e9"),
        ("o3-mini", "o3-mini"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded_and_a_negative_number_is_not(cell: str, kept: str) -> None:
    assert guarded(cell) == kept


def test_more_entities_than_allowed_are_refused_with_the_limit(client: Client) -> None:
    answer = client.get("/v1/compare?refs=" + ",".join(f"model/m{n}" for n in range(21)))
    assert (answer.status, answer.json["code"], answer.json["limit"]) == (400, "bad_parameter", 20)


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("", "refs", "missing"),
        ("?refs=", "refs", "refs"),
        ("?refs=gpt-4", "refs", '"gpt-4"'),
        ("?refs=modle/gpt-4", "refs", '"model/gpt-4"'),
        ("?refs=model/a&properties=relaesed", "properties", '"released"'),
        ("?refs=model/a&properties=,", "properties", "names of properties"),
        ("?refs=model/a&format=xml", "format", "json or csv"),
        ("?refs=model/a&propreties=name", "propreties", "properties"),
        ("?refs=model/a&valid_at=soon", "valid_at", "instant"),
    ],
)
def test_what_is_asked_wrongly_is_named(client: Client, query: str, parameter: str, says: str) -> None:
    answer = client.get(f"/v1/compare{query}")
    assert (answer.status, list(answer.pointers)) == (400, [parameter])
    assert says in answer.json["detail"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("CN", "CN"),
        (True, "true"),
        ({"amount": "560", "unit": "USD", "bound": "at_least"}, "at least 560 USD"),
        ({"low": "5", "high": "6", "unit": "GW"}, "5 to 6 GW"),
        ({"text": "US companies"}, "US companies"),
        ({"text": "Preiskrieg", "language": "de"}, "Preiskrieg"),
        ({"missing": "unknown"}, "unknown"),
        (["text", "code"], "text; code"),
        (
            [{"value": "model/gpt-4", "extent": "most"}, {"value": "model/llama"}],
            "model/gpt-4 (extent: most); model/llama",
        ),
    ],
)
def test_every_value_has_words(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_a_unit_that_the_row_shows_is_not_repeated() -> None:
    assert in_words({"amount": "5", "unit": "USD"}, unit="USD") == "5"

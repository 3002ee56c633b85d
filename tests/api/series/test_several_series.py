"""The series of one property for several entities, over HTTP."""

import csv
import io
import json
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, a_fact
from tests.api.snapshots import filled_once
from tests.conftest import Calls

PRICES = "/v1/series/prices?refs=model/o3,model/r1,model/v3"
REASON = {"reason": "The same."}


def price(amount: str, direction: str, valid: str, **more: Any) -> Body:
    return {"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": direction, "valid": valid, **more}


@pytest.fixture
@filled_once
def three(client: Client) -> Client:
    """Three models with prices that changed, and two shares."""
    changes = {
        "o3": (("10", "2025-04-16"), ("2", "2025-06-10")),
        "r1": (("0.55", "2025-01-20"),),
        "v3": (("1", "2025"),),
    }
    for slug, amounts in changes.items():
        prices = [price(amount, way, valid) for amount, valid in amounts for way in ("input", "output")]
        client.create("models", {"slug": slug, "name": slug.upper(), "evidence": EVIDENCE, "prices": prices})
    for slug in ("nvda", "amd"):
        client.create("instruments", {"slug": slug, "name": slug, "evidence": EVIDENCE})
        for day in range(1, 5):
            quote(client, slug, day, f"{100 + day}")
    return client


def quote(client: Client, slug: str, day: int, amount: str, **more: Any) -> None:
    sent = {"value": {"amount": amount, "unit": "USD"}, "valid": f"2025-01-{day:02}/2025-01-{day:02}", **more}
    assert client.post("/v1/facts", {"facts": [a_fact(f"instrument/{slug}", "price", **sent)]}).status == 201


def alone(client: Client, ref: str, name: str, query: str = "") -> list[Body]:
    """Return the steps that the series of one entity has, each with its ref."""
    plural = {"model": "models", "instrument": "instruments", "company": "companies"}[ref.partition("/")[0]]
    url = f"/v1/{plural}/{ref.partition('/')[2]}/series/{name}?limit=100{query}"
    return [{"ref": ref, **step} for step in client.get(url).json["items"]]


@pytest.mark.parametrize(
    "query",
    ["", "&direction=input", "&from=2025-05&to=2025-07", "&valid_at=2025-05-01", "&latest=true", "&scope=&condition="],
)
def test_the_steps_are_those_of_each_entity_with_its_ref(three: Client, query: str) -> None:
    found = three.get(PRICES + query).json
    assert found["items"] == [
        step for slug in ("o3", "r1", "v3") for step in alone(three, f"model/{slug}", "prices", query)
    ]
    assert found["items"]
    assert found["next"] is None
    named = [(each["ref"], each["status"], each["label"]) for each in found["entities"]]
    assert named == [
        (f"model/{slug}", 200, None if "valid_at" in query else slug.upper()) for slug in ("o3", "r1", "v3")
    ]


def test_a_page_is_one_batch_read_and_one_query_an_entity(three: Client, calls: Calls) -> None:
    for query in ("", "&valid_at=2025-05-01", "&latest=true", "&from=2025-05"):
        calls.clear()
        assert three.get(PRICES + query).status == 200
        assert sorted(calls.names) == ["BatchGetItem", *["Query"] * 3], query


def test_the_prices_of_shares_are_one_query_each_without_other_scopes(three: Client, calls: Calls) -> None:
    url = "/v1/series/price?refs=instrument/nvda,instrument/amd"
    calls.clear()
    whole = three.get(f"{url}&scope=").json
    assert sorted(calls.names) == ["BatchGetItem", "Query", "Query"]
    assert whole["items"] == [step for slug in ("nvda", "amd") for step in alone(three, f"instrument/{slug}", "price")]
    calls.clear()
    assert three.get(url).json["items"] == whole["items"]
    assert sorted(calls.names) == ["BatchGetItem", *["Query"] * 6]  # two an entity find no other scope
    calls.clear()
    assert [step["value"]["amount"] for step in three.get(f"{url}&latest=true&scope=").json["items"]] == ["104", "104"]
    assert sorted(calls.names) == ["BatchGetItem", "Query", "Query"]


@pytest.mark.parametrize(
    ("name", "refs"),
    [("price", "instrument/amd,instrument/nvda"), ("prices", "model/r1,model/v3,model/nobody,model/o3")],
)
def test_pages_together_are_the_whole_and_none_is_empty(three: Client, name: str, refs: str) -> None:
    quote(three, "amd", 2, "90", scope="class B")
    url = f"/v1/series/{name}?refs={refs}"
    whole = three.get(url).json["items"]
    assert len(whole) > 7
    for limit in range(1, 11):
        assert three.every(f"{url}&limit={limit}") == whole
        page = three.get(f"{url}&limit={limit}").json
        while page["next"] is not None:
            page = three.get(f"{url}&limit={limit}&cursor={page['next']}").json
            assert page["items"] or name == "price"  # only reading on shows whether there is another scope


def test_entities_of_several_kinds_are_read_where_each_has_the_property(three: Client) -> None:
    three.create("companies", a_company("openai"))
    three.create("people", {"slug": "sam", "name": "Sam", "evidence": EVIDENCE})
    three.create("products", {"slug": "chatgpt", "name": "ChatGPT", "evidence": EVIDENCE})
    found = three.get("/v1/series/name?refs=company/openai,product/chatgpt").json
    assert [step["ref"] for step in found["items"]] == ["company/openai", "product/chatgpt"]
    refused = three.get("/v1/series/prices?refs=model/o3,person/sam")
    assert (refused.status, refused.pointers) == (400, {"property": "no_series"})
    assert "person" in refused.json["detail"]


def test_a_merged_entity_is_followed_to_its_survivor_and_the_answer_says_so(three: Client, calls: Calls) -> None:
    for slug in ("o-3", "o-three"):
        three.create("models", {"slug": slug, "name": "O3", "evidence": EVIDENCE}, is_namesake=True)
    for slug, into in (("o-3", "o-three"), ("o-three", "o3")):
        merged = three.post(f"/v1/models/{slug}/merge", {"into": f"model/{into}", **REASON}, If_Match="*")
        assert merged.status == 200
    calls.clear()

    found = three.get("/v1/series/prices?refs=model/o-three,model/r1").json

    assert sorted(calls.names) == ["BatchGetItem", "GetItem", "Query", "Query"]
    assert [(each["ref"], each["status"], each.get("into")) for each in found["entities"]] == [
        ("model/o-three", 308, "model/o3"),
        ("model/r1", 200, None),
        ("model/o3", 200, None),
    ]
    assert found["items"] == [*alone(three, "model/o3", "prices"), *alone(three, "model/r1", "prices")]
    both = three.get("/v1/series/prices?refs=model/o3,model/o-3").json
    assert both["items"] == alone(three, "model/o3", "prices")
    assert [each["status"] for each in both["entities"]] == [200, 308, 308]


def test_unknown_retired_and_erased_entities_are_named_and_have_no_steps(three: Client) -> None:
    for slug in ("gone", "wiped"):
        body = {"slug": slug, "name": slug, "evidence": EVIDENCE, "prices": [price("1", "input", "2025")]}
        three.create("models", body)
    before = three.get("/v1/models/gone").json["updated_at"]
    three.post("/v1/models/gone/retirement", {"reason": "Made up."}, If_Match="*")
    erased = three.post("/v1/models/wiped/erasure", {"reason": "On request."}, If_Match="*")
    assert erased.status == 200, erased.text
    found = three.get("/v1/series/prices?refs=model/nobody,model/gone,model/wiped,model/r1").json
    assert [each["status"] for each in found["entities"]] == [404, 410, 410, 200]
    assert "Made up." in found["entities"][1]["reason"]
    assert "On request." not in found["entities"][0]["reason"]
    assert {step["ref"] for step in found["items"]} == {"model/r1"}
    then = three.get(f"/v1/series/prices?refs=model/nobody,model/gone&known_at={before}").json
    assert [(each["status"], each.get("label")) for each in then["entities"]] == [(404, None), (200, None)]
    assert [step["ref"] for step in then["items"]] == ["model/gone"]


def test_clocks_apply_to_all(three: Client) -> None:
    before = three.get("/v1/models/o3").json["updated_at"]
    three.patch("/v1/models/r1", {"prices": [price("9", "input", "2025-09")], "evidence": EVIDENCE})
    url = f"{PRICES}&direction=input&latest=true"
    assert [step["value"]["amount"] for step in three.get(url).json["items"]] == ["2", "9", "1"]
    assert [step["value"]["amount"] for step in three.get(f"{url}&known_at={before}").json["items"]] == ["2"]


def test_a_spreadsheet_and_lines_have_the_same_steps_with_the_ref_first(three: Client) -> None:
    steps = three.get(PRICES).json["items"]
    head, *rows = csv.reader(io.StringIO(three.get(f"{PRICES}&format=csv").text, newline=""))
    assert head[:4] == ["ref", "from", "to", "value"]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (step["ref"], step["from"] or "", step["value"]["amount"]) for step in steps
    ]
    lines = three.get(f"{PRICES}&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == steps


def test_the_same_question_has_the_same_etag(three: Client) -> None:
    first = three.get(PRICES)
    assert three.get(PRICES, If_None_Match=first.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("", {"refs": "missing"}),
        ("?refs=", {"refs": "bad_value"}),
        ("?refs=" + ",".join(f"model/m{number}" for number in range(11)), {"refs": "too_many"}),
        ("?refs=model/o3,model/o3", {"refs": "repeated"}),
        ("?refs=model/o3&refs=model/o3", {"refs": "repeated"}),
        ("?refs=o3", {"refs": "not_a_ref"}),
        ("?refs=person/sam,event/launch", {"property": "no_series"}),
        ("?refs=model/o3&direction=sideways", {"direction": "unknown_code"}),
        ("?refs=model/o3&measure=revenue", {"measure": "unknown_qualifier"}),
        ("?refs=model/o3&from=2025-02&to=2025-01", {"to": "bad_range"}),
        ("?refs=model/o3&latest=true&from=2025", {"from": "not_together"}),
        ("?refs=model/o3&valid_at=2025-01-01&from=2025", {"valid_at": "not_together"}),
        ("?refs=model/o3&known_at=2999-01-01", {"known_at": "in_the_future"}),
        ("?refs=model/o3&limit=1001", {"limit": "bad_value"}),
        (
            "?refs=modle/x,person/sam&from=2025-02&to=2025-01&known_at=2999-01-01&latest=true&period=a%20year",
            {
                "refs": "unknown_kind",
                "property": "no_series",
                "from": "not_together",
                "to": "bad_range",
                "known_at": "in_the_future",
            },
        ),
    ],
)
def test_what_is_asked_wrongly_is_named_all_at_once(three: Client, query: str, faults: dict[str, str]) -> None:
    answer = three.get(f"/v1/series/prices{query}")
    assert (answer.status, answer.pointers) == (400, faults)


def test_a_cursor_works_only_with_its_question(three: Client) -> None:
    cursor = three.get(f"{PRICES}&limit=1").json["next"]
    assert three.get(f"{PRICES}&limit=1&cursor={cursor}&direction=input").json["code"] == "bad_cursor"


def test_a_page_has_up_to_a_thousand_steps_in_json_too(three: Client) -> None:
    assert three.get(f"{PRICES}&limit=1000").status == 200
    assert three.get(f"{PRICES}&limit=1001").pointers == {"limit": "bad_value"}

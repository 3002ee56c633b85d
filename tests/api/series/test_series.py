"""Values over time, over HTTP."""

import csv
import io
from typing import Any

import pytest

from chalicelib.api.http.routing.columns import in_cell
from chalicelib.operations.series.slot_filter import OTHER_PARAMETERS
from tests.api.conftest import EVIDENCE, Client, a_company, a_fact, a_source
from tests.api.snapshots import filled_once
from tests.conftest import Calls

O3 = "/v1/models/o3/series/prices"
NVDA = "/v1/instruments/nvda/series/price"


@pytest.fixture
@filled_once
def o3(client: Client) -> Client:
    """A model whose price fell by 80 % on 10 June 2025."""
    client.create(
        "models", {"slug": "o3", "name": "o3", "evidence": EVIDENCE, "prices": prices("10", "40", "2025-04-16")}
    )
    client.patch("/v1/models/o3", {"evidence": EVIDENCE, "prices": prices("2", "8", "2025-06-10")})
    return client


@pytest.fixture
@filled_once
def nvda(client: Client) -> Client:
    """A share."""
    client.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    return client


def prices(paid_in: str, paid_out: str, valid: str) -> list[dict[str, Any]]:
    amounts = {"input": paid_in, "output": paid_out}
    return [
        {"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": direction, "valid": valid}
        for direction, amount in amounts.items()
    ]


def quote(client: Client, day: str, amount: str, **more: Any) -> None:
    price = {"value": {"amount": amount, "unit": "USD"}, "valid": day}
    answer = client.post("/v1/facts", {"facts": [{**a_fact("instrument/nvda", "price", **price), **more}]})
    assert answer.status == 201, answer.text


def steps_of(items: list[dict[str, Any]]) -> list[tuple[str | None, str | None, str]]:
    return [(item["from"], item["to"], item["value"]["amount"]) for item in items]


def test_a_price_is_listed_over_time_slot_by_slot(o3: Client) -> None:
    items = o3.get(O3).json["items"]
    assert steps_of(items) == [
        ("2025-04-16", "2025-06-09", "10"),
        ("2025-06-10", None, "2"),
        ("2025-04-16", "2025-06-09", "40"),
        ("2025-06-10", None, "8"),
    ]
    assert items[0]["qualifiers"] == {"direction": "input", "tier": "standard"}
    assert (items[0]["source"], items[0]["disputed"], items[0]["sides"]) == ("source/report", False, [])


def test_what_an_input_token_cost_on_a_day_is_one_request(o3: Client, calls: Calls) -> None:
    (step,) = o3.get(f"{O3}?direction=input&tier=standard&valid_at=2025-05-01").json["items"]
    assert step["value"] == {"amount": "10", "unit": "USD/Mtok"}
    assert step["valid"] == "2025-04-16"
    assert calls.names == ["Query"]


def test_a_window_may_be_given_in_months(o3: Client) -> None:
    items = o3.get(f"{O3}?direction=input&from=2025-05&to=2025-06").json["items"]
    assert steps_of(items) == [("2025-05-01", "2025-06-09", "10"), ("2025-06-10", "2025-06-30", "2")]


def test_an_earlier_series_is_shown_as_it_was_known(o3: Client) -> None:
    known_at = o3.get("/v1/models/o3").json["created_at"]
    assert steps_of(o3.get(f"{O3}?direction=input&known_at={known_at}").json["items"]) == [("2025-04-16", None, "10")]
    assert o3.get(f"{O3}?known_at=2020-01-01").status == 404


def test_pages_of_a_series_are_all_of_it(o3: Client) -> None:
    assert o3.every(f"{O3}?limit=1") == o3.get(O3).json["items"]


def test_values_without_a_qualifier_are_asked_for_with_nothing(o3: Client) -> None:
    azure = {"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input", "provider": {"text": "Azure"}}
    o3.patch("/v1/models/o3", {"evidence": EVIDENCE, "prices": [azure]})
    assert steps_of(o3.get(f"{O3}?provider=Azure").json["items"]) == [(None, None, "3")]
    assert len(o3.get(f"{O3}?provider=&direction=input").json["items"]) == 2


def test_daily_prices_are_points_and_a_day_without_trade_has_none(nvda: Client) -> None:
    for day, amount in (("2025-01-24", "142.62"), ("2025-01-27", "118.42"), ("2025-01-28", "128.99")):
        quote(nvda, f"{day}/{day}", amount)
    assert steps_of(nvda.get(NVDA).json["items"]) == [
        ("2025-01-24", "2025-01-24", "142.62"),
        ("2025-01-27", "2025-01-27", "118.42"),
        ("2025-01-28", "2025-01-28", "128.99"),
    ]
    assert nvda.get(f"{NVDA}?valid_at=2025-01-25").json["items"] == []
    assert "price" not in nvda.get("/v1/instruments/nvda").json


def test_a_day_of_which_sources_say_otherwise_is_disputed_with_both_sides(nvda: Client) -> None:
    nvda.create("sources", a_source("other"))
    quote(nvda, "2025-01-27/2025-01-27", "118.42")
    quote(nvda, "2025-01-27/2025-01-27", "118.58", evidence={**EVIDENCE, "source": "source/other"})
    quote(nvda, "2025-01-28/2025-01-28", "128.99")
    monday, tuesday = nvda.get(NVDA).json["items"]
    assert (monday["disputed"], tuesday["disputed"]) == (True, False)
    sides = {side["value"]["amount"]: side["sources"] for side in monday["sides"]}
    assert sides == {"118.42": ["source/report"], "118.58": ["source/other"]}


def test_a_page_of_daily_prices_is_one_call_and_the_first_page_one_more(nvda: Client, calls: Calls) -> None:
    for day in range(1, 25):
        quote(nvda, f"2025-01-{day:02}", f"{100 + day}")
    for question in ("", "&from=2025-01-10&to=2025-01-20", "&valid_at=2025-01-10"):
        calls.clear()
        page = nvda.get(f"{NVDA}?limit=10&scope={question}")
        assert (page.status, calls.names) == (200, ["Query"] * 2)
    calls.clear()
    assert len(nvda.every(f"{NVDA}?limit=10&scope=")) == 24
    assert calls.names == ["Query"] * (1 + 3)


def test_a_page_of_every_scope_takes_two_more_calls_at_the_end_and_two_for_each_other_scope(
    nvda: Client, calls: Calls
) -> None:
    for day in range(1, 15):
        quote(nvda, f"2025-01-{day:02}", f"{100 + day}")
    calls.clear()
    first = nvda.get(f"{NVDA}?limit=10")
    assert (len(first.json["items"]), calls.names) == (10, ["Query"] * 2)
    calls.clear()
    assert nvda.get(f"{NVDA}?limit=10&cursor={first.json['next']}").json["next"] is None
    assert calls.names == ["Query"] * 3
    quote(nvda, "2025-01-01", "90", scope="class B")
    calls.clear()
    assert len(nvda.get(NVDA).json["items"]) == 15
    assert len(calls.names) <= 6 + 1


def test_every_scope_condition_and_currency_of_a_price_is_a_series(nvda: Client) -> None:
    day = "2025-01-27/2025-01-27"
    quote(nvda, day, "118.42")
    quote(nvda, day, "90", scope="class B")
    quote(nvda, day, "117", condition="after hours")
    quote(nvda, day, "113", value={"amount": "113", "unit": "EUR"})

    items = nvda.get(NVDA).json["items"]

    seen = {(item["value"]["unit"], str(item["scope"]), item["condition"], item["disputed"]) for item in items}
    class_b = str({"text": "class B"})
    assert (len(items), seen) == (
        4,
        {
            ("USD", "None", None, False),
            ("USD", class_b, None, False),
            ("USD", "None", "after hours", False),
            ("EUR", "None", None, False),
        },
    )
    assert nvda.every(f"{NVDA}?limit=1") == items
    assert len(nvda.get(f"{NVDA}?latest=true").json["items"]) == 4
    for query, amounts in (
        ("scope=Class B", ["90"]),
        ("scope=class C", []),
        ("scope=&condition=", ["118.42", "113"]),
        ("condition=After hours", ["117"]),
    ):
        for latest in ("", "&latest=true"):
            found = nvda.get(f"{NVDA}?{query.replace(' ', '%20')}{latest}").json["items"]
            assert sorted(item["value"]["amount"] for item in found) == sorted(amounts), query
    head, *rows = csv.reader(io.StringIO(nvda.get(f"{NVDA}?format=csv").text, newline=""))
    written = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["scope"], row["condition"]) for row in written] == [
        (in_cell(item["scope"]), item["condition"] or "") for item in items
    ]


def test_a_qualifier_with_the_name_of_another_parameter_has_a_name_of_its_own(o3: Client) -> None:
    answer = o3.get(f"{O3}?qualifier_limit=rate")
    assert (answer.status, answer.pointers) == (400, {"qualifier_limit": "unknown_qualifier"})


def test_the_latest_price_is_returned_alone(nvda: Client, calls: Calls) -> None:
    for day in range(1, 25):
        quote(nvda, f"2025-01-{day:02}/2025-01-{day:02}", f"{100 + day}")
    calls.clear()
    assert steps_of(nvda.get(f"{NVDA}?latest=true").json["items"]) == [("2025-01-24", "2025-01-24", "124")]
    assert calls.names == ["Query"] * (1 + 3)
    calls.clear()
    assert nvda.get(f"{NVDA}?latest=true&scope=").json["items"]
    assert calls.names == ["Query"] * (1 + 1)
    earlier = nvda.get(f"{NVDA}?latest=true&valid_at=2025-01-10T12:00:00Z").json["items"]
    assert [item["value"]["amount"] for item in earlier] == ["110"]
    assert nvda.get(f"{NVDA}?latest=true&from=2025").pointers == {"from": "not_together"}


def test_the_latest_price_of_every_slot_is_returned_alone(o3: Client) -> None:
    found = o3.get(f"{O3}?latest=true").json["items"]
    assert [(item["qualifiers"]["direction"], item["value"]["amount"]) for item in found] == [
        ("input", "2"),
        ("output", "8"),
    ]
    before = o3.get(f"{O3}?latest=true&direction=input&valid_at=2025-05-01").json["items"]
    assert steps_of(before) == [("2025-04-16", "2025-05-01", "10")]


def test_a_series_of_nobody_is_not_found(client: Client) -> None:
    assert client.get(NVDA).status == 404
    assert client.get(f"{NVDA}?latest=true").status == 404
    assert client.get(O3).status == 404


def test_a_series_of_a_merged_entity_is_found_at_the_survivor(o3: Client) -> None:
    o3.create("models", {"slug": "o-three", "name": "o3", "evidence": EVIDENCE}, is_namesake=True)
    assert o3.post("/v1/models/o-three/merge", {"into": "model/o3", "reason": "The same."}, If_Match="*").status == 200
    answer = o3.get("/v1/models/o-three/series/prices?direction=input")
    assert (answer.status, answer.headers["location"]) == (308, "/stage/v1/models/o3/series/prices?direction=input")


def test_the_prices_of_a_merged_or_retired_instrument_are_not_given_as_its_own(nvda: Client) -> None:
    quote(nvda, "2025-01-27/2025-01-27", "118.42")
    nvda.create("instruments", {"slug": "nvda-2", "name": "Nvidia", "evidence": EVIDENCE}, is_namesake=True)
    before = nvda.get("/v1/instruments/nvda-2").json["updated_at"]
    reason = {"reason": "The same."}
    assert nvda.post("/v1/instruments/nvda/merge", {"into": "instrument/nvda-2", **reason}, If_Match="*").status == 200
    for query in ("", "?latest=true"):
        answer = nvda.get(f"{NVDA}{query}")
        assert (answer.status, answer.headers["location"]) == (308, f"/stage/v1/instruments/nvda-2/series/price{query}")
    assert nvda.post("/v1/instruments/nvda-2/retirement", reason, If_Match="*").status == 200
    for query in ("", "?latest=true"):
        assert nvda.get(f"/v1/instruments/nvda-2/series/price{query}").status == 410
    then = nvda.get(f"{NVDA}?known_at={before}")
    assert (then.status, [item["value"]["amount"] for item in then.json["items"]]) == (200, ["118.42"])


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("/v1/models/o3/series/price", '"prices"'),
        ("/v1/models/o3/series/released", "fixed"),
        ("/v1/events/e/series/amount", "fixed"),
    ],
)
def test_a_property_without_a_series_is_not_found_and_those_with_one_are_listed(
    o3: Client, url: str, says: str
) -> None:
    answer = o3.get(url)
    assert answer.status == 404
    assert says in answer.json["detail"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=yesterday", "from"),
        ("to=2025-01~", "to"),
        ("from=2025-01-01/2025-01-02", "from"),
        ("from=2025-02-30", "from"),
        ("direction=inptu", "direction"),
        ("measure=revenue", "measure"),
        ("period=a year", "period"),
        ("valid_at=2025-01-01&from=2025", "valid_at"),
        ("dirction=input", "dirction"),
        ("limit=0", "limit"),
    ],
)
def test_what_is_asked_wrongly_is_named(o3: Client, query: str, parameter: str) -> None:
    answer = o3.get(f"{O3}?{query}")
    assert answer.status == 400
    assert parameter in answer.pointers


def test_a_window_that_ends_before_it_begins_is_refused(o3: Client) -> None:
    answer = o3.get(f"{O3}?from=2025-02&to=2025-01")
    assert (answer.status, answer.pointers) == (400, {"to": "bad_range"})


def test_a_cursor_works_only_with_its_series(o3: Client) -> None:
    cursor = o3.get(f"{O3}?limit=1").json["next"]
    assert o3.get(f"{O3}?limit=1&cursor={cursor}&direction=input").json["code"] == "bad_cursor"


def test_officers_come_and_go(client: Client) -> None:
    client.create("companies", a_company("openai"))
    client.create("people", {"slug": "sam-altman", "name": "Sam Altman", "evidence": EVIDENCE})
    client.create("people", {"slug": "mira-murati", "name": "Mira Murati", "evidence": EVIDENCE})
    for valid, who in (("2019-03-11/2023-11-16", "sam-altman"), ("2023-11-17/2023-11-19", "mira-murati")):
        officer = {"value": f"person/{who}", "role": "chief_executive", "valid": valid}
        assert client.patch("/v1/companies/openai", {"evidence": EVIDENCE, "officers": [officer]}).status == 200
    items = client.get("/v1/companies/openai/series/officers?role=chief_executive").json["items"]
    assert [(item["from"], item["to"], item["value"]) for item in items] == [
        ("2019-03-11", "2023-11-16", "person/sam-altman"),
        ("2023-11-17", "2023-11-19", "person/mira-murati"),
    ]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", [(None, "2"), (None, "20"), ({"text": "Azure"}, "12")]),
        ("&scope=", [(None, "2"), (None, "20")]),
        ("&scope=Azure", [({"text": "Azure"}, "12")]),
    ],
)
def test_every_scope_and_condition_is_a_series_unless_one_is_asked_for(
    o3: Client, query: str, seen: list[tuple[Any, str]]
) -> None:
    """The window has one step of each slot."""
    of_input = [each for each in prices("12", "48", "2025-06-10") if each["direction"] == "input"]
    long = {"condition": "over 200,000 tokens", "value": {"amount": "20", "unit": "USD/Mtok"}}
    sent = [{**of_input[0], "scope": "Azure"}, {**of_input[0], **long}]
    o3.patch("/v1/models/o3", {"evidence": EVIDENCE, "prices": sent})
    url = f"{O3}?direction=input&from=2025-07-01{query}"

    items = o3.get(url).json["items"]

    assert sorted(((item["scope"], item["value"]["amount"]) for item in items), key=str) == sorted(seen, key=str)
    head, *rows = csv.reader(io.StringIO(o3.get(f"{url}&format=csv").text, newline=""))
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["scope"], row["condition"]) for row in found] == [
        (in_cell(item["scope"]), item["condition"] or "") for item in items
    ]
    last = o3.get(f"{O3}?direction=input&latest=true{query}").json["items"]
    assert [(item["scope"], item["condition"]) for item in last] == [
        (item["scope"], item["condition"]) for item in items
    ]


def test_a_conflict_within_a_series_is_listed_at_another_time_too(nvda: Client, calls: Calls) -> None:
    nvda.create("sources", a_source("other"))
    of_other = {"evidence": {**EVIDENCE, "source": "source/other"}}
    for amount, more in (("118.42", {}), ("118.58", of_other)):
        quote(nvda, "2025-01-27/2025-01-27", amount, **more)
        quote(nvda, "2025-01-27/2025-01-27", amount, **more, value={"amount": amount, "unit": "EUR"})
    url = "/v1/conflicts?kind=instrument&property=price"
    now = nvda.get(url).json["items"]
    calls.clear()

    found = nvda.get(f"{url}&valid_at=2025-01-27").json["items"]

    assert calls.names == ["Query"] * 5  # the list, the entity, its series, and two that find no other scope
    assert {item["shown"]["unit"] for item in found} == {"USD", "EUR"}
    assert sorted(found, key=str) == sorted(now, key=str)
    assert nvda.get(f"{url}&valid_at=2025-01-28").json["items"] == []


def test_a_qualifier_with_the_name_of_a_parameter_is_asked_for_with_a_prefix(o3: Client) -> None:
    limits = [
        {"value": {"amount": "600", "unit": "request/minute"}, "limit": "requests", "valid": "2025-04-16"},
        {"value": {"amount": "200000", "unit": "token"}, "limit": "input_tokens", "valid": "2025-04-16"},
    ]
    o3.patch("/v1/models/o3", {"evidence": EVIDENCE, "limits": limits})
    items = o3.get("/v1/models/o3/series/limits?qualifier_limit=requests&limit=5").json["items"]
    assert [item["value"]["amount"] for item in items] == ["600"]


@pytest.mark.parametrize("band", ["200000token", "2e5 token", "0.2Mtok"])
def test_a_band_is_asked_for_as_an_amount_and_a_unit(o3: Client, band: str) -> None:
    price = {"value": {"amount": "6", "unit": "USD/Mtok"}, "direction": "input", "valid": "2025-04-16"}
    above = {"amount": "200000", "unit": "token"}
    o3.patch("/v1/models/o3", {"evidence": EVIDENCE, "prices": [{**price, "above": above}]})
    items = o3.get(f"{O3}?above={band.replace(' ', '%20')}").json["items"]
    assert [(item["value"]["amount"], item["qualifiers"]["above"]) for item in items] == [("6", above)]


def test_a_price_without_a_tier_is_a_standard_price(o3: Client) -> None:
    items = o3.get(f"{O3}?tier=standard&direction=input").json["items"]
    assert [item["value"]["amount"] for item in items] == ["10", "2"]


def test_no_qualifier_has_the_name_of_another_parameter(o3: Client) -> None:
    contract = o3.get("/openapi.json").json
    shared = contract["components"]["parameters"]
    series = [path["get"] for name, path in contract["paths"].items() if name.endswith("/series/{property}")]
    assert series
    for one in series:
        parameters = [shared.get(each.get("$ref", "").rpartition("/")[2], each) for each in one["parameters"]]
        names = [each["name"] for each in parameters if each["in"] == "query"]
        assert len(names) == len(set(names))
        of_qualifiers = {each["name"] for each in parameters if "with this qualifier" in each["description"]}
        assert set(names) - of_qualifiers <= OTHER_PARAMETERS

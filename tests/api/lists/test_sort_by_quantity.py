"""Lists and timelines sorted by a declared quantity, in one unit."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.kinds import KINDS
from chalicelib.operations.lists import list_page
from chalicelib.operations.lists.quantity_order import read_quantity_order, sortable_quantities
from tests.api.conftest import EVIDENCE, Client, Quick, a_company, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls, examples
from tests.tables import for_each

USD = "/v1/events?sort=-amount&unit=USD"
ROUNDS: dict[str, Any] = {
    "seed": {"amount": "1e8", "unit": "USD"},
    "small": {"amount": "0.5", "unit": "USD"},
    "about": {"amount": "2e9", "unit": "USD", "bound": "about"},
    "tied-1": {"amount": "1000000000", "unit": "USD"},
    "tied-2": {"amount": "1.0e9", "unit": "USD"},
    "range": {"low": "5e8", "high": "9e9", "unit": "USD"},
    "euros": {"amount": "7e9", "unit": "EUR"},
    "unknown": {"missing": "unknown"},
    "silent": None,
}
IN_ORDER = ["about", "tied-2", "tied-1", "range", "seed", "small"]
WITHOUT = ["silent", "unknown", "euros"]


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Rounds of a company, each a day later than the one before, and a release."""
    client.create("companies", a_company("openai"))
    for day, (slug, amount) in enumerate(ROUNDS.items(), 1):
        parties = [{"value": "company/openai", "role": "company"}]
        money = {} if amount is None else {"amount": amount}
        body = an_event(slug, type="funding_round", date=f"2025-01-{day:02}", participants=parties, **money)
        client.create("events", body, is_namesake=True)
    client.create("events", an_event("launch", date="2024-01-01"))
    return client


def slugs(client: Client, url: str) -> list[str]:
    return [item["slug"] for item in client.every(url)]


def test_the_largest_amount_comes_first_and_what_has_none_last(stage: Client) -> None:
    assert slugs(stage, USD) == [*IN_ORDER, *WITHOUT, "launch"]


def test_the_least_comes_first_in_reverse_and_what_has_none_still_last(stage: Client) -> None:
    ascending = slugs(stage, "/v1/events?sort=amount&unit=USD&type=funding_round")
    assert ascending == ["small", "seed", "range", "tied-2", "tied-1", "about", *WITHOUT]
    assert slugs(stage, "/v1/events?sort=amount&order=asc&unit=USD&type=funding_round") == ascending


@for_each("limit", [1, 2, 3, 4, 7])
def test_pages_are_the_whole_list_each_item_once_and_ties_are_stable(stage: Client, limit: int) -> None:
    whole = slugs(stage, USD)
    assert slugs(stage, f"{USD}&limit={limit}") == whole


def test_amounts_of_another_unit_count_as_none(stage: Client) -> None:
    assert slugs(stage, "/v1/events?sort=-amount&unit=EUR&type=funding_round")[0] == "euros"


def test_a_list_is_sorted_in_every_form_and_by_fields_that_cards_omit(stage: Client) -> None:
    rows = stage.get(f"{USD}&format=csv&fields=amount").text.splitlines()
    assert [row.split(",")[0].removeprefix("event/") for row in rows[1:]] == slugs(stage, USD)
    lines = stage.get(f"{USD}&format=ndjson&limit=1000").text.splitlines()
    assert len(lines) == len(ROUNDS) + 1


def test_a_timeline_is_sorted_the_same_way(stage: Client) -> None:
    timeline = slugs(stage, "/v1/companies/openai/timeline?sort=-amount&unit=USD&limit=2")
    assert timeline == [*IN_ORDER, *WITHOUT]
    only = slugs(stage, "/v1/companies/openai/timeline?sort=-amount&unit=USD&from=2025-01-04&to=2025-01-06")
    assert only == ["tied-2", "tied-1", "range"]


def test_it_is_sorted_by_what_was_shown_at_a_moment(stage: Client) -> None:
    then = stage.get("/v1/events/launch").json["created_at"]
    before = slugs(stage, USD)
    evidence = {**EVIDENCE, "replaces": [stage.get("/v1/events/seed/facts?property=amount").json["items"][0]["id"]]}
    larger = {"amount": "9e9", "unit": "USD"}
    assert stage.patch("/v1/events/seed", {"amount": larger, "evidence": evidence}).status == 200
    assert slugs(stage, USD)[0] == "seed"
    assert slugs(stage, f"{USD}&known_at={then}&limit=4") == before
    assert slugs(stage, f"{USD}&published_before=2030-01-01&limit=4")[0] == "seed"


def test_it_costs_one_call_and_one_for_each_property_that_cards_omit(stage: Client, calls: Calls) -> None:
    calls.clear()
    stage.get(USD, key=None)
    assert calls.names == ["Query"]
    calls.clear()
    stage.get(f"{USD}&limit=2", key=None)
    assert calls.names == ["Query"]


# Entries of lists.


@pytest.fixture
@filled_once
def prices(client: Client) -> Client:
    """Three models with prices by direction, two of them in dollars a million tokens."""
    for slug, (paid_in, paid_out, unit) in {
        "dear": ("10", "30", "USD/Mtok"),
        "cheap": ("1", "40", "USD/Mtok"),
        "thousand": ("0.002", "0.003", "USD/ktok"),
        "yuan": ("1", "2", "CNY/Mtok"),
    }.items():
        each = {"input": paid_in, "output": paid_out}
        listed = [{"value": {"amount": a, "unit": unit}, "direction": d} for d, a in each.items()]
        client.create("models", {"slug": slug, "name": slug.title(), "prices": listed, "evidence": EVIDENCE})
    client.create("models", {"slug": "free", "name": "Free", "evidence": EVIDENCE})
    return client


@for_each(
    "query, expected",
    [
        ("sort=prices&unit=USD/Mtok&prices.direction=input", ["cheap", "thousand", "dear", "yuan"]),
        ("sort=-prices&unit=USD/Mtok&prices.direction=output", ["cheap", "dear", "thousand", "yuan"]),
        ("sort=prices&unit=USD/Mtok", ["cheap", "thousand", "dear", "yuan", "free"]),
        ("sort=-prices&unit=USD/ktok", ["cheap", "dear", "thousand", "yuan", "free"]),
    ],
)
def test_a_list_of_amounts_counts_by_those_that_the_filters_ask_for(
    prices: Client, query: str, expected: list[str]
) -> None:
    found = slugs(prices, f"/v1/models?{query}&limit=2")
    assert found == expected


def test_amounts_that_cards_omit_are_read_in_a_batch(prices: Client, calls: Calls) -> None:
    calls.clear()
    prices.get("/v1/models?sort=prices&unit=USD/Mtok", key=None)
    assert calls.names == ["Query", "BatchGetItem"]


# Refusals.


@for_each(
    "query, faults, right",
    [
        ("sort=-amount", {"unit": "missing"}, "such as USD, "),
        ("sort=-amount&unit=GW", {"unit": "wrong_dimension"}, "measures power; expected money"),
        ("sort=-amount&unit=DOLLARS", {"unit": "unknown_unit"}, "not a known unit"),
        ("sort=-amount&unit=$", {"unit": "bad_value"}, "such as USD"),
        ("sort=-amout&unit=USD", {"sort": "bad_value"}, "did you mean '-amount'?"),
        ("sort=title&limit=0", {"sort": "bad_value", "limit": "bad_value"}, "date or -date, or in the same way a"),
        ("sort=--amount&unit=USD", {"sort": "bad_value"}, "market_cap_change, "),
        ("unit=USD", {"unit": "not_together"}, "Sort by one, or omit"),
        ("sort=-date&unit=USD", {"unit": "not_together"}, "Sort by one, or omit"),
        ("sort=-amount&order=asc&unit=USD", {"order": "not_together"}, "contradict each other"),
        ("sort=-amount&type=relase", {"unit": "missing", "type": "unknown_code"}, "release"),
        ("sort=-amount&unit=USD&limit=26&explain=true", {"limit": "too_many"}, "must not exceed 25"),
    ],
)
def test_a_wrong_order_is_refused_with_all_faults(
    stage: Client, query: str, faults: dict[str, str], right: str
) -> None:
    for path in ("/v1/events", "/v1/companies/openai/timeline"):
        if path.endswith("timeline") and "type=" in query:
            continue
        refused = stage.get(f"{path}?{query}")
        assert (refused.status, refused.pointers) == (400, faults)
        assert right in refused.json["detail"]


def test_an_instrument_is_not_sorted_by_a_series(stage: Client) -> None:
    assert stage.get("/v1/instruments?sort=price&unit=USD").pointers == {"sort": "bad_value"}


def test_a_unit_may_be_left_out_where_all_units_convert(client: Client) -> None:
    for slug, amount, unit in (("a", "7e9", "parameter"), ("b", "1e12", "parameter")):
        size = {"amount": amount, "unit": unit}
        answer = client.post("/v1/models", {"slug": slug, "name": slug, "parameters": size, "evidence": EVIDENCE})
        assert answer.status == 201, answer.text
    assert slugs(client, "/v1/models?sort=-parameters") == ["b", "a"]


def test_a_longer_list_is_refused_with_the_rows_looked_at_and_what_narrows_it(
    stage: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_page, "MAX_ROWS_READ", 4)
    refused = stage.get(USD)
    assert (refused.status, refused.pointers, refused.json["limit"]) == (400, {"sort": "too_many"}, 500)
    assert "4 rows were looked at, and there are more." in refused.text
    assert "such as type, " in refused.text
    assert slugs(stage, f"{USD}&date[gte]=2025-01-06") == ["range", *WITHOUT]


def test_at_a_moment_a_list_with_more_than_25_changes_since_is_refused(stage: Client) -> None:
    for number in range(26):
        stage.create("events", an_event(f"more-{number}", date="2025-05-05"), is_namesake=True)
    then = stage.get("/v1/events/more-25").json["created_at"]
    for number in range(26):
        stage.patch(f"/v1/events/more-{number}", {"status": "completed", "evidence": EVIDENCE})
    refused = stage.get(f"{USD}&known_at={then}")
    assert refused.pointers == {"sort": "too_many"}
    assert "at most 25 entities that have changed since" in refused.text
    assert stage.get(f"{USD}&known_at={then}&date[lt]=2025-05").status == 200


def test_a_cursor_belongs_to_its_order(stage: Client) -> None:
    cursor = stage.get(f"{USD}&limit=1").json["next"]
    for other in ("sort=amount&unit=USD", "sort=-amount&unit=EUR", "sort=-date"):
        assert stage.get(f"/v1/events?{other}&limit=1&cursor={cursor}").json["code"] == "bad_cursor"


# Laws.


def test_every_quantity_that_views_show_can_be_sorted_by() -> None:
    for kind in KINDS.values():
        for name, declared in sortable_quantities(kind).items():
            read = read_quantity_order(kind, sort=name, unit=None, descending=True)
            assert (read.order is None) == bool(read.faults)
            assert not declared.has_money or read.order is None, name


AMOUNTS = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["1", "-3", "1e9", "2.50", "2.5", "0", "1e-20", "33333333333333333333333333333333333333"])
    ),
)


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(AMOUNTS, min_size=1, max_size=7), st.booleans(), st.integers(1, 4))
def test_the_order_is_that_of_the_numbers(
    stage: Client, amounts: list[tuple[str] | None], descending: bool, limit: int
) -> None:
    quick, prefix = Quick(stage.world), f"x{stage.world.token()}"
    for number, amount in enumerate(amounts):
        value = {} if amount is None else {"change": {"amount": amount[0], "unit": "%"}}
        evidence = {"evidence": EVIDENCE, "instrument": {"text": prefix}}
        body = an_event(f"{prefix}-{number}", type="stock_move", title=f"{prefix} {number}", **value, **evidence)
        assert quick.post("/v1/events?allow_duplicate=true", body).status == 201
    url = f"/v1/events?type=stock_move&sort={'-' * descending}change&unit=%25&title[gte]={prefix}&limit={limit}"
    shown = [item for item in quick.every(url) if item["slug"].startswith(prefix)]
    found = [None if "change" not in item else Decimal(item["change"]["amount"]) for item in shown]
    numbers = sorted((Decimal(each[0]) for each in amounts if each is not None), reverse=descending)
    assert found == [*numbers, *([None] * amounts.count(None))]

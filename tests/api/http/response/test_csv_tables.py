"""CSV that tools read: days beside every date, long pages, and files without empty columns."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.http.response import formats
from chalicelib.api.http.routing.date_columns import dated, first_day, last_day
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.domain.values import parse_date
from chalicelib.kinds import KINDS
from tests.api.conftest import EVIDENCE, Client, a_company, a_source, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

Line = dict[str, str]
POINTS = st.builds(
    "{:04}{}{}".format,
    st.integers(1, 9999),
    st.sampled_from(["", "-Q3", "-H2", "-02", "-02-28", "-12-31", "-07-01T00:30+14:00"]),
    st.sampled_from(["", "~", "?", "%"]),
)
DATES = st.one_of(
    POINTS, st.tuples(POINTS, POINTS).map("/".join), POINTS.map("../{}".format), POINTS.map("{}/..".format)
).filter(lambda text: parse_date(text) is not None)


def lines(client: Client, url: str) -> list[Line]:
    answer = client.get(url, Accept="text/csv")
    assert answer.status == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


# Days beside dates.

DAYS: dict[str, tuple[str | None, str | None]] = {
    "2025-01-26": ("2025-01-26", "2025-01-26"),
    "2025-01-29~": ("2025-01-29", "2025-01-29"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2025-Q1": ("2025-01-01", "2025-03-31"),
    "2025?": ("2025-01-01", "2025-12-31"),
    "2024-07/2025-01": ("2024-07-01", "2025-01-31"),
    "2025-01/..": ("2025-01-01", None),
    "../2025-06": (None, "2025-06-30"),
    "2025-01-28T23:30-08:00": ("2025-01-28", "2025-01-28"),
}


@for_each("text, days", DAYS.items())
def test_a_date_has_its_first_and_its_last_day_beside_it(text: str, days: tuple[str | None, str | None]) -> None:
    assert (first_day(text), last_day(text)) == days


def test_a_list_of_dates_has_the_first_and_the_last_day_of_all() -> None:
    listed = [{"value": "2025-03", "region": "EU"}, {"value": "2024-12-31"}]
    assert (first_day(listed), last_day(listed)) == ("2024-12-31", "2025-03-31")
    assert (first_day(["2025", "../2026"]), last_day(["2025", "2026/.."])) == (None, None)


@for_each("value", [None, [], {"missing": "unknown"}, [{"value": {"missing": "none"}}], "P1Y", "FY2025-Q1"])
def test_what_is_no_date_has_no_days(value: Any) -> None:
    assert (first_day(value), last_day(value)) == (None, None)


@given(DATES)
def test_the_days_of_a_date_are_iso_days_in_order_and_contain_what_it_states(text: str) -> None:
    first, last = first_day(text), last_day(text)
    for day in filter(None, (first, last)):
        assert date.fromisoformat(day).isoformat() == day
    if first and last:
        assert first <= last
    when = parse_date(text)
    assert when is not None
    assert (first is None) == (when.start is None)
    assert (last is None) == (when.is_interval and when.end is None)


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Dates of every sort: of events, facts, sources, names and disputes."""
    client.create("sources", a_source("other", published="2025-01"))
    valid = [{"value": "High-Flyer AI", "valid": "2023-07/2024"}, "DeepSeek AI"]
    client.create("companies", a_company(founded="2023-05~", aliases=valid))
    client.patch("/v1/companies/deepseek", {"founded": "2021", "evidence": {**EVIDENCE, "source": "source/other"}})
    for slug, day in (("one", "2025-01-26"), ("two", "2025-02"), ("open", "2025-03/..")):
        client.create("events", an_event(slug, date=day))
    client.create("events", an_event("never", date={"missing": "unknown"}))
    return client


def test_an_event_has_its_days_beside_its_date(stage: Client) -> None:
    found = [(line["date"], line["date.from"], line["date.to"]) for line in lines(stage, "/v1/events?sort=date")]
    assert found == [
        ("2025-01-26", "2025-01-26", "2025-01-26"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-03/..", "2025-03-01", ""),
        ('{"missing":"unknown"}', "", ""),
    ]


def test_the_days_are_among_the_columns_of_a_field_and_not_in_json_lines(stage: Client) -> None:
    head = stage.get("/v1/companies?fields=founded&format=csv").text.splitlines()[0]
    assert head == "ref,founded,founded.from,founded.to"
    assert "founded.from" not in stage.get("/v1/companies?fields=founded&format=ndjson").text


def test_facts_have_days_of_their_value_validity_and_print(stage: Client) -> None:
    (fact,) = (
        line for line in lines(stage, "/v1/companies/deepseek/facts?property=founded") if line["value"] == "2021"
    )
    named = ("value.from", "value.to", "published", "published.from", "published.to", "valid.from")
    assert [fact[name] for name in named] == ["2021-01-01", "2021-12-31", "2025-01", "2025-01-01", "2025-01-31", ""]
    (alias,) = (line for line in lines(stage, "/v1/facts?entity=company/deepseek") if line["valid"])
    assert (alias["valid.from"], alias["valid.to"]) == ("2023-07-01", "2024-12-31")


def test_a_text_that_looks_like_a_date_has_no_days(stage: Client) -> None:
    stage.create("companies", a_company("y2025", name="2025"))
    (name,) = (line for line in lines(stage, "/v1/companies/y2025/facts") if line["property"] == "name")
    assert (name["value"], name["value.from"], name["value.to"]) == ("2025", "", "")


@for_each("url", ["/v1/companies/deepseek/conflicts", "/v1/conflicts", "/v1/conflicts?kind=company"])
def test_a_disputed_date_has_its_days(stage: Client, url: str) -> None:
    (line,) = lines(stage, url)
    assert (line["property"], len(line["shown.from"]), len(line["shown.to"])) == ("founded", 10, 10)


def test_steps_of_a_series_have_days(client: Client) -> None:
    client.create("models", {"slug": "m", "name": "M", "ends": "2026-06", "evidence": EVIDENCE})
    (line,) = lines(client, "/v1/models/m/series/ends")
    assert (line["value"], line["value.from"], line["value.to"]) == ("2026-06", "2026-06-01", "2026-06-30")


def test_names_have_the_days_in_which_they_hold(stage: Client) -> None:
    (line,) = lines(stage, "/v1/search?q=high-flyer")
    assert (line["valid"], line["valid.from"], line["valid.to"]) == ("2023-07/2024", "2023-07-01", "2024-12-31")


def test_the_columns_of_days_are_named_after_the_column_of_the_date() -> None:
    assert [column.name for column in dated("date", "ends")] == [
        *("date", "date.from", "date.to"),
        *("ends", "ends.from", "ends.to"),
    ]


# Long pages.


@for_each("path", ["events?", "companies/deepseek/facts?", "companies/deepseek/timeline?", "changes?", "conflicts?"])
def test_a_page_of_lines_may_have_a_thousand_items(stage: Client, path: str) -> None:
    for form in ("csv", "ndjson"):
        assert stage.get(f"/v1/{path}limit=1000&format={form}").status == 200
    assert stage.get(f"/v1/{path}limit=1001&format=csv").pointers == {"limit": "bad_value"}


@for_each("form", ["", "&format=json"])
def test_a_page_of_json_has_a_hundred_items_at_most_and_the_refusal_says_both_bounds(stage: Client, form: str) -> None:
    refused = stage.get(f"/v1/events?limit=101{form}&colour=red")
    assert refused.pointers == {"limit": "bad_value", "colour": "unknown_parameter"}
    assert "1 to 100 in JSON, and from 1 to 1000 in NDJSON and CSV" in refused.text
    assert stage.get(f"/v1/events?limit=100{form}").status == 200
    assert stage.get("/v1/events?limit=101", Accept="text/csv").status == 200


def test_keys_are_listed_in_json_alone_by_the_hundred(client: Client) -> None:
    assert client.get("/v1/keys?limit=101", key=client.key).pointers == {"limit": "bad_value"}


@for_each("form", ["csv", "ndjson"])
def test_a_page_of_lines_says_in_a_header_how_many_rows_were_read(stage: Client, form: str) -> None:
    sparse = stage.get(f"/v1/events?date[ne]=2025-02&status[exists]=true&format={form}")
    assert sparse.headers["page-meta"] == "read=4, returned=0, total=0"
    named = stage.get(f"/v1/companies?q=deepseek&format={form}")
    assert re.fullmatch(r"read=\d+, returned=1, total=1, complete=\?1", named.headers["page-meta"])
    assert "page-meta" not in stage.get("/v1/events").headers
    assert "Page-Meta" in sparse.headers["access-control-expose-headers"]


# Files without empty columns.


def head_of(client: Client, url: str) -> list[str]:
    return client.get(f"{url}&format=csv").text.splitlines()[0].split(",")


def test_filled_columns_are_those_that_any_row_of_the_list_fills(stage: Client) -> None:
    stage.patch("/v1/events/one", {"status": "completed", "evidence": EVIDENCE})
    filled = head_of(stage, "/v1/events?columns=filled")
    table = lines(stage, "/v1/events?columns=all")
    assert filled == [name for name in table[0] if any(line[name] for line in table)]
    assert "status" in filled
    assert len(filled) < len(table[0])


def test_filled_columns_are_the_same_on_every_page(stage: Client) -> None:
    stage.patch("/v1/events/one", {"status": "completed", "evidence": EVIDENCE})
    whole = lines(stage, "/v1/events?columns=filled")
    url, seen = "/v1/events?columns=filled&format=csv&limit=1", list[Line]()
    while url:
        page = stage.get(url)
        seen += csv.DictReader(io.StringIO(page.text, newline=""))
        following = re.search('<([^>]*)>; rel="next"', page.headers["link"])
        url = following[1].removeprefix(stage.base) if following else ""
    assert seen == whole


def test_a_list_that_is_read_whole_anyway_costs_no_more_calls(stage: Client, calls: Calls) -> None:
    for query, count in (("limit=1000", 1), ("limit=4", 1), ("limit=2", 3)):  # a page, its total, and the whole
        calls.clear()
        stage.get(f"/v1/events?columns=filled&format=csv&{query}", key=None)
        assert len(calls) == count, query


def test_filters_narrow_the_list_whose_columns_are_filled(stage: Client) -> None:
    stage.patch("/v1/events/one", {"status": "completed", "evidence": EVIDENCE})
    assert "status" in head_of(stage, "/v1/events?columns=filled&status=completed")
    assert "status" not in head_of(stage, "/v1/events?columns=filled&status[exists]=false")
    assert head_of(stage, "/v1/events?columns=filled&status=cancelled") == ["ref"]


def test_a_list_longer_than_a_page_is_refused_with_the_rows_looked_at(
    stage: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MAX_LINES", 3)
    refused = stage.get("/v1/events?columns=filled&format=csv&limit=2")
    assert (refused.status, refused.pointers) == (400, {"columns": "too_many"})
    assert "one page of 3 rows. 3 rows were looked at, and there are more." in refused.text
    assert stage.get("/v1/events?columns=filled&format=csv&limit=2&date=2025-02").status == 200


def test_at_a_moment_the_list_must_fit_on_a_page_of_that_moment(stage: Client) -> None:
    known_at = stage.get("/v1/events/never").json["created_at"]
    url = f"/v1/events?columns=filled&format=csv&known_at={known_at}"
    assert stage.get(f"{url}&limit=2").status == 200
    for number in range(26):
        stage.create("events", an_event(f"more-{number}", date="2025-05-05"), is_namesake=True)
    later = stage.get("/v1/events/more-25").json["created_at"]
    refused = stage.get(f"{url.replace(known_at, later)}&limit=2")
    assert refused.pointers == {"columns": "too_many"}
    assert "one page of 25 rows" in refused.text


@for_each("form", ["json", "ndjson"])
def test_columns_of_other_formats_are_refused_with_the_other_faults(stage: Client, form: str) -> None:
    refused = stage.get(f"/v1/events?columns=filled&format={form}&limit=0")
    assert refused.pointers == {"columns": "not_together", "limit": "bad_value"}
    assert stage.get(f"/v1/events?columns=all&format={form}").status == 200
    assert stage.get("/v1/events?columns=some&format=csv").pointers == {"columns": "bad_value"}


@for_each(
    "url",
    [
        "/v1/companies/deepseek/facts?",
        "/v1/facts?source=source/report&",
        "/v1/companies/deepseek/history?",
        "/v1/companies/deepseek/conflicts?",
        "/v1/changes?after=0&limit=1&",
        "/v1/search?q=deepseek&",
        "/v1/companies/deepseek/series/status?",
    ],
)
def test_every_list_has_filled_columns(stage: Client, url: str) -> None:
    every = set(lines(stage, url)[0]) if lines(stage, url) else set()
    filled = set(head_of(stage, f"{url}columns=filled"))
    assert filled < every or not every


def test_every_page_that_has_csv_declares_the_columns_parameter() -> None:
    paged = [route for route in ROUTES if route.columns is not None]
    assert all("columns" in {each.name for each in route.asks(KINDS["company"])} for route in paged)

"""Counts over HTTP: their forms, their cost, and what is refused."""

import pytest

from chalicelib.kinds import KINDS
from chalicelib.kinds.grouping import dimensions_of
from tests.api.conftest import Client, a_company, an_event
from tests.conftest import Calls

WRONG = {
    "by=type,status,month": ("by", "too_many", "at most 2 values; there are 3"),
    "by=type&by=status,month": ("by", "too_many", "at most 2 values; there are 3"),
    "by=type,colour": ("by", "bad_value", "one or two of type, status, year, quarter, month"),
    "by=type,type": ("by", "bad_value", "each once"),
    "by=typ": ("by", "bad_value", "did you mean 'type'?"),
    "by=": ("by", "bad_value", "one or two of"),
    "by=country": ("by", "bad_value", "one or two of type, status"),
    "limit=10": ("limit", "unknown_parameter", "no parameter"),
    "by=type&status=finished": ("status", "unknown_code", "finished"),
    "by=type&known_at=2026-01-01": ("known_at", "clock_not_available", "Counters follow the numbers"),
    "by=type&valid_at=2026-01-01": ("valid_at", "clock_not_available", "Counters follow the numbers"),
    "by=type&published_before=2026-01-01": ("published_before", "clock_not_available", "count its items"),
}


@pytest.fixture
def filled(client: Client) -> Client:
    """A service with a company and three events."""
    client.create("companies", a_company())
    for slug, date in (("a", "2025-01-26"), ("b", "2025-01"), ("c", "2024-12-01/..")):
        client.create("events", an_event(slug, date=date))
    return client


def test_groups_are_counted_in_two_calls_in_every_form(filled: Client, calls: Calls) -> None:
    first = filled.get("/v1/events/counts?by=type,month")
    assert first.json["items"] == [
        {"type": "release", "month": "2024-12", "count": 1},
        {"type": "release", "month": "2025-01", "count": 2},
    ]
    assert first.json["next"] is None
    assert first.json["meta"] == {"total": 3, "as_of": 5, "settled": True}
    calls.clear()
    assert filled.get("/v1/events/counts?by=type,month").text == first.text
    assert len([name for name in calls.names if name in ("Query", "BatchGetItem", "GetItem")]) == 2
    csv = filled.get("/v1/events/counts?by=year&format=csv")
    assert (csv.text, csv.headers["content-type"]) == (
        "year,year.from,year.to,count\r\n2024,2024-01-01,2024-12-31,1\r\n2025,2025-01-01,2025-12-31,2\r\n",
        "text/csv; header=present; charset=utf-8",
    )
    lines = filled.get("/v1/events/counts?by=status&format=ndjson")
    assert lines.text == '{"status":"unknown","count":3}\n'


def test_counts_that_did_not_change_are_not_sent_again(filled: Client) -> None:
    first = filled.get("/v1/events/counts?by=type")
    again = filled.get("/v1/events/counts?by=type", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.text) == (304, "")
    filled.create("events", an_event("d"))
    assert filled.get("/v1/events/counts?by=type", **{"If-None-Match": first.headers["etag"]}).status == 200


def test_every_kind_can_be_counted_by_each_of_its_dimensions(filled: Client) -> None:
    for kind in KINDS.values():
        assert filled.get(f"/v1/{kind.plural}/counts").status == 200
        for name in dimensions_of(kind):
            assert filled.get(f"/v1/{kind.plural}/counts?by={name}").status == 200, name


@pytest.mark.parametrize(("query", "fault"), WRONG.items(), ids=WRONG)
def test_a_wrong_query_is_refused_with_what_is_right(client: Client, query: str, fault: tuple[str, str, str]) -> None:
    name, code, detail = fault
    answer = client.get(f"/v1/events/counts?{query}")
    assert (answer.status, answer.pointers) == (400, {name: code})
    assert detail in answer.json["detail"]


def test_a_kind_without_a_date_says_so(client: Client) -> None:
    answer = client.get("/v1/companies/counts?by=month")
    assert (answer.status, answer.pointers) == (400, {"by": "bad_value"})
    assert "lists of companies are sorted by name, not by a date" in answer.json["detail"]


def test_all_faults_of_a_query_are_named_at_once(client: Client) -> None:
    answer = client.get("/v1/events/counts?by=colour&since=2025&known_at=2025-01-01")
    assert answer.pointers == {
        "by": "bad_value",
        "since": "unknown_parameter",
        "known_at": "clock_not_available",
    }


def test_a_slug_that_would_hide_the_counts_is_refused(client: Client) -> None:
    answer = client.post("/v1/companies", a_company("counts"))
    assert (answer.status, answer.pointers) == (422, {"/slug": "reserved"})


def test_a_page_knows_the_total_of_its_list(filled: Client) -> None:
    filled.get("/v1/stats")  # numbers the changes
    page = filled.get("/v1/events?limit=2").json
    assert page["meta"] == {"read": 2, "returned": 2, "total": 3, "total_as_of": 5}
    assert filled.get("/v1/events?limit=3").json["meta"] == {"read": 3, "returned": 3, "total": 3}
    page = filled.get("/v1/events?limit=1&type=release&date[gte]=2025").json
    assert page["meta"] == {"read": 1, "returned": 1, "total": 2, "total_as_of": 5}

"""The values that changed between two moments, over HTTP."""

import csv
import io
import json
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, a_source
from tests.conftest import Calls, Clock

CHANGES = "/v1/changes"


@pytest.fixture
def week(client: Client, clock: Clock) -> tuple[str, str]:
    """A week in which a price fell, a company was created and one was retired; with its first and last moment."""
    client.create("sources", a_source("other"))
    client.create("companies", a_company("openai", country="US"))
    client.create("companies", a_company("fake"))
    client.create("models", {"slug": "o3", "name": "o3", "evidence": EVIDENCE, "context_window": tokens("100000")})
    client.get(CHANGES)
    clock.advance(days=1)
    first = clock()
    corrected = {"source": "source/other", "basis": "self_reported"}
    client.patch("/v1/models/o3", {"context_window": tokens("200000"), "evidence": corrected})
    client.create("companies", a_company("deepseek", country="CN"))
    client.post("/v1/companies/fake/retirement", {"reason": "Made up."}, If_Match="*")
    last = clock()
    clock.advance(days=1)
    client.patch("/v1/companies/openai", {"founded": "2015", "evidence": EVIDENCE})
    client.get(CHANGES)
    return first, last


def tokens(amount: str) -> Body:
    return {"amount": amount, "unit": "token"}


def url_of(week: tuple[str, str], query: str = "") -> str:
    first, last = week
    return f"{CHANGES}?from={first}&to={last}{query}"


def test_a_dashboard_gets_what_changed_this_week_by_kind_and_property(
    client: Client, week: tuple[str, str], calls: Calls
) -> None:
    calls.clear()
    answer = client.get(url_of(week, "&values=true"))
    assert answer.status == 200
    # the head, what is pending, two pages to find the beginning, the changes, the revisions before, the entities
    assert sorted(calls.names) == ["BatchGetItem", "GetItem", *["Query"] * (1 + 2 + 1 + 3)]
    found = {item["ref"]: item for item in answer.json["items"]}
    assert {ref: item["became"]["what"] for ref, item in found.items()} == {
        "model/o3": "changed",
        "company/deepseek": "created",
        "company/fake": "retired",
    }
    window = next(each for each in found["model/o3"]["values"] if each["property"] == "context_window")
    assert (window["before"], window["after"]) == (tokens("100000"), tokens("200000"))
    assert week[0] < window["at"] <= week[1]
    assert window["by"].startswith("key_")
    country = next(each for each in found["company/deepseek"]["values"] if each["property"] == "country")
    assert (country["before"], country["after"]) == (None, "CN")
    assert found["company/fake"]["values"] == []
    summary = answer.json["summary"]
    assert summary["company"]["entities"] == {"created": 1, "retired": 1}
    assert summary["model"]["properties"]["context_window"] == 1
    assert answer.json["meta"]["returned"] == 3
    assert answer.json["meta"]["read"] >= 3


def test_the_values_equal_reads_of_each_entity_at_both_moments(client: Client, week: tuple[str, str]) -> None:
    first, last = week
    for item in client.get(url_of(week, "&values=true")).json["items"]:
        if item["became"]["what"] == "changed":
            url = f"/v1/models/{item['ref'].partition('/')[2]}"
            before, after = client.get(f"{url}?known_at={first}").json, client.get(f"{url}?known_at={last}").json
            for each in item["values"]:
                assert each["before"] == before.get(each["property"])
                assert each["after"] == after.get(each["property"])


def test_filters_and_pages_by_kind_and_property(client: Client, week: tuple[str, str]) -> None:
    whole = client.get(url_of(week, "&values=true")).json["items"]
    assert client.every(url_of(week, "&values=true&limit=1")) == whole
    companies = client.get(url_of(week, "&values=true&kind=company")).json["items"]
    assert [item["ref"] for item in companies] == ["company/deepseek", "company/fake"]
    (window,) = client.get(url_of(week, "&values=true&property=context_window")).json["items"]
    assert [each["property"] for each in window["values"]] == ["context_window"]


def test_the_changes_themselves_are_selected_by_their_moments_kind_and_property(
    client: Client, week: tuple[str, str]
) -> None:
    every = client.get(f"{CHANGES}?limit=100").json["items"]
    within = client.get(url_of(week)).json
    assert within["items"] == [change for change in every if week[0] < change["at"] <= week[1]]
    assert within["next"] is None
    assert client.every(url_of(week, "&limit=1")) == within["items"]
    companies = client.get(f"{CHANGES}?kind=company").json
    assert companies["items"] == [change for change in every if change["ref"].startswith("company/")]
    assert companies["meta"]["read"] == len(every)
    founded = client.get(f"{CHANGES}?property=founded").json["items"]
    assert [change["ref"] for change in founded] == ["company/openai"]


def test_values_without_moments_are_those_of_the_page_of_changes(client: Client, week: tuple[str, str]) -> None:
    head = client.get(CHANGES).json["meta"]["head"]
    answer = client.get(f"{CHANGES}?after={head - 1}&values=true").json
    (item,) = answer["items"]
    assert (item["ref"], item["became"]["what"], item["number"]) == ("company/openai", "changed", head)
    founded = next(each for each in item["values"] if each["property"] == "founded")
    assert (founded["before"], founded["after"]) == (None, "2015")
    assert answer["meta"] == {"head": head, "last": head, "read": 1, "returned": 1}
    assert client.get(f"{CHANGES}?after={head}&values=true").json["items"] == []


def test_a_spreadsheet_has_a_line_for_each_value(client: Client, week: tuple[str, str]) -> None:
    answer = client.get(url_of(week, "&values=true&format=csv"))
    head, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    window = next(line for line in lines if line["property"] == "context_window")
    assert (window["ref"], window["before"], window["before.unit"], window["after"], window["after.unit"]) == (
        "model/o3",
        "100000",
        "token",
        "200000",
        "token",
    )
    assert window["after.from"] == ""
    assert window["at"]
    assert window["by"]
    (retired,) = (line for line in lines if line["ref"] == "company/fake")
    assert (retired["became"], retired["property"], retired["after"]) == ("retired", "", "")
    dates = csv.DictReader(io.StringIO(client.get(f"{CHANGES}?values=true&property=founded&format=csv").text))
    (founded,) = (line for line in dates if line["property"] == "founded" and line["ref"] == "company/openai")
    days = (founded["after"], founded["after.from"], founded["after.to"], founded["before.from"])
    assert days == ("2015", "2015-01-01", "2015-12-31", "")
    ndjson = client.get(url_of(week, "&values=true&format=ndjson")).text.splitlines()
    assert [json.loads(line) for line in ndjson] == client.get(url_of(week, "&values=true")).json["items"]


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("from=2026-11-20&to=2026-11-19", {"to": "bad_range"}),
        ("from=2999-01-01", {"from": "in_the_future"}),
        ("to=2999-01-01&values=true", {"to": "in_the_future"}),
        ("from=2999-01-01&to=2999-01-02", {"from": "in_the_future", "to": "in_the_future"}),
        ("from=yesterday", {"from": "bad_value"}),
        ("values=yes", {"values": "bad_value"}),
        ("values=true&limit=26", {"limit": "too_many"}),
        ("kind=comapny", {"kind": "bad_value"}),
        ("property=pricess", {"property": "unknown_property"}),
        ("kind=person&property=prices", {"property": "unknown_property"}),
        ("known_at=2026-11-20", {"known_at": "clock_not_available"}),
        (
            "from=2999-01-01&property=nothing&values=true&limit=100",
            {"from": "in_the_future", "property": "unknown_property", "limit": "too_many"},
        ),
    ],
)
def test_what_is_asked_wrongly_is_named_all_at_once(client: Client, query: str, faults: dict[str, str]) -> None:
    answer = client.get(f"{CHANGES}?{query}")
    assert answer.status == 400
    found: dict[str, Any] = answer.pointers
    assert found == faults


@pytest.mark.parametrize(
    "query", ["from=0001-01-01", "to=0001-01-01", "from=0001-01-01&values=true", "from=2026-11-20&to=2026-11-20"]
)
def test_moments_at_the_edge_of_the_calendar_and_an_empty_interval_are_answered(
    client: Client, week: tuple[str, str], query: str
) -> None:
    answer = client.get(f"{CHANGES}?{query}")
    assert (answer.status, bool(answer.json["items"])) == (200, query.startswith("from=0001"))


def test_a_number_above_the_head_is_gone_with_moments_as_without(client: Client, week: tuple[str, str]) -> None:
    for query in ("", "&from=2026-01-01", "&values=true", "&values=true&from=2026-01-01", "&kind=company"):
        answer = client.get(f"{CHANGES}?after=999{query}")
        assert (answer.status, answer.json["code"]) == (410, "beyond_head"), query


def test_an_empty_feed_has_no_changed_values(client: Client) -> None:
    last = client.get(CHANGES).json["meta"]["head"]
    answer = client.get(f"{CHANGES}?values=true&after={last}").json
    assert (answer["items"], answer["summary"], answer["next"]) == ([], {}, None)

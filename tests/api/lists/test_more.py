"""`more`, `also` and `terms`: what lists, timelines, batches and CSV say of values that are not the one shown."""

import csv
import io
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company
from tests.api.snapshots import filled_once

if TYPE_CHECKING:
    from tests.conftest import Clock

CARD = "/v1/companies?country=CN"
ALSO = {"country": [{"value": "SG", "scope": {"text": "the research unit"}}]}
TERMS = {"founded": {"condition": "as an entity"}}


@pytest.fixture
@filled_once
def both(client: Client) -> Client:
    """A company and an event that have values beside the ones shown, and others without."""
    client.create("companies", a_company(country="CN", founded={"value": "2023", "condition": "as an entity"}))
    client.create("companies", a_company("rival", country="CN"))
    client.patch("/v1/companies/deepseek", {"country": {"value": "SG", "scope": "the research unit"}, **_said()})
    for slug, place in (("launch", "Hangzhou"), ("talk", "Paris")):
        fields = {"type": "release", "title": slug, "date": "2025-01-26", "place": place}
        parties = [{"value": "company/deepseek", "role": "developer"}]
        client.create("events", {"slug": slug, **fields, "participants": parties, **_said()})
    client.patch("/v1/events/launch", {"place": {"value": "Beijing", "scope": "the party"}, **_said()})
    cast("Clock", client.world.now).advance(days=2)
    return client


def _said() -> Body:
    return {"evidence": EVIDENCE}


def by_slug(items: list[Body], member: str) -> dict[str, Any]:
    return {item["ref"].partition("/")[2]: item.get(member) for item in items}


@pytest.mark.parametrize("when", ["", "&known_at=2026-11-24", "&published_before=2030-01-01", "&explain=true"])
@pytest.mark.parametrize("fields", ["", "&fields=more", "&fields=more,name", "&fields=more,sources"])
def test_a_list_names_the_properties_with_other_values(both: Client, when: str, fields: str) -> None:
    items = both.get(f"{CARD}{fields}{when}").json["items"]

    assert by_slug(items, "more") == {"deepseek": ["country"], "rival": None}
    assert not any({"also", "terms"} & item.keys() for item in items)


@pytest.mark.parametrize("name", ["also", "terms", "more,also"])
def test_members_of_views_alone_are_refused_with_the_reason(both: Client, name: str) -> None:
    answer = both.get(f"{CARD}&fields={name}")

    assert (answer.status, answer.pointers) == (400, {"fields": "bad_value"})
    assert "`also` and `terms` are only in the view of one entity" in answer.json["errors"][0]["detail"]


@pytest.mark.parametrize("name", ["more", "also", "terms"])
def test_the_read_of_one_entity_has_no_fields_to_choose(both: Client, name: str) -> None:
    answer = both.get(f"/v1/companies/deepseek?fields={name}")

    assert (answer.status, answer.pointers) == (400, {"fields": "unknown_parameter"})


@pytest.mark.parametrize("when", ["", "?known_at=2026-11-24", "?published_before=2030-01-01"])
def test_a_timeline_names_them(both: Client, when: str) -> None:
    items = both.get(f"/v1/companies/deepseek/timeline{when}").json["items"]

    assert by_slug(items, "more") == {"launch": ["place"], "talk": None}


@pytest.mark.parametrize("when", ["", "?known_at=2026-11-24", "?valid_at=2026-11-24"])
@pytest.mark.parametrize("include", ["", "include=wide"])
def test_a_batch_has_the_values_themselves(both: Client, when: str, include: str) -> None:
    url = f"/v1/entities/get{when}{'&' if when else '?'}{include}".rstrip("?&")
    items = both.post(url, {"refs": ["company/deepseek", "company/rival"]}).json["items"]

    assert [(item["view"].get("also"), item["view"].get("terms")) for item in items] == [(ALSO, TERMS), (None, None)]


@pytest.mark.parametrize("url", [CARD, f"{CARD}&fields=more", "/v1/companies/deepseek/timeline"])
def test_lines_of_json_and_csv_have_them(both: Client, url: str) -> None:
    joint = "&" if "?" in url else "?"
    items = both.get(url).json["items"]
    head, *rows = csv.reader(io.StringIO(both.get(f"{url}{joint}format=csv").text, newline=""))

    assert [";".join(item.get("more", [])) for item in items] == [row[head.index("more")] for row in rows]
    assert head.count("more") == 1
    assert both.get(f"{url}{joint}format=ndjson").text.count('"more":') == 1


def test_conditions_of_the_value_shown_are_in_the_view(both: Client) -> None:
    view = both.get("/v1/companies/deepseek").json

    assert (view["also"], view["terms"]) == (ALSO, TERMS)

"""The vocabulary says of each property whether lists take it as a filter and whether it has a series, as it is."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue
from tests.api.conftest import Client, a_company
from tests.kinds.examples import supporting, worked
from tests.tables import for_each

EVENTS = "events"


def _described() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield every property with the plural of its kind and a slug of an example."""
    slugs = {kind: body["slug"] for kind, body in [*supporting(), *worked()]}
    vocabulary = catalogue()
    for kind in vocabulary["kinds"]:
        yield from ((kind["plural"], slugs[kind["name"]], each) for each in kind["properties"])
    for event_type in vocabulary["event_types"]:
        yield from ((EVENTS, event_type["example"]["slug"], each) for each in event_type["properties"])


PROPERTIES = [pytest.param(*each, id=f"{each[0]}-{each[1]}-{each[2]['name']}") for each in _described()]


@for_each("plural, slug, described", PROPERTIES)
def test_filterable_is_what_a_list_takes_as_a_filter(
    client: Client, plural: str, slug: str, described: Mapping[str, Any]
) -> None:
    name = described["name"]
    answer = client.get(f"/v1/{plural}?{name}[{'eq' if described['type'] == 'flag' else 'exists'}]=true")

    assert described["filterable"] == (answer.status == 200)
    assert described["filterable"] or answer.json["errors"][0]["code"] == "unknown_parameter"


@for_each("plural, slug, described", PROPERTIES)
def test_series_is_what_has_a_series(client: Client, plural: str, slug: str, described: Mapping[str, Any]) -> None:
    answer = client.get(f"/v1/{plural}/{slug}/series/{described['name']}")
    has_none = "Properties with a series:" in answer.json["detail"]  # else there is no such entity

    assert answer.status == 404
    assert described["series"] != has_none


def test_every_series_in_the_vocabulary_exists(client: Client) -> None:
    client.create("companies", a_company())
    (company,) = (kind for kind in catalogue()["kinds"] if kind["name"] == "company")

    for described in company["properties"]:
        answer = client.get(f"/v1/companies/deepseek/series/{described['name']}")
        assert described["series"] == (answer.status == 200)

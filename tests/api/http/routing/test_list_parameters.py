"""Parameters that take several values: with commas or repeated, the same on every route, as OpenAPI declares them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.openapi import document
from chalicelib.kinds import KINDS
from chalicelib.operations.lists.filters import parameters_of
from tests.api.conftest import Client, a_company, an_event
from tests.api.snapshots import filled_once
from tests.tables import for_each

DOCUMENT = document()


def _declared() -> Iterator[Parameter]:
    for route in ROUTES:
        for kind in KINDS.values() if route.is_of_kind else (None,):
            yield from route.asks(kind)


def _of_openapi() -> Iterator[Mapping[str, Any]]:
    for at in DOCUMENT["paths"].values():
        for operation in at.values():
            for each in operation["parameters"]:
                name = each.get("$ref", "").rsplit("/", 1)[-1]
                yield DOCUMENT["components"]["parameters"][name] if name else each


def test_what_takes_several_values_is_an_array_with_bounds_on_its_items() -> None:
    lists = {each.name: each for each in _declared() if each.many}

    assert {"refs", "properties", "property", "fields", "expand", "basis", "certainty", "speaker"} <= lists.keys()
    assert {"country", "type[ne]", "name[in]"} <= lists.keys()
    for each in lists.values():
        items = each.schema["items"]
        assert each.schema["type"] == "array"
        assert 1 <= each.schema["minItems"] <= each.schema["maxItems"]
        assert "enum" in items or items["maxLength"] <= 300


def test_openapi_has_commas_between_values_unless_they_may_hold_commas() -> None:
    lists = [each for each in _of_openapi() if each["schema"].get("type") == "array"]

    assert lists
    for each in lists:
        assert (each["style"], each["explode"]) == ("form", each["name"] == "speaker"), each["name"]


def test_no_text_of_openapi_is_a_list_in_disguise() -> None:
    texts = [each for each in _of_openapi() if each["in"] == "query" and "pattern" in each["schema"]]

    assert [each["name"] for each in texts if "(," in each["schema"]["pattern"]] == []


def test_every_filter_that_takes_several_values_is_declared_as_a_list() -> None:
    for kind in KINDS.values():
        route = next(route for route in ROUTES if route.name == "list_{plural}")
        many = {each.name for each in route.asks(kind) if each.many}
        assert {name for name, each, op in parameters_of(kind) if each.takes_several(name, op)} <= many


@pytest.fixture
@filled_once
def three(client: Client) -> Client:
    """A client of a service that knows three companies and an event."""
    client.create("companies", a_company("one", name="One", country="CN"))
    client.create("companies", a_company("two", name="Two", country="FR"))
    client.create("companies", a_company("three", name="Three", country="DE"))
    client.create("events", an_event("launch", participants=[{"value": "company/one", "role": "developer"}]))
    return client


@pytest.mark.parametrize(
    ("with_commas", "repeated"),
    [
        ("companies?country=CN,FR", "companies?country=CN&country=FR"),
        ("companies?country[in]=CN,FR", "companies?country[in]=CN&country[in]=FR"),
        ("companies?country[ne]=CN,FR", "companies?country[ne]=CN&country[ne]=FR"),
        ("companies?name[in]=One,Two", "companies?name[in]=One&name[in]=Two"),
        ("companies?fields=name,country", "companies?fields=name&fields=country"),
        ("events?expand=participants,cause", "events?expand=participants&expand=cause"),
        ("compare?refs=company/one,company/two", "compare?refs=company/one&refs=company/two"),
        (
            "compare?refs=company/one&properties=name,country",
            "compare?refs=company/one&properties=name&properties=country",
        ),
        (
            "facts?source=source/report&property=name,country",
            "facts?source=source/report&property=name&property=country",
        ),
        ("facts?source=source/report&basis=opinion,derived", "facts?source=source/report&basis=opinion&basis=derived"),
        (
            "facts?source=source/report&certainty=asserted,denied",
            "facts?source=source/report&certainty=asserted&certainty=denied",
        ),
        ("facts?speaker=company/one,company/two", "facts?speaker=company/one&speaker=company/two"),
    ],
)
def test_commas_and_repeats_ask_the_same(three: Client, with_commas: str, repeated: str) -> None:
    answers = [three.get(f"/v1/{path}") for path in (with_commas, repeated)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].json == answers[1].json


def test_commas_and_repeats_may_be_mixed_and_a_value_said_twice_counts_once(client: Client) -> None:
    client.create("companies", a_company("one", country="CN"))
    mixed = client.get("/v1/companies?fields=name,country&fields=name&fields=slug").json["items"]

    assert mixed == [{"ref": "company/one", "slug": "one", "name": mixed[0]["name"], "country": "CN"}]


@for_each("name", sorted({each.name for each in _declared() if not each.many}))
def test_what_is_no_list_is_sent_once(client: Client, name: str) -> None:
    paths = [path for route in ROUTES for path in _paths(route, name)]
    for path in paths[:1]:
        answer = client.get(f"{path}?{name}=1&{name}=2", key=client.key)
        assert answer.status == 400
        assert [fault["code"] for fault in answer.json["errors"] if fault["parameter"] == name] == ["repeated"]


def _paths(route: Any, name: str) -> Iterator[str]:
    for kind in KINDS.values() if route.is_of_kind else (None,):
        if route.method == "GET" and name in {each.name for each in route.asks(kind) if not each.many}:
            plural = "" if kind is None else kind.plural
            yield route.path.format(plural=plural, slug="one", property="country", id="x", code="x", asset="x")


@pytest.mark.parametrize(
    "path", ["companies?country=CN,FR,DE&country=IT,ES,US", "facts?speaker=a&speaker=b,c&" + "speaker=x&" * 9]
)
def test_the_bound_is_on_all_values_together(client: Client, path: str) -> None:
    answer = client.get(f"/v1/{path}")

    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "too_many")

"""The contract in parts: each is a small document by itself, and says the same as the whole."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.lists.filter_parameters import entry_filter_parameters, filter_parameters, origin_filter_parameters
from chalicelib.api.openapi import document, document_of
from chalicelib.api.openapi.parts.parts import PARTS, Part
from chalicelib.kinds import KINDS, PLURALS
from chalicelib.kinds.variants import variants_of
from tests.api.conftest import ADMIN, Client
from tests.kinds.examples import supporting
from tests.tables import for_each
from tests.unmeasured import unmeasured

MAX_BYTES = 80_000
OF_KINDS = [part for part in PARTS if part.kind]


def operations(of: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in of["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def found(of: Mapping[str, Any], at: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in at:
        return at
    _, _, group, name = at["$ref"].split("/")
    return dict(of["components"][group][name])


def schemas(of: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the schema of the body and of each answer, with its examples."""
    bodies = {"body": operation.get("requestBody", {}), **operation["responses"]}
    return {
        (name, media): content
        for name, body in bodies.items()
        for media, content in found(of, body).get("content", {}).items()
    }


@for_each("part", PARTS)
def test_a_part_is_valid_openapi_and_small(part: Part) -> None:
    of_part = document_of(part)
    with unmeasured():
        validate(of_part)
    size = len(dumps(of_part).encode())
    assert size < MAX_BYTES
    assert size < len(dumps(document()).encode()) / 3


def test_every_operation_is_in_a_part() -> None:
    there = {
        (path.replace("{plural}", plural), method)
        for part in PARTS
        for path, method, _ in operations(document_of(part))
        for plural in PLURALS
    }
    assert {(path, method) for path, method, _ in operations(document())} <= there


@for_each("part", PARTS)
def test_an_operation_of_a_part_takes_the_parameters_that_the_whole_names(part: Part) -> None:
    of_part, whole = document_of(part), document()
    for path, method, operation in operations(of_part):
        originals = [whole["paths"][each][method] for each in {path.replace("{plural}", plural) for plural in PLURALS}]
        names = {found(of_part, each)["name"] for each in operation["parameters"]} - {"plural"}
        expected = {found(whole, each)["name"] for one in originals for each in one["parameters"]} - {"X-Request-Id"}
        if "filters" in names:
            expected = {name for name in expected if not _is_filter(name, of_part)} | {"filters"} - {"origins"}
        assert names == expected, path


def _is_filter(name: str, of_part: Mapping[str, Any]) -> bool:
    shown = (each["schema"] for key, each in of_part["components"]["parameters"].items() if key.endswith("_filters"))
    return name == "origins" or any(name in schema["propertyNames"]["anyOf"][0]["enum"] for schema in shown)


@for_each("part", OF_KINDS)
def test_the_filters_of_a_part_are_those_of_the_list(part: Part) -> None:
    kind = KINDS[str(part.kind)]
    schema = document_of(part)["components"]["parameters"][f"{kind.name}_filters"]["schema"]
    names = Draft202012Validator(schema["propertyNames"])
    declared = (*filter_parameters(kind), *entry_filter_parameters(kind), *origin_filter_parameters(kind))
    assert all(names.is_valid(each.name) for each in declared if not each.is_synonym)
    assert not names.is_valid("colour[gte]")


@for_each("part", PARTS)
def test_the_examples_of_the_whole_are_valid_in_a_part(part: Part) -> None:
    of_part, whole = document_of(part), document()
    checked = 0
    for path, method, operation in operations(of_part):
        original = schemas(whole, whole["paths"][path.replace("{plural}", "companies")][method])
        for at, content in schemas(of_part, operation).items():
            validator = Draft202012Validator({**content["schema"], "components": of_part["components"]})
            for example in original.get(at, {}).get("examples", {}).values():
                faults = [each.message for each in validator.iter_errors(found(whole, example)["value"])]
                assert not faults, (path, at, faults)
                checked += 1
    assert checked or part.tag in ("keys", "changes", "names", "service", "pages")


@for_each("part", OF_KINDS)
def test_a_part_names_every_property_with_its_meaning_and_refuses_another_form(part: Part) -> None:
    kind, of_part = KINDS[str(part.kind)], document_of(part)
    name = next(each for each in of_part["components"]["schemas"] if each.endswith("Properties"))
    properties = of_part["components"]["schemas"][name]["properties"]
    assert {*properties} == {*variants_of(kind)}
    assert all(each["description"] for each in properties.values())
    body = Draft202012Validator(
        {"$ref": f"#/components/schemas/{name.removesuffix('Properties')}Create", "components": of_part["components"]}
    )
    example = dict(kind.types[0].example if kind.types else kind.example)
    assert body.is_valid(example)
    for each in properties:  # no value is a number
        assert not body.is_valid({**example, each: 7}), each
        assert not body.is_valid({**example, each: [[7]]}), each
    assert not body.is_valid({name: value for name, value in example.items() if name != "slug"})


def test_answers_of_every_kind_are_as_their_part_says(client: Client) -> None:
    for kind_name, body in supporting():
        client.create(KINDS[kind_name].plural, dict(body))
    for kind in KINDS.values():
        of_part = document_of(Part(kind=kind.name))
        examples = [each.example for each in kind.types] or [kind.example]
        for example in examples:
            client.create(kind.plural, dict(example))
        for url, path in (
            *((f"/v1/{kind.plural}/{each['slug']}?include=facts", "/v1/{}/{{slug}}") for each in examples),
            (f"/v1/{kind.plural}?limit=100", "/v1/{}"),
            (f"/v1/{kind.plural}/counts", "/v1/{}/counts"),
        ):
            operation = of_part["paths"][path.format(kind.plural)]["get"]
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            validator = Draft202012Validator({**schema, "components": of_part["components"]})
            assert [each.message for each in validator.iter_errors(client.get(url).json)] == [], url


def test_a_part_is_served_with_its_own_tag_and_server(client: Client) -> None:
    answer = client.get("/openapi.json?kind=event")
    assert answer.json["info"]["title"] == "aifacts: events"
    assert answer.json["servers"][0]["url"] == client.get("/openapi.json").json["servers"][0]["url"]
    assert client.get("/openapi.json?kind=event", If_None_Match=answer.headers["etag"]).status == 304
    assert answer.headers["etag"] != client.get("/openapi.json?kind=model").headers["etag"]


@pytest.mark.parametrize("query", ["tag=events", "kind=event&tag=events"])
def test_the_tag_of_a_kind_is_the_part_of_the_kind(client: Client, query: str) -> None:
    assert client.get(f"/openapi.json?{query}").text == client.get("/openapi.json?kind=event").text


@pytest.mark.parametrize(
    ("query", "pointer", "words"),
    [
        ("kind=evnt", "kind", "event"),
        ("kind=events", "kind", "event"),
        ("tag=fact", "tag", "facts"),
        ("tag=entity", "tag", "entities"),
        ("kind=event&tag=facts", "tag", "kind=event and tag=facts one by one"),
        ("kind=event&tag=companies", "tag", "kind=event and tag=companies one by one"),
        ("kind=event&kind=model", "kind", "once"),
        ("part=event", "part", "kind"),
    ],
)
@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_a_part_that_is_not_there_is_refused_with_what_is(
    client: Client, path: str, query: str, pointer: str, words: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status == 400
    (fault,) = answer.json["errors"]
    assert fault["parameter"] == pointer
    assert words in fault["detail"]
    assert (fault["code"] == "not_together") == ("one by one" in words)


def test_every_parameter_for_a_kind_guesses_it_from_the_plural(client: Client) -> None:
    taking = [
        (route.path, parameter.name)
        for route in ROUTES
        if route.method == "GET" and "{" not in route.path
        for parameter in route.asks(None)
        if {*KINDS} <= {*parameter.words}
    ]
    assert len(taking) >= 10
    for path, name in taking:
        for kind in KINDS.values():
            faults = client.get(f"{path}?{name}={kind.plural}", key=ADMIN, accept="application/json").json["errors"]
            assert [each["parameter"] for each in faults if f"did you mean {kind.name!r}" in each["detail"]] == [name]

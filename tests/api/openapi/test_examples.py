"""The examples of the OpenAPI document: every body, answer and header has one, and each is valid."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.api.http.routing.routes import NDJSON
from chalicelib.api.openapi import document
from chalicelib.api.openapi.recorded import recorded_answers
from chalicelib.operations.access.api_key_records import SECRET
from tests.api.conftest import WRITER, Client
from tests.tables import for_each
from tests.unmeasured import unmeasured

DOCUMENT = document()
COMPONENTS = DOCUMENT["components"]


def _resolved(at: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in at:
        return at
    _, _, group, name = at["$ref"].split("/")
    return dict(COMPONENTS[group][name])


def _bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every body and every answer of every operation with its name."""
    for path, at in DOCUMENT["paths"].items():
        for method, operation in at.items():
            if "requestBody" in operation:
                yield f"{method} {path}", operation["requestBody"]
            for status, answer in operation["responses"].items():
                yield f"{method} {path}: {status}", _resolved(answer)


CONTENT = {(name, media): content for name, body in _bodies() for media, content in body.get("content", {}).items()}
EXAMPLES = {
    (example["$ref"].rpartition("/")[2], str(content["schema"])): content["schema"]
    for content in CONTENT.values()
    for example in content.get("examples", {}).values()
}


def _faults(schema: dict[str, Any], example: Any) -> list[str]:
    validator = Draft202012Validator({**schema, "components": COMPONENTS})
    with unmeasured():
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(example)]


def _parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from COMPONENTS["parameters"].items()
    for path, at in DOCUMENT["paths"].items():
        for operation in at.values():
            yield from ((path, each) for each in operation["parameters"] if "$ref" not in each)


@for_each("name, parameter", _parameters())
def test_every_parameter_has_an_example_of_its_schema(name: str, parameter: dict[str, Any]) -> None:
    assert _faults(parameter["schema"], parameter["example"]) == []


def test_every_body_and_every_answer_has_an_example() -> None:
    bare = [
        name
        for name, each in CONTENT.items()
        if not each.get("examples") and not _resolved(each["schema"]).get("examples")
    ]
    assert CONTENT
    assert bare == []


@for_each("example, schema", [(name, schema) for (name, _), schema in EXAMPLES.items()])
def test_every_example_validates_against_its_schema(example: str, schema: dict[str, Any]) -> None:
    assert _faults(schema, COMPONENTS["examples"][example]["value"]) == []


def test_an_example_that_breaks_its_schema_is_noticed() -> None:
    page = COMPONENTS["examples"]["list_people"]["value"]
    schema = {"$ref": "#/components/schemas/PersonPage"}
    assert _faults(schema, {**page, "items": [{**page["items"][0], "ref": "jensen-huang"}]})
    assert _faults({"$ref": "#/components/schemas/EventPage"}, page)


def test_every_example_is_shown_somewhere() -> None:
    assert {name for name, _ in EXAMPLES} == COMPONENTS["examples"].keys()


def test_every_example_of_a_schema_or_property_validates() -> None:
    for name, schema in COMPONENTS["schemas"].items():
        for member in (schema, *schema.get("properties", {}).values()):
            for example in member.get("examples", []):
                assert _faults(member, example) == [], name


def test_every_header_has_an_example_that_validates() -> None:
    inline = [each for _, body in _bodies() for each in body.get("headers", {}).values() if "$ref" not in each]
    assert inline
    for header in [*COMPONENTS["headers"].values(), *inline]:
        assert _faults(header["schema"], header["example"]) == [], header


def test_the_example_of_a_batch_in_lines_is_accepted(client: Client) -> None:
    body = DOCUMENT["paths"]["/v1/batch"]["post"]["requestBody"]["content"][NDJSON]["schema"]
    (lines,) = _resolved(body)["examples"]
    answer = client.send("POST", "/v1/batch", body=lines, key=WRITER, headers={"Content-Type": NDJSON})
    assert (answer.status, answer.json["counts"]["created"]) == (201, 2)


def test_every_recorded_answer_is_an_example_of_its_schema() -> None:
    for schema, examples in recorded_answers().items():
        for name, value in examples.items():
            shown = COMPONENTS["schemas"][schema].get("examples", [])
            assert value in shown if isinstance(value, str) else COMPONENTS["examples"][name]["value"] == value


def test_the_only_secret_in_an_example_opens_nothing() -> None:
    shown = {each for each in SECRET.findall(str(DOCUMENT)) if "an-invented-key-that-opens-nothing" not in each}
    assert "an-invented-key-that-opens-nothing" in str(DOCUMENT)
    assert shown == set()

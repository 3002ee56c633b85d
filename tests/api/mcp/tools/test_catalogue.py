"""The catalogue: nine tools, each with a name, a description to choose by, and arguments that explain themselves."""

import json
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.api.mcp.tool import Tool
from chalicelib.api.mcp.tools.catalogue import TOOLS
from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import read_shape
from tests.api.mcp.calling import output_schema, validator
from tests.tables import for_each

NAMES = ("find", "get", "timeline", "compare", "price_history", "conflicts", "what_changed", "check", "record")
MAX_LISTED_BYTES = 70_000  # of all tools with their schemas, which an agent reads before its first question


def members(tool: Tool[Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tool.takes.model_json_schema()["properties"]
    return found


def test_there_are_seven_tools_to_read_and_two_to_write() -> None:
    assert tuple(tool.name for tool in TOOLS) == NAMES
    assert [tool.scope for tool in TOOLS] == [*["read"] * 7, *["write"] * 2]


@for_each("tool", TOOLS)
def test_a_tool_says_what_it_answers(tool: Tool[Any]) -> None:
    assert 100 < len(tool.description) < 500
    assert 0 < len(tool.title) < 40


@for_each("tool", TOOLS)
def test_every_argument_has_a_meaning_and_bounds(tool: Tool[Any]) -> None:
    assert tool.takes.model_json_schema()["additionalProperties"] is False
    for name, member in members(tool).items():
        forms = [form for form in member.get("anyOf", [member]) if form.get("type") != "null"]
        assert member.get("description"), (tool.name, name)
        for form in forms:
            bounds = {"maxLength", "maximum", "maxItems", "maxProperties", "enum"}
            assert form["type"] == "boolean" or bounds & form.keys(), (tool.name, name, form)


@for_each("tool", TOOLS)
def test_every_example_of_an_argument_is_accepted(tool: Tool[Any]) -> None:
    examples = {name: member["examples"] for name, member in members(tool).items() if "examples" in member}
    assert examples
    required = {name: examples[name][0] for name in tool.takes.model_json_schema().get("required", ())}
    schema = Draft202012Validator(tool.takes.model_json_schema())
    for name, each in ((name, each) for name, some in examples.items() for each in some):
        faults = Faults()
        read_shape(tool.takes, {**required, name: each}, at="", faults=faults)
        assert faults.found == []
        assert [*schema.iter_errors({**required, name: each})] == []


@for_each("tool", TOOLS)
def test_the_schema_of_an_answer_needs_no_other_document(tool: Tool[Any]) -> None:
    assert "$ref" not in json.dumps(output_schema(tool.name))
    assert output_schema(tool.name)["type"] == "object"
    assert not validator(tool.name).is_valid({"nothing": 1})


def test_all_tools_together_are_small_enough_to_read() -> None:
    listed = [(each.description, each.takes.model_json_schema(), output_schema(each.name)) for each in TOOLS]
    assert len(json.dumps(listed)) < MAX_LISTED_BYTES

"""Schemas derived from the types of answers: what a type says, what its notes add, what is referred to by name."""

from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest

from chalicelib.api.openapi.schemas.derived import Derivation
from chalicelib.domain.answer_types import Component, Description, JsonSchema
from chalicelib.operations.bounds import MAX_ENTITY_FACTS


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class PartJson(TypedDict):
    """A part."""

    size: int


class WholeJson(TypedDict):
    """A whole,
    with parts.
    """

    parts: Annotated[list[PartJson], JsonSchema(maxItems=3)]
    colour: Annotated[str, Colour]
    note: NotRequired[Annotated[str, JsonSchema(maxLength=9), Description("For readers.")] | None]


SHORT = {"type": "string", "maxLength": 1}


def derived(declared: Any, **components: Any) -> dict[str, Any]:
    return Derivation(components, inline={"Short": SHORT}).schema(declared)


def test_an_object_is_closed_and_requires_what_it_always_has() -> None:
    schema = derived(WholeJson, Part=PartJson)

    assert schema == {
        "type": "object",
        "properties": {
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}, "maxItems": 3},
            "colour": {"type": "string", "enum": ["red", "blue"]},
            "note": {"anyOf": [{"type": "string", "maxLength": 9, "description": "For readers."}, {"type": "null"}]},
        },
        "required": ["parts", "colour"],
        "additionalProperties": False,
        "description": "A whole, with parts.",
    }


def test_a_type_that_is_no_component_is_described_in_place() -> None:
    assert derived(dict[str, PartJson])["additionalProperties"]["description"] == "A part."


@pytest.mark.parametrize(
    ("declared", "schema"),
    [
        (Any, {}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (list[bool], {"type": "array", "items": {"type": "boolean"}, "maxItems": MAX_ENTITY_FACTS}),
        (Annotated[str, Component("Short")], SHORT),
        (Annotated[Any, Component("Other")], {"$ref": "#/components/schemas/Other"}),
        (str | bool | None, {"oneOf": [{"type": "string"}, {"type": "boolean"}, {"type": "null"}]}),
    ],
)
def test_each_type_has_its_schema(declared: Any, schema: dict[str, Any]) -> None:
    assert derived(declared) == schema

"""Replaces each copy of a shared schema by a reference to its component."""

from typing import Any

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.scalars import SCALARS, Schema

_NO_SCHEMAS = ("example", "examples", "default", "enum")


def share(schemas: dict[str, Schema], *, parts: dict[str, Any]) -> tuple[dict[str, Schema], dict[str, Any]]:
    """Return the schemas with the shared ones among them, and the other parts of the document, both with references."""
    named = {**SCALARS, "Missing": _without_description(schemas["Missing"])}
    referring = {name: _share_members(schema, named) for name, schema in schemas.items()}
    return {**{name: dict(schema) for name, schema in SCALARS.items()}, **referring}, _share_in(parts, named)


def _without_description(schema: Schema) -> Schema:
    return {name: member for name, member in schema.items() if name != "description"}


def _share_in(at: Any, named: dict[str, Schema]) -> Any:
    if isinstance(at, list):
        return [_share_in(each, named) for each in at]
    if not isinstance(at, dict):
        return at
    if "type" in at and (name := next((name for name, schema in named.items() if schema == at), None)):
        return schema_ref(name)
    return _share_members(at, named)


def _share_members(at: dict[str, Any], named: dict[str, Schema]) -> dict[str, Any]:
    return {name: _share_member(name, each, named) for name, each in at.items()}


def _share_member(name: str, at: Any, named: dict[str, Schema]) -> Any:
    if name == "properties":  # a property may have the name of a keyword
        return {own: _share_in(each, named) for own, each in at.items()}
    return at if name in _NO_SCHEMAS else _share_in(at, named)


def without_siblings(at: Any, *, by_name: bool = False) -> Any:
    """Return JSON in which nothing is beside a reference: what was said there is now beside an `allOf` of it.

    JSON Schema 2020-12 allows members beside a reference, but many readers of OpenAPI ignore them.
    """
    if isinstance(at, list):
        return [without_siblings(each) for each in at]
    if not isinstance(at, dict):
        return at
    if "$ref" in at and len(at) > 1 and not by_name:
        beside = {name: each for name, each in at.items() if name != "$ref"}
        return {"allOf": [{"$ref": at["$ref"]}], **beside}
    return {
        name: each if name in _NO_SCHEMAS and not by_name else without_siblings(each, by_name=name == "properties")
        for name, each in at.items()
    }

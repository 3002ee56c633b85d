"""Says once what stands in many places: a schema that has a name is pointed at wherever it occurs."""

from typing import Any

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.scalars import SCALARS, Schema

_NO_SCHEMAS = ("example", "examples", "default", "enum")


def shared(schemas: dict[str, Schema], *, beside: dict[str, Any]) -> tuple[dict[str, Schema], dict[str, Any]]:
    """Give the schemas with the shared ones among them, and what stands beside them, both pointing at those."""
    named = {**SCALARS, "Missing": _bare(schemas["Missing"])}
    pointing = {name: _members(schema, named) for name, schema in schemas.items()}
    return {**{name: dict(schema) for name, schema in SCALARS.items()}, **pointing}, _pointing(beside, named)


def _bare(schema: Schema) -> Schema:
    return {name: member for name, member in schema.items() if name != "description"}


def _pointing(at: Any, named: dict[str, Schema]) -> Any:
    if isinstance(at, list):
        return [_pointing(each, named) for each in at]
    if not isinstance(at, dict):
        return at
    if "type" in at and (name := next((name for name, schema in named.items() if schema == at), None)):
        return schema_ref(name)
    return _members(at, named)


def _members(at: dict[str, Any], named: dict[str, Schema]) -> dict[str, Any]:
    return {name: _member(name, each, named) for name, each in at.items()}


def _member(name: str, at: Any, named: dict[str, Schema]) -> Any:
    if name == "properties":  # any of which may be called like a keyword
        return {own: _pointing(each, named) for own, each in at.items()}
    return at if name in _NO_SCHEMAS else _pointing(at, named)

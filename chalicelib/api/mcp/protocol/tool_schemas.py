"""Describes tools: hints from their scope, and their arguments and answers as JSON Schema 2020-12, from their types."""

from functools import cache
from typing import Any

from chalicelib.api.mcp.protocol.rendering import PLAIN
from chalicelib.api.mcp.tool import Tool
from chalicelib.api.openapi.schemas.derived import Derivation
from chalicelib.api.openapi.schemas.scalars import SCALARS

Schema = dict[str, Any]
_COMPONENTS = "#/components/schemas/"


@cache
def described_tool(tool: Tool[Any], version: str) -> Schema:
    """Return what `tools/list` says about a tool."""
    described: Schema = {"name": tool.name, "description": tool.description, "inputSchema": input_schema(tool.takes)}
    hints = _hints(tool)
    if version in PLAIN:
        return {**described, "annotations": {"title": tool.title, **hints}}
    return {**described, "title": tool.title, "outputSchema": output_schema(tool.returns), "annotations": hints}


def _hints(tool: Tool[Any]) -> dict[str, bool]:
    """Say what a client may assume: writing only adds facts, a repeated call adds nothing, and nobody else is asked."""
    return {"readOnlyHint": not tool.writes, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}


def input_schema(takes: type[Any]) -> Schema:
    """Return the schema of the arguments."""
    schema: Schema = _without_titles(takes.model_json_schema())
    schema.pop("description", None)  # it is the docstring, which is for developers; the tool has its own
    return schema


def output_schema(returns: type[Any]) -> Schema:
    """Return the schema of the structured answer, which needs no other document."""
    schema = Derivation({}, inline=SCALARS).schema(returns)
    named = _named_components(schema)
    if not named:
        return schema
    from chalicelib.api.openapi import document  # it takes a second to assemble

    found: Schema = {}
    while missing := named - found.keys():
        for name in missing:
            found[name] = document()["components"]["schemas"][name]
            named |= _named_components(found[name])
    return {**_with_own_definitions(schema), "$defs": _with_own_definitions(dict(sorted(found.items())))}


def _named_components(at: Any) -> set[str]:
    """Find the components of the contract that a schema refers to."""
    match at:
        case {"$ref": str(ref)}:
            return {ref.removeprefix(_COMPONENTS)}
        case dict():
            return set().union(*map(_named_components, at.values()))
        case list():
            return set().union(*map(_named_components, at))
    return set()


def _with_own_definitions(at: Any) -> Any:
    """Replace references into the contract by references into the definitions of the schema itself."""
    match at:
        case {"$ref": str(ref), **others}:
            return {**others, "$ref": ref.replace(_COMPONENTS, "#/$defs/")}
        case dict():
            return {name: _with_own_definitions(each) for name, each in at.items()}
        case list():
            return [_with_own_definitions(each) for each in at]
    return at


def _without_titles(at: Any, *, is_schema: bool = True) -> Any:
    """Remove the titles that pydantic makes of the names of members, which say nothing new."""
    match at:
        case dict():
            return {
                name: _without_titles(each, is_schema=not (is_schema and name in ("properties", "$defs")))
                for name, each in at.items()
                if not (is_schema and name == "title")
            }
        case list():
            return [_without_titles(each) for each in at]
    return at

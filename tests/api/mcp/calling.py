"""Calls a tool as an agent does. Every answer is held against the schema of the tool and its bound of bytes."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.api.http.request.world import get_world
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answering.fitting import size_of
from chalicelib.api.mcp.tools.catalogue import TOOLS
from chalicelib.api.openapi.schemas.derived import Derivation
from chalicelib.api.openapi.schemas.scalars import SCALARS
from chalicelib.domain.errors import Refusal
from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import read_shape
from chalicelib.operations.world import Caller
from tests.iam import ROLE

CALLER = Caller("key_agent", frozenset({"read", "write"}))


def tool_of(name: str) -> Tool[Any]:
    """Return a tool by its name."""
    return next(tool for tool in TOOLS if tool.name == name)


def call_tool(name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
    """Return the answer of a tool in the world of the application. Raises a Refusal."""
    tool, faults = tool_of(name), Faults()
    read = read_shape(tool.takes, arguments, at="", faults=faults)
    if read is None:
        raise faults.as_refusal()
    with ROLE.of("api_handler"):
        answer = tool.call(Call(find_world=get_world, caller=CALLER, path={}), read)
    assert [error.message for error in validator(name).iter_errors(json.loads(json.dumps(answer.structured)))] == []
    assert size_of(answer) <= read.max_bytes
    return answer


def refused(name: str, arguments: Mapping[str, Any]) -> Refusal:
    """Return the refusal of a tool."""
    found = answer_or_refusal(name, arguments)
    assert isinstance(found, Refusal), f"{name} answers {found.text[:200]}"
    return found


def answer_or_refusal(name: str, arguments: Mapping[str, Any]) -> ToolAnswer | Refusal:
    """Return the answer or the refusal of a tool."""
    try:
        return call_tool(name, arguments)
    except Refusal as refusal:
        return refusal


def faults_of(name: str, arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the faults of a call: pointer to code."""
    return {fault.pointer: fault.code for fault in refused(name, arguments).faults}


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of a tool's answers."""
    schema = output_schema(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def output_schema(name: str) -> dict[str, Any]:
    """Return the schema of a tool's answer, which refers to no other document."""
    return Derivation({}, inline=SCALARS).schema(tool_of(name).returns)

"""Calls a tool through `POST /mcp`. Every answer is held against the schema of its tool and its bound of bytes."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.api.http.request.world import get_world
from chalicelib.api.mcp.protocol.tool_schemas import output_schema as schema_of
from chalicelib.api.mcp.tool import FullAnswer, Tool, ToolAnswer
from chalicelib.api.mcp.tools.answering.arguments import USUAL_BYTES
from chalicelib.api.mcp.tools.catalogue import TOOLS
from chalicelib.domain.errors import Fault
from tests.api.conftest import WRITER, Quick
from tests.api.mcp.protocol.agent import HOST, Agent

BASE = f"http://{HOST}/stage"
OF_DOCUMENT = {"type", "title", "status", "detail", "instance", "code", "errors"}


class Refused(Exception):
    """A tool's refusal, as its problem document says."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.code: str = problem["code"]
        self.detail: str = problem["detail"]
        self.faults = [Fault(each["pointer"], each["code"], each["detail"]) for each in problem.get("errors", ())]
        self.context = {name: each for name, each in problem.items() if name not in OF_DOCUMENT}


def tool_of(name: str) -> Tool[Any]:
    """Return a tool by its name."""
    return next(tool for tool in TOOLS if tool.name == name)


def call_tool(name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
    """Return the answer of a tool in the world of the application. Raises Refused."""
    key = WRITER if tool_of(name).scope == "write" else None
    answer = Agent(Quick(get_world()), key=key).call(name, arguments)
    assert answer.status == 200, answer.text
    result = answer.json["result"]
    if result["isError"]:
        raise Refused(result["_meta"]["problem"])
    content, structured = result["content"], result["structuredContent"]
    assert [error.message for error in validator(name).iter_errors(structured)] == []
    text = json.dumps({"content": content, "structuredContent": structured}, ensure_ascii=False, separators=(",", ":"))
    assert len(text.encode()) <= arguments.get("max_bytes", USUAL_BYTES)
    links = (FullAnswer(each["name"], each["uri"].removeprefix(BASE)) for each in content[1:])
    return ToolAnswer(structured, content[0]["text"], tuple(links))


def refused(name: str, arguments: Mapping[str, Any]) -> Refused:
    """Return the refusal of a tool."""
    found = answer_or_refusal(name, arguments)
    assert isinstance(found, Refused), f"{name} answers {found.text[:200]}"
    return found


def answer_or_refusal(name: str, arguments: Mapping[str, Any]) -> ToolAnswer | Refused:
    """Return the answer or the refusal of a tool."""
    try:
        return call_tool(name, arguments)
    except Refused as refusal:
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
    return schema_of(tool_of(name).returns)

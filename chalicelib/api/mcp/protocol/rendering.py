"""Renders the answers of tools as the content of the protocol."""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.http.response.problems import problem, status_of
from chalicelib.api.http.routing.routes import JSON, Call
from chalicelib.api.mcp.protocol.versions import WITH_HANDSHAKE
from chalicelib.api.mcp.tool import FullAnswer, ToolAnswer
from chalicelib.domain.errors import Refusal

PATH = "/mcp"
# Clients of these know neither structured content nor links. Some refuse an answer with a block that they do not know.
PLAIN = WITH_HANDSHAKE[2:]


def tool_result(call: Call, answer: ToolAnswer, version: str) -> dict[str, Any]:
    """Return the result of a tool: a text for the model, links to all of it, and the same as JSON."""
    if version in PLAIN:
        lines = [answer.text, *(f"{link.title}: {_address(call, link)}" for link in answer.links)]
        return {"content": [_text("\n".join(lines)), *answer.blocks], "isError": False}
    links = [_link(call, link) for link in answer.links]
    return {
        "content": [_text(answer.text), *answer.blocks, *links],
        "structuredContent": dict(answer.structured),
        "isError": False,
    }


def error_result(call: Call, refusal: Refusal) -> dict[str, Any]:
    """Return the result of a tool that refuses: a text with all faults for the model, and the problem document.

    The document is in `_meta`, because structured content must match the schema of the tool's answer.
    """
    status = status_of(refusal.code, has_survivor=False)
    base = call.origin + call.base
    document = problem(refusal, instance=call.base + PATH, request_id="", base=base, status=status)
    del document["request_id"]  # it is in the header
    faults = [_fault_line(each) for each in document.get("errors", ())]
    text = "\n".join([f"{refusal.title}.", *(faults or [refusal.detail])])
    return {"content": [_text(text)], "isError": True, "_meta": {"problem": document}}


def _fault_line(fault: Mapping[str, Any]) -> str:
    """Write a fault with the argument it is about; the pointer to all arguments is empty."""
    where = fault.get("pointer", fault.get("parameter"))
    return f"- {where}: {fault['detail']}" if where else f"- {fault['detail']}"


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _link(call: Call, link: FullAnswer) -> dict[str, Any]:
    return {"type": "resource_link", "uri": _address(call, link), "name": link.title, "mimeType": JSON}


def _address(call: Call, link: FullAnswer) -> str:
    return call.origin + call.base + link.path

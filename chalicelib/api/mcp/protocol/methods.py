"""The methods of the protocol: discover, initialize, ping, and the list and the call of tools."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.request.authentication import NOBODY, require_scope
from chalicelib.api.http.response.problems import STATUS
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.protocol.errors import ErrorCode, with_faults
from chalicelib.api.mcp.protocol.rendering import error_result, tool_result
from chalicelib.api.mcp.protocol.server import CAPABILITIES, INSTRUCTIONS, server_info
from chalicelib.api.mcp.protocol.shapes import CallParams, InitializeParams, ListParams, read_params
from chalicelib.api.mcp.protocol.tool_schemas import described_tool
from chalicelib.api.mcp.protocol.versions import STATELESS, SUPPORTED, WITH_HANDSHAKE
from chalicelib.api.mcp.tool import Tool
from chalicelib.api.mcp.tools_in_use import tools_in_use
from chalicelib.domain.errors import Fault, Refusal, Unauthenticated
from chalicelib.domain.faults import Faults, Guesses, known_words
from chalicelib.domain.values.checks import quoted, read_shape

LIFETIME_MS = 300_000  # a new version of the service is known to its clients after five minutes


def discover(_call: Call, _params: Mapping[str, Any], _version: str) -> dict[str, Any]:
    """Return the versions and capabilities of the service."""
    return {
        "supportedVersions": list(SUPPORTED),
        "capabilities": CAPABILITIES,
        "instructions": INSTRUCTIONS,
        "ttlMs": LIFETIME_MS,
        "cacheScope": "public",
    }


def initialize(_call: Call, params: Mapping[str, Any], _version: str) -> dict[str, Any]:
    """Return the version that the client offers, or else the newest that has a handshake. There is no session."""
    offered = read_params(InitializeParams, params).version
    return {
        "protocolVersion": offered if offered in WITH_HANDSHAKE else WITH_HANDSHAKE[0],
        "capabilities": CAPABILITIES,
        "serverInfo": server_info(),
        "instructions": INSTRUCTIONS,
    }


def ping(_call: Call, _params: Mapping[str, Any], _version: str) -> dict[str, Any]:
    """Return an empty result."""
    return {}


def list_tools(call: Call, params: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the tools that the caller may call, always in one page. Those that write need a key with that scope."""
    read_params(ListParams, params)
    shown = [described_tool(tool, version) for tool in tools_in_use() if _may_call(call, tool)]
    # Which tools there are depends on the key.
    hints = {"ttlMs": LIFETIME_MS, "cacheScope": "private"} if version == STATELESS else {}
    return {"tools": shown, **hints}


def call_tool(call: Call, params: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Call a tool. A fault that a model can correct is a result with `isError`, which lists all faults.

    A key that is missing or lacks the scope, and a fault of the service, are answered by HTTP as everywhere: clients
    handle these, and models cannot.
    """
    read = read_params(CallParams, params)
    tool = _tool_of(read.name)
    if not _may_call(call, tool):
        _refuse_scope(call, tool)
    try:
        return tool_result(call, tool.call(call, _arguments(tool, read.arguments or {})), version)
    except Refusal as refusal:
        if STATUS[refusal.code] >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return error_result(call, refusal)


def _may_call(call: Call, tool: Tool[Any]) -> bool:
    return tool.scope == "read" or tool.scope in call.caller.scopes


def _refuse_scope(call: Call, tool: Tool[Any]) -> None:
    """Raise Unauthenticated without a key, Forbidden with one that lacks the scope of a tool."""
    if call.caller is NOBODY:
        scope = f"a key with the scope {tool.scope!r} as `Authorization: Bearer <key>`"
        raise Unauthenticated(f"The tool {tool.name!r} needs a key. Send {scope}.")
    require_scope(tool.scope, call.caller)


def _tool_of(name: str) -> Tool[Any]:
    found = next((tool for tool in tools_in_use() if tool.name == name), None)
    if found is None:
        known = [tool.name for tool in tools_in_use()]
        detail = f"There is no tool {quoted(name)}{known_words(name, known, guesses=Guesses())}"
        raise with_faults(ErrorCode.INVALID_PARAMS, (Fault("/params/name", "unknown_tool", detail),), is_of_method=True)
    return found


def _arguments(tool: Tool[Any], sent: Mapping[str, Any]) -> Any:
    """Read the arguments of a tool. Raises Invalid with all faults."""
    faults = Faults()
    read = read_shape(tool.takes, sent, at="", faults=faults)
    if read is None:
        raise faults.as_refusal()
    return read

"""Answers one message: reads it, chooses the method of its version, and writes the result or the error."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.api.mcp.protocol.errors import ErrorCode, ProtocolError
from chalicelib.api.mcp.protocol.messages import VERSION, Message, MessageId, read_body, read_message, usable_id
from chalicelib.api.mcp.protocol.methods import call_tool, discover, initialize, list_tools, ping
from chalicelib.api.mcp.protocol.server import server_info
from chalicelib.api.mcp.protocol.shapes import SERVER_INFO
from chalicelib.api.mcp.protocol.versions import STATELESS, version_of
from chalicelib.api.mcp.tools_in_use import tools_in_use
from chalicelib.domain.values.checks import quoted

Method = Callable[[Call, Mapping[str, Any], str], dict[str, Any]]
OF_STATELESS: Mapping[str, Method] = {"server/discover": discover, "tools/list": list_tools, "tools/call": call_tool}
OF_HANDSHAKE: Mapping[str, Method] = {
    "initialize": initialize,
    "ping": ping,
    "tools/list": list_tools,
    "tools/call": call_tool,
}
KNOWN = frozenset({*OF_STATELESS, *OF_HANDSHAKE})


def exchange(call: Call) -> Reply:
    """Return the answer to the message in the body of a call."""
    sent_id: MessageId | None = None
    logged: dict[str, str] = {}
    try:
        body = read_body(call.read_raw)
        sent_id = usable_id(body)
        message = read_message(body)
        logged = _logged(message)
        version = version_of(message, call.headers)
        if message.id is None:
            return Reply({}, status=HTTPStatus.ACCEPTED, text="", logged=logged)
        result = _result_of(call, message, version=version)
    except ProtocolError as error:
        answer = {"jsonrpc": VERSION, "id": sent_id, "error": error.as_json}
        return Reply(answer, status=error.status, logged=logged)
    return Reply({"jsonrpc": VERSION, "id": message.id, "result": result}, logged=logged)


def _result_of(call: Call, message: Message, *, version: str) -> dict[str, Any]:
    """Return the result of a request. Raises ProtocolError."""
    if version == STATELESS:
        result = _method_of(OF_STATELESS, message, version)(call, message.params, version)
        return {"resultType": "complete", **result, "_meta": {**result.get("_meta", {}), SERVER_INFO: server_info()}}
    try:
        return _method_of(OF_HANDSHAKE, message, version)(call, message.params, version)
    except ProtocolError as error:
        if error.is_of_method:
            error.status = HTTPStatus.OK
        raise


def _method_of(methods: Mapping[str, Method], message: Message, version: str) -> Method:
    found = methods.get(message.method)
    if found is None:
        raise ProtocolError(
            ErrorCode.METHOD_NOT_FOUND,
            f"Version {version} has no method {quoted(message.method)} here. It has {', '.join(methods)}.",
            status=HTTPStatus.NOT_FOUND,
            is_of_method=True,
        )
    return found


def _logged(message: Message) -> dict[str, str]:
    """Return the members of the access log: the method and the tool, if they are known."""
    tool = message.params.get("name") if message.method == "tools/call" else None
    names = {each.name for each in tools_in_use()} if isinstance(tool, str) else ()
    return {
        **({"rpc": message.method} if message.method in KNOWN else {}),
        **({"tool": tool} if isinstance(tool, str) and tool in names else {}),
    }

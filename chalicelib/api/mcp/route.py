"""POST /mcp: the endpoint of the Model Context Protocol."""

from chalicelib.api.http.routing.endpoints import Endpoint
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.api.http.transport_refusals import ForeignOrigin

HEADERS = ("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name")
EXAMPLE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/list",
    "params": {
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "an-agent", "version": "1.0"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }
    },
}


@route(
    "POST",
    "/mcp",
    name="call_mcp",
    summary="Send a message of the Model Context Protocol",
    tag="agents",
    scope="read",
    endpoint=Endpoint(HEADERS, is_same_origin=True),
    body=Body("McpMessage", example=EXAMPLE, is_raw=True),
    answers=(
        Answer(200, "The answer to a request. An error of a tool is an answer too, with `isError`.", "McpAnswer"),
        Answer(202, "The message is a notification, which has no answer."),
        Answer(400, "The message, its parameters, its version or its headers are wrong.", "McpAnswer"),
        Answer(404, "Version 2026-07-28 has no such method here.", "McpAnswer"),
        Answer(413, "The message is too large.", "McpAnswer"),
    ),
    refusals=(ForeignOrigin,),
)
def call_mcp(call: Call) -> Reply:
    """Answer one message of the Model Context Protocol, through which agents use the tools of this service.

    Each request has its answer as JSON; there are no sessions and no streams. The versions are 2026-07-28, without a
    handshake, and those from 2024-11-05 to 2025-11-25, which begin with `initialize`. Tools that write need a key with
    the scope `write`. Requests from web pages of other sites are refused, unless the operator allows them.
    """
    from chalicelib.api.mcp.protocol.exchange import exchange  # no other request needs it

    return exchange(call)

"""Bugs of the endpoint for agents."""

from tests.planted.bug import Bug

TESTS = "tests/api/mcp/protocol"
OF_MCP = (
    Bug(
        "a page of another site: the service is its own origin under every name",
        "chalicelib/api/http/request/origins.py",
        "return sent == own and (on_lambda() or _LOOPBACK.fullmatch(own) is not None)",
        "return sent == own",
        (f"{TESTS}/test_origins.py",),
    ),
    Bug(
        "a page of another site: its preflight is answered",
        "chalicelib/api/http/pipeline.py",
        "        check_origin(routes, incoming=incoming)\n",
        "",
        (f"{TESTS}/test_origins.py",),
    ),
    Bug(
        "a header that disagrees: only those that are sent are compared",
        "chalicelib/api/mcp/protocol/versions.py",
        "        if value != decoded(headers[name.lower()])\n",
        "        if headers[name.lower()] and value != decoded(headers[name.lower()])\n",
        (f"{TESTS}/test_headers.py",),
    ),
    Bug(
        "a lost scope: an agent without a key may write",
        "chalicelib/api/mcp/protocol/methods.py",
        'return tool.scope == "read" or tool.scope in call.caller.scopes',
        'return tool.scope != "admin"',
        (f"{TESTS}/test_tools_of_agents.py",),
    ),
    Bug(
        "an error of the service that no alarm counts",
        "chalicelib/api/mcp/protocol/methods.py",
        "        if STATUS[refusal.code] >= HTTPStatus.INTERNAL_SERVER_ERROR:\n            raise\n",
        "",
        (f"{TESTS}/test_tools_of_agents.py",),
    ),
)

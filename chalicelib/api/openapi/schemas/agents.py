"""The schemas of the messages of the Model Context Protocol. Its own schema has what each method takes and returns."""

from chalicelib.api.mcp.protocol.errors import ErrorCode
from chalicelib.api.openapi.schemas.builders import closed
from chalicelib.api.openapi.schemas.scalars import Schema

_SPECIFICATION = "https://modelcontextprotocol.io/specification/2026-07-28"
_VERSION: Schema = {"type": "string", "enum": ["2.0"]}
_TEXT_ID: Schema = {"type": "string", "maxLength": 256, "pattern": r"^[\s\S]*$"}
_NUMBER_ID: Schema = {"type": "integer", "format": "int64", "minimum": -(2**53 - 1), "maximum": 2**53 - 1}
_OBJECT: Schema = {"type": "object", "additionalProperties": True}

_RESULT = {
    "jsonrpc": "2.0",
    "id": 1,
    "result": {
        "resultType": "complete",
        "supportedVersions": ["2026-07-28", "2025-11-25"],
        "capabilities": {"tools": {}},
        "ttlMs": 300_000,
        "cacheScope": "public",
    },
}
_REFUSED = {
    "jsonrpc": "2.0",
    "id": 2,
    "error": {
        "code": -32022,
        "message": 'Version "2020-01-01" is not supported. Supported: 2026-07-28, 2025-11-25.',
        "data": {"supported": ["2026-07-28", "2025-11-25"], "requested": "2020-01-01"},
    },
}


def agent_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
    return {"McpMessage": _message(), "McpAnswer": _answer(), "McpError": _error()}


def _message() -> Schema:
    return {
        "type": "object",
        "properties": {
            "jsonrpc": _VERSION,
            "id": {"oneOf": [_TEXT_ID, _NUMBER_ID], "description": "Of a request. A notification has none."},
            "method": {
                "type": "string",
                "minLength": 1,
                "maxLength": 100,
                "pattern": r"^[\s\S]+$",
                "description": "Such as `tools/list`.",
            },
            "params": {
                **_OBJECT,
                "description": "From version 2026-07-28, `_meta` in it has the version and the client.",
            },
        },
        "required": ["jsonrpc", "method"],
        "additionalProperties": True,
        "description": f"A message of JSON-RPC 2.0, as {_SPECIFICATION} describes it.",
    }


def _answer() -> Schema:
    described = closed(
        {
            "jsonrpc": _VERSION,
            "id": {
                "oneOf": [_TEXT_ID, _NUMBER_ID, {"type": "null"}],
                "description": "Of the request; null if it has no valid one.",
            },
            "result": {**_OBJECT, "description": "As the specification describes it for the method and the version."},
            "error": {"$ref": "#/components/schemas/McpError"},
        },
        required=["jsonrpc", "id"],
        description="The answer to a request: a result or an error.",
    )
    return {**described, "examples": [_RESULT, _REFUSED]}


def _error() -> Schema:
    return closed(
        {
            "code": {
                "type": "integer",
                "format": "int32",
                "minimum": int(min(ErrorCode)),
                "maximum": int(max(ErrorCode)),
                "enum": [int(code) for code in ErrorCode],
            },
            "message": {"type": "string", "maxLength": 4_000, "pattern": r"^[\s\S]*$"},
            "data": {**_OBJECT, "description": "`errors` lists all faults; `supported` lists the versions."},
        },
        required=["code", "message"],
        description="An error of the protocol. Errors of tools are results.",
    )

"""The tools that the conformance suite of the Model Context Protocol calls, on the protocol code of the service."""

from collections.abc import Mapping
from typing import Any, TypedDict

from pydantic import BaseModel, ConfigDict

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import FullAnswer, Tool, ToolAnswer
from chalicelib.domain.errors import NotAllowedNow

# A picture of one dot, and a sound of no samples.
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA="
_IMAGE = {"type": "image", "data": PICTURE, "mimeType": "image/png"}
_AUDIO = {"type": "audio", "data": SOUND, "mimeType": "audio/wav"}


# The arguments of the suite's tool for JSON Schema: each of these keywords must come through.
KEYWORDS: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


class Nothing(BaseModel):
    """No arguments."""


class Keywords(BaseModel):
    """Arguments whose schema has keywords that pydantic does not write."""

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """Return the schema of the suite."""
        return KEYWORDS


class Addends(BaseModel):
    """Two numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)

    a: int
    b: int


class SumJson(TypedDict):
    """Their sum."""

    sum: int


class NoMembers(TypedDict):
    """No structured answer."""


def _resource(uri: str, media: str, text: str) -> Mapping[str, Any]:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": media, "text": text}}


def _tool(name: str, text: str, *blocks: Mapping[str, Any]) -> Tool[Nothing]:
    answer = ToolAnswer({}, text, blocks=blocks)
    return Tool(name, name, f"Answers: {text}", "read", Nothing, NoMembers, lambda _call, _sent: answer)


def _add(_call: Call, sent: Addends) -> ToolAnswer:
    found: SumJson = {"sum": sent.a + sent.b}
    return ToolAnswer(found, f"The sum is {found['sum']}.", links=(FullAnswer("The service", "/v1"),))


def _refuse(_call: Call, _sent: Nothing) -> ToolAnswer:
    raise NotAllowedNow("This tool intentionally returns an error for testing")


TOOLS: tuple[Tool[Any], ...] = (
    _tool("test_simple_text", "This is a simple text response for testing."),
    _tool("test_image_content", "A picture.", _IMAGE),
    _tool("test_audio_content", "A sound.", _AUDIO),
    _tool(
        "test_embedded_resource",
        "A resource.",
        _resource("test://embedded-resource", "text/plain", "This is an embedded resource content."),
    ),
    _tool(
        "test_multiple_content_types",
        "Multiple content types test:",
        _IMAGE,
        _resource("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
    ),
    Tool("test_error_handling", "Error", "Always fails.", "read", Nothing, NoMembers, _refuse),
    _tool("test_logging_tool", "Nothing is logged to the client."),
    _tool("test_streaming_elicitation", "Nothing is asked of the client."),
    Tool(
        "json_schema_2020_12_tool",
        "Keywords",
        "Has many keywords.",
        "read",
        Keywords,
        NoMembers,
        lambda _call, _sent: ToolAnswer({}, "Done."),
    ),
    Tool("add", "Add", "Adds two numbers.", "read", Addends, SumJson, _add),
    _tool("test_reconnection", "Nothing is streamed."),
)

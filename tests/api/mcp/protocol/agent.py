"""An agent that sends messages of the protocol to the application, and the tools that it finds there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.feed.stats import stats
from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import FullAnswer, Tool, ToolAnswer
from chalicelib.domain.answer_types import JsonSchema, Ref
from chalicelib.domain.errors import Gone, Unavailable
from chalicelib.store.rows import Unreadable
from tests.api.conftest import Answer, Client

STATELESS = "2026-07-28"
HANDSHAKES = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
VERSION, CLIENT, CAPABILITIES = (
    f"io.modelcontextprotocol/{name}" for name in ("protocolVersion", "clientInfo", "clientCapabilities")
)
META = {VERSION: STATELESS, CAPABILITIES: {}, CLIENT: {"name": "an-agent", "version": "1"}}
HOST = "service.example"
Message = dict[str, Any]


@dataclass(frozen=True)
class Agent:
    """Sends messages; those of 2026-07-28 with the headers that repeat them."""

    client: Client
    version: str = STATELESS
    key: str | None = None

    def request(self, method: str, params: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Send a request of a version, as its clients do."""
        sent = dict(params or {})
        if self.version == STATELESS:
            sent = {"_meta": META, **sent}
            named = {"Mcp-Name": sent["name"]} if isinstance(sent.get("name"), str) else {}
            headers = {"Mcp-Method": method, **named, **headers}
        body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": sent}
        return self.post(body, **{"MCP-Protocol-Version": self.version, **headers})

    def post(self, body: Any, **headers: str) -> Answer:
        """Send any body of JSON."""
        return self.client.post("/mcp", body, key=self.key, **{"Host": HOST, **headers})

    def call(self, tool: str, arguments: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Call a tool."""
        return self.request("tools/call", {"name": tool, "arguments": dict(arguments or {})}, **headers)

    def tools(self) -> dict[str, Message]:
        """List the tools by name."""
        return {tool["name"]: tool for tool in self.request("tools/list").json["result"]["tools"]}


class Wanted(BaseModel):
    """The arguments of the tools of tests."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1, max_length=20, description="A name.")]
    times: Annotated[int, Field(ge=1, le=3)] = 1


class GreetedJson(TypedDict):
    """The greetings."""

    greetings: Annotated[list[str], JsonSchema(maxItems=3)]
    about: Ref | None


class CountedJson(TypedDict):
    """How many facts there are."""

    facts: int


def _greet(_call: Call, wanted: Wanted) -> ToolAnswer:
    found: GreetedJson = {"greetings": [f"Hello {wanted.name}"] * wanted.times, "about": None}
    return ToolAnswer(found, f"Hello {wanted.name}", links=(FullAnswer("All names", "/v1/names?q=a%26b"),))


def _count(call: Call, _: Wanted) -> ToolAnswer:
    found: CountedJson = {"facts": ask(stats, call, "Counts").body["facts"]}
    return ToolAnswer(found, "Counted.")


def _add(_call: Call, wanted: Wanted) -> ToolAnswer:
    return ToolAnswer({"facts": wanted.times}, "Added.")


def _vanish(_call: Call, _: Wanted) -> ToolAnswer:
    raise Gone("company/deepseek was retired.", context={"reason": "Closed.", "retired_at": "2026-01-01T00:00:00.000Z"})


def _break(_call: Call, _: Wanted) -> ToolAnswer:
    raise Unavailable("The table cannot be reached.", cause="a test") from Unreadable("a test")


TOOLS: tuple[Tool[Any], ...] = (
    Tool("greet", "Greet", "Greets a name.", "read", Wanted, GreetedJson, _greet),
    Tool("count", "Count", "Counts facts.", "read", Wanted, CountedJson, _count),
    Tool("add", "Add", "Adds facts.", "write", Wanted, CountedJson, _add, writes=True),
    Tool("vanish", "Vanish", "Finds nothing any more.", "read", Wanted, CountedJson, _vanish),
    Tool("break", "Break", "Cannot read.", "read", Wanted, CountedJson, _break),
)

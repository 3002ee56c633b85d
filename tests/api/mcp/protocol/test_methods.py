"""The methods of the protocol in each of its versions."""

from typing import Any

from chalicelib import __version__
from tests.api.conftest import ADMIN, READER, WRITER, Client
from tests.api.mcp.protocol.agent import CAPABILITIES, HANDSHAKES, HOST, META, STATELESS, VERSION, Agent
from tests.conftest import Calls
from tests.tables import for_each

SERVER = {"io.modelcontextprotocol/serverInfo": {"name": "aifacts", "title": "aifacts", "version": __version__}}
OFFER: dict[str, Any] = {"capabilities": {}, "clientInfo": {"name": "an-agent", "version": "1"}}
READS = ["greet", "count", "vanish", "break"]


def test_a_client_discovers_the_versions_and_that_there_are_tools(agent: Agent) -> None:
    answer = agent.request("server/discover")

    result = answer.json["result"]
    assert (answer.status, answer.json["id"]) == (200, 7)
    assert result["supportedVersions"] == [STATELESS, *HANDSHAKES]
    assert (result["resultType"], result["capabilities"], result["_meta"]) == ("complete", {"tools": {}}, SERVER)
    assert (result["ttlMs"], result["cacheScope"]) == (300_000, "public")
    assert "source" in result["instructions"]


@for_each("offered", HANDSHAKES)
def test_a_handshake_settles_on_the_version_that_the_client_offers(agent: Agent, offered: str) -> None:
    body = {"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": offered, **OFFER}}
    answer = agent.post(body)

    assert answer.status == 200
    assert "mcp-session-id" not in answer.headers
    assert answer.json["result"]["protocolVersion"] == offered
    assert answer.json["result"]["serverInfo"] == SERVER["io.modelcontextprotocol/serverInfo"]
    assert answer.json["result"]["capabilities"] == {"tools": {}}
    assert not {"resultType", "ttlMs", "cacheScope", "_meta"} & answer.json["result"].keys()


@for_each("offered", ["2026-07-28", "2024-10-07", "of tomorrow"])
def test_a_handshake_for_another_version_settles_on_the_newest_that_has_one(agent: Agent, offered: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": offered, **OFFER}}

    assert agent.post(body).json["result"]["protocolVersion"] == "2025-11-25"


def test_a_handshake_without_what_it_needs_is_refused_with_all_faults(agent: Agent) -> None:
    answer = Agent(agent.client, "2025-11-25").request("initialize", {"clientInfo": {"name": 3}})

    assert (answer.status, answer.json["error"]["code"]) == (200, -32602)
    assert [fault["pointer"] for fault in answer.json["error"]["data"]["errors"]] == [
        "/params/protocolVersion",
        "/params/capabilities",
        "/params/clientInfo/name",
        "/params/clientInfo/version",
    ]


def test_versions_with_a_handshake_can_ping(client: Client) -> None:
    assert all(Agent(client, each).request("ping").json["result"] == {} for each in HANDSHAKES)


def test_every_version_lists_the_tools_that_read(agent_of_any_version: Agent) -> None:
    assert list(agent_of_any_version.tools()) == READS


def test_only_a_key_that_writes_sees_the_tools_that_write(client: Client) -> None:
    seen = {key: list(Agent(client, key=key).tools()) for key in (READER, WRITER, ADMIN)}

    both = ["greet", "count", "add", "vanish", "break"]
    assert seen == {READER: READS, WRITER: both, ADMIN: both}


def test_the_list_may_be_kept_for_five_minutes_by_this_client_alone(agent: Agent) -> None:
    result = agent.request("tools/list").json["result"]

    assert (result["resultType"], result["ttlMs"], result["cacheScope"]) == ("complete", 300_000, "private")
    assert result["_meta"] == SERVER
    assert result.keys() == {"resultType", "tools", "ttlMs", "cacheScope", "_meta"}


def test_older_versions_get_nothing_that_they_do_not_know(client: Client) -> None:
    for version in HANDSHAKES:
        old = Agent(client, version)
        knows_schemas = version >= "2025-06-18"
        tools = old.tools()
        assert all(("outputSchema" in tool) == ("title" in tool) == knows_schemas for tool in tools.values())
        result = old.call("greet", {"name": "Ada"}).json["result"]
        assert ("structuredContent" in result) == knows_schemas
        assert old.request("tools/list").json["result"].keys() == {"tools"}
        assert "resultType" not in result


def test_where_links_are_not_known_they_are_in_the_text(client: Client) -> None:
    (block,) = Agent(client, "2025-03-26").call("greet", {"name": "Ada"}).json["result"]["content"]

    assert block["text"] == f"Hello Ada\nAll names: http://{HOST}/stage/v1/names?q=a%26b"


def test_the_list_is_whole_so_a_cursor_is_refused(agent: Agent) -> None:
    answer = agent.request("tools/list", {"cursor": "next"})

    assert (answer.status, answer.json["error"]["code"]) == (400, -32602)
    assert answer.json["error"]["data"]["errors"][0]["pointer"] == "/params/cursor"


@for_each("method", ["initialize", "ping", "resources/list", "prompts/get", "logging/setLevel", "Tools/List"])
def test_a_method_that_the_version_of_today_lacks_is_not_found(agent: Agent, method: str) -> None:
    answer = agent.request(method)

    assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (404, -32601, 7)
    assert "It has server/discover, tools/list, tools/call." in answer.json["error"]["message"]


def test_older_versions_get_errors_of_methods_with_a_status_of_success(client: Client) -> None:
    # Their clients take another status for a fault of the transport, and 404 for the end of a session.
    old = Agent(client, "2025-11-25")
    unknown, wrong = old.request("server/discover"), old.call("no_such_tool")

    assert (unknown.status, unknown.json["error"]["code"]) == (200, -32601)
    assert (wrong.status, wrong.json["error"]["code"]) == (200, -32602)


def test_neither_methods_nor_the_list_of_tools_read_the_table(client: Client, calls: Calls) -> None:
    for version in (STATELESS, *HANDSHAKES):
        for method in ("tools/list", "server/discover", "ping"):
            Agent(client, version).request(method)

    assert calls == []


def test_with_a_key_the_list_of_tools_reads_the_key_and_nothing_else(client: Client, calls: Calls) -> None:
    agent = Agent(client, key=READER)
    agent.tools()
    of_the_first = [call.operation for call in calls]
    calls.clear()
    client.get("/v1/stats", key=WRITER)
    of_stats = [call.operation for call in calls]
    calls.clear()
    agent.tools()

    assert calls == []
    assert of_the_first == of_stats[: len(of_the_first)] == ["GetItem", "UpdateItem"]


def test_a_tool_costs_no_call_more_than_the_request_that_it_makes(client: Client, calls: Calls) -> None:
    client.get("/v1/stats")  # which numbers the changes
    calls.clear()
    client.get("/v1/stats")
    of_rest = len(calls)
    calls.clear()
    Agent(client).call("count", {"name": "x"})

    assert 0 < len(calls) == of_rest


@for_each("missing", [VERSION, CAPABILITIES])
def test_a_request_of_today_must_say_its_version_and_what_the_client_can_do(agent: Agent, missing: str) -> None:
    meta = {name: value for name, value in META.items() if name != missing}
    answer = agent.request("tools/list", {"_meta": meta})

    assert (answer.status, answer.json["error"]["code"]) == (400, -32602)
    pointers = [fault["pointer"] for fault in answer.json["error"]["data"]["errors"]]
    assert pointers == [f"/params/_meta/{missing.replace('/', '~1')}"]


@for_each("params", [None, {}, {"_meta": None}, {"_meta": []}, {"_meta": {VERSION: 3, CAPABILITIES: {}}}])
def test_what_a_request_says_about_itself_must_have_the_right_form(agent: Agent, params: Any) -> None:
    body = {"jsonrpc": "2.0", "id": 7, "method": "tools/list", **({} if params is None else {"params": params})}
    answer = agent.post(body, MCP_Protocol_Version=STATELESS, Mcp_Method="tools/list")

    assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (400, -32602, 7)
    assert answer.json["error"]["data"]["errors"][0]["pointer"].startswith("/params/_meta")


def test_all_faults_of_what_a_request_says_about_itself_are_listed(agent: Agent) -> None:
    meta = {VERSION: STATELESS, CAPABILITIES: 3, "io.modelcontextprotocol/clientInfo": {"name": "a"}}
    answer = agent.request("tools/list", {"_meta": {**meta, "io.modelcontextprotocol/logLevel": "loud"}})

    assert [fault["pointer"].rpartition("~1")[2] for fault in answer.json["error"]["data"]["errors"]] == [
        "clientCapabilities",
        "clientInfo/version",
        "logLevel",
    ]


def test_a_client_need_not_give_its_name(agent: Agent) -> None:
    meta = {VERSION: STATELESS, CAPABILITIES: {}, "an.extension/key": {"any": "value"}, "progressToken": 1}

    assert agent.request("tools/list", {"_meta": meta}).status == 200

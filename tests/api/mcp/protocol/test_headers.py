"""The headers that repeat what a message says, and versions that do not exist."""

import base64
from typing import Any

from tests.api.conftest import Client
from tests.api.mcp.protocol.agent import CAPABILITIES, HANDSHAKES, META, STATELESS, VERSION, Agent
from tests.tables import for_each

GREET: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 7,
    "method": "tools/call",
    "params": {"_meta": META, "name": "greet", "arguments": {"name": "Ada"}},
}
RIGHT = {"MCP-Protocol-Version": STATELESS, "Mcp-Method": "tools/call", "Mcp-Name": "greet"}


def in_base64(text: str) -> str:
    return f"=?base64?{base64.b64encode(text.encode()).decode()}?="


def test_headers_that_agree_are_taken_in_any_case_and_with_spaces(agent: Agent) -> None:
    for headers in (
        RIGHT,
        {name.lower(): value for name, value in RIGHT.items()},
        {name.upper(): value for name, value in RIGHT.items()},
        {**RIGHT, "Mcp-Name": "  greet  "},
        {**RIGHT, "Mcp-Name": in_base64("greet")},
        {**RIGHT, "Mcp-Param-Region": "of another tool"},
    ):
        assert agent.post(GREET, **headers).status == 200, headers


@for_each("name", list(RIGHT))
def test_a_header_that_disagrees_or_is_missing_is_refused(agent: Agent, name: str) -> None:
    others = [
        "prompts/get",
        "greeT",
        "=?base64?Z3JlZXQ?=",
        "=?base64?Z3Jl!ZXQ=?=",
        "=?base64?Z3JlZXR=?=",
        "=?base64?/w==?=",
    ]
    for wrong in (*others, None):
        headers = {each: value for each, value in {**RIGHT, name: wrong}.items() if value is not None}
        answer = agent.post(GREET, **headers)

        assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (400, -32020, 7), wrong
        (fault,) = answer.json["error"]["data"]["errors"]
        assert fault["parameter"] == name
        assert fault["detail"].endswith({"Mcp-Name": '"greet".', "Mcp-Method": '"tools/call".'}.get(name, '-28".'))


def test_all_headers_that_disagree_are_listed(agent: Agent) -> None:
    answer = agent.post(GREET, MCP_Protocol_Version="2025-11-25", Mcp_Name="add")

    assert [fault["parameter"] for fault in answer.json["error"]["data"]["errors"]] == list(RIGHT)


def test_a_name_outside_of_ascii_agrees_in_base64(agent: Agent) -> None:
    body = {**GREET, "params": {**GREET["params"], "name": "größe"}}
    answer = agent.post(body, **{**RIGHT, "Mcp-Name": in_base64("größe")})

    assert (answer.json["error"]["code"], answer.status) == (-32602, 400)
    assert "größe" in answer.json["error"]["message"]


@for_each("version", ["v999.0.0", "2027-01-01", "2026-07-2８", "x" * 250])
def test_a_version_that_there_is_not_is_refused_with_those_that_there_are(agent: Agent, version: str) -> None:
    body = {**GREET, "params": {**GREET["params"], "_meta": {VERSION: version, CAPABILITIES: {}}}}
    answer = agent.post(body, **{**RIGHT, "MCP-Protocol-Version": version})

    assert (answer.status, answer.json["error"]["code"]) == (400, -32022)
    assert answer.json["error"]["data"] == {"supported": [STATELESS, *HANDSHAKES], "requested": version}


def test_two_versions_in_one_request_are_refused_before_either_is_looked_up(agent: Agent) -> None:
    body = {**GREET, "params": {**GREET["params"], "_meta": {VERSION: "v999.0.0", CAPABILITIES: {}}}}

    assert agent.post(body, **RIGHT).json["error"]["code"] == -32020


def test_an_older_client_of_a_version_that_there_is_not_gets_the_same_refusal(client: Client) -> None:
    answer = Agent(client, "2024-01-01").request("tools/list")
    noted = client.post("/mcp", {"jsonrpc": "2.0", "method": "notifications/x"}, MCP_Protocol_Version="2024-01-01")

    assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (400, -32022, 7)
    assert (noted.status, noted.json["error"]["code"], noted.json["id"]) == (400, -32022, None)


def test_without_a_header_the_last_version_that_had_none_is_meant(agent: Agent) -> None:
    answer = agent.post({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": GREET["params"] | {"_meta": {}}})

    assert answer.status == 200
    assert "structuredContent" not in answer.json["result"]


def test_an_older_version_has_no_headers_to_agree_with(client: Client) -> None:
    old = Agent(client, "2025-11-25")

    assert old.call("greet", {"name": "Ada"}, Mcp_Method="anything", Mcp_Name="anything").status == 200


def test_a_name_that_is_no_text_is_a_fault_of_the_message_and_not_of_a_header(agent: Agent) -> None:
    body = {**GREET, "params": {**GREET["params"], "name": 3}}
    answer = agent.post(body, MCP_Protocol_Version=STATELESS, Mcp_Method="tools/call")

    assert (answer.json["error"]["code"], answer.json["error"]["data"]["errors"][0]["pointer"]) == (
        -32602,
        "/params/name",
    )

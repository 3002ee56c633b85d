"""Calls of tools: their answers, their errors, their keys, and what the list says about them."""

import json

import pytest
from jsonschema import Draft202012Validator

from chalicelib.api.http.routing.routes import Scope
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools_in_use import set_tools, tools_in_use
from chalicelib.domain.answer_types import FactJson
from tests.api.conftest import ADMIN, READER, WRITER, Client
from tests.api.mcp.protocol.agent import HOST, Agent, Wanted

Capture = pytest.CaptureFixture[str]


def test_a_tool_answers_with_text_json_and_absolute_links(agent: Agent) -> None:
    answer = agent.call("greet", {"name": "Ada", "times": 2})

    result = answer.json["result"]
    assert answer.status == 200
    assert (result["resultType"], result["isError"]) == ("complete", False)
    assert result["structuredContent"] == {"greetings": ["Hello Ada"] * 2, "about": None}
    assert result["content"] == [
        {"type": "text", "text": "Hello Ada"},
        {
            "type": "resource_link",
            "uri": f"http://{HOST}/stage/v1/names?q=a%26b",
            "name": "All names",
            "mimeType": "application/json",
        },
    ]


def test_each_answer_matches_the_schema_of_its_tool(agent: Agent) -> None:
    tools = agent.tools()
    for name in ("greet", "count"):
        Draft202012Validator.check_schema(tools[name]["outputSchema"])
        Draft202012Validator.check_schema(tools[name]["inputSchema"])
        found = agent.call(name, {"name": "Ada"}).json["result"]["structuredContent"]
        Draft202012Validator(tools[name]["outputSchema"]).validate(found)
        assert not Draft202012Validator(tools[name]["outputSchema"]).is_valid({**found, "more": 1})


def test_the_list_says_what_a_tool_takes(agent: Agent) -> None:
    assert agent.tools()["greet"] == {
        "name": "greet",
        "title": "Greet",
        "description": "Greets a name.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 20, "description": "A name."},
                "times": {"type": "integer", "minimum": 1, "maximum": 3, "default": 1},
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        "outputSchema": {
            "type": "object",
            "description": "The greetings.",
            "properties": {
                "greetings": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                "about": agent.tools()["greet"]["outputSchema"]["properties"]["about"],
            },
            "required": ["greetings", "about"],
            "additionalProperties": False,
        },
        "annotations": {
            "readOnlyHint": True,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": False,
        },
    }


def test_a_schema_that_names_components_of_the_contract_has_them_all(agent: Agent) -> None:
    scope: Scope = "read"
    set_tools([Tool("fact", "Fact", "Reads.", scope, Wanted, FactJson, lambda _call, _sent: ToolAnswer({}, ""))])
    schema = agent.tools()["fact"]["outputSchema"]

    Draft202012Validator.check_schema(schema)
    refs = {part.split('"')[0] for part in json.dumps(schema).split('"$ref": "')[1:]}
    assert refs
    assert all(ref.removeprefix("#/$defs/") in schema["$defs"] for ref in refs), refs
    assert not Draft202012Validator(schema).is_valid({"id": 3})


def test_hints_say_that_a_tool_writes_and_takes_nothing_away(client: Client) -> None:
    assert Agent(client, key=WRITER).tools()["add"]["annotations"] == {
        "readOnlyHint": False,
        "destructiveHint": False,
        "idempotentHint": True,
        "openWorldHint": False,
    }


def test_arguments_that_are_wrong_are_an_error_of_the_tool_with_all_faults(agent_of_any_version: Agent) -> None:
    answer = agent_of_any_version.call("greet", {"name": "", "times": "2", "tims": 3})

    result = answer.json["result"]
    assert (answer.status, result["isError"]) == (200, True)
    assert "structuredContent" not in result
    (block,) = result["content"]
    lines = block["text"].splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == ["- /name", "- /times", "- /tims"]
    assert 'did you mean "times"?' in block["text"]
    problem = result["_meta"]["problem"]
    assert (problem["code"], problem["status"]) == ("invalid", 422)
    assert {fault["pointer"]: fault["code"] for fault in problem["errors"]} == {
        "/name": "empty",
        "/times": "wrong_type",
        "/tims": "unknown_field",
    }


def test_arguments_may_be_left_out_or_null(agent: Agent) -> None:
    for params in ({"name": "greet"}, {"name": "greet", "arguments": None}):
        result = agent.request("tools/call", params).json["result"]
        assert result["_meta"]["problem"]["errors"][0]["pointer"] == "/name"


def test_arguments_that_are_no_object_are_an_error_of_the_message(agent: Agent) -> None:
    answer = agent.request("tools/call", {"name": "greet", "arguments": [1]})

    assert (answer.status, answer.json["error"]["code"]) == (400, -32602)
    assert answer.json["error"]["data"]["errors"][0]["pointer"] == "/params/arguments"


def test_a_refusal_of_the_api_is_an_error_of_the_tool(agent: Agent) -> None:
    result = agent.call("vanish", {"name": "x"}).json["result"]

    assert result["isError"]
    assert result["content"][0]["text"] == "The entity was retired.\ncompany/deepseek was retired."
    problem = result["_meta"]["problem"]
    assert (problem["code"], problem["status"], problem["reason"]) == ("gone", 410, "Closed.")
    assert problem["type"] == f"http://{HOST}/stage/problems/gone"
    assert "io.modelcontextprotocol/serverInfo" in result["_meta"]


def test_what_the_service_cannot_do_now_is_an_answer_of_http_as_everywhere(agent: Agent, capsys: Capture) -> None:
    answer = agent.call("break", {"name": "x"})

    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "unavailable", "60")
    (line,) = (json.loads(each) for each in capsys.readouterr().out.splitlines() if '"/mcp"' in each)
    assert (line["level"], line["Errors5xx"]) == ("ERROR", 1)


def test_an_unknown_tool_is_an_error_of_the_message(agent: Agent) -> None:
    answer = agent.call("gret")

    assert (answer.status, answer.json["error"]["code"]) == (400, -32602)
    assert 'did you mean "greet"?' in answer.json["error"]["message"]


def test_a_tool_that_writes_needs_a_key_that_writes(client: Client) -> None:
    wanted = {"name": "x"}
    without, reading = Agent(client).call("add", wanted), Agent(client, key=READER).call("add", wanted)

    assert (without.status, without.json["code"]) == (401, "unauthenticated")
    assert without.headers["www-authenticate"] == 'Bearer realm="aifacts"'
    assert (reading.status, reading.json["code"]) == (403, "forbidden")
    assert 'scope="write"' in reading.headers["www-authenticate"]
    for key in (WRITER, ADMIN):
        assert Agent(client, key=key).call("add", wanted).json["result"]["structuredContent"] == {"facts": 1}


def test_keys_are_checked_and_counted_as_everywhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Agent(client, key="of nobody").request("tools/list").status == 401
    assert "ratelimit" in Agent(client, key=READER).request("tools/list").headers
    monkeypatch.setenv("READS", "closed")
    assert Agent(client).request("tools/list").status == 401
    assert Agent(client, key=READER).request("tools/list").status == 200


def test_the_log_names_the_method_and_the_tool_if_they_are_known(agent: Agent, capsys: Capture) -> None:
    agent.call("greet", {"name": "a secret"})
    agent.call("a-secret-tool")
    agent.request("a-secret-method")
    agent.client.send("POST", "/mcp", body="{", headers={"Content-Type": "application/json"})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"/mcp"' in line]

    assert [{name: line[name] for name in ("rpc", "tool") if name in line} for line in lines] == [
        {"rpc": "tools/call", "tool": "greet"},
        {"rpc": "tools/call"},
        {},
        {},
    ]
    assert "secret" not in json.dumps(lines)


def test_the_tools_are_those_of_the_catalogue(agent: Agent) -> None:
    from chalicelib.api.mcp.tools.catalogue import TOOLS

    set_tools(None)

    assert tools_in_use() == TOOLS
    names = [tool.name for tool in TOOLS if tool.scope == "read"]
    assert list(agent.tools()) == names


def test_every_schema_of_the_catalogue_is_valid_by_itself(client: Client) -> None:
    set_tools(None)
    for tool in Agent(client, key=WRITER).tools().values():
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert "#/components" not in json.dumps(schema)


def test_only_record_changes_what_is_on_record(client: Client) -> None:
    set_tools(None)
    tools = Agent(client, key=WRITER).tools()

    assert [name for name, tool in tools.items() if not tool["annotations"]["readOnlyHint"]] == ["record"]
    assert "check" in tools


def test_a_fault_of_all_arguments_together_is_a_line_without_a_pointer(client: Client) -> None:
    set_tools(None)
    result = Agent(client, key=WRITER).call("check", {}).json["result"]

    assert result["isError"]
    assert result["content"][0]["text"].splitlines()[1].startswith("- Send 1 to 500 parts")
    assert result["_meta"]["problem"]["errors"][0]["pointer"] == ""

"""Messages of JSON-RPC: what is none, and what never fails."""

import gzip
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app import app
from chalicelib.api.mcp.protocol.messages import MAX_MEMBERS
from chalicelib.api.writes.batch import MAX_BATCH_MEMBERS
from tests.api.conftest import Client, Quick
from tests.api.mcp.protocol.agent import META, STATELESS, Agent, Message
from tests.conftest import examples
from tests.tables import for_each

JSON_TYPE = {"Content-Type": "application/json"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
REFUSALS = {-32700, -32600, -32601, -32602, -32020, -32022}
A_KEY = "aif_" + "a" * 43


@for_each("text", ["", "{", "nul", '{"a":1,"a":2}', '{"id":NaN}', "[" * 40 + "]" * 40, '"\\ud800', "\ufeff{}", "{}{}"])
def test_what_is_no_json_is_a_parse_error(client: Client, text: str) -> None:
    answer = client.send("POST", "/mcp", body=text, headers=JSON_TYPE)

    assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (400, -32700, None)


@for_each("raw", [b"\xff\xfe", b'{"jsonrpc": "\xc3"}'])
def test_what_is_no_utf_8_is_a_parse_error(client: Client, raw: bytes) -> None:
    answer = client.send("POST", "/mcp", body=raw, headers=JSON_TYPE)

    assert (answer.status, answer.json["error"]["code"]) == (400, -32700)


@for_each("body", [[], [PING], [PING, PING], 3, "ping", None, True])
def test_a_batch_and_what_is_no_object_is_an_invalid_request(agent: Agent, body: Any) -> None:
    answer = agent.post(body)

    assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (400, -32600, None)
    assert ("send each message in a request by itself" in answer.json["error"]["message"]) == isinstance(body, list)


@for_each(
    "change, pointers",
    [
        ({"jsonrpc": "1.0"}, ["/jsonrpc"]),
        ({"jsonrpc": 2.0}, ["/jsonrpc"]),
        ({"method": ""}, ["/method"]),
        ({"method": "x" * 101}, ["/method"]),
        ({"method": ["ping"]}, ["/method"]),
        ({"params": None}, ["/params"]),
        ({"params": [1, 2]}, ["/params"]),
        ({"jsonrpc": None, "method": None, "params": 3, "id": {}}, ["/jsonrpc", "/id", "/method", "/params"]),
    ],
)
def test_a_message_of_a_wrong_form_is_refused_with_all_faults(agent: Agent, change: Any, pointers: list[str]) -> None:
    answer = agent.post({**PING, **change})

    assert (answer.status, answer.json["error"]["code"]) == (400, -32600)
    assert answer.json["id"] == (None if "id" in change else 1)
    assert [fault["pointer"] for fault in answer.json["error"]["data"]["errors"]] == pointers


@for_each("wrong", [None, True, 1.5, [], {}, 2**53, -(2**53), "x" * 257, 10**400])
def test_an_id_that_is_neither_a_text_nor_a_whole_number_is_refused(agent: Agent, wrong: Any) -> None:
    answer = agent.post({**PING, "id": wrong})

    assert (answer.status, answer.json["error"]["code"], answer.json["id"]) == (400, -32600, None)
    assert answer.json["error"]["data"]["errors"][0]["pointer"] == "/id"


@for_each("right", [0, -1, 2**53 - 1, "", "ä" * 256, "1"])
def test_an_answer_has_the_id_of_its_request(agent: Agent, right: Any) -> None:
    answer = agent.post({**PING, "id": right})

    assert (answer.status, answer.json) == (200, {"jsonrpc": "2.0", "id": right, "result": {}})


@for_each("method", ["notifications/initialized", "notifications/cancelled", "notifications/unheard-of", "tools/call"])
def test_a_notification_is_taken_and_has_no_answer(client: Client, method: str) -> None:
    for version in ("", "2025-11-25", STATELESS):
        headers = {"MCP-Protocol-Version": version} if version else {}
        answer = client.post("/mcp", {"jsonrpc": "2.0", "method": method}, key=None, **headers)
        assert (answer.status, answer.text) == (202, "")
        assert "content-type" not in answer.headers


def test_an_answer_of_a_client_is_refused_because_nothing_was_asked(agent: Agent) -> None:
    answers: list[Message] = [{"result": {}}, {"error": {"code": 1, "message": "no"}}]
    for of_a_client in answers:
        answer = agent.post({"jsonrpc": "2.0", "id": 1, **of_a_client})
        assert (answer.status, answer.json["error"]["code"]) == (400, -32600)
        assert "sends no requests" in answer.json["error"]["message"]


def test_a_message_that_is_too_large_is_refused_with_the_limit(agent: Agent) -> None:
    text = json.dumps({**PING, "params": {"text": "x" * 1_000_000}})
    for body, coding in ((text, {}), (gzip.compress(text.encode()), {"Content-Encoding": "gzip"})):
        answer = agent.client.send("POST", "/mcp", body=body, headers={**JSON_TYPE, **coding})
        assert (answer.status, answer.json["error"]["code"]) == (413, -32600)
        assert answer.json["error"]["data"] == {"limit": 1_000_000}
    assert agent.post({**PING, "params": {"list": [0] * MAX_BATCH_MEMBERS}}).status == 200
    answer = agent.post({**PING, "params": {"list": [0] * (MAX_MEMBERS + 1)}})
    assert (answer.status, answer.json["error"]["data"]) == (413, {"limit": MAX_MEMBERS})


def test_a_message_in_gzip_is_read(client: Client) -> None:
    body = gzip.compress(json.dumps(PING).encode())
    answer = client.send("POST", "/mcp", body=body, headers={**JSON_TYPE, "Content-Encoding": "gzip"})

    assert answer.json["result"] == {}


def test_a_key_in_a_message_is_refused_and_not_repeated(agent: Agent) -> None:
    answer = agent.post({**PING, "params": {"text": A_KEY}})

    assert (answer.status, answer.json["error"]["code"]) == (400, -32600)
    assert answer.json["error"]["data"]["errors"][0]["code"] == "misplaced_key"
    assert A_KEY not in answer.text


@for_each("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_other_methods_of_http_are_not_allowed(client: Client, method: str) -> None:
    answer = client.send(method, "/mcp")

    assert answer.status == 405
    assert answer.headers["allow"] == client.send("OPTIONS", "/mcp").headers["allow"] == "POST, OPTIONS"


def test_api_gateway_knows_the_methods_of_streams_and_sessions_to_refuse_them() -> None:
    # It answers 404 to a method that it does not know, which a client takes for the end of a session.
    assert {*app.routes["/mcp"]} == {"POST", "OPTIONS", "GET", "HEAD", "DELETE"}


@for_each("media", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", None])
def test_a_message_must_come_as_json(client: Client, media: str | None) -> None:
    answer = client.send("POST", "/mcp", body=json.dumps(PING), headers={"Content-Type": media} if media else {})

    assert (answer.status, answer.json["code"]) == (415, "unsupported_media_type")


def test_a_client_that_takes_streams_too_gets_json(agent: Agent) -> None:
    answer = agent.post(PING, Accept="application/json, text/event-stream")
    streams_alone = agent.post(PING, Accept="text/event-stream")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert (streams_alone.status, streams_alone.json["code"]) == (406, "not_acceptable")


def test_a_parameter_in_the_url_is_refused_as_everywhere(client: Client) -> None:
    answer = client.post("/mcp?session=1", PING)

    assert (answer.status, answer.json["code"]) == (400, "bad_parameter")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
METHODS = st.sampled_from(["initialize", "ping", "server/discover", "tools/list", "tools/call", "prompts/get"])
NAMES = st.sampled_from(["greet", "count", "add", "vanish", "nobody"]) | VALUES
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "_meta": st.just(META) | VALUES,
        "name": NAMES,
        "arguments": st.fixed_dictionaries({}, optional={"name": VALUES, "times": VALUES, "other": VALUES}) | VALUES,
        "cursor": VALUES,
        "protocolVersion": st.sampled_from(["2025-11-25", "x"]) | VALUES,
        "capabilities": VALUES,
        "clientInfo": VALUES,
    },
)
ENVELOPES = (
    st.fixed_dictionaries(
        {},
        optional={
            "jsonrpc": st.just("2.0") | VALUES,
            "id": st.integers(0, 9) | VALUES,
            "method": METHODS | VALUES,
            "params": PARAMS | VALUES,
        },
    )
    | VALUES
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "MCP-Protocol-Version": st.sampled_from([STATELESS, "2025-11-25", "2024-11-05", "x", ""]),
        "Mcp-Method": METHODS,
        "Mcp-Name": st.sampled_from(["greet", "=?base64?Z3JlZXQ=?=", "=?base64??="]) | st.text(max_size=6),
    },
)


def test_no_message_makes_the_service_fail(client: Client) -> None:
    quick = Quick(client.world)

    @settings(max_examples=examples(300))
    @given(body=ENVELOPES, headers=HEADERS)
    def try_message(body: Any, headers: dict[str, str]) -> None:
        answer = quick.post("/mcp", body, key=None, **headers)
        client.judge({"httpMethod": "POST", "resource": "/mcp", "pathParameters": None}, answer)
        if answer.status == 202:
            assert answer.text == ""
        elif answer.status != 401:
            said = answer.json
            assert said["jsonrpc"] == "2.0"
            assert ("result" in said) != ("error" in said)
            assert answer.status == 200 or said["error"]["code"] in REFUSALS
            sent_id = body.get("id") if isinstance(body, dict) else None
            assert said["id"] is None or said["id"] == sent_id

    try_message()

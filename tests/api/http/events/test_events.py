"""One service behind any gateway: REST, HTTP APIs, function URLs, load balancers; what is none of these is refused."""

import base64
import gzip
import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import app
from chalicelib.api.http import pipeline
from tests.api.conftest import READER, WRITER, Client, a_company, event
from tests.api.events import ADDRESS, SHAPES, asked, http_2

JSON = {"content-type": "application/json", "authorization": f"Bearer {WRITER}"}
PROBLEM = {"type", "title", "status", "detail", "instance", "code", "request_id"}
IN_LISTS = "load balancer, in lists"


def headers_of(answer: dict[str, Any]) -> dict[str, str]:
    many = {name: values[-1] for name, values in answer.get("multiValueHeaders", {}).items()}
    return {name.lower(): value for name, value in {**answer.get("headers", {}), **many}.items()}


def text_of(answer: dict[str, Any]) -> str:
    body = answer["body"]
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return (gzip.decompress(raw) if headers_of(answer).get("content-encoding") == "gzip" else raw).decode()


def ask(shape: str, method: str, url: str, *, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    return app(SHAPES[shape](method, url, body=body, headers=headers or {}), None)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_write_and_a_read_come_through_every_gateway(client: Client, shape: str) -> None:
    made = ask(shape, "POST", "/v1/companies", body=a_company("深 of".encode().hex()), headers=JSON)
    assert made["statusCode"] == 201, text_of(made)

    read = ask(shape, "GET", asked("/v1/companies", limit=1, sort="name"), headers={"accept-encoding": "gzip"})
    (item,) = json.loads(text_of(read))["items"]
    assert (read["statusCode"], item["ref"]) == (200, json.loads(text_of(made))["ref"])

    tag = headers_of(read)["etag"]
    again = ask(shape, "GET", asked("/v1/companies", limit=1, sort="name"), headers={"if-none-match": tag})
    assert (again["statusCode"], again["body"]) == (304, "")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_query_arrives_decoded(client: Client, shape: str) -> None:
    client.create("companies", a_company("deepseek", name="深度 求索"))
    answer = ask(shape, "GET", asked("/v1/search", q="深度 求索"))
    assert [hit["ref"] for hit in json.loads(text_of(answer))["items"]] == ["company/deepseek"]


@pytest.mark.parametrize("shape", [each for each in SHAPES if each != "load balancer"])  # which sends the last one only
def test_a_parameter_that_is_sent_twice_is_seen_twice(client: Client, shape: str) -> None:
    answer = ask(shape, "GET", "/v1/companies?limit=1&limit=2")
    assert json.loads(text_of(answer))["errors"][0]["code"] == "repeated"


BASES = {"rest /{proxy+}": "/facts", "http 1.0": "/prod", "http 2.0": "/prod"}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_refusal_names_the_path_with_the_prefix_that_the_client_sees(client: Client, shape: str) -> None:
    answer = ask(shape, "GET", "/v1/companies/nobody", headers={"x-request-id": "mine"})
    problem = json.loads(text_of(answer))
    assert (answer["statusCode"], problem["instance"]) == (404, "/v1/companies/nobody")
    assert problem["type"] == f"{BASES.get(shape, '')}/problems/not_found"
    assert headers_of(answer)["x-request-id"] == problem["request_id"] == "mine"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_method_or_a_path_that_is_not_there_is_refused(client: Client, shape: str) -> None:
    assert ask(shape, "DELETE", "/v1/companies")["statusCode"] == 405
    assert ask(shape, "GET", "/nowhere")["statusCode"] == 404
    assert ask(shape, "GET", "/v1/companies/")["statusCode"] == 200


@pytest.mark.parametrize("shape", SHAPES)
def test_the_answer_has_the_members_that_its_gateway_looks_for(client: Client, shape: str) -> None:
    for url, status in (("/healthz", "200 OK"), ("/nowhere", "404 Not Found")):
        answer = ask(shape, "GET", url)
        members = {"statusCode", "headers", "body"}
        if shape.startswith("load balancer"):
            assert answer["statusDescription"] == status
            members = members | {"statusDescription", "isBase64Encoded"}
            members ^= {"headers", "multiValueHeaders"} if shape == IN_LISTS else set()
        elif shape in {"http 2.0", "function url"}:
            members |= {"isBase64Encoded"}
        else:
            members |= {"multiValueHeaders"}
        assert answer.keys() - {"isBase64Encoded"} == members - {"isBase64Encoded"}
        assert all(isinstance(value, str) for value in headers_of(answer).values())
        assert headers_of(answer)["x-content-type-options"] == "nosniff"


def test_a_stage_named_like_the_first_part_of_a_path_is_distinguished_from_it(client: Client) -> None:
    client.create("companies", a_company())
    sent = http_2("GET", "/v1/companies/deepseek", headers={}, stage="v1")
    assert app(sent, None)["statusCode"] == 200
    at_a_domain = deepcopy(sent) | {"rawPath": "/v1/companies/deepseek"}
    assert app(at_a_domain, None)["statusCode"] == 200


def test_lines_of_a_header_that_is_a_list_are_joined(client: Client) -> None:
    client.create("companies", a_company())
    tag = client.get("/v1/companies/deepseek").headers["etag"]
    sent = event("GET", "/v1/companies/deepseek")
    answer = client.ask({**sent, "multiValueHeaders": {"If-None-Match": [tag, '"another"']}})
    assert answer.status == 304


@pytest.mark.parametrize("name", ["Authorization", "authorization", "Content-Type", "Idempotency-Key"])
def test_a_header_of_one_value_that_is_sent_twice_is_refused(client: Client, name: str) -> None:
    body = json.dumps(a_company())
    sent = event("POST", "/v1/companies", body=body, headers=JSON)
    twice = {**{n: [v] for n, v in JSON.items()}, name: ["a", "b"]}
    answer = client.ask({**sent, "multiValueHeaders": twice})
    assert (answer.status, answer.json["code"]) == (400, "bad_request")
    assert "repeated" in answer.pointers.values()


def test_two_spellings_of_a_header_s_name_are_one_header(client: Client) -> None:
    sent = event("GET", "/v1/me", headers={"Authorization": f"Bearer {READER}", "AUTHORIZATION": "Bearer b"})
    assert client.ask(sent).pointers == {"Authorization": "repeated"}


STRANGE: list[tuple[Any, str]] = [
    (None, "object"),
    ([], "object"),
    ("GET /", "object"),
    (7, "object"),
    ({}, "event"),
    ({"Records": [{"eventSource": "aws:sqs", "body": "{}"}]}, "event"),
    ({"requestContext": {"connectionId": "x", "eventType": "CONNECT", "routeKey": "$connect"}}, "event"),
    ({"httpMethod": "GET"}, "event"),
    ({"path": "/healthz"}, "event"),
    ({"httpMethod": "GET", "path": "/healthz", "headers": ["a"]}, "headers"),
    ({"httpMethod": "GET", "path": "/healthz", "headers": {"a": 1}}, "headers"),
    ({"httpMethod": "GET", "path": "/healthz", "requestContext": "x"}, "requestContext"),
    ({"httpMethod": "GET", "path": "/healthz", "requestContext": {"identity": []}}, "requestContext.identity"),
    ({"httpMethod": "GET", "path": ["/healthz"]}, "path"),
    ({"httpMethod": 1, "path": "/healthz"}, "httpMethod"),
    ({"httpMethod": "GET", "path": "/healthz", "body": 7}, "body"),
    ({"httpMethod": "GET", "path": "/healthz", "body": "%", "isBase64Encoded": True}, "body"),
    ({"httpMethod": "GET", "path": "/healthz", "isBase64Encoded": "yes"}, "isBase64Encoded"),
    ({"httpMethod": "GET", "resource": "/v1/{plural}", "pathParameters": {"plural": None}}, "pathParameters"),
    ({"httpMethod": "GET", "path": "/", "multiValueHeaders": {"a": "b"}}, "multiValueHeaders"),
    ({"httpMethod": "GET", "path": "/", "multiValueQueryStringParameters": {"a": [1]}}, "multiValueQuery"),
    ({"version": "2.0", "rawPath": "/", "requestContext": {"http": {"method": []}}}, "requestContext.http.method"),
    ({"version": "2.0", "rawPath": 1, "requestContext": {"http": {"method": "GET"}}}, "rawPath"),
    ({"version": "2.0", "rawPath": "/", "cookies": "a"}, "cookies"),
    ({"httpMethod": "GET", "path": "/", "requestContext": {"elb": {}}, "headers": []}, "headers"),
]


@pytest.mark.parametrize(("sent", "said"), STRANGE)
def test_an_event_that_is_not_understood_is_refused_with_the_reason(client: Client, sent: Any, said: str) -> None:
    answer = app(sent, None)
    problem = json.loads(text_of(answer))
    assert (answer["statusCode"], problem["code"]) == (400, "bad_request")
    assert said in problem["detail"] + json.dumps(problem.get("errors", []))
    is_answered(answer)


def test_all_faults_of_an_event_are_reported_together() -> None:
    answer = app({"httpMethod": "GET", "path": "/", "headers": [], "body": 1, "requestContext": {"stage": 1}}, None)
    named = {fault["parameter"] for fault in json.loads(answer["body"])["errors"]}
    assert named == {"headers", "body", "requestContext.stage"}


def is_answered(answer: Any) -> None:
    """Expect what any gateway passes on: never Chalice's own shape, and no bug of ours."""
    assert isinstance(answer["statusCode"], int)
    assert answer["statusCode"] < 500, text_of(answer)
    assert isinstance(answer["body"], str)
    headers = headers_of(answer)
    assert headers["x-request-id"]
    assert headers["x-content-type-options"] == "nosniff"
    if answer["statusCode"] >= 400 and answer["body"]:
        problem = json.loads(text_of(answer))
        assert problem.keys() >= PROBLEM
        assert problem["status"] == answer["statusCode"]
        assert headers["content-type"] == "application/problem+json"
    json.dumps(answer)  # as Lambda writes it


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["GET", "/", "2.0"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = [
    "version",
    "resource",
    "path",
    "httpMethod",
    "headers",
    "multiValueHeaders",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "pathParameters",
    "stageVariables",
    "requestContext",
    "body",
    "isBase64Encoded",
    "rawPath",
    "rawQueryString",
    "cookies",
    "routeKey",
]
CONTEXT = ["http", "elb", "resourcePath", "httpMethod", "path", "stage", "requestId", "identity"]
EVENTS = st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=8)
CONTEXTS = st.dictionaries(st.sampled_from(CONTEXT), VALUES, max_size=5)


@given(VALUES | EVENTS | st.builds(lambda sent, context: {**sent, "requestContext": context}, EVENTS, CONTEXTS))
def test_every_event_gets_an_answer_or_a_problem(sent: Any) -> None:
    is_answered(app(sent, None))


GARBAGE: list[Any] = [
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "x",
    "\ud800",
    "%",
    [],
    [None],
    ["x"],
    {},
    {"x": None},
    {"x": ["y"]},
]


def places(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from places(each, *path, name)


def spoilt(sent: Any, path: tuple[Any, ...], garbage: Any) -> Any:
    copied = deepcopy(sent)
    at = copied
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = garbage
    return copied


@pytest.mark.parametrize("shape", [*SHAPES, "rest"])
def test_a_good_event_with_one_place_spoilt_is_answered(client: Client, shape: str) -> None:
    chosen = random.Random(9)
    make = event if shape == "rest" else SHAPES[shape]
    sent = [
        make("GET", "/v1/companies/deepseek?limit=1", headers={"accept": "*/*", "x-request-id": "mine"}),
        make("POST", "/v1/companies", body=json.dumps(a_company()), headers=JSON),
    ]
    pipeline.set_world(client.world)
    for each in sent:
        for path in places(each):
            for garbage in chosen.sample(GARBAGE, 6):
                is_answered(app(spoilt(each, path, garbage), None))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_of_the_log_holds_the_address(client: Client, shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    ask(shape, "GET", "/nowhere")
    said = capsys.readouterr().out
    assert ADDRESS not in said
    assert len(json.loads(said)["client"]) == 12

"""The handler: it answers every event, and concurrent requests do not mix."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from chalice.app import BadRequestError, NotFoundError, RequestTimeoutError

from app import app
from chalicelib.api import Application, register
from tests.api.conftest import Client, a_company, answer_to, event


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "text",
        {},
        {"requestContext": None},
        {"requestContext": {"resourcePath": "/v1/{plural}", "httpMethod": "GET"}},
        {"resource": "/v1/{plural}/{slug}", "httpMethod": "GET", "pathParameters": None},
        {"resource": "/v1/{plural}", "httpMethod": "BREW", "pathParameters": {"plural": "companies"}},
        {"resource": "/nowhere", "httpMethod": "GET"},
        {
            "resource": "/v1/facts",
            "httpMethod": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": 7,
        },
    ],
)
def test_a_strange_event_is_answered_with_a_problem(client: Client, sent: Any) -> None:
    answer = answer_to(sent)
    assert answer.status in (400, 401, 404, 405)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == answer.status


def test_a_thin_event_is_answered(client: Client) -> None:
    assert answer_to({"resource": "/healthz", "httpMethod": "GET"}).status == 200
    thin = {"resource": "/v1/{plural}", "httpMethod": "GET", "pathParameters": {"plural": "companies"}}
    assert answer_to({**thin, "queryStringParameters": {"limit": "0"}}).json["code"] == "bad_parameter"
    assert answer_to({**thin, "multiValueHeaders": {"X-Request-Id": ["mine"]}}).headers["x-request-id"] == "mine"


@pytest.mark.parametrize("sent", ["mine", "A-z0.9_-", "a" * 64])
def test_a_sane_request_id_is_echoed(client: Client, sent: str) -> None:
    assert client.get("/healthz", X_Request_Id=sent).headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "a" * 65, "a b", "a\r\nSet-Cookie: b", "ä"])
def test_any_other_gives_way_to_the_gateway_s(client: Client, sent: str) -> None:
    assert client.get("/healthz", X_Request_Id=sent).headers["x-request-id"] == "gateway-request-id"


def test_the_answers_to_simultaneous_requests_are_never_exchanged(client: Client) -> None:
    def ask(number: int) -> tuple[int, Any]:
        answer = answer_to(event("GET", f"/v1/companies?wrong{number}=1", headers={"X-Request-Id": f"r{number}"}))
        return number, (answer.headers["x-request-id"], answer.json["errors"][0]["parameter"])

    with ThreadPoolExecutor(8) as threads:
        for number, got in threads.map(ask, range(400)):
            assert got == (f"r{number}", f"wrong{number}")


def test_a_base64_body_is_read(client: Client) -> None:
    body = json.dumps(a_company()).encode()
    headers = {"Content-Type": "application/json"}
    assert client.send("POST", "/v1/companies", body=body, key=client.key, headers=headers).status == 201


def test_importing_the_application_needs_no_environment_and_no_network() -> None:
    program = "import socket, sys; socket.socket = None; import app; print('botocore' in sys.modules)"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], env={}, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_chalice_s_own_refusals_are_problems(client: Client) -> None:
    """None of our routes leaves these to Chalice; one that did would still answer as the others do."""
    own = Application(app_name="another")
    register(own)
    own.route("/healthz/json", methods=["POST"])(lambda: None)

    @own.route("/healthz/{status}")
    def refuse(status: str) -> None:
        raise {"400": BadRequestError, "404": NotFoundError, "408": RequestTimeoutError}[status]("Chalice's words.")

    text = {"resource": "/healthz/json", "httpMethod": "POST", "headers": {"Content-Type": "text/plain"}}
    assert own(text, None)["statusCode"] == 415
    for sent, status in (("400", 400), ("404", 404), ("408", 500), ("418", 500)):
        answer = own({"resource": "/healthz/{status}", "httpMethod": "GET", "pathParameters": {"status": sent}}, None)
        assert answer["statusCode"] == status
        assert answer["headers"]["Content-Type"] == "application/problem+json"
        assert "Chalice" not in answer["body"]


def test_app_is_a_chalice_application_with_every_route() -> None:
    assert "/v1/{plural}/{slug}" in app.routes
    assert all("HEAD" in methods for methods in app.routes.values() if "GET" in methods)

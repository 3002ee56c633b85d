"""The zip behind each front: one request, sent in the form of a REST API, an HTTP API and a function URL."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from chalicelib.local.package.build import Build
from tests.api import events
from tests.api.conftest import event
from tests.package.conftest import KEY
from tests.package.lambda_runtime import Lambda

EVIDENCE = {"source": "source/fronts-report", "basis": "third_party_report"}
WRITE = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
STAGE = "/stage"  # of the REST API; the other two have no prefix
OF_THE_CALL = {"server-timing", "x-request-id", "ratelimit"}  # headers that differ each time
LARGE = 1_000_001


class Reply(NamedTuple):
    """An answer as its client gets it. `text` and the headers name the service without the stage."""

    status: int
    headers: Mapping[str, str]
    text: str


def _rest(method: str, url: str, body: str | None, headers: Mapping[str, str]) -> dict[str, Any]:
    return event(method, url, body=body, headers={"Host": events.HOST, "X-Forwarded-Proto": "https", **headers})


def _http(method: str, url: str, body: str | None, headers: Mapping[str, str]) -> dict[str, Any]:
    """Write the event of an HTTP API or a function URL; without cookies the event has no such member."""
    lower = {name.lower(): value for name, value in headers.items()}
    made = events.http_2(method, url, headers=lower, stage="$default")
    del made["cookies"]
    return made if body is None else made | {"body": body}


def _url(method: str, url: str, body: str | None, headers: Mapping[str, str]) -> dict[str, Any]:
    """Write the event of a function URL, which sends a body of another type than text in base64."""
    made = _http(method, url, body, headers)
    return made if body is None else made | {"body": base64.b64encode(body.encode()).decode(), "isBase64Encoded": True}


FRONTS = {"rest": _rest, "http": _http, "url": _url}


def ask(api: Lambda, front: str, method: str, url: str, body: str | None = None, **headers: str) -> Reply:
    """Send a request through a front, and read the answer as its gateway does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = api.invoke(FRONTS[front](method, url, body, named))
    assert reply.what == "response", reply
    answer = reply.body
    single, many = answer["headers"], answer.get("multiValueHeaders", {})
    assert many == {}  # payload 2.0 has no such member, so nothing may depend on it
    raw = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"].encode()
    sent = {name.lower(): value.replace(STAGE, "") for name, value in single.items()}
    text = (gzip.decompress(raw) if raw and sent.get("content-encoding") == "gzip" else raw).decode()
    return Reply(answer["statusCode"], sent, text.replace(STAGE, ""))


@pytest.fixture(scope="module")
def company(api: Lambda) -> str:
    """A company to read, created through the REST API."""
    source = json.dumps({"slug": "fronts-report", "title": "The report of the fronts"})
    assert ask(api, "rest", "POST", "/v1/sources", source, **WRITE).status in {201, 409}
    body = json.dumps({"slug": "fronted", "name": "Fronted 深度", "country": "CN", "evidence": EVIDENCE})
    assert ask(api, "rest", "POST", "/v1/companies", body, **WRITE).status == 201
    return "/v1/companies/fronted"


REQUESTS: dict[str, tuple[str, str, str | None, dict[str, str]]] = {
    "an entity": ("GET", "/v1/companies/fronted", None, {}),
    "an entity at a percent-encoded path": ("GET", "/v1/companies/front%65d", None, {}),
    "the head of an entity": ("HEAD", "/v1/companies/fronted", None, {}),
    "a list in gzip": ("GET", "/v1/vocabulary", None, {"Accept-Encoding": "gzip"}),
    "a page": ("GET", "/v1/companies?limit=1", None, {"Accept": "text/csv"}),
    "a search with encoded words": ("GET", "/v1/search?q=%E6%B7%B1%E5%BA%A6+%26&limit=5", None, {}),
    "a repeated parameter": ("GET", "/v1/companies?limit=1&limit=2", None, {}),
    "an empty parameter": ("GET", "/v1/companies?country=", None, {}),
    "the methods of a path": ("OPTIONS", "/v1/companies", None, {}),
    "an unknown entity": ("GET", "/v1/companies/nobody", None, {}),
    "an unknown path": ("GET", "/no/such/path", None, {}),
    "a method that a path does not have": ("DELETE", "/v1/companies", None, WRITE),
    "a body that is no JSON": ("POST", "/v1/companies", '{"slug": ', WRITE),
    "a body that is too large": ("POST", "/v1/companies", '{"name": "' + "x" * LARGE + '"}', WRITE),
    "a write without a key": ("POST", "/v1/companies", "{}", {"Content-Type": "application/json"}),
    "a foreign media type": ("POST", "/v1/companies", "{}", {**WRITE, "Content-Type": "text/plain"}),
}


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_every_front_gives_the_same_answer(
    api: Lambda, company: str, request_of: tuple[str, str, str | None, dict[str, str]]
) -> None:
    method, url, body, headers = request_of
    replies = {front: ask(api, front, method, url, body, **headers) for front in FRONTS}

    def seen(reply: Reply) -> Any:
        named = {name: value for name, value in reply.headers.items() if name not in OF_THE_CALL}
        own = reply.headers["x-request-id"]
        return reply.status, named, reply.text.replace(own, "the id of the request")

    assert seen(replies["http"]) == seen(replies["url"]) == seen(replies["rest"])
    assert replies["url"].status < 500


@pytest.mark.parametrize("front", FRONTS)
def test_a_write_goes_through_every_front_and_names_what_it_made_there(api: Lambda, company: str, front: str) -> None:
    body = json.dumps({"slug": f"behind-{front}", "name": f"Behind {front}", "evidence": EVIDENCE})
    made = ask(api, front, "POST", "/v1/companies", body, **WRITE)
    read = ask(api, front, "GET", made.headers["location"], Accept_Encoding="gzip")
    again = ask(api, front, "GET", made.headers["location"], If_None_Match=read.headers["etag"])

    assert (made.status, made.headers["location"]) == (201, f"/v1/companies/behind-{front}")
    assert (read.status, json.loads(read.text)["name"]) == (200, f"Behind {front}")
    assert (again.status, again.text, again.headers["etag"]) == (304, "", read.headers["etag"])


@pytest.mark.parametrize("front", ["http", "url"])
def test_the_function_refuses_in_the_form_of_the_gateway_where_there_is_none(
    api: Lambda, twin: Build, front: str
) -> None:
    template = json.loads(twin.template.read_text())
    of_gateway = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    asked = {
        "MISSING_AUTHENTICATION_TOKEN": ask(api, front, "GET", "/no/such/path"),
        "REQUEST_TOO_LARGE": ask(api, front, "POST", "/v1/companies", " " * LARGE, **WRITE),
    }

    for name, reply in asked.items():
        declared, problem = of_gateway[name], json.loads(reply.text)
        text = declared["ResponseTemplates"]["application/json"]["Fn::Sub"][0]
        theirs = json.loads(text.replace("${Below}", ""))
        assert reply.status == declared["StatusCode"] == problem["status"]
        assert {member: problem[member] for member in ("type", "title", "code")} == {
            member: theirs[member] for member in ("type", "title", "code")
        }
        assert theirs.keys() <= problem.keys()
        assert {header.lower() for header in declared["ResponseParameters"]["Headers"]} - reply.headers.keys() <= {
            "strict-transport-security"  # a parameter of the template sets it
        }


@pytest.mark.parametrize("front", FRONTS)
def test_the_id_and_the_client_of_a_request_are_logged_behind_every_front(api: Lambda, front: str) -> None:
    reply = ask(api, front, "GET", f"/v1/companies/seen-behind-{front}")
    given = FRONTS[front]("GET", "/", None, {})["requestContext"]["requestId"].rstrip("=")
    assert reply.headers["x-request-id"] == given

    named = ask(api, front, "GET", "/v1/companies/nobody", X_Request_Id=f"mine-{front}")
    assert json.loads(named.text)["request_id"] == f"mine-{front}"
    printed = api.printed(f"mine-{front}")
    line = next(json.loads(each) for each in printed.splitlines() if f'"mine-{front}"' in each)
    assert line["client"]
    assert line["route"] == "/v1/{plural}/{slug}"

"""The zip, run by Lambda's runtime client: reads, writes, errors, malformed events, and repeated calls."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.package.build import Build
from tests.api.conftest import event
from tests.package.conftest import KEY, command
from tests.package.lambda_runtime import Lambda

TICK = {
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-11-23T10:00:00Z",
    "region": "eu-central-1",
    "resources": ["arn:aws:events:eu-central-1:123456789012:rule/tick"],
    "detail": {},
    "version": "0",
}


def ask(api: Lambda, method: str, url: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], Any]:
    """Send a request as API Gateway would; give status, headers and the body, read."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = None if body is None else json.dumps(body)
    reply = api.invoke(event(method, url, body=sent, headers=named))
    assert reply.what == "response", reply
    headers = {name.lower(): value for name, value in reply.body["headers"].items()}
    return reply.body["statusCode"], headers, json.loads(reply.body["body"] or "null")


def write(api: Lambda, method: str, url: str, body: Any) -> tuple[int, dict[str, str], Any]:
    media = "application/json" if method == "POST" else "application/merge-patch+json"
    return ask(api, method, url, body, Authorization=f"Bearer {KEY}", Content_Type=media)


def test_what_is_written_can_be_read(api: Lambda) -> None:
    source = write(api, "POST", "/v1/sources", {"slug": "report", "title": "The report"})
    evidence = {"source": "source/report", "basis": "third_party_report"}
    created = write(api, "POST", "/v1/companies", {"slug": "deepseek", "name": "DeepSeek", "evidence": evidence})
    patched = write(api, "PATCH", "/v1/companies/deepseek", {"founded": "2023-07", "evidence": evidence})
    read = ask(api, "GET", "/v1/companies/deepseek")
    found = ask(api, "GET", "/v1/search?q=deepseek")

    assert (source[0], created[0], patched[0], read[0], found[0]) == (201, 201, 200, 200, 200)
    assert (read[2]["founded"], read[2]["revision"]) == ("2023-07", 2)
    assert [item["ref"] for item in found[2]["items"]] == ["company/deepseek"]


@pytest.mark.parametrize("url", ["/healthz", "/readyz", "/openapi.json", "/v1/vocabulary", "/v1/models", "/v1/changes"])
def test_what_any_caller_may_ask_is_answered(api: Lambda, url: str) -> None:
    status, headers, body = ask(api, "GET", url, Accept="application/json")

    assert status == HTTPStatus.OK
    assert headers["content-type"].startswith("application/")
    assert body


@pytest.mark.parametrize(
    ("method", "url", "body", "code"),
    [
        ("GET", "/v1/companies/nobody", None, "not_found"),
        ("GET", "/v1/companies?limit=many", None, "bad_parameter"),
        ("GET", "/v1/keys", None, "unauthenticated"),
        ("DELETE", "/v1/companies/nobody", None, "method_not_allowed"),
        ("POST", "/v1/companies", {"slug": "x"}, "invalid"),
        ("POST", "/v1/facts", "not an object", "invalid"),
    ],
)
def test_refusals_are_problems(api: Lambda, method: str, url: str, body: Any, code: str) -> None:
    headers = {} if code == "unauthenticated" else {"Authorization": f"Bearer {KEY}"}
    status, answered, problem = ask(api, method, url, body, Content_Type="application/json", **headers)

    assert status == problem["status"]
    assert problem["code"] == code
    assert answered["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        [],
        {},
        "text",
        7,
        {"httpMethod": "GET"},
        {"resource": "/v1/{plural}", "httpMethod": "GET", "pathParameters": None, "requestContext": None},
        {"Records": [{"eventSource": "aws:dynamodb"}]},
        {**event("GET", "/v1/companies"), "headers": None, "multiValueHeaders": None},
        {**event("POST", "/v1/companies"), "body": "%%%", "isBase64Encoded": True},
        {**event("GET", "/v1/companies"), "multiValueQueryStringParameters": {"limit": None}},
    ],
)
def test_events_that_no_gateway_sends_are_answered_and_do_not_end_the_process(api: Lambda, malformed: Any) -> None:
    reply = api.invoke(malformed)

    assert reply.what == "response"
    assert isinstance(reply.body["body"], str)
    assert ask(api, "GET", "/healthz")[0] == HTTPStatus.OK


def test_one_process_answers_all(api: Lambda) -> None:
    before = api.pid
    answers = {ask(api, "GET", "/healthz")[0] for _ in range(20)}

    assert (answers, api.pid) == ({HTTPStatus.OK}, before)


def test_no_secret_is_printed(api: Lambda) -> None:
    write(api, "POST", "/v1/companies", {"slug": "x"})
    ask(api, "GET", "/v1/keys", Authorization="Bearer not-a-key-but-secret-all-the-same")

    output = api.printed('"/v1/keys"')
    assert KEY not in output
    assert "not-a-key-but-secret" not in output
    assert "a secret of the package tests" not in output


def test_the_schedule_measures_what_its_alarm_watches(task: Path, environment: dict[str, str], twin: Build) -> None:
    (alarm,) = [
        each["Properties"]
        for each in json.loads(twin.template.read_text())["Resources"].values()
        if each.get("Properties", {}).get("MetricName") == "FeedLagSeconds"
    ]
    with Lambda(command(task), environment | {"_HANDLER": "app.tick"}) as function:
        reply = function.invoke(TICK)
        assert reply.what == "response", (reply, function.output)
        line = next(
            json.loads(each) for each in function.printed('FeedLagSeconds"').splitlines() if "FeedLagSeconds" in each
        )

    (declared,) = line["_aws"]["CloudWatchMetrics"]
    assert declared["Namespace"] == alarm["Namespace"]
    assert [each["Name"] for each in alarm["Dimensions"]] in declared["Dimensions"]
    assert line["table"] == environment["TABLE_NAME"]
    assert alarm["Dimensions"][0]["Value"] == {"Ref": "Table"}

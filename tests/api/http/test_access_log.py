"""The journal: one line of JSON a request, metrics as CloudWatch reads them, and nothing that is nobody's business."""

import json
import logging
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app import app
from chalicelib.api.http import access_log
from chalicelib.operations.access import api_keys as operation
from chalicelib.settings import Settings
from tests.api.conftest import ADMIN, READER, Client, a_company, answer_to, event
from tests.api.provoked import ahead_of_clock
from tests.conftest import Calls

Capture = pytest.CaptureFixture[str]
UNITS = ["Seconds", "Microseconds", "Milliseconds", "Bytes", "Percent", "Count", "None"]  # of those that there are
NAME = {"type": "string", "minLength": 1, "maxLength": 255}
DIRECTIVE = {
    "type": "object",
    "required": ["Namespace", "Dimensions", "Metrics"],
    "properties": {
        "Namespace": NAME,
        "Dimensions": {"type": "array", "minItems": 1, "items": {"type": "array", "maxItems": 9, "items": NAME}},
        "Metrics": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "required": ["Name"],
                "properties": {"Name": NAME, "Unit": {"enum": UNITS}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
# The rules of CloudWatch's embedded metric format, as AWS documents them.
EMBEDDED_METRICS = Draft202012Validator(
    {
        "type": "object",
        "required": ["_aws"],
        "properties": {
            "_aws": {
                "type": "object",
                "required": ["Timestamp", "CloudWatchMetrics"],
                "properties": {
                    "Timestamp": {"type": "integer"},
                    "CloudWatchMetrics": {"type": "array", "items": DIRECTIVE},
                },
                "additionalProperties": False,
            }
        },
    }
)


def lines_of(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_request_has_one_line(client: Client, capsys: Capture, calls: Calls) -> None:
    client.create("companies", a_company())
    capsys.readouterr()
    calls.clear()
    answer = client.get("/v1/companies?limit=5", key=READER, X_Request_Id="mine")
    (line,) = lines_of(capsys)
    logged = {name: line[name] for name in ("level", "request_id", "method", "route", "stage", "status", "cold")}
    assert logged == {
        "level": "INFO",
        "request_id": "mine",
        "method": "GET",
        "route": "/v1/{plural}",
        "stage": "stage",
        "status": 200,
        "cold": False,
    }
    assert (line["db_calls"], line["items_read"], line["items_returned"]) == (len(calls), 2, 1)
    assert line["bytes"] == len(answer.text.encode())
    assert line["key_id"] == client.get("/v1/me", key=READER).json["id"]
    assert line["ms"] >= line["db_ms"] > 0


def test_what_a_record_counts_is_a_metric_of_the_table(client: Client, capsys: Capture) -> None:
    ahead_of_clock(client)
    (line,) = (each for each in lines_of(capsys) if each.get("logger") == "aifacts.clocks")
    EMBEDDED_METRICS.validate(line)
    assert (line["level"], line["table"], line["AheadOfClock"]) == ("WARNING", "aifacts", 1)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Metrics"] == [{"Name": "AheadOfClock", "Unit": "Count"}]
    assert ["table"] in directive["Dimensions"]
    assert "company/deepseek was last written at 2027-11-23T10:00:00.000Z" in line["message"]


def test_a_line_names_the_trace_that_the_client_began(client: Client, capsys: Capture) -> None:
    capsys.readouterr()
    client.get("/healthz", traceparent=f"00-{'ab' * 16}-{'cd' * 8}-01")
    client.get("/healthz", traceparent="00-nonsense")
    known, new = (line["trace_id"] for line in lines_of(capsys))
    assert (known, len(new)) == ("ab" * 16, 32)


def test_every_kind_of_answer_has_its_line(client: Client, capsys: Capture) -> None:
    capsys.readouterr()
    for method, url in (
        ("GET", "/healthz"),
        ("HEAD", "/v1/stats"),
        ("DELETE", "/v1/stats"),
        ("GET", "/nothing/is/here"),
    ):
        answer_to(event(method, url))
    answer_to({"not": "an event"})
    answer_to(None)
    assert [(line["route"], line["method"], line["status"]) for line in lines_of(capsys)] == [
        ("/healthz", "GET", 200),
        ("/v1/stats", "HEAD", 200),
        ("/v1/stats", "DELETE", 405),
        ("none", "none", 404),
        ("none", "none", 400),
        ("none", "none", 400),
    ]


def test_metrics_are_as_cloudwatch_reads_them(client: Client, capsys: Capture) -> None:
    for url in ("/v1/companies", "/v1/companies/nobody"):
        client.get(url)
    lines = lines_of(capsys)[-2:]
    for line in lines:
        assert [error.message for error in EMBEDDED_METRICS.iter_errors(line)] == []
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert all(isinstance(line[metric["Name"]], int | float) for metric in directive["Metrics"])
        assert not any(isinstance(line[metric["Name"]], bool) for metric in directive["Metrics"])
        assert all(isinstance(line[name], str) for names in directive["Dimensions"] for name in names)
    assert [(line["Errors5xx"], line["Refusals4xx"], line["Throttled"]) for line in lines] == [(0, 0, 0), (0, 1, 0)]


def test_a_metric_in_another_shape_would_be_noticed() -> None:
    assert [*EMBEDDED_METRICS.iter_errors({"_aws": {"Timestamp": 1.5, "CloudWatchMetrics": []}})]


def test_a_failure_of_ours_logs_where_it_happened_and_not_what_was_sent(
    client: Client, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(("what", "the", "client", "said"))

    def look_up() -> None:
        raise KeyError(words)

    def fail(*_: object, **__: object) -> None:
        try:
            look_up()
        except KeyError as error:
            raise RuntimeError(words) from error

    monkeypatch.setattr(operation, "own_key", fail)
    capsys.readouterr()
    answer = client.get("/v1/me", key=READER)
    (line,) = lines_of(capsys)
    assert (answer.status, line["level"], line["status"], line["Errors5xx"]) == (500, "ERROR", 500, 1)
    assert line["request_id"] == answer.json["request_id"]
    assert "in fail" in line["error"]
    assert line["error"].index("builtins.KeyError") < line["error"].index("builtins.RuntimeError")
    assert words not in json.dumps(line)


def test_other_records_are_lines_too_and_the_level_is_a_setting(capsys: Capture) -> None:
    log = logging.getLogger("aifacts.limits")
    log.warning("A counter of %s was not there.", "key_a")
    app.log.error("Chalice has something to say.")
    assert [(line["level"], line["logger"], line["message"]) for line in lines_of(capsys)] == [
        ("WARNING", "aifacts.limits", "A counter of key_a was not there."),
        ("ERROR", "aifacts", "Chalice has something to say."),
    ]
    access_log.begin(Settings(log_level="ERROR"))
    log.warning("Nobody hears this.")
    assert lines_of(capsys) == []
    access_log.begin(Settings())


def test_a_record_that_quotes_a_key_is_written_without_it(client: Client, capsys: Capture) -> None:
    client.get("/healthz")
    capsys.readouterr()
    secret = operation.create_key(client.world, name="quoted", scopes=["read"])[0]
    logging.getLogger("aifacts.other").warning("A caller sent %s.", secret)

    (line,) = lines_of(capsys)
    assert line["message"] == "A caller sent aif_...."


def test_on_lambda_what_libraries_say_is_a_line_too(capsys: Capture) -> None:
    root = logging.getLogger()
    before = root.handlers
    try:
        access_log.begin(Settings(on_lambda=True))
        try:
            int("words of a request")
        except ValueError:
            logging.getLogger("botocore").exception("No answer.")
    finally:
        root.handlers = before
    (line,) = lines_of(capsys)
    assert (line["logger"], line["message"]) == ("botocore", "No answer.")
    assert line["error"].endswith("builtins.ValueError\n")
    assert "invalid literal" not in line["error"]


def test_a_stdout_that_is_closed_costs_no_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(logging, "raiseExceptions", False)
    assert client.get("/healthz").status == 200


def test_nothing_personal_is_logged(client: Client, capsys: Capture) -> None:
    capsys.readouterr()
    body = json.dumps({**a_company("private-slug"), "name": "Private Name"})
    headers = {"Content-Type": "application/json", "User-Agent": "a-private-agent", "Authorization": f"Bearer {ADMIN}"}
    answer_to(event("POST", "/v1/companies", body=body, headers=headers))
    answer_to(event("GET", "/v1/search?q=private-words", headers={"X-Forwarded-For": "198.51.100.7"}))
    answer_to(event("GET", "/v1/companies/private-slug"))
    said = capsys.readouterr().out
    assert said.count("\n") == 3
    for private in ("private", "Private", "192.0.2.1", "198.51.100.7", ADMIN, "tests"):
        assert private not in said


def test_no_answer_and_no_line_holds_a_key_wherever_it_is_sent(client: Client, capsys: Capture) -> None:
    secret, _ = operation.create_key(client.world, name="misplaced", scopes=["admin"])
    media = {"Content-Type": "application/json", "Authorization": f"Bearer {ADMIN}"}
    merge = {**media, "Content-Type": "application/merge-patch+json"}
    capsys.readouterr()
    sent = [
        *(event("GET", "/v1/keys", headers={"Authorization": f"{form}"}) for form in _forms(secret)),
        *(event("GET", f"/v1/companies?{query}") for query in (f"limit={secret}", f"{secret}=1", f"name={secret}")),
        event("GET", f"/v1/search?q={secret}&limit=1"),
        event("GET", f"/v1/search?q={secret[:20]}%{ord(secret[20]):x}{secret[21:]}"),
        *(event("GET", path) for path in (f"/v1/{secret}", f"/v1/companies/{secret}", f"/v1/facts/{secret}")),
        event("POST", f"/v1/keys/{secret}/revocation", headers=media),
        event("POST", f"/v1/keys/{secret}/rotation", body="{}", headers=media),
        event("GET", f"/{secret}"),
        event(secret, "/v1/companies"),
        *(event("GET", "/v1/companies", headers={name: secret}) for name in ("X-Api-Key", "X-Request-Id", "Accept")),
        *(event("GET", "/v1/companies", headers={n: secret}) for n in ("If-None-Match", "traceparent", "Cookie")),
        event("POST", "/v1/companies", body="{}", headers={**media, "Content-Type": secret}),
        event("PATCH", "/v1/sources/report", body="{}", headers={**merge, "If-Match": secret}),
        *(event("POST", "/v1/companies", body=body, headers=media) for body in _bodies(secret)),
        event("POST", "/v1/keys", body=json.dumps({"name": secret, "scopes": [secret]}), headers=media),
        {**event("GET", "/v1/companies"), "requestContext": {"resourcePath": f"/{secret}", "httpMethod": "GET"}},
    ]
    answers = [app(each, None) for each in sent]
    logged = capsys.readouterr()
    assert logged.out.count("\n") == len(sent)
    assert [
        each["httpMethod"] for each, answer in zip(sent, answers, strict=True) if secret in json.dumps(answer)
    ] == []
    assert secret not in logged.out + logged.err
    assert {answer["statusCode"] for answer in answers} <= {200, 400, 401, 403, 404, 405, 406, 412, 415, 422}


def _forms(secret: str) -> list[str]:
    return [
        f"bearer {secret}x",
        f"Bearer {secret} {secret}",
        f"Basic {secret}",
        secret,
        f"Token {secret}",
        f"Bearer{secret}",
    ]


def _bodies(secret: str) -> list[str]:
    bodies: list[Any] = [
        {secret: 1},
        {**a_company(), "name": secret},
        {**a_company(), "country": secret},
        {**a_company(), "slug": secret},
        {**a_company(), "evidence": {"source": secret, "basis": secret}},
        [secret],
    ]
    return [json.dumps(body) for body in bodies] + [secret, '{"' + secret, f'{{"{secret}": 1, "{secret}": 2}}']

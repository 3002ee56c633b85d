"""The headers that make browsers strict: no guessing of media types, and TLS only where there is TLS."""

import pytest

from app import app
from chalicelib.settings import settings
from tests.api.conftest import Client, a_company, answer_to, event

PREFLIGHT = {"Origin": "https://example.com", "Access-Control-Request-Method": "GET"}


def answers(client: Client) -> list[dict[str, str]]:
    """Return the headers of one response of each sort."""
    client.create("companies", a_company())
    tag = client.get("/v1/companies/deepseek").headers["etag"]
    sent = [
        event("GET", "/v1/companies/deepseek"),
        event("GET", "/v1/companies/deepseek", headers={"If-None-Match": tag}),
        event("HEAD", "/v1/companies/deepseek"),
        event("OPTIONS", "/v1/companies"),
        event("OPTIONS", "/v1/companies", headers=PREFLIGHT),
        event("DELETE", "/v1/companies"),
        event("GET", "/nowhere"),
        event("GET", "/docs"),
        event("GET", "/llms.txt"),
        event("GET", "/problems"),
        event("GET", "/v1/companies?format=csv"),
        event("POST", "/v1/companies"),
        None,
        {"version": "2.0"},
    ]
    got = [answer_to(each) for each in sent]
    assert [answer.status for answer in got] == [200, 304, 200, 204, 204, 405, 404, 200, 200, 200, 200, 401, 400, 400]
    return [dict(answer.headers) for answer in got]


def test_no_answer_leaves_browsers_to_guess_its_media_type(client: Client) -> None:
    assert {headers.get("x-content-type-options") for headers in answers(client)} == {"nosniff"}


def test_without_the_setting_nothing_is_said_of_tls(client: Client) -> None:
    assert {headers.get("strict-transport-security") for headers in answers(client)} == {None}


@pytest.mark.parametrize("seconds", ["0", "31536000"])
def test_with_the_setting_every_answer_asks_for_tls_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv("HSTS_MAX_AGE", seconds)
    assert {headers.get("strict-transport-security") for headers in answers(client)} == {f"max-age={seconds}"}


@pytest.mark.parametrize("text", ["a year", "-1", "1e9", "9999999999", "٣"])
def test_a_time_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("HSTS_MAX_AGE", text)
    with pytest.raises(ValueError, match="HSTS_MAX_AGE"):
        settings()


def test_a_bug_of_ours_is_answered_no_differently(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(type(app), "_answer", fail)
    answer = answer_to(event("GET", "/healthz"))
    assert (answer.status, answer.json["code"]) == (500, "internal")
    assert answer.headers["x-content-type-options"] == "nosniff"

"""Where reads need a key, a browser keeps one for a visit: in a cookie that only pages take."""

from typing import Any

import pytest

from chalicelib.api.http.request.authentication import COOKIE
from tests.api.conftest import READER, Answer, Client, a_company
from tests.api.html import Page

FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,*/*;q=0.8"


@pytest.fixture
def closed(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of a service whose reads need a key."""
    client.create("companies", a_company())
    monkeypatch.setenv("READS", "closed")
    return client


def send_form(client: Client, body: str, **headers: str) -> Answer:
    return client.send("POST", "/session", body=body, headers={"Content-Type": FORM, "Accept": BROWSER, **headers})


def test_a_page_without_a_key_asks_for_one_and_shows_nothing(closed: Client) -> None:
    answer = closed.get("/companies/deepseek?valid_at=2025-01-01", Accept=BROWSER)
    page = Page(answer.text)
    assert answer.status == 401
    assert "Deepseek" not in page.text
    (form,) = (each for each in page.attributes("form") if each["method"] == "post")
    fields = {each["name"]: each.get("value") for each in page.attributes("input")}
    assert form["action"] == "/stage/session"
    assert fields["to"] == "/companies/deepseek"


def test_with_the_key_of_the_form_the_browser_goes_on_to_the_page(closed: Client) -> None:
    answer = send_form(closed, f"key={READER}&to=%2Fcompanies%2Fdeepseek")
    assert (answer.status, answer.headers["location"]) == (303, "/stage/companies/deepseek")
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert attributes == ["Path=/", "HttpOnly", "Secure", "SameSite=Strict"]
    assert answer.headers["cache-control"] == "no-store"

    page = closed.get("/companies/deepseek", Accept=BROWSER, Cookie=f"other=1; {cookie}")
    assert page.status == 200
    assert page.headers["cache-control"].startswith("private")
    assert "Cookie" in page.headers["vary"]
    assert "Forget the key" in page.text


def test_the_cookie_opens_pages_alone(closed: Client) -> None:
    assert closed.get("/v1/companies/deepseek", Cookie=f"{COOKIE}={READER}").status == 401


def test_an_empty_key_removes_the_cookie(closed: Client) -> None:
    answer = send_form(closed, "key=")
    assert (answer.status, answer.headers["location"]) == (303, "/stage/")
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=; ")
    assert answer.headers["set-cookie"].endswith("Max-Age=0")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("key=wrong", 401),
        ("key=a%3Bb", 422),
        ("key=a%0Ab", 422),
        ("", 422),
        (f"key={READER}&to=https%3A%2F%2Fexample.org", 422),
        (f"key={READER}&to=%2F%2Fexample.org", 422),
        (f"key={READER}&to=%2F%5Cexample.org", 422),
        (f"key={READER}&to=%2Fa%0D%0ASet-Cookie%3A+x", 422),
        (f"key={READER}&more=1", 422),
    ],
)
def test_a_form_that_is_wrong_sets_no_cookie(closed: Client, body: str, status: int) -> None:
    answer = send_form(closed, body)
    assert answer.status == status
    assert "set-cookie" not in answer.headers
    assert READER not in answer.text


@pytest.mark.parametrize("cookie", ["", "x", f"{COOKIE}=", f"{COOKIE}=wrong", f"not-{COOKIE}={READER}", f"{COOKIE}=ä"])
def test_other_cookies_are_no_key(closed: Client, cookie: Any) -> None:
    assert closed.get("/companies/deepseek", Accept=BROWSER, Cookie=cookie).status == 401

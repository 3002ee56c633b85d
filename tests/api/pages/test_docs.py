"""The reference page: it works without a network and behind a stage, and its parts may be kept for ever."""

import hashlib
import re
from urllib.parse import urljoin

import pytest

from chalicelib.api.openapi.parts.parts import PARTS
from chalicelib.api.pages.docs import FOLDER, assets
from tests.api.conftest import Client
from tests.api.html import Page

STAGE = "https://api.example/stage/"
ELSEWHERE = re.compile(r"(?:https?:)?//[\w.-]+\.\w+", re.IGNORECASE)


@pytest.fixture
def page(client: Client) -> Page:
    return Page(client.get("/docs").text)


def parts_of(page: Page) -> list[str]:
    """Return the names of the files that the page loads."""
    scripts = [str(script["src"]) for script in page.attributes("script")]
    return [*scripts, *(str(link["href"]) for link in page.attributes("link") if link["rel"] == "stylesheet")]


def test_the_page_loads_every_file_and_nothing_else(page: Page) -> None:
    assert page.unclosed == []
    assert {part.removeprefix("/stage/docs/") for part in parts_of(page)} == set(assets())


def test_every_file_is_served_with_its_media_type_and_cached_forever(client: Client, page: Page) -> None:
    for part in parts_of(page):
        path = urljoin(f"{STAGE}docs", part).removeprefix(STAGE)
        answer = client.get(f"/{path}")
        expected = "text/css" if part.endswith(".css") else "text/javascript"
        assert (answer.status, answer.headers["content-type"]) == (200, f"{expected}; charset=utf-8")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert client.head(f"/{path}").headers["content-length"] == str(len(answer.text.encode()))
        assert client.get(f"/{path}", If_None_Match=answer.headers["etag"]).status == 304


def test_nothing_refers_to_another_host(client: Client) -> None:
    answer = client.get("/docs")
    own = [(FOLDER / name).read_text() for name in ("start.js", "page.css")]
    assert [found for text in (answer.text, *own) for found in ELSEWHERE.findall(text)] == []
    assert "validatorUrl: null" in own[0]  # else the renderer would ask a validator of its makers


def test_the_page_may_load_and_ask_its_own_host_only(client: Client) -> None:
    rules = dict(rule.split(" ", 1) for rule in client.get("/docs").headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"


def test_the_page_has_no_inline_script_and_no_inline_style(page: Page) -> None:
    assert page.within("script") == ""
    assert "style" not in page.tags


def test_a_part_of_the_contract_is_asked_for_beside_the_page(page: Page) -> None:
    assert "url: window.location.origin + contract" in (FOLDER / "start.js").read_text()
    contract = "/stage/openapi.json?kind=company"
    assert page.attributes("div") == [{"id": "reference", "data-base": "/stage", "data-contract": contract}]
    assert "/stage/openapi.json" in page.links


def test_the_page_of_each_part_is_linked_and_says_which_it_shows(client: Client) -> None:
    links = Page(client.get("/docs").text).links
    for part in PARTS:
        assert f"/stage/docs?{part.query}" in links
        page = Page(client.get(f"/docs?{part.query}").text)
        (div,) = page.attributes("div")
        assert div["data-contract"] == f"/stage/openapi.json?{part.query}"
        (shown,) = (link for link in page.attributes("a") if "aria-current" in link)
        assert shown["href"] == f"/stage/docs?{part.query}"


@pytest.mark.parametrize("url", ["docs", "docs/"])
def test_the_page_finds_its_files_with_and_without_a_slash_at_its_end(page: Page, url: str) -> None:
    assert all(urljoin(f"{STAGE}{url}", part).startswith(f"{STAGE}docs/") for part in parts_of(page))
    assert not any("/docs/docs/" in urljoin(f"{STAGE}{url}", part) for part in parts_of(page))


def test_a_file_of_another_version_is_not_found(client: Client) -> None:
    assert client.get("/docs/start.00000000.js").status == 404
    assert client.get("/docs/LICENSE").status == 404


def test_the_renderer_is_what_its_origin_says() -> None:
    origin = (FOLDER / "ORIGIN").read_text()
    said = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (\S+\.gz)$", origin, re.MULTILINE)}
    assert said == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.gz")}
    assert "Apache License" in (FOLDER / "LICENSE").read_text()


def test_the_start_page_leads_here(client: Client) -> None:
    assert "/stage/docs" in Page(client.get("/").text).links

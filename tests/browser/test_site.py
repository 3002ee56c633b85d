"""The site of the documentation, as `make docs` built it: no request to another host, no error, no serious fault."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.pages import DESKTOP, PHONE, Look
from tests.browser.service import ROOT
from tests.browser.visits import listen, opened

SITE = ROOT / "site"
PAGES = ("index.html", "docs/architecture.html", "docs/reference/events.html", "docs/reference/vocabulary.html")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the site on a free port."""
    assert (SITE / "index.html").exists(), "run `make docs`"
    handler = partial(SimpleHTTPRequestHandler, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("look", [Look(DESKTOP, "light"), Look(PHONE, "dark")], ids=str)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_site_loads_from_its_own_host_alone(
    browser: Browser, address: str, page: str, look: Look
) -> None:
    complaints: list[str] = []
    requests: list[Request] = []
    with opened(browser, look) as tab:
        listen(tab, complaints, requests)
        tab.goto(address + page, wait_until="networkidle")

        assert tab.locator("article h1").count() == 1
        assert tab.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert complaints == []
    assert {urlsplit(each.url).netloc for each in requests} == {urlsplit(address).netloc}


def test_the_search_of_the_site_finds_an_operation(browser: Browser, address: str) -> None:
    with opened(browser, Look(DESKTOP, "light")) as tab:
        tab.goto(address)
        tab.locator("input[name=query]").fill("idempotency key reused")
        tab.wait_for_selector(".md-search-result__item a[href*='docs/reference/problems.html']")

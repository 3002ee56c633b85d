"""Every page in a browser, on a phone and a desk, by day and by night, with scripts and without."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import PAGES, Look, Page
from tests.browser.service import Service
from tests.browser.visits import Visit

Visited = Callable[[Page, Look], Visit]
MAX_LINKS = 1_000  # that are followed
CASES = [pytest.param(page, look, id=f"{page.url} {look}") for page in PAGES for look in page.looks]
AT_EACH_LOOK = pytest.mark.parametrize(("page", "look"), CASES)
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=[page.url for page in PAGES])


def test_every_page_of_the_contract_is_opened(service: Service) -> None:
    contract = service.read("/openapi.json")
    shared = contract["components"]["responses"]
    pages = set()
    for path, operations in contract["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get("200", {})
        answer = shared[answer["$ref"].rsplit("/", 1)[1]] if "$ref" in answer else answer
        pages |= {path} if "text/html" in answer.get("content", {}) else set()

    plurals = [kind["plural"] for kind in service.read("/v1/vocabulary")["kinds"]]
    assert pages == {page.template.replace("{plural}", plural) for page in PAGES for plural in plurals}


@AT_EACH_LOOK
def test_a_page_reports_no_error_and_asks_no_other_host(
    visited: Visited, service: Service, page: Page, look: Look
) -> None:
    found = visited(page, look)

    assert found.status == 200
    assert found.complaints == []
    assert found.hosts == {urlsplit(service.url).netloc}


@AT_EACH_LOOK
def test_a_page_fits_the_width_of_the_window(visited: Visited, page: Page, look: Look) -> None:
    assert visited(page, look).width <= look.width


@AT_EACH_LOOK
def test_a_page_keeps_to_its_budget(visited: Visited, page: Page, look: Look) -> None:
    found, budget = visited(page, look), page.budget

    assert found.compressed_bytes <= budget.compressed_bytes
    assert found.requests <= budget.requests
    assert found.nodes <= budget.dom_nodes


@AT_EACH_LOOK
def test_axe_finds_no_serious_fault(visited: Visited, page: Page, look: Look) -> None:
    assert visited(page, look).faults == []


@EACH_PAGE
def test_every_link_leads_somewhere(visited: Visited, service: Service, page: Page) -> None:
    found = visited(page, page.looks[0])
    followed = sorted({own for link in found.links if (own := own_path(link, service)) is not None})

    assert 0 < len(followed) < MAX_LINKS
    assert {path: status for path in followed if (status := service.status(path)) >= 400} == {}
    assert found.broken == []


def own_path(link: str, service: Service) -> str | None:
    """Return the path and query of a link into the service; None for one to elsewhere, or to a part of the page."""
    path = link.removeprefix(service.url).partition("#")[0]
    return path if re.match(r"/(?!/)", path) else None

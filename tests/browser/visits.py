"""A visit to a page: what the browser has loaded, reported and drawn."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, Request
from playwright.sync_api import Page as Tab

from tests.browser.pages import Look, Page
from tests.browser.service import Service

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Evaluated by the debugger, so the policy of the page holds for everything else. Nothing is loaded again to be judged.
RUN_AXE = "axe.run({preload: false, resultTypes: ['violations']})"
SERIOUS = {"serious", "critical"}
HEIGHT = 800
MILLISECONDS = 60_000
MEASURE = """() => ({
  width: document.scrollingElement.scrollWidth,
  nodes: document.querySelectorAll("*").length,
  links: [...document.querySelectorAll("a[href]")].map((each) => each.getAttribute("href")),
  broken: [...document.querySelectorAll("a[href^='#']:not([href^='#/'])")].map((each) => each.hash.slice(1))
    .filter((id) => id && !document.getElementById(decodeURIComponent(id))),
})"""


@dataclass(frozen=True)
class Visit:
    """The findings of a visit; `complaints` are those of the console, where violations of the policy are."""

    status: int
    complaints: Sequence[str]
    hosts: frozenset[str]
    width: int
    links: Sequence[str]
    broken: Sequence[str]
    nodes: int
    requests: int
    compressed_bytes: int
    faults: Sequence[str]


@contextmanager
def opened(browser: Browser, look: Look) -> Iterator[Tab]:
    """Open an empty tab that looks this way, in a new profile."""
    context = browser.new_context(
        viewport={"width": look.width, "height": HEIGHT},
        color_scheme=look.scheme,
        java_script_enabled=look.has_scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(MILLISECONDS)
    try:
        yield context.new_page()
    finally:
        context.close()


def visit(browser: Browser, service: Service, page: Page, look: Look) -> Visit:
    """Open a page and measure it; then look for faults of accessibility, which needs scripts."""
    complaints: list[str] = []
    requests: list[Request] = []
    with opened(browser, look) as tab:
        listen(tab, complaints, requests)
        answer = tab.goto(service.url + page.url)
        tab.wait_for_selector(page.complete)
        found = tab.evaluate(MEASURE)
        loaded = [*requests]
        seen = [*complaints]
        faults = [] if not look.has_scripts else [*accessibility_faults(tab)]
        assert answer
        return Visit(
            status=answer.status,
            complaints=seen,
            hosts=frozenset(urlsplit(each.url).netloc for each in loaded),
            requests=len(loaded),
            compressed_bytes=sum(each.sizes()["responseBodySize"] for each in loaded),
            faults=faults,
            **found,
        )


def listen(tab: Tab, complaints: list[str], requests: list[Request]) -> None:
    """Note what the page complains of, and what it loads."""
    tab.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: requests.append(request))  # noqa: PLW0108  Playwright marks its listeners


def accessibility_faults(tab: Tab) -> Iterator[str]:
    """List the serious and critical faults that axe finds, with the elements."""
    tab.evaluate(AXE)
    result: dict[str, Any] = tab.evaluate(RUN_AXE)
    for fault in result["violations"]:
        if fault["impact"] in SERIOUS:
            yield f"{fault['impact']}, {fault['id']}: {[each['html'][:200] for each in fault['nodes'][:3]]}"

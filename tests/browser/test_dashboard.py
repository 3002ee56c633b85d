"""The dashboard of the examples: a file that a browser opens, and that reads the service from another origin."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request
from playwright.sync_api import Page as Tab

from tests.browser.pages import DESKTOP, PHONE, Look
from tests.browser.service import ROOT, SECONDS, Service
from tests.browser.visits import accessibility_faults, listen, opened

DASHBOARD = (ROOT / "examples" / "dashboard.html").as_uri()
LOOKS = (Look(DESKTOP, "light"), Look(PHONE, "dark"))


@pytest.fixture(params=LOOKS, ids=str)
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    with opened(browser, request.param) as tab:
        yield tab


def test_the_dashboard_shows_counts_events_a_chart_and_disputes(tab: Tab, service: Service) -> None:
    complaints: list[str] = []
    requests: list[Request] = []
    listen(tab, complaints, requests)
    stats = _settled_stats(service)
    tab.goto(f"{DASHBOARD}?base={service.url}")
    tab.wait_for_selector("#status", state="detached")

    counts = tab.locator("#counts li").all_inner_texts()
    assert f"{stats['entities']['event']}\nevents" in counts
    assert f"{stats['facts']:,}\nfacts" in counts
    titles = [each["title"] for each in service.read("/v1/events?limit=8")["items"]]
    assert tab.locator("#events td:last-child").all_inner_texts() == titles
    assert tab.locator("#chart path[stroke]").count() == 2
    label = str(tab.locator("#chart svg").get_attribute("aria-label"))
    assert "output 40 from the start, output 8 from 2025-06-01" in label
    price = tab.locator("#disputes tr", has_text="price_after").inner_text()
    assert all(amount in price for amount in ("118.42 USD (1)", "118.51 USD (1)", "118.58 USD (1)"))
    assert complaints == []
    assert {urlsplit(each.url).netloc for each in requests} == {"", urlsplit(service.url).netloc}
    assert tab.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert [*accessibility_faults(tab)] == []


def _settled_stats(service: Service) -> Any:
    """Wait until the counts include the seeds; they follow the writes."""
    stats = service.read("/v1/stats")
    for _ in range(SECONDS * 10):
        if stats["settled"]:
            break
        time.sleep(0.1)  # a tick counts later, and the service has no event for it
        stats = service.read("/v1/stats")
    return stats


def test_the_dashboard_says_when_the_service_does_not_answer(tab: Tab) -> None:
    tab.goto(f"{DASHBOARD}?base=http://127.0.0.1:9")
    tab.wait_for_selector("text=http://127.0.0.1:9 did not answer")

    assert tab.locator("#counts li").count() == 0

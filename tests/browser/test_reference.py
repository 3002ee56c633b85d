"""The reference at `/docs`: an operation opens at once, and links to operations of earlier days lead to their part."""

from playwright.sync_api import Browser

from tests.browser.pages import DESKTOP, Look
from tests.browser.service import Service
from tests.browser.visits import opened

LIST = "#operations-events-list_events"
MAX_NODES = 6_000  # with the whole contract, whose filters are hundreds of parameters, it is 25,532


def test_the_list_with_the_most_filters_opens_with_few_nodes(browser: Browser, service: Service) -> None:
    with opened(browser, Look(DESKTOP, "light")) as tab:
        tab.goto(f"{service.url}/docs?kind=event")
        tab.click(f"{LIST} .opblock-summary-control")
        tab.wait_for_selector(f"{LIST} .opblock-body .parameters")

        assert tab.evaluate("document.querySelectorAll('*').length") <= MAX_NODES


def test_a_link_to_an_operation_opens_the_part_of_its_tag(browser: Browser, service: Service) -> None:
    with opened(browser, Look(DESKTOP, "light")) as tab:
        tab.goto(f"{service.url}/docs#/events/list_events")
        tab.wait_for_selector(f"{LIST} .opblock-body .parameters")

        assert tab.url == f"{service.url}/docs?kind=event#/events/list_events"
        assert tab.inner_text("nav a[aria-current]") == "events"

"""Every page by keyboard alone."""

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.pages import DESKTOP, PAGES, PHONE, Look, Page
from tests.browser.service import Service
from tests.browser.visits import opened

MAX_STOPS = 40
# The element with the focus, as a selector finds it, and whether a person sees that it has it.
FOCUSED = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {
    place: [...document.querySelectorAll("*")].indexOf(focused),
    html: focused.outerHTML.slice(0, 120),
    isVisible: (outlined || style.boxShadow !== "none") && box.width > 0 && box.height > 0,
  };
}"""
PLACES = "(every) => every.map((each) => [...document.querySelectorAll('*')].indexOf(each))"
SEARCH = "input[type=search], input[name=q]:not([type=hidden])"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("page", [page for page in PAGES if page.complete == "main"], ids=lambda page: page.url)
def test_the_tabulator_reaches_the_search_and_the_links_and_the_focus_is_seen(
    browser: Browser, service: Service, page: Page, width: int
) -> None:
    with opened(browser, Look(width, "light")) as tab:
        tab.goto(service.url + page.url)
        stops = stops_of(tab)
        reached = {stop["place"] for stop in stops}

        assert stops
        assert [stop["html"] for stop in stops if not stop["isVisible"]] == []
        assert set(tab.eval_on_selector_all(SEARCH, PLACES)) <= reached
        assert tab.eval_on_selector_all("a[href]", PLACES)[0] in reached


def stops_of(tab: Tab) -> list[dict[str, object]]:
    """Press the tabulator until the focus leaves the page."""
    stops: list[dict[str, object]] = []
    for _ in range(MAX_STOPS):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    return stops

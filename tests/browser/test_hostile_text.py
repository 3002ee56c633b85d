"""The words of writers are text on every page: no script of theirs runs, and no layout breaks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.hostile import Hostile, create_hostile
from tests.browser.pages import DESKTOP, PHONE, WRITTEN, Look
from tests.browser.service import Service
from tests.browser.visits import listen, opened

ICON = "/favicon.svg"
# The one block of data in the head is ours, if it is JSON to its end: a text that closes it early leaves a part of it.
INJECTED = """() => [...document.querySelectorAll("*")].filter((each) =>
  !(each.matches("head > script[type='application/ld+json']:only-of-type") && JSON.parse(each.textContent)) && (
  ["SCRIPT", "IMG", "IFRAME", "OBJECT", "EMBED"].includes(each.tagName)
  || [...each.attributes].some((own) => own.name.startsWith("on") || /^\\s*javascript:/i.test(own.value)))
).map((each) => each.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def hostile(service: Service) -> list[Hostile]:
    return create_hostile(service)


def test_the_label_and_the_prose_of_every_kind_are_hostile(service: Service, hostile: list[Hostile]) -> None:
    labels = {kind["plural"]: kind["label"] for kind in service.read("/v1/vocabulary")["kinds"]}

    assert {each.plural for each in hostile} == labels.keys()
    assert [each for each in hostile if not {labels[each.plural], "description", "remarks"} <= each.texts] == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("template", WRITTEN)
def test_no_script_runs_and_no_layout_breaks(
    browser: Browser, service: Service, hostile: list[Hostile], template: str, width: int
) -> None:
    with opened(browser, Look(width, "light")) as tab:
        complaints: list[str] = []
        requests: list[Request] = []
        listen(tab, complaints, requests)
        addresses = dict.fromkeys(each.address(template) for each in hostile)
        found = {address: faults for address in addresses if (faults := [*faults_of(tab, service.url + address)])}

        assert found == {}
        assert [each.url for each in requests if not (each.is_navigation_request() or each.url.endswith(ICON))] == []
        assert [line for line in complaints if "responded with a status of 4" not in line] == []


def faults_of(tab: Page, url: str) -> Iterator[str]:
    """List the effects of hostile texts on a page."""
    tab.goto(url)
    if tab.evaluate("window.ran") is not None:
        yield "a script ran"
    yield from (f"injected: {html}" for html in tab.evaluate(INJECTED))
    too_wide = tab.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    if too_wide > 0:
        yield f"{too_wide} pixels too wide"

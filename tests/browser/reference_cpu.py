"""Prints how long `/docs` keeps a browser busy: .venv-browser/bin/python -m tests.browser.reference_cpu."""

import sys

from playwright.sync_api import CDPSession

from tests.browser.chromium import chromium
from tests.browser.pages import DESKTOP, Look
from tests.browser.service import serving
from tests.browser.visits import opened

LIST = "#operations-events-list_events"


def main() -> None:
    """Open the part of events, then its list, and print the seconds of the page's tasks for each."""
    with serving() as service, chromium() as browser, opened(browser, Look(DESKTOP, "light")) as tab:
        session = tab.context.new_cdp_session(tab)
        session.send("Performance.enable")
        tab.goto(f"{service.url}/docs?kind=event")
        tab.wait_for_selector(LIST)
        shown = _busy_seconds(session)
        tab.click(f"{LIST} .opblock-summary-control")
        tab.wait_for_selector(f"{LIST} .opblock-body .parameters")
        listed = _busy_seconds(session)
    sys.stdout.write(f"operations shown: {shown:.2f} s, list of events opened: {listed - shown:.2f} s\n")


def _busy_seconds(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


if __name__ == "__main__":
    main()

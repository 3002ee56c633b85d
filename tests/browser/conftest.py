"""The service with the seeds, a browser, and what it finds on each page, once for all tests."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import Look, Page
from tests.browser.service import Service, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.visits import Visit

# `make browser-test` runs these in a separate environment.
collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The local service, as `make run` starts it."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium."""
    from tests.browser.chromium import chromium  # only this environment has Playwright

    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def visited(browser: "Browser", service: Service) -> "Callable[[Page, Look], Visit]":
    """Visit a page, once for each look."""
    from tests.browser.visits import visit

    return cache(lambda page, look: visit(browser, service, page, look))

"""One service for all cases of a process: it is filled once."""

from functools import cache

import pytest

from chalicelib.api.http import access_log
from chalicelib.operations.entities import duplicates
from chalicelib.operations.feed import changed_values
from chalicelib.operations.search import name_search, resolve
from chalicelib.operations.series import compare, several_series
from tests.faults.orders import Orders
from tests.faults.stage import Service, staged

IN_PARALLEL = (changed_values, duplicates, name_search, resolve, compare, several_series)


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> Orders:
    """The outcomes of all orders that were tried so far, on the service where everything begins.

    Reads are made one after the other, so that the calls of a verb have the same numbers each time.
    """
    for module in IN_PARALLEL:
        monkeypatch.setattr(module, "AT_ONCE", 1)
    monkeypatch.setattr(access_log, "note", lambda *_: None)  # a line of each of thousands of requests
    found = _orders()
    found.service.use()
    found.service.reset()
    found.service.ask("read")  # the key is known from here on
    found.service.reset()
    return found


@pytest.fixture
def service(orders: Orders) -> Service:
    """The service where everything begins."""
    return orders.service


@cache
def _orders() -> Orders:
    return Orders(staged())

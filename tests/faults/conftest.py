"""One service for all cases: it is filled once."""

from collections.abc import Iterator

import pytest

from chalicelib.api.http import access_log
from chalicelib.operations.entities import duplicates
from chalicelib.operations.search import name_index, resolve
from chalicelib.operations.series import compare
from tests.faults.stage import Service, staged

IN_PARALLEL = (duplicates, name_index, resolve, compare)


@pytest.fixture(scope="module")
def filled() -> Iterator[Service]:
    """A service, whose reads are made one after the other, so that its calls have the same numbers each time."""
    with pytest.MonkeyPatch.context() as patched:
        for module in IN_PARALLEL:
            patched.setattr(module, "AT_ONCE", 1)
        patched.setattr(access_log, "note", lambda *_: None)  # a line of each of thousands of requests
        yield staged()


@pytest.fixture
def service(filled: Service) -> Service:
    """The service where everything begins."""
    filled.use()
    filled.reset()
    filled.ask("read")  # the key is known from here on
    filled.reset()
    return filled

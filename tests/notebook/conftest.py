"""The service with the seeds, for a notebook and for a client that is installed as its users install it."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.browser.service import Service, serving

# `make notebook-test` runs these in a separate environment.
collect_ignore_glob = [] if find_spec("nbclient") else ["test_*.py"]


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The local service, as `make run` starts it."""
    with serving() as running:
        yield running

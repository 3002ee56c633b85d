"""The rows of what a first-class HTTP API does (tests/api/http), through the gateway of a deployment."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Client, a_source, create_keys
from tests.api.http import test_http_rows as rows
from tests.deployed.playground import emptied, through_the_gateway
from tests.deployed.stack import Stack

company = rows.company
BY_GATEWAY = "the gateway answers this itself: `test_gateway_answers`"
ELSEWHERE = {
    "test_cache_control": "it moves the clock",
    "test_a_pinned_page_is_kept_no_longer_than_its_cursor": "it moves the clock",
    "test_closed_reads_are_private": "it changes a setting: `test_a_changed_parameter_reaches_the_function` does so",
    "test_unknown_path": BY_GATEWAY,
    "test_known_path_other_method": BY_GATEWAY,
}


def _left_out(reason: str) -> Callable[[], None]:
    @pytest.mark.skip(reason=reason)
    def test() -> None: ...

    return test


# Not a mark on the tests themselves, which are those of the suite too.
globals().update({name: each for name, each in vars(rows).items() if name.startswith("test_")})
globals().update({name: _left_out(reason) for name, reason in ELSEWHERE.items()})


def test_every_row_that_is_left_out_is_one() -> None:
    assert ELSEWHERE.keys() < vars(rows).keys()


@pytest.fixture
def client(playground: Stack) -> Client:
    """A client of a deployment whose table has a key for each scope and one source to cite."""
    create_keys(emptied(playground))
    made = through_the_gateway(playground)
    made.create("sources", a_source())
    return made

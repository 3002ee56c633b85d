"""The clock writes instants as the domain does."""

from datetime import UTC, datetime

from chalicelib.domain import instants
from chalicelib.operations.clock import now


def test_the_time_is_an_instant_of_this_moment() -> None:
    before, read, after = instants.of(datetime.now(UTC)), now(), instants.of(datetime.now(UTC))

    assert before <= read <= after
    assert instants.parse(read) == read

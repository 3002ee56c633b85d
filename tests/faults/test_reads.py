"""Readers between the calls of writers, and writers between the calls of readers."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.api.conftest import ADMIN
from tests.conftest import is_thorough
from tests.faults.checks import undated
from tests.faults.interposing import SIGHTS, Act, Turn, as_of, half_seen, in_pages, in_part, let
from tests.faults.orders import Orders
from tests.faults.stage import Result, Service, at
from tests.faults.verbs import READS, WRITES

AT_ONCE = ("read", "read with facts", "explain", "history", "facts", "facts of an entity")
"""Reads of one entity: they show it as it was before a write or after it."""
ON_ONE = ("patch", "retract", "rank", "reinstate", "revise", "record", "retire the survivor")
"""Writes of one transaction on the entity that those read."""


def meetings() -> Iterator[tuple[str, Callable[[Callable[[], object]], Act]]]:
    """Yield the ways in which a write meets a read: between two calls, or half seen by one of them."""
    yield "between two calls", let
    for what, sees in SIGHTS:
        yield f"{what} seen", partial(half_seen, sees=sees)


def shown(result: Result) -> str:
    """Write an answer without times, and without how many rows were read for it."""
    shown = {name: each for name, each in result.body.items() if name not in ("request_id", "meta")}
    return undated([result.status, result.code, shown])


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_reader_sees_an_entity_as_it_was_before_or_after_a_write(service: Service, orders: Orders, name: str) -> None:
    before = shown(service.ask(name))
    for write in ON_ONE:
        service.reset()
        service.ask(write)
        after = shown(service.ask(name))
        for what, meet in meetings():
            for number in range(1, len(orders.calls_of(name)) + 1):
                service.reset()
                result = service.ask(name, acts=at(number, meet(partial(service.ask, write))))
                assert result.code == "busy" or shown(result) in (before, after), (write, what, number)


@pytest.mark.parametrize("write", ON_ONE)
def test_a_page_of_facts_does_not_lag_behind_the_view_that_was_read_before_it(service: Service, write: str) -> None:
    before = service.table.kept()
    service.ask(write)
    after = shown(service.ask("facts"))
    assert shown(service.ask("facts", acts=at(2, as_of(before)))) == after


@pytest.mark.parametrize("name", READS)
def test_no_reader_fails_whoever_writes_meanwhile(service: Service, orders: Orders, name: str) -> None:
    every = [
        (write, n, meet) for write in WRITES for n in range(1, len(orders.calls_of(name)) + 1) for meet in meetings()
    ]
    for write, number, (what, meet) in every if is_thorough() else every[len(name) % 80 :: 80]:
        service.reset()
        result = service.ask(name, acts=at(number, meet(partial(service.ask, write))))
        assert result.status < 500 or result.code == "busy", (write, number, what, result)


@pytest.mark.parametrize("name", [name for name in READS if name != "export"])
def test_a_reader_sees_the_same_in_small_pages_and_in_batches_that_are_answered_in_part(
    service: Service, name: str
) -> None:
    expected = shown(service.ask(name))
    for every_call in (in_pages(1), in_pages(2), in_part):
        service.reset()
        result = service.ask(name, acts=Turn(always=every_call))
        assert result.code == "busy" or shown(result) == expected


@pytest.mark.parametrize("write", WRITES)
def test_who_follows_the_feed_in_pages_misses_nothing_and_gets_nothing_twice(service: Service, write: str) -> None:
    for number in (1, 2, 3):
        service.reset()
        found: list[tuple[int, str, int]] = []
        acts = at(number, let(lambda: service.ask(write)))
        while page := _changes(service, after=found[-1][0] if found else 0, acts=acts):
            found += page
            acts = Turn()
        assert [each[0] for each in found] == [*range(1, len(found) + 1)]
        service.tick()
        again = [each for start in range(0, len(found) + 3, 3) for each in _changes(service, after=start, acts=Turn())]
        assert again[: len(found)] == found or write.startswith("erase")  # an erasure renames what is in the feed


def _changes(service: Service, *, after: int, acts: Turn) -> list[tuple[int, str, int]]:
    """Read a page of the feed; none beyond its end."""
    with service.table.taking(acts):
        answer = service.client.get(f"/v1/changes?limit=3&after={after}", key=ADMIN)
    if answer.status == 410:
        return []
    return [(each["number"], each["ref"], each["revision"]) for each in answer.json["items"]]

"""Limits: never over the cap, early by a stated bound at most, and cheap."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Busy
from chalicelib.domain.instants import from_ms, to_ms
from chalicelib.operations.access.rate_limits import MAX_COUNTED_KEYS, Leases
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.metered import MeteredTable
from chalicelib.store.rows import Key
from chalicelib.store.table import WrappedTable
from tests.conftest import Clock
from tests.operations.builders import on, world_on

MINUTE = "2026-11-23T10:00"
NOON = to_ms(f"{MINUTE}:00.000Z")


def still(world: World, second: int = 0) -> World:
    """The world with its clock standing at a second of the first minute, or after."""
    return replace(world, now=lambda: from_ms(NOON + second * 1000))


def spend(leases: Leases, world: World, *, limit: int, times: int = 1) -> list[bool]:
    return [not leases.spend(world, key_id="key_a", limit=limit).is_spent for _ in range(times)]


@given(
    limit=st.integers(1, 130),
    program=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(0, 25)), max_size=30),
)
def test_no_program_of_processes_passes_the_limit_or_is_refused_too_early(
    limit: int, program: list[tuple[int, int, int]]
) -> None:
    table = SqliteTable(":memory:")
    counted, processes = MeteredTable(table), [Leases() for _ in range(4)]
    world, second, tenth = world_on(counted, Clock()), 0, -(-limit // 10)
    passed: Counter[int] = Counter()
    for process, requests, later in program:
        second += later
        for ok in spend(processes[process], still(world, second), limit=limit, times=requests):
            passed[second // 60] += ok
            assert passed[second // 60] <= limit
            assert ok or passed[second // 60] >= limit - 3 * (tenth - 1)
    table.close()
    assert counted.calls <= (second // 60 + 1) * (10 + 2 * len(processes))


@pytest.mark.parametrize("limit", [1, 9, 10, 11, 15, 19, 99, 600, 601, 1_000])
def test_one_process_alone_gets_the_whole_limit_and_not_one_more(world: World, limit: int) -> None:
    passed = spend(Leases(), still(world), limit=limit, times=limit + 5)
    assert passed == [True] * limit + [False] * 5


def test_most_requests_cost_no_call_and_hammering_costs_none(quick: World) -> None:
    counted, leases = MeteredTable(quick.table), Leases()
    spend(leases, still(on(quick, counted)), limit=600, times=60)
    assert counted.calls == 1
    spend(leases, still(on(quick, counted)), limit=600, times=540)
    assert counted.calls == 10
    spend(leases, still(on(quick, counted)), limit=600, times=500)
    assert counted.calls == 10


def test_a_process_that_comes_too_late_asks_twice_at_most(quick: World) -> None:
    spend(Leases(), still(quick), limit=25, times=25)
    counted = MeteredTable(quick.table)
    assert spend(Leases(), still(on(quick, counted)), limit=25, times=50) == [False] * 50
    assert counted.calls <= 2


def test_an_allowance_says_what_is_left_and_when_the_next_minute_begins(quick: World) -> None:
    leases = Leases()
    first = leases.spend(still(quick, 17), key_id="key_a", limit=600)
    assert (first.limit, first.left, first.reset, first.is_spent) == (600, 599, 43, False)
    assert leases.spend(still(quick, 59), key_id="key_a", limit=600).left == 598
    assert leases.spend(still(quick, 60), key_id="key_a", limit=600).left == 599


def test_keys_are_counted_each_on_its_own(quick: World) -> None:
    leases = Leases()
    assert spend(leases, still(quick), limit=1, times=2) == [True, False]
    assert not leases.spend(still(quick), key_id="key_b", limit=1).is_spent


def test_a_counter_outlives_its_minute_by_an_hour_and_then_goes(world: World) -> None:
    spend(Leases(), still(world), limit=10)
    key = keys.lease_key("key_a", MINUTE)
    assert world.table.get([key])[key].expires == NOON // 1000 + 60 + 3_600


def test_a_clock_that_is_set_back_gives_nothing_twice(quick: World) -> None:
    leases = Leases()
    assert all(spend(leases, still(quick), limit=10, times=10))
    assert all(spend(leases, still(quick, 60), limit=10))
    assert not any(spend(leases, still(quick), limit=10, times=5))


class Silent(WrappedTable):
    """Never answers a take."""

    asked = 0

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        self.asked += 1
        raise Busy("no answer")


def test_where_the_counter_does_not_answer_requests_pass_and_a_tenth_of_them_asks_again(quick: World) -> None:
    silent = Silent(quick.table)
    assert all(spend(Leases(), still(on(quick, silent)), limit=600, times=180))
    assert silent.asked == 3


def test_a_process_remembers_so_many_keys_and_no_more(quick: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.operations.access.rate_limits.MAX_COUNTED_KEYS", 2)
    leases = Leases()
    held: Any = leases._held
    for key_id in ("key_a", "key_b", "key_c"):
        leases.spend(still(quick), key_id=key_id, limit=10)
    assert [*held] == ["key_b", "key_c"]
    assert MAX_COUNTED_KEYS == 1_000

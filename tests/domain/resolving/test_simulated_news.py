"""Simulated news: changes that two outlets report, up to two days late, are no disagreement."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import LASTING
from chalicelib.domain.values import Ref, Value
from tests.domain.builders import NOW, a_fact, usd

HISTORIES = 400
OUTLETS = ("reuters", "dpa", "bloomberg", "the-register")
FIRST = date(2024, 1, 1)


def an_officer(number: int) -> Value:
    return Ref("person", f"officer-{number}")


def a_price(number: int) -> Value:
    return usd(str(10 + number))


def a_history(random: Random, value: Callable[[int], Value], *, apart: int) -> tuple[list[date], list[Fact]]:
    """Make the days of some changes, at least so many days apart, and what two outlets each say of them."""
    days, facts, day = [], list[Fact](), FIRST
    for change in range(random.randint(2, 6)):
        day += timedelta(random.randint(apart, 60))
        days.append(day)
        for outlet in random.sample(OUTLETS, 2):
            printed = day + timedelta(random.randint(0, 2))
            valid = day.isoformat() + random.choice(("", "/.."))
            facts.append(
                a_fact(
                    value(change),
                    valid=valid,
                    published=printed.isoformat(),
                    publisher=outlet,
                    source=f"source/{outlet}-{printed.isoformat()}-{change}",
                )
            )
    return days, facts


@pytest.mark.parametrize("value", [an_officer, a_price], ids=["officers", "prices"])
def test_changes_three_days_apart_are_never_disputed(value: Callable[[int], Value]) -> None:
    disputed = 0
    for seed in range(HISTORIES):
        days, facts = a_history(Random(seed), value, apart=3)
        moments = [Moment(valid_at=f"{day.isoformat()}T12:00:00.000Z") for day in days]
        readings = [resolve(facts, LASTING, moment=moment, now=NOW) for moment in moments]
        disputed += any(reading.is_disputed for reading in readings)
        assert [reading.chosen and reading.chosen.value for reading in readings] == list(map(value, range(len(days))))

    assert disputed == 0


def test_outlets_that_name_different_people_on_one_day_are_disputed() -> None:
    day = "2024-05-06/.."
    facts = [
        a_fact(an_officer(number), valid=day, publisher=outlet, source=f"source/{outlet}")
        for number, outlet in enumerate(OUTLETS[:2])
    ]

    assert resolve(facts, LASTING, moment=Moment(), now=NOW).is_disputed

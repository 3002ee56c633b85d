"""Counting by groups costs the same among few entities and among 100,000."""

import pytest

from bench import grouped_counts
from tests.conftest import is_thorough

MAX_UNITS = 20  # to read, among as many types, statuses and months as there can be in ten years
MAX_WRITTEN = 6.0  # units more for a change


def test_counting_is_two_calls_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped_counts, "ALONE", 40)
    monkeypatch.setattr(grouped_counts, "TOGETHER", 180)
    few = grouped_counts.measure(1_000)
    many = grouped_counts.measure(100_000 if is_thorough() else 20_000)
    assert {name: cost.calls for name, cost in few.costs.items()} == dict.fromkeys(few.costs, 2)
    assert {name: cost.calls for name, cost in many.costs.items()} == dict.fromkeys(few.costs, 2)
    assert max(cost.read for cost in many.costs.values()) <= MAX_UNITS
    assert max(*few.units.values(), *many.units.values()) <= MAX_WRITTEN

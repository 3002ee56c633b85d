"""The report says what a write takes, and what other layouts would take."""

from bench import layouts
from bench.report.goals import AS_IT_IS, WRITES
from bench.report.results import read_results


def test_the_report_has_the_write_units_of_today() -> None:
    assert read_results()["writes"] == layouts.measure()


def test_each_write_with_a_goal_is_counted_in_each_layout_and_none_takes_more_units_than_now() -> None:
    measured = layouts.measure()
    assert measured.keys() == WRITES.keys()
    assert all(units <= by_layout[AS_IT_IS] for by_layout in measured.values() for units in by_layout.values())

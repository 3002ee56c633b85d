"""Unknown values, denials, and narrower values inside the best one."""

import pytest

from chalicelib.domain.resolving.choosing.choice import MORE_PRECISE
from chalicelib.domain.resolving.choosing.value_order import value_words
from chalicelib.domain.values import Missing, Ref, Value, When
from tests.domain.builders import (
    a_fact,
    fixed,
    lasting,
    rejections,
    usd,
)


def test_unknown_is_shown_when_nothing_else_stands() -> None:
    unknown = a_fact(Missing("unknown"), name="a")
    denied = a_fact(usd("5"), name="b", certainty="denied")

    assert fixed(unknown, denied).chosen == unknown


def test_unknown_gives_way_even_to_a_rumour_and_even_when_preferred() -> None:
    unknown = a_fact(Missing("unknown"), name="a", basis="record_of_truth", rank="preferred")
    rumour = a_fact(usd("5"), name="b", certainty="rumoured", basis="opinion")

    reading = fixed(unknown, rumour)

    assert reading.chosen == rumour
    assert rejections(reading) == {"a": "unknown, and the slot has a known value"}
    assert reading.why == ("only: this slot has no other standing fact",)


def test_that_there_is_none_is_a_value_like_others() -> None:
    none = a_fact(Missing("none"), basis="record_of_truth")

    assert fixed(none, a_fact(Ref("company", "a"))).chosen == none


@pytest.mark.parametrize("certainty", ["denied", "left_open"])
def test_what_is_denied_or_left_open_is_never_shown(certainty: str) -> None:
    reading = fixed(a_fact(name="a", certainty=certainty, rank="preferred"))

    assert reading.chosen is None
    assert reading.why == ()
    assert rejections(reading) == {"a": f"{certainty} is never the value shown"}


NARROWER = [
    (When("2024-12"), When("2024-12-26")),
    (usd("6", "under"), usd("5.576")),
    (usd("560", "over"), usd("593.7")),
]


@pytest.mark.parametrize(("wide", "narrow"), NARROWER)
def test_a_standing_fact_as_certain_inside_the_best_is_shown_in_its_place(wide: Value, narrow: Value) -> None:
    best = a_fact(wide, name="a", basis="record_of_truth", rank="preferred")
    precise = a_fact(narrow, name="b", basis="opinion")

    reading = fixed(best, precise)

    assert reading.chosen == precise
    assert reading.why == ("rank: preferred", f"precision: lies inside {value_words(wide)}")
    assert rejections(reading) == {"a": MORE_PRECISE}


@pytest.mark.parametrize(("wide", "narrow"), NARROWER)
def test_precision_never_costs_certainty(wide: Value, narrow: Value) -> None:
    best = a_fact(wide, name="a")
    expected = a_fact(narrow, name="b", certainty="expected")

    assert fixed(best, expected).chosen == best


def test_precision_goes_on_as_long_as_something_lies_inside_and_takes_the_best_of_those() -> None:
    year = a_fact(When("2024"), name="a", basis="record_of_truth")
    month = a_fact(When("2024-12"), name="b", basis="self_reported")
    day = a_fact(When("2024-12-26"), name="c", basis="opinion")
    other_day = a_fact(When("2024-12-27"), name="d", basis="derived")

    reading = fixed(year, month, day, other_day)

    assert reading.chosen == other_day
    assert reading.why == (
        "basis: record_of_truth",
        "precision: lies inside 2024",
        "basis: self_reported",
        "precision: lies inside 2024-12",
        "basis: derived",
    )
    assert rejections(reading) == {
        "a": MORE_PRECISE,
        "b": MORE_PRECISE,
        "c": "basis: opinion",
    }


def test_the_rounded_of_two_figures_is_not_made_more_precise_by_the_other() -> None:
    rounded = a_fact(usd("17"), name="a", basis="record_of_truth")

    assert fixed(rounded, a_fact(usd("16.97"), name="b")).chosen == rounded


def test_what_was_deprecated_or_gave_way_makes_nothing_more_precise() -> None:
    best = a_fact(usd("6", "under"), name="a", valid="2025-06", basis="record_of_truth")
    gone = a_fact(usd("5.5"), name="b", valid="2025-04")
    wrong = a_fact(usd("5.6"), name="c", valid="2025-06", rank="deprecated")

    assert lasting(best, gone, wrong).chosen == best

"""Resolution at a moment: facts that are not on record, in print or valid then are left out."""

import pytest

from chalicelib.domain.resolving.answer_types import SlotReadingJson
from chalicelib.domain.resolving.read_time import Moment
from tests.domain.builders import (
    NOW,
    RECORDED,
    a_fact,
    a_reinstatement,
    a_retraction,
    fixed,
    lasting,
    rejections,
    shown,
    usd,
)

BEFORE, AFTER = "2026-11-22T10:00:00.000Z", "2026-11-24T10:00:00.000Z"
LATER = "2026-11-25T10:00:00.000Z"


def test_a_slot_without_facts_shows_nothing() -> None:
    reading = fixed()

    nothing: SlotReadingJson = {"chosen": None, "why": [], "rejected": [], "conflict": None}
    assert reading.json_value() == nothing


def test_a_fact_alone_in_its_slot_is_shown_and_says_so() -> None:
    reading = fixed(a_fact(usd("5"), name="a"))

    assert shown(reading) == usd("5")
    expected: SlotReadingJson = {
        "chosen": "a",
        "why": ["only: this slot has no other standing fact"],
        "rejected": [],
        "conflict": None,
    }
    assert reading.json_value() == expected


def test_what_was_not_yet_recorded_is_not_even_mentioned() -> None:
    facts = a_fact(usd("5"), name="a", recorded_at=BEFORE), a_fact(usd("6"), name="b")

    then = fixed(*facts, known_at=BEFORE)

    assert then == fixed(facts[0])
    assert then.rejected == ()


def test_a_fact_is_known_from_the_millisecond_in_which_it_was_recorded() -> None:
    assert shown(fixed(a_fact(), known_at=RECORDED)) == usd("5")
    assert shown(fixed(a_fact(), known_at="2026-11-23T09:59:59.999Z")) is None


def test_a_retracted_fact_is_shown_only_as_long_as_it_stood() -> None:
    fact = a_fact(name="a", decisions=(a_retraction(at=AFTER),))

    assert shown(fixed(fact, known_at=RECORDED)) == usd("5")
    assert shown(fixed(fact, known_at=AFTER)) is None
    assert rejections(fixed(fact)) == {"a": "retracted"}


def test_a_reinstated_fact_is_shown_in_both_of_its_periods() -> None:
    fact = a_fact(decisions=(a_retraction(at=AFTER), a_reinstatement(at=LATER)))

    assert shown(fixed(fact, known_at=RECORDED)) == usd("5")
    assert shown(fixed(fact, known_at=AFTER)) is None
    assert shown(fixed(fact, known_at=LATER)) == usd("5")
    assert shown(fixed(fact)) == usd("5")


def test_what_was_not_in_print_before_a_day_is_left_out() -> None:
    fact = a_fact(name="a", published="2025-01-28")

    assert shown(fixed(fact, published_before="2025-01-29T00:00:00.000Z")) == usd("5")
    assert shown(fixed(fact, published_before="2025-01-28T00:00:00.000Z")) is None
    assert rejections(fixed(fact, published_before="2025-01-28T00:00:00.000Z")) == {"a": "not yet in print"}


@pytest.mark.parametrize(
    ("published", "last"),
    [
        ("2025-01", "2025-01-31"),
        ("2025", "2025-12-31"),
        ("2025-01-26~", "2025-02-02"),
        ("../2025-06", "2025-06-30"),
        ("2025-01/2025-06", "2025-06-30"),
        ("2025-01-10/..", "2025-01-10"),
    ],
)
def test_a_vague_date_of_print_counts_by_its_last_day_and_an_open_one_by_its_start(published: str, last: str) -> None:
    fact = a_fact(published=published)

    assert shown(fixed(fact, published_before=f"{last}T00:00:00.001Z")) == usd("5")
    assert shown(fixed(fact, published_before=f"{last}T00:00:00.000Z")) is None


def test_what_appeared_nobody_knows_when_counts_as_in_print_from_when_it_was_recorded() -> None:
    fact = a_fact(published=None)

    assert shown(fixed(fact, published_before=AFTER)) == usd("5")
    assert shown(fixed(fact, published_before=RECORDED)) is None


def test_on_a_lasting_property_what_is_not_valid_then_is_left_out() -> None:
    fact = a_fact(name="a", valid="2025-04/2025-05")

    assert shown(lasting(fact, valid_at="2025-04-01T00:00:00.000Z")) == usd("5")
    assert shown(lasting(fact, valid_at="2025-05-31T23:59:59.999Z")) == usd("5")
    assert shown(lasting(fact, valid_at="2025-03-31T23:59:59.999Z")) is None
    assert shown(lasting(fact, valid_at="2025-06-01T00:00:00.000Z")) is None
    assert rejections(lasting(fact)) == {"a": "not valid then"}


def test_on_a_fixed_property_valid_is_only_the_day_the_figure_is_of() -> None:
    april, june = a_fact(usd("5"), valid="2025-04"), a_fact(usd("6"), valid="2025-06")

    reading = fixed(april, june, valid_at="2025-01-01T00:00:00.000Z")

    assert len(reading.standing) == 2
    assert reading.conflict is not None


def test_no_valid_means_always() -> None:
    assert shown(lasting(a_fact(), valid_at="1950-01-01T00:00:00.000Z")) == usd("5")


def test_a_plain_date_means_from_then_on() -> None:
    fact = a_fact(valid="2025-04-01")

    assert shown(lasting(fact)) == usd("5")
    assert shown(lasting(fact, valid_at="2025-03-31T00:00:00.000Z")) is None


def test_one_day_is_an_interval_from_it_to_it() -> None:
    fact = a_fact(valid="2025-06-10/2025-06-10")

    assert shown(lasting(fact, valid_at="2025-06-10T12:00:00.000Z")) == usd("5")
    assert shown(lasting(fact, valid_at="2025-06-11T00:00:00.000Z")) is None


def test_valid_at_is_what_was_known_when_unless_it_is_set_itself() -> None:
    moment = Moment(known_at="2026-11-24T00:00:00.000Z")

    assert moment.at(NOW).valid_at == moment.known_at
    assert Moment().at(NOW).valid_at == NOW
    assert Moment(published_before=BEFORE).at(NOW).valid_at == BEFORE
    assert Moment(known_at=AFTER, published_before=BEFORE).at(NOW).valid_at == BEFORE
    assert Moment(valid_at=BEFORE, known_at=AFTER).at(NOW).valid_at == BEFORE
    assert Moment().is_now
    assert not moment.is_now


def test_with_known_at_alone_validity_is_asked_for_then() -> None:
    fact = a_fact(valid="2026-11-24/2026-11-24")

    assert shown(lasting(fact)) is None
    assert shown(lasting(fact, known_at="2026-11-24T12:00:00.000Z")) == usd("5")


def test_the_publication_clock_moves_the_time_that_is_asked_about() -> None:
    early = a_fact(usd("5"), published="2025-01-28", valid="2025-01")
    late = a_fact(usd("6"), published="2025-03-01", valid="2025-03")

    assert shown(lasting(early, late)) == usd("6")
    assert shown(lasting(early, late, published_before="2025-02-01T00:00:00.000Z")) == usd("5")

"""Reading a slot: which value is shown, why, and what was passed over, clause by clause of the design."""

from typing import Any

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.answer_types import SlotReadingJson
from chalicelib.domain.resolving.choosing.choice import MORE_PRECISE
from chalicelib.domain.resolving.choosing.value_order import value_words
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Missing, Quantity, Ref, Text, Value, When
from tests.domain.builders import (
    NOW,
    RECORDED,
    a_fact,
    a_ranking,
    a_reinstatement,
    a_retraction,
    fixed,
    lasting,
    rejections,
    shown,
    somebody,
    usd,
)

BEFORE, AFTER = "2026-11-22T10:00:00.000Z", "2026-11-24T10:00:00.000Z"
LATER = "2026-11-25T10:00:00.000Z"


# 1. Facts that are left out


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


# 4. The value shown


def test_a_preferred_fact_comes_before_a_firmer_one() -> None:
    preferred = a_fact(usd("5"), name="b", rank="preferred", certainty="rumoured", basis="opinion")
    firmer = a_fact(usd("6"), name="a", basis="record_of_truth")

    reading = fixed(preferred, firmer)

    assert reading.chosen == preferred
    assert reading.why == ("rank: preferred",)
    assert rejections(reading) == {"a": "rank: normal"}


def test_a_deprecated_fact_is_neither_shown_nor_compared() -> None:
    wrong, right = a_fact(usd("5"), name="a", rank="deprecated"), a_fact(usd("6"), name="b")

    reading = fixed(wrong, right)

    assert shown(reading) == usd("6")
    assert rejections(reading) == {"a": "deprecated"}
    assert reading.conflict is None


def test_a_rank_counts_from_when_it_was_given_until_it_is_taken_back() -> None:
    first = a_fact(usd("5"), name="a")
    ranks = a_ranking("preferred", at=AFTER), a_ranking("normal", at=LATER)
    second = a_fact(usd("6"), name="b", decisions=ranks)

    assert shown(fixed(first, second, known_at=RECORDED)) == usd("5")
    assert shown(fixed(first, second, known_at=AFTER)) == usd("6")
    assert shown(fixed(first, second, known_at=LATER)) == usd("5")
    assert shown(fixed(first, second)) == usd("5")


@pytest.mark.parametrize(
    ("firmer", "weaker"),
    [("asserted", "expected"), ("expected", "alleged"), ("alleged", "rumoured")],
)
def test_the_more_certain_comes_before_the_better_placed(firmer: str, weaker: str) -> None:
    sure = a_fact(usd("5"), name="b", certainty=firmer, basis="opinion")
    unsure = a_fact(usd("6"), name="a", certainty=weaker, basis="record_of_truth")

    reading = fixed(sure, unsure)

    assert reading.chosen == sure
    assert reading.why == (f"certainty: {firmer}",)
    assert rejections(reading) == {"a": f"certainty: {weaker}"}


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("record_of_truth", "independent_measurement"),
        ("independent_measurement", "self_reported"),
        ("self_reported", "third_party_report"),
        ("third_party_report", "derived"),
        ("derived", "opinion"),
    ],
)
def test_the_speaker_closer_to_the_subject_comes_before_the_many(stronger: str, weaker: str) -> None:
    close = a_fact(usd("5"), name="c", basis=stronger)
    many = [a_fact(usd("6"), name=name, basis=weaker, source=f"source/{name}") for name in "ab"]

    reading = fixed(close, *many)

    assert reading.chosen == close
    assert reading.why == (f"basis: {stronger}",)
    assert rejections(reading) == dict.fromkeys("ab", f"basis: {weaker}")


def test_the_value_that_more_independent_origins_agree_with_comes_before_the_later_published() -> None:
    alone = a_fact(usd("589"), name="a", source="source/a", published="2025-01-27")
    two = [a_fact(usd("593"), name=n, source=f"source/{n}", published="2025-01-28") for n in "bc"]

    reading = fixed(alone, *two)

    assert shown(reading) == usd("593")
    assert reading.why == ("independent origins: 2",)
    assert rejections(reading) == {"a": "independent origins: 1", "c": "same: says what is shown"}


def test_copies_of_one_wire_story_count_once() -> None:
    copies = [
        a_fact(usd("589"), name=n, source=f"source/{n}", root="source/reuters", published="2025-01-28") for n in "bcd"
    ]
    two = [a_fact(usd("593"), name=n, source=f"source/{n}", published="2025-01-29") for n in "xy"]

    assert shown(fixed(*copies, *two)) == usd("593")


def test_a_hedged_figure_speaks_for_every_figure_that_it_allows() -> None:
    alone = a_fact(usd("589"), name="a", source="source/a", published="2025-01-27")
    figure = a_fact(usd("593.7"), name="b", source="source/b", published="2025-01-28")
    hedged = a_fact(usd("590", "over"), name="c", source="source/c", published="2025-01-28")

    assert shown(fixed(alone, figure)) == usd("589")
    assert shown(fixed(alone, figure, hedged)) == usd("593.7")


def test_on_a_fixed_property_a_rounding_speaks_for_the_figure_too() -> None:
    other = a_fact(usd("15"), name="a", source="source/a", published="2025-01-27")
    figure = a_fact(usd("16.97"), name="b", source="source/b", published="2025-01-28")
    rounded = a_fact(usd("17"), name="c", source="source/c", published="2025-01-29")

    assert shown(fixed(other, figure, rounded)) == usd("16.97")


def test_on_a_lasting_property_a_rounding_speaks_for_itself_alone() -> None:
    other = a_fact(usd("15"), name="a", source="source/a", published="2025-01-29")
    figure = a_fact(usd("16.97"), name="b", source="source/b", published="2025-01-28")
    rounded = a_fact(usd("17"), name="c", source="source/c", published="2025-01-27")

    assert shown(lasting(other, figure, rounded)) == usd("15")


def test_one_number_written_twice_is_counted_by_how_it_is_written() -> None:
    coarse = a_fact(usd("17"), name="b", source="source/b", published="2025-01-28")
    fine = a_fact(usd("17.0"), name="a", source="source/a", published="2025-01-28")
    figure = a_fact(usd("16.94"), name="c", source="source/c", published="2025-01-29")

    # 16.94 rounds to 17, but not to 17.0: so three speak for the first and two for the second.
    assert shown(fixed(coarse, fine, figure)) == usd("17")


def test_on_a_lasting_property_the_later_published_comes_first() -> None:
    old = a_fact(usd("5"), name="a", published="2025-01-27")
    new = a_fact(usd("6"), name="b", published="2025-01-28")

    reading = lasting(old, new)

    assert shown(reading) == usd("6")
    assert reading.why == ("publication: 2025-01-28",)
    assert rejections(reading) == {"a": "publication: 2025-01-27"}


def test_on_a_fixed_property_the_earlier_published_comes_first_for_copies_distort() -> None:
    first = a_fact(usd("6"), name="b", published="2025-01-27")
    copy = a_fact(usd("5"), name="a", published="2025-01-28")

    assert fixed(first, copy).why == ("publication: 2025-01-27",)
    assert shown(fixed(first, copy)) == usd("6")


@pytest.mark.parametrize("published", [None, "../2025-01"])
def test_what_appeared_nobody_knows_when_comes_last(published: str | None) -> None:
    undated = a_fact(usd("5"), name="a", published=published)
    dated = a_fact(usd("6"), name="b", published="2025-01-28")

    assert fixed(undated, dated).chosen == dated
    assert lasting(undated, dated).chosen == dated


def test_of_facts_equal_in_all_else_the_smaller_value_is_shown_and_named() -> None:
    reading = fixed(a_fact(usd("118.58"), name="a"), a_fact(usd("118.42"), name="b"), a_fact(usd("-120"), name="c"))

    assert reading.chosen is not None
    assert reading.chosen.id == "b"
    assert reading.why == ("tie: the smaller value",)
    assert rejections(reading) == dict.fromkeys("ac", "tie: another is the smaller value")


def test_a_value_that_all_facts_give_is_shown_without_a_tie() -> None:
    reading = fixed(a_fact(usd("5"), name="b"), a_fact(usd("5.0"), name="a"))

    assert reading.why == ("only: all standing facts give the same value",)


def test_a_vague_date_of_print_decides_nothing_against_a_date_inside_it() -> None:
    vague, exact = a_fact(usd("5"), name="a", published="2025"), a_fact(usd("6"), name="b", published="2025-01-28")

    for reading in (fixed(vague, exact), lasting(vague, exact)):
        assert reading.chosen == exact
        assert reading.why == ("tie: dated more exactly",)


def test_an_amount_of_an_event_settles_within_three_days_of_the_first_print() -> None:
    days = ("2025-01-27", "2025-01-28", "2025-01-30", "2025-02-20")
    facts = [a_fact(usd(str(n)), name=f"f{n}", published=day) for n, day in enumerate(days)]

    reading = resolve(facts, SlotRules(lasting=False, settles=True), moment=Moment(), now=NOW)

    assert shown(reading) == usd("2")
    assert reading.why == ("publication: 2025-01-30",)


def test_every_step_that_decided_is_named_in_its_order() -> None:
    facts = [
        a_fact(usd("1"), name="a", certainty="rumoured"),
        a_fact(usd("2"), name="b", basis="opinion"),
        a_fact(usd("3"), name="c", published="2025-01-29"),
        a_fact(usd("4"), name="e", published="2025-01-28"),
        a_fact(usd("4"), name="d", published="2025-01-28"),
    ]

    reading = fixed(*facts)

    assert reading.why == (
        "certainty: asserted",
        "basis: third_party_report",
        "publication: 2025-01-28",
    )
    assert rejections(reading) == {
        "a": "certainty: rumoured",
        "b": "basis: opinion",
        "c": "publication: 2025-01-29",
        "e": "same: says what is shown",
    }


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


# The mornings after: the examples of the promise


def a_close(amount: str, source: str, **more: Any) -> Fact:
    """Make what a source says Nvidia's share closed at on 27 January 2025."""
    return a_fact(usd(amount), source=f"source/{source}", **more)


def test_three_closing_prices_stand_side_by_side_and_the_exchange_comes_first() -> None:
    exchange = a_close("118.58", "nasdaq", basis="record_of_truth", published="2025-01-28")
    others = [
        a_close("118.51", "agency", published="2025-01-27"),
        a_close("118.42", "paper", published="2025-01-27"),
    ]

    reading = fixed(*others, exchange)

    assert reading.chosen == exchange
    assert len(reading.standing) == 3
    assert reading.conflict is not None
    assert [side.value["amount"] for side in reading.conflict.sides] == ["118.42", "118.51", "118.58"]


def test_people_familiar_with_the_matter_are_one_origin_in_two_papers() -> None:
    people = somebody("people familiar with the matter")
    twice = [a_fact(usd("340"), name=n, source=f"source/{n}", speaker=people) for n in "ab"]
    apart = [a_fact(usd("300"), name=n, source=f"source/{n}") for n in "cd"]

    assert shown(fixed(*twice, *apart)) == usd("300")


def test_free_text_and_units_that_do_not_convert_are_only_chosen_between() -> None:
    texts = fixed(a_fact(Text("dense"), name="a"), a_fact(Text("mixture of experts"), name="b"))
    moneys = fixed(a_fact(usd("4"), name="a"), a_fact(Quantity("5", "EUR"), name="b"))

    assert texts.conflict is None
    assert moneys.conflict is None
    assert shown(texts) == Text("dense")
    assert shown(moneys) == usd("4")

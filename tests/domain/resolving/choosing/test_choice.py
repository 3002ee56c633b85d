"""The choice among standing facts: its criteria in their order, and each that decided is named."""

from typing import Any

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Quantity, Text
from tests.domain.builders import (
    NOW,
    RECORDED,
    a_fact,
    a_ranking,
    fixed,
    lasting,
    rejections,
    shown,
    somebody,
    usd,
)

AFTER, LATER = "2026-11-24T10:00:00.000Z", "2026-11-25T10:00:00.000Z"


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

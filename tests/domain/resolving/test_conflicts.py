"""Conflicts: facts of one slot that no single truth satisfies, open until exactly one side is preferred."""

from itertools import permutations

import pytest

from chalicelib.domain.values import Code, Flag, Missing, Named, Quantity, Ref, Span, Text, Value, When
from tests.domain.builders import RECORDED, a_fact, fixed, lasting, shown, sides, usd

EARLIER, LATER = "2026-11-20T10:00:00.000Z", "2026-11-25T10:00:00.000Z"
APART = {frozenset("a"), frozenset("b")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (usd("589"), usd("593.7")),
        (usd("593"), usd("593.7")),
        (usd("300"), usd("340")),
        (usd("560", "over"), usd("559")),
        (When("2025-01"), When("2025-02")),
        (When("2025-01-29~"), When("2025-02-20")),
        (Code("in_force"), Code("cancelled")),
        (Flag(True), Flag(False)),  # noqa: FBT003  a flag is what it is
        (Ref("company", "a"), Ref("company", "b")),
        (Missing("none"), usd("5")),
        (Missing("none"), Named("US companies")),
    ],
)
def test_facts_of_which_no_single_truth_satisfies_both_are_in_open_conflict(one: Value, other: Value) -> None:
    conflict = fixed(a_fact(one, name="a"), a_fact(other, name="b")).conflict

    assert conflict is not None
    assert not conflict.settled
    assert {frozenset(side.facts) for side in conflict.sides} == APART


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (When("2025-01"), When("2025-01-10")),
        (usd("560", "over"), usd("593.7")),
        (Span("20", "50", "x"), Quantity("38", "x")),
        (When("2025-01-29~"), When("2025-02-04")),
        (When("2025-01~"), When("2025-02")),
        (When("2025~"), When("2026")),
        (usd("17"), usd("16.97")),
        (usd("2.50"), usd("2.5")),
        (Text("dense"), Text("mixture of experts")),
        (usd("5"), Quantity("6", "EUR")),
        (Missing("unknown"), usd("5")),
        (Ref("company", "a"), Named("US companies")),
    ],
)
def test_facts_that_one_truth_satisfies_are_not_in_conflict(one: Value, other: Value) -> None:
    assert fixed(a_fact(one, name="a"), a_fact(other, name="b")).conflict is None


def test_a_rounded_number_excuses_nothing_on_a_lasting_property() -> None:
    facts = a_fact(usd("17"), name="a"), a_fact(usd("16.97"), name="b")

    assert sides(lasting(*facts)) == APART
    assert sides(fixed(*facts)) == set()


def test_a_number_written_more_finely_excludes_what_its_rounding_does_not() -> None:
    facts = a_fact(usd("17"), name="a"), a_fact(usd("17.0"), name="b"), a_fact(usd("16.94"), name="c")

    assert sides(fixed(facts[0], facts[2])) == set()
    assert sides(fixed(*facts)) == {frozenset("ab"), frozenset("c")}


def test_facts_that_say_the_same_are_one_side_with_all_its_sources() -> None:
    facts = [
        a_fact(usd("5.0"), name="a", source="source/b"),
        a_fact(usd("5"), name="b", source="source/a"),
        a_fact(usd("6"), name="c", source="source/c"),
        a_fact(usd("5"), name="d", source="source/a", via="WeChat"),
    ]

    conflict = fixed(*facts).conflict

    assert conflict is not None
    assert [side.json_value() for side in conflict.sides] == [
        {
            "value": {"amount": "5.0", "unit": "USD"},
            "denied": False,
            "facts": ["a", "b", "d"],
            "sources": ["source/a", "source/b"],
            "preferred": False,
        },
        {
            "value": {"amount": "6", "unit": "USD"},
            "denied": False,
            "facts": ["c"],
            "sources": ["source/c"],
            "preferred": False,
        },
    ]


def test_only_what_excludes_another_is_a_side() -> None:
    january, day, february = (
        a_fact(When(text), name=name) for text, name in (("2025-01", "a"), ("2025-01-10", "b"), ("2025-02", "c"))
    )
    year = a_fact(When("2025"), name="d")

    assert sides(fixed(january, day, february, year)) == {frozenset("a"), frozenset("b"), frozenset("c")}


def test_expected_is_compared_only_where_nothing_asserted_stands() -> None:
    plans = [a_fact(usd(n), name=name, certainty="expected") for n, name in (("5", "a"), ("6", "b"))]

    assert sides(fixed(*plans)) == APART
    assert sides(fixed(*plans, a_fact(usd("7"), name="c"))) == set()


@pytest.mark.parametrize("firmer", ["asserted", "expected", "alleged"])
def test_rumours_are_compared_only_where_nothing_firmer_stands(firmer: str) -> None:
    rumours = [a_fact(usd(n), name=name, certainty="rumoured") for n, name in (("5", "a"), ("6", "b"))]

    assert sides(fixed(*rumours)) == APART
    assert sides(fixed(*rumours, a_fact(usd("7"), name="c", certainty=firmer))) == set()


def test_an_expectation_is_compared_with_an_accusation_for_it_is_the_firmer() -> None:
    expected = a_fact(usd("5"), name="a", certainty="expected")
    alleged = a_fact(usd("6"), name="b", certainty="alleged")

    assert sides(fixed(expected, alleged)) == APART


def test_an_accusation_is_compared_with_what_is_asserted() -> None:
    assert sides(fixed(a_fact(usd("5"), name="a"), a_fact(usd("6"), name="b", certainty="alleged"))) == APART


def test_unknown_and_what_is_left_open_are_not_firmer_than_a_rumour() -> None:
    rumours = [a_fact(usd(n), name=name, certainty="rumoured") for n, name in (("5", "a"), ("6", "b"))]
    silent = [a_fact(Missing("unknown")), a_fact(usd("7"), certainty="left_open")]

    assert sides(fixed(*rumours, *silent)) == APART


def test_a_denial_conflicts_with_the_fact_it_denies() -> None:
    reading = fixed(a_fact(usd("5"), name="a"), a_fact(usd("5"), name="b", certainty="denied"))

    assert reading.conflict is not None
    assert [(side.facts, side.denied) for side in reading.conflict.sides] == [(("a",), False), (("b",), True)]
    assert shown(reading) == usd("5")


def test_a_denial_conflicts_with_every_fact_that_agrees_with_the_denied_value() -> None:
    denial = a_fact(usd("560", "over"), name="b", certainty="denied")

    assert sides(fixed(a_fact(usd("593.7"), name="a"), denial)) == APART
    assert sides(fixed(a_fact(usd("500"), name="a"), denial)) == set()


def test_a_denial_of_the_rounded_number_is_meant_for_the_figure_on_a_fixed_property_only() -> None:
    facts = a_fact(usd("16.97"), name="a"), a_fact(usd("17"), name="b", certainty="denied")

    assert sides(fixed(*facts)) == APART
    assert sides(lasting(*facts)) == set()


def test_a_denied_text_conflicts_with_the_same_text() -> None:
    denial = a_fact(Text("Dense"), name="b", certainty="denied")

    assert sides(fixed(a_fact(Text("dense"), name="a"), denial)) == APART
    assert sides(fixed(a_fact(Text("sparse"), name="a"), denial)) == set()


def test_a_denial_conflicts_with_a_rumour_as_long_as_nothing_firmer_stands() -> None:
    rumour = a_fact(usd("5"), name="a", certainty="rumoured")
    denial = a_fact(usd("5"), name="b", certainty="denied")

    assert sides(fixed(rumour, denial)) == APART
    assert sides(fixed(rumour, denial, a_fact(usd("6"), name="c"))) == set()


def test_denials_do_not_contradict_each_other() -> None:
    denials = [a_fact(usd(n), name=name, certainty="denied") for n, name in (("5", "a"), ("6", "b"))]

    assert fixed(*denials).conflict is None


def test_to_deny_that_it_is_unknown_contradicts_nobody() -> None:
    unknown = a_fact(Missing("unknown"), name="a")

    assert fixed(unknown, a_fact(Missing("unknown"), name="b", certainty="denied")).conflict is None


def test_what_is_left_open_contradicts_nobody() -> None:
    assert fixed(a_fact(usd("5")), a_fact(usd("6"), certainty="left_open")).conflict is None


def test_a_conflict_is_settled_when_exactly_one_side_is_preferred() -> None:
    chosen, other = a_fact(usd("5"), name="a", rank="preferred"), a_fact(usd("6"), name="b")

    reading = fixed(chosen, other)

    assert reading.conflict is not None
    assert reading.conflict.settled
    assert [side.preferred for side in reading.conflict.sides] == [True, False]
    assert shown(reading) == usd("5")


def test_a_conflict_with_both_sides_preferred_is_open() -> None:
    conflict = fixed(
        a_fact(usd("5"), name="a", rank="preferred"), a_fact(usd("6"), name="b", rank="preferred")
    ).conflict

    assert conflict is not None
    assert not conflict.settled


def test_preferred_facts_that_can_all_be_true_are_one_side() -> None:
    month = a_fact(When("2025-01"), name="a", rank="preferred")
    day = a_fact(When("2025-01-10"), name="b", rank="preferred")
    conflict = fixed(month, day, a_fact(When("2025-02"), name="c")).conflict

    assert conflict is not None
    assert conflict.settled


def test_a_preferred_fact_that_is_no_side_settles_nothing() -> None:
    year = a_fact(When("2025"), name="a", rank="preferred")
    days = a_fact(When("2025-01-10"), name="b"), a_fact(When("2025-01-20"), name="c")
    conflict = fixed(year, *days).conflict

    assert conflict is not None
    assert not conflict.settled
    assert "a" not in {name for side in conflict.sides for name in side.facts}


def test_one_preferred_fact_makes_its_whole_side_preferred() -> None:
    side = a_fact(usd("5"), name="a"), a_fact(usd("5"), name="b", rank="preferred")
    conflict = fixed(*side, a_fact(usd("6"), name="c")).conflict

    assert conflict is not None
    assert conflict.settled


def test_a_conflict_is_open_since_the_second_of_two_that_exclude_each_other_was_recorded() -> None:
    times = (EARLIER, RECORDED, LATER)
    for first, second, third in permutations(times):
        conflict = fixed(
            a_fact(usd("5"), name="a", recorded_at=first),
            a_fact(usd("6"), name="b", recorded_at=second),
            a_fact(usd("5"), name="c", recorded_at=third),
        ).conflict

        assert conflict is not None
        assert conflict.opened_at == max(second, min(first, third))


def test_a_third_side_does_not_open_a_conflict_again() -> None:
    conflict = fixed(
        a_fact(usd("5"), name="a", recorded_at=EARLIER),
        a_fact(usd("6"), name="b", recorded_at=RECORDED),
        a_fact(usd("7"), name="c", recorded_at=LATER),
    ).conflict

    assert conflict is not None
    assert conflict.opened_at == RECORDED


def test_the_finer_figure_opens_the_conflict_and_not_the_coarse_one() -> None:
    conflict = fixed(
        a_fact(usd("17"), name="a", recorded_at=EARLIER),
        a_fact(usd("16.94"), name="b", recorded_at=RECORDED),
        a_fact(usd("17.0"), name="c", recorded_at=LATER),
    ).conflict

    assert conflict is not None
    assert conflict.opened_at == LATER


def test_before_the_second_was_known_there_was_no_conflict() -> None:
    facts = a_fact(usd("5"), recorded_at=RECORDED), a_fact(usd("6"), recorded_at=LATER)

    assert fixed(*facts, known_at=RECORDED).conflict is None
    assert fixed(*facts, known_at=LATER).conflict is not None


def test_an_explanation_says_whether_the_conflict_is_open_or_settled() -> None:
    one, other, preferred = (
        a_fact(usd("5"), name="a"),
        a_fact(usd("6"), name="b"),
        a_fact(usd("7"), name="c", rank="preferred"),
    )

    assert fixed(one).json_value()["conflict"] is None
    assert fixed(one, other).json_value()["conflict"] == "open"
    assert fixed(one, preferred).json_value()["conflict"] == "settled"

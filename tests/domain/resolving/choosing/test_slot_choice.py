"""Slot choice: which slot a property with one value shows, and why."""

from typing import Any

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.choosing.slot_choice import SlotChoice, choose_slot
from chalicelib.domain.values import Missing, Named, Quantity
from tests.domain.builders import FIXED, a_fact, fixed, usd

WHOLE = a_fact(usd("5"), name="a")


def choice(*facts: Fact) -> SlotChoice:
    """Choose among slots of one fact each."""
    return choose_slot([fixed(fact) for fact in facts], lambda fact: fact.standing(None).rank, FIXED)


def shown(*facts: Fact) -> tuple[str | None, tuple[str, ...]]:
    chosen = choice(*facts)
    return None if chosen.shown is None else chosen.shown.id, chosen.why


def other(**more: Any) -> Fact:
    return a_fact(more.pop("value", Quantity("4", "EUR")), name="b", **more)


def test_the_only_slot_is_shown_unless_it_is_of_a_part() -> None:
    assert shown(WHOLE) == ("a", ("only: no other slot has a value",))
    assert shown(other(scope=Named("p1")), other(scope=Named("p2"))) == (None, ())
    assert shown() == (None, ())


@pytest.mark.parametrize(
    ("losing", "why"),
    [
        ({"scope": Named("p1"), "basis": "record_of_truth"}, "scope: none"),
        ({"period": "2025/2025", "basis": "record_of_truth"}, "period: none"),
        ({"value": Missing("unknown"), "basis": "record_of_truth"}, "value: the others are unknown"),
        ({"certainty": "rumoured", "basis": "record_of_truth"}, "certainty: asserted"),
        ({"basis": "opinion"}, "basis: third_party_report"),
        ({"condition": "fully diluted"}, "condition: none"),
        ({"value": Quantity("4", "EUR", "about")}, "exact: the others are bounded"),
        ({"value": Quantity("6", "EUR")}, "tie: the smaller value"),
    ],
)
def test_each_step_names_what_it_keeps(losing: dict[str, Any], why: str) -> None:
    assert shown(WHOLE, other(**losing)) == ("a", (why,))
    assert shown(other(**losing), WHOLE) == ("a", (why,))


def test_a_filing_with_a_condition_is_shown_before_a_newspaper_without_one() -> None:
    filing = other(condition="fully diluted", basis="record_of_truth")

    assert shown(WHOLE, filing) == ("b", ("basis: record_of_truth",))


def test_of_several_periods_the_latest_is_shown_and_a_duration_last() -> None:
    periods = ("2023/2023", "P1Y", "2024/2024", "2024-07/2024-12")
    facts = [a_fact(usd(str(n + 1)), name=f"f{n}", period=period) for n, period in enumerate(periods)]

    assert shown(*facts) == ("f3", ("period: 2024-07/2024-12",))


def test_an_editor_who_prefers_a_slot_has_the_last_word() -> None:
    assert shown(WHOLE, other(rank="preferred", basis="opinion")) == ("b", ("rank: preferred",))

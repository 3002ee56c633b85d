"""The facts that a query of a series takes, by qualifiers, scope, period and condition, however they are written."""

from typing import Any

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.reading_slots import reading_slots, slot_label
from chalicelib.domain.values import Code, Named, Quantity, Ref, Text
from chalicelib.kinds import KINDS
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.operations.series.slot_filter import SlotQuery
from chalicelib.operations.series.slot_labels import LabelFilter
from tests.domain.builders import a_fact, usd

PRICES = next(each for each in KINDS["model"].properties if each.name == "prices")


def a_price(**content: Any) -> Fact:
    return a_fact(usd("5"), property_name="prices", **content)


def takes(fact: Fact, qualifiers: dict[str, str] | None = None, **asked: str) -> bool:
    return SlotQuery(qualifiers or {}, **asked).parse(PRICES).takes(fact)


@pytest.mark.parametrize(
    ("on_record", "asked", "taken"),
    [
        ({}, {"tier": "standard"}, True),
        ({}, {"tier": "batch"}, False),
        ({"tier": Code("batch")}, {"tier": "batch"}, True),
        ({"tier": Code("batch")}, {"tier": "standard"}, False),
        ({"tier": Code("batch")}, {"direction": ""}, True),
        ({"direction": Code("input")}, {"direction": ""}, False),
        ({"region": Text("Italy")}, {"region": "IT"}, True),
        ({"region": Code("IT")}, {"region": "Italy"}, True),
        ({"region": Code("FR")}, {"region": "Italy"}, False),
        ({"plan": Text("Pro Plan")}, {"plan": "pro  plan"}, True),
        ({"plan": Text("Pro Plan")}, {"plan": "plan pro"}, False),
        ({"provider": Named("Together AI")}, {"provider": "company/together-ai"}, True),
        ({"provider": Ref("company", "together-ai")}, {"provider": "Together AI"}, True),
        ({"provider": Ref("company", "azure")}, {"provider": "Together AI"}, False),
        ({"above": Quantity("200", "ktok")}, {"above": "200000 token"}, True),
        ({"above": Quantity("200", "ktok", "about")}, {"above": "200000 token"}, False),
    ],
)
def test_a_qualifier_is_compared_as_it_would_be_recorded_today(
    on_record: dict[str, Any], asked: dict[str, str], taken: bool
) -> None:
    fact = a_price(qualifiers=on_record)

    assert takes(fact, asked) is taken
    assert SlotQuery(asked).parse(PRICES).takes_slot(fact) is taken
    assert may_take(fact, asked) or not taken


def may_take(fact: Fact, asked: dict[str, str]) -> bool:
    """Return whether a filter may take the slot of a fact, as far as its label shows."""
    ((name, _),) = reading_slots(renewed_facts(PRICES, [fact]), slot_shape(PRICES)).items()
    return LabelFilter.of(SlotQuery(asked).parse(PRICES)).may_take(slot_label(name))


@pytest.mark.parametrize(
    ("on_record", "asked"),
    [
        ({"tier": Code("batch")}, {"tier": "standard"}),
        ({"tier": Code("batch")}, {"tier": "flex"}),
        ({}, {"tier": "batch"}),
        ({"direction": Code("input")}, {"direction": ""}),
        ({"region": Code("FR")}, {"region": "Italy"}),
        ({"plan": Text("Pro Plan")}, {"plan": "Team"}),
        ({"provider": Ref("company", "azure")}, {"provider": "company/together-ai"}),
        ({"provider": Named("Azure")}, {"provider": "Together AI"}),
        ({"above": Quantity("200", "ktok", "about")}, {"above": "200000 token"}),
    ],
)
def test_the_label_of_a_slot_shows_that_its_facts_are_not_taken(
    on_record: dict[str, Any], asked: dict[str, str]
) -> None:
    assert not may_take(a_price(qualifiers=on_record), asked)


def test_a_label_that_is_cut_shows_nothing_of_what_it_lacks() -> None:
    fact = a_price(qualifiers={"plan": Text("Plan " * 40), "tier": Code("batch")})

    assert may_take(fact, {"tier": "flex"})
    assert may_take(fact, {"tier": "batch"})


def test_a_period_of_weeks_is_taken_as_the_months_near_it() -> None:
    fact = a_price(period="2025-01-27/2025-04-27")

    assert takes(fact, period="2025-02/2025-04")
    assert not takes(fact, period="2025-01/2025-03")
    assert not takes(a_price(), period="2025-02/2025-04")


def test_scope_and_condition_are_compared_folded_and_any_of_them_is_taken_unless_asked_for() -> None:
    fact = a_price(scope=Named("Class B"), condition="After  hours")

    assert takes(fact)
    assert takes(fact, scope="class b", condition="AFTER hours")
    assert not takes(fact, scope="")
    assert not takes(fact, condition="")
    assert SlotQuery(condition="").parse(PRICES).takes_slot(fact)
    assert takes(a_price(), scope="", condition="")

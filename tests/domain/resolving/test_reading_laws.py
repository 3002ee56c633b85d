"""Reading a slot: what holds for any facts, of any value type, at any moment."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.presence import holds_at, lifetime
from chalicelib.domain.resolving.print_dates import in_print
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import Reading, resolve
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import agrees, excludes, identity, inside
from tests.domain.builders import NOW, a_reinstatement, a_retraction
from tests.domain.strategies import BETWEEN, MOMENTS, PUBLISHED_BEFORE, VALID_AT, slots

a_law = settings()

OF_NOW = Moment()
LASTING = st.booleans()
GAVE_WAY = ("followed", "undated", "overtaken")
KNOWN_AT = st.sampled_from([None, None, None, None, *BETWEEN])
POINTS_OF_VIEW = st.builds(Moment, st.sampled_from(VALID_AT), KNOWN_AT, st.sampled_from(PUBLISHED_BEFORE))


def read(facts: list[Fact], moment: Moment = OF_NOW, *, lasting: bool) -> Reading:
    return resolve(facts, SlotRules(lasting), moment=moment, now=NOW)


def answer(reading: Reading) -> dict[str, Any]:
    """Return all that a reading says; the chosen fact by its id, for it may carry decisions of later."""
    return reading.json_value() | {"conflict": reading.conflict}


def excluded(one: Fact, other: Fact, *, fixed: bool) -> bool:
    """Say by the words of the design whether no single truth satisfies both."""
    denials = [fact.evidence.certainty is Certainty.DENIED for fact in (one, other)]
    if any(denials):
        return not all(denials) and agrees(one.value, other.value, fixed=fixed)
    return excludes(one.value, other.value, fixed=fixed)


def compared(standing: tuple[Fact, ...], moment: Moment) -> list[Fact]:
    """Leave out what the design does not compare."""
    said = {fact.evidence.certainty for fact in standing if fact.affirms}
    hoped = {Certainty.EXPECTED, Certainty.RUMOURED} if Certainty.ASSERTED in said else set()
    return [
        fact
        for fact in standing
        if fact.evidence.certainty is not Certainty.LEFT_OPEN
        and not fact.is_unknown
        and (fact.evidence.certainty not in hoped or rank_of(fact, moment) is Rank.PREFERRED)
    ]


def rank_of(fact: Fact, moment: Moment) -> Rank:
    return fact.standing(moment.known_at).rank


@given(slots(least=4), LASTING, POINTS_OF_VIEW, st.data())
@a_law
def test_the_order_in_which_facts_come_never_changes_the_answer(
    facts: list[Fact], lasting: bool, moment: Moment, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(facts))

    assert answer(read(shuffled, moment, lasting=lasting)) == answer(read(facts, moment, lasting=lasting))


@given(slots(least=4), LASTING, st.data())
@a_law
def test_the_order_in_which_facts_were_recorded_never_changes_what_is_shown(
    facts: list[Fact], lasting: bool, data: st.DataObject
) -> None:
    undecided = [replace(fact, decisions=()) for fact in facts]
    instants = data.draw(st.permutations([fact.recorded_at for fact in facts]))
    again = [replace(fact, recorded_at=at) for fact, at in zip(undecided, instants, strict=True)]

    first, second = (read(each, lasting=lasting) for each in (undecided, again))
    assert second.json_value() == first.json_value()
    assert (second.conflict and second.conflict.sides) == (first.conflict and first.conflict.sides)


@given(slots(), LASTING, POINTS_OF_VIEW, st.sampled_from(BETWEEN))
@a_law
def test_what_is_recorded_or_decided_later_never_changes_what_was_known(
    facts: list[Fact], lasting: bool, moment: Moment, known_at: str
) -> None:
    by_then = [
        replace(fact, decisions=tuple(decision for decision in fact.decisions if decision.at <= known_at))
        for fact in facts
        if fact.recorded_at <= known_at
    ]
    at_the_time = resolve(by_then, SlotRules(lasting), moment=replace(moment, known_at=None), now=known_at)

    later = read(facts, replace(moment, known_at=known_at), lasting=lasting)
    assert answer(later) == answer(at_the_time)


@given(slots(least=1), LASTING, st.data())
@a_law
def test_a_retraction_followed_by_a_reinstatement_changes_nothing_but_the_time_between(
    facts: list[Fact], lasting: bool, data: st.DataObject
) -> None:
    on_record = [fact for fact in facts if fact.standing(None).stands]
    assume(on_record)
    turned = data.draw(st.sampled_from(on_record))
    others = [fact for fact in facts if fact is not turned]
    there_and_back = (a_retraction(at=MOMENTS[-1]), a_reinstatement(at=NOW))
    again = [*others, replace(turned, decisions=(*turned.decisions, *there_and_back))]
    now, between = Moment(valid_at=NOW), Moment(valid_at=NOW, known_at=BETWEEN[-1])

    assert answer(read(again, now, lasting=lasting)) == answer(read(facts, now, lasting=lasting))
    without, retracted = read(others, now, lasting=lasting), read(again, between, lasting=lasting)
    assert answer(retracted)["chosen"] == answer(without)["chosen"]
    assert retracted.conflict == without.conflict
    assert {each.fact: each.reason for each in retracted.rejected}[turned.id] == "retracted"


@given(slots(), LASTING, POINTS_OF_VIEW)
@a_law
def test_every_fact_known_by_then_is_either_shown_or_rejected_with_a_reason(
    facts: list[Fact], lasting: bool, moment: Moment
) -> None:
    reading = read(facts, moment, lasting=lasting)

    accounted = [each.fact for each in reading.rejected] + ([reading.chosen.id] if reading.chosen else [])
    known = [fact.id for fact in facts if moment.known_at is None or fact.recorded_at <= moment.known_at]
    assert sorted(accounted) == sorted(known)
    assert all(each.reason for each in reading.rejected)
    assert bool(reading.why) == (reading.chosen is not None)


@given(slots(least=1), LASTING, POINTS_OF_VIEW)
@a_law
def test_what_is_shown_stands_at_the_moment(facts: list[Fact], lasting: bool, moment: Moment) -> None:
    reading = read(facts, moment, lasting=lasting)

    assert reading.chosen is None or reading.chosen in reading.standing
    for fact in reading.standing:
        assert fact.standing(moment.known_at).stands
        assert rank_of(fact, moment) is not Rank.DEPRECATED
        assert not lasting or holds_at(fact, moment.at(NOW).valid_at or NOW)
        assert moment.published_before is None or in_print(fact) < moment.published_before


@given(slots(least=1), LASTING, POINTS_OF_VIEW)
@a_law
def test_something_is_shown_exactly_when_something_that_can_be_shown_stands(
    facts: list[Fact], lasting: bool, moment: Moment
) -> None:
    reading = read(facts, moment, lasting=lasting)
    gone = {each.fact for each in reading.rejected if not each.reason.startswith(GAVE_WAY)}
    known = [fact for fact in facts if fact.was_recorded(moment.known_at)]
    present = [f for f in known if f.id not in gone or f in reading.standing]

    assert (reading.chosen is not None) == any(fact.evidence.certainty.can_be_shown for fact in present)


@given(slots(least=1), LASTING, POINTS_OF_VIEW)
@a_law
def test_unknown_is_shown_only_when_nothing_else_stands_and_a_denial_never(
    facts: list[Fact], lasting: bool, moment: Moment
) -> None:
    reading = read(facts, moment, lasting=lasting)

    if reading.chosen is not None:
        assert reading.chosen.evidence.certainty not in (Certainty.DENIED, Certainty.LEFT_OPEN)
        assert not (reading.chosen.is_unknown and any(fact.affirms for fact in reading.standing))


@given(slots(least=4), LASTING, POINTS_OF_VIEW)
@a_law
def test_the_shown_is_as_firm_as_the_best_of_its_rank_and_nothing_as_firm_lies_inside_it(
    facts: list[Fact], lasting: bool, moment: Moment
) -> None:
    reading = read(facts, moment, lasting=lasting)
    chosen = reading.chosen
    if chosen is None or chosen.is_unknown:
        return
    pool = [fact for fact in reading.standing if fact.affirms]
    preferred = [fact for fact in pool if rank_of(fact, moment) is Rank.PREFERRED]

    firmest = min(fact.evidence.certainty.weakness for fact in preferred or pool)
    assert chosen.evidence.certainty.weakness <= firmest
    as_firm = [f for f in pool if f.evidence.certainty.weakness <= chosen.evidence.certainty.weakness]
    assert [fact for fact in as_firm if inside(fact.value, chosen.value)] == []


@given(slots(least=4), LASTING, POINTS_OF_VIEW)
@a_law
def test_a_conflict_names_exactly_the_facts_that_exclude_another(
    facts: list[Fact], lasting: bool, moment: Moment
) -> None:
    reading = read(facts, moment, lasting=lasting)
    clashes = [
        pair for pair in combinations(compared(reading.standing, moment), 2) if excluded(*pair, fixed=not lasting)
    ]
    sides = reading.conflict.sides if reading.conflict else ()
    clashing = {(identity(f.value), f.evidence.certainty is Certainty.DENIED) for pair in clashes for f in pair}
    named = {
        fact.id
        for fact in compared(reading.standing, moment)
        if (identity(fact.value), fact.evidence.certainty is Certainty.DENIED) in clashing
    }

    assert bool(clashes) == (reading.conflict is not None)
    assert {fact for side in sides for fact in side.facts} == named
    assert sum(len(side.facts) for side in sides) == len(named)
    if reading.conflict is not None:
        seconds = [max(one.recorded_at, other.recorded_at) for one, other in clashes]
        assert reading.conflict.opened_at == min(seconds)


@given(slots(least=4), LASTING, POINTS_OF_VIEW)
@a_law
def test_a_conflict_is_settled_exactly_when_those_preferred_can_all_be_true(
    facts: list[Fact], lasting: bool, moment: Moment
) -> None:
    conflict = read(facts, moment, lasting=lasting).conflict
    if conflict is None:
        return
    by_id = {fact.id: fact for fact in facts}
    preferred = [
        [by_id[name] for name in side.facts]
        for side in conflict.sides
        if any(rank_of(by_id[name], moment) is Rank.PREFERRED for name in side.facts)
    ]

    disagree = any(
        excluded(one, other, fixed=not lasting)
        for left, right in combinations(preferred, 2)
        for one in left
        for other in right
    )
    assert conflict.settled == (bool(preferred) and not disagree)


@given(slots(least=4), POINTS_OF_VIEW)
@a_law
def test_on_a_fixed_property_valid_hides_and_replaces_nothing(facts: list[Fact], moment: Moment) -> None:
    without = [replace(fact, content=replace(fact.content, valid=None)) for fact in facts]

    assert answer(read(facts, moment, lasting=False)) == answer(read(without, moment, lasting=False))


@given(slots(least=4), POINTS_OF_VIEW)
@a_law
def test_what_gave_way_was_followed_by_something_later_and_as_certain(facts: list[Fact], moment: Moment) -> None:
    reading = read(facts, moment, lasting=True)
    by_id = {fact.id: fact for fact in facts}
    for each in reading.rejected:
        if each.reason.startswith("followed"):
            earlier, later = by_id[each.fact], by_id[each.by or ""]
            assert lifetime(later)[0] > lifetime(earlier)[0] or earlier.content.valid is None
            assert later.content.valid is not None
            assert later.evidence.certainty.weakness <= earlier.evidence.certainty.weakness
            assert later.affirms or later.is_unknown

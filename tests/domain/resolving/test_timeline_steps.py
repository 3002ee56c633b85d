"""Steps: values over valid time, as `resolve` gives them instant by instant."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import FOREVER, plus_ms
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.resolving.timelines.timeline_steps import Step, relevant_facts, timeline_steps
from chalicelib.domain.values import Quantity, Value
from tests.domain.builders import NOW, a_fact, usd
from tests.domain.strategies import BETWEEN, PUBLISHED_BEFORE, slots

DAYS = [f"{day}T00:00:00.000Z" for day in ("2024-11-30", "2024-12-01", "2024-12-31", "2025-01-01", "2025-01-10")]
DAYS += [f"{day}T12:00:00.000Z" for day in ("2025-01-10", "2025-01-31", "2025-02-01", "2025-12-31", "2026-01-01")]
MOMENTS = [Moment(None, known, printed) for known in (None, *BETWEEN) for printed in PUBLISHED_BEFORE]


def rendered(found: list[Step]) -> list[tuple[str, str, str]]:
    return [(step.first[:10], step.until[:10], amount(step.chosen.value)) for step in found]


def amount(value: Value) -> str:
    assert isinstance(value, Quantity)
    return value.amount


def test_a_price_list_follows_the_one_before() -> None:
    april, june = a_fact(usd("10"), valid="2025-04-16"), a_fact(usd("2"), valid="2025-06-10")
    assert rendered(timeline_steps([june, april])) == [
        ("2025-04-16", "2025-06-10", "10"),
        ("2025-06-10", FOREVER[:10], "2"),
    ]


def test_a_window_cuts_what_reaches_out_of_it() -> None:
    april, june = a_fact(usd("10"), valid="2025-04-16"), a_fact(usd("2"), valid="2025-06-10")
    first, until = "2025-05-01T00:00:00.000Z", "2025-06-11T00:00:00.000Z"
    found = timeline_steps([june, april], first=first, until=until)
    assert rendered(found) == [("2025-05-01", "2025-06-10", "10"), ("2025-06-10", "2025-06-11", "2")]


def test_days_without_a_value_have_no_step() -> None:
    friday, monday = a_fact(usd("5"), valid="2025-01-24/2025-01-24"), a_fact(usd("6"), valid="2025-01-27/2025-01-27")
    assert rendered(timeline_steps([friday, monday])) == [
        ("2025-01-24", "2025-01-25", "5"),
        ("2025-01-27", "2025-01-28", "6"),
    ]


def test_two_sources_that_say_otherwise_of_one_day_are_a_conflict_of_that_day() -> None:
    sure = a_fact(usd("118.42"), valid="2025-01-27/2025-01-27")
    other = a_fact(usd("118.58"), valid="2025-01-27/2025-01-27", source="source/b")
    after = a_fact(usd("120"), valid="2025-01-28/2025-01-28")
    one, two = timeline_steps([sure, other, after])
    assert one.reading.conflict is not None
    assert {side.value["amount"] for side in one.reading.conflict.sides} == {"118.42", "118.58"}
    assert two.reading.conflict is None


def test_what_was_overlaid_for_a_while_comes_back() -> None:
    list_price, sale = a_fact(usd("10"), valid="2025-01-01"), a_fact(usd("5"), valid="2025-02-01/2025-02-28")
    assert [price for _, _, price in rendered(timeline_steps([sale, list_price]))] == ["10", "5", "10"]


@given(slots(), st.sampled_from(MOMENTS), st.sampled_from(DAYS))
def test_the_step_of_an_instant_shows_what_the_slot_shows_then(facts: list[Fact], moment: Moment, day: str) -> None:
    then = resolve(
        facts, SlotRules(lasting=True), moment=Moment(day, moment.known_at, moment.published_before), now=NOW
    )
    held = [step for step in timeline_steps(facts, moment=moment) if step.first <= day < step.until]
    assert [(step.chosen, step.reading.conflict) for step in held] == (
        [(then.chosen, then.conflict)] if then.chosen else []
    )


@given(slots(), st.sampled_from(MOMENTS), st.sampled_from(DAYS))
def test_the_steps_of_a_window_are_the_part_of_all_that_lies_in_it(facts: list[Fact], moment: Moment, day: str) -> None:
    until = plus_ms(day, 20 * 86_400_000)
    inside = [step for step in timeline_steps(facts, moment=moment) if step.first < until and step.until > day]
    cut = [(max(step.first, day), min(step.until, until), step.chosen) for step in inside]
    assert [(s.first, s.until, s.chosen) for s in timeline_steps(facts, moment=moment, first=day, until=until)] == cut


@given(slots(), st.sampled_from(MOMENTS), st.sampled_from(DAYS))
def test_what_bears_on_a_day_is_all_that_its_answers_need_of_the_past(
    facts: list[Fact], moment: Moment, day: str
) -> None:
    from_then_on = [fact for fact in facts if (fact.content.valid is not None and fact.content.valid.earliest >= day)]
    needed = [*relevant_facts(facts, moment=moment, instant=day), *from_then_on]
    assert told_whole(timeline_steps(needed, moment=moment, first=day)) == told_whole(
        timeline_steps(facts, moment=moment, first=day)
    )


def told_whole(found: list[Step]) -> list[tuple[str, str, str, object]]:
    return [(step.first, step.until, step.chosen.id, step.reading.conflict) for step in found]


def test_what_a_price_list_replaced_bears_on_no_later_day() -> None:
    april, june = a_fact(usd("10"), valid="2025-04-16"), a_fact(usd("2"), valid="2025-06-10")
    assert relevant_facts([april, june], instant="2025-07-01T00:00:00.000Z") == [june]
    assert relevant_facts([april, june], instant="2025-05-01T00:00:00.000Z") == [april]

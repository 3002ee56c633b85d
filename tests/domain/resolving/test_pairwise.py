"""Reading a slot without comparing each fact with each: the same answer, and work that grows no faster than sorting."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise as neighbours
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.contents import fact_id
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import plus_ms
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.independent_origins import count_origins
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.resolving.succession import Successors
from chalicelib.domain.values import Code, Named, Quantity, Ref, Span, Text, Value, When, agrees, excludes, identity
from chalicelib.domain.values.comparing.exclusions import Exclusions
from chalicelib.domain.values.comparing.overlaps import Few, Many
from tests.conftest import examples, is_thorough
from tests.counted import work
from tests.domain import pairwise
from tests.domain.builders import NOW, RECORDED, a_fact, rejections, sides, usd
from tests.domain.strategies import BETWEEN, MISSING, PUBLISHED_BEFORE, VALID_AT, VALUES_OF_A_SLOT, facts

a_law = settings(max_examples=examples(100))

NO_NUMBER: list[Value] = [Quantity("0", unit, "under") for unit in ("second", "day", "USD")]
NUMBERS: list[Value] = [
    *VALUES_OF_A_SLOT[0],
    *NO_NUMBER,
    *(Quantity(amount, "second") for amount in ("0", "86400", "90000", "-5")),
    *(Quantity(amount, "day") for amount in ("1", "1.0", "1.04", "0")),
    *(Quantity("1", "day", bound) for bound in ("about", "over", "at_least")),
    Quantity("-3", "day", "over"),
    Span("0", "2", "day"),
    Span("0", "0", "day"),
]
AMOUNTS: list[Value] = [
    *NUMBERS,
    *(Quantity("17", "USD", None, error) for error in ("0", "0.1", "3", "2 %", "150 %")),
    *(Quantity(amount, "USD", None, None, "2023") for amount in ("5", "17", "17.0", "16.97")),
    Quantity("17", "USD", "over", None, "2023"),
    Quantity("17", "USD", None, "0.5", "2023"),
    Span("5", "6", "USD", "2023"),
    Span("16", "18", "USD"),
    *(Quantity(amount, unit) for amount in ("1", "1.5", "1000") for unit in ("USD/Mtok", "USD/ktok", "USD/token")),
]
TIMES: list[Value] = [value for values in VALUES_OF_A_SLOT for value in values if isinstance(value, When)]
WORDS: list[Value] = [
    *(Code("MIT"), Code("Apache-2.0"), Ref("model", "own"), Ref("model", "my")),
    *map(Text, ("MIT", "mit.", "my own")),
    *map(Named, ("MIT", "my own", "My own.", "own")),
]
NESTED: list[Value] = [Span(str(low), str(high), "USD") for low in range(5) for high in range(low, 6)]
ANY_VALUE: list[Value] = [*AMOUNTS, *WORDS, *MISSING, *(value for values in VALUES_OF_A_SLOT[1:] for value in values)]
CROWDS: list[list[Value]] = [NUMBERS, AMOUNTS, *VALUES_OF_A_SLOT[1:], TIMES, WORDS, NESTED, ANY_VALUE]
MOMENTS = st.builds(
    Moment, st.sampled_from(VALID_AT), st.sampled_from([None, None, *BETWEEN]), st.sampled_from(PUBLISHED_BEFORE)
)


@st.composite
def crowds(draw: st.DrawFn) -> list[Fact]:
    """Draw the facts of one slot: some, or more than are compared one by one."""
    values = draw(st.sampled_from(CROWDS))
    return draw(st.lists(facts(values), min_size=2, max_size=30, unique_by=lambda fact: fact.id))


RULES = [
    SlotRules(lasting=True),
    SlotRules(lasting=True, staged=True),
    SlotRules(lasting=True, label=True),
    SlotRules(lasting=False),
    SlotRules(lasting=False, label=True),
    SlotRules(lasting=False, settles=True),
]


def assert_as_the_oracle_says(crowd: list[Fact], rules: SlotRules, moment: Moment, others: Sequence[Fact] = ()) -> None:
    context = entity_context([*crowd, *others], moment)
    reading = resolve(crowd, rules, moment=moment, now=NOW, context=context)
    answer = pairwise.resolve(crowd, rules, moment=moment, now=NOW, others=others)

    reasons = rejections(reading)
    gave_way = {name: reason.split(":")[0] for name, reason in reasons.items() if reason.split(":")[0] in WAYS}
    assert {fact.id for fact in reading.standing} == answer.standing
    assert gave_way == answer.gave_way
    assert sides(reading) == answer.sides
    if reading.conflict is not None:
        assert (reading.conflict.settled, reading.conflict.opened_at) == (answer.settled, answer.opened_at)
    assert (reading.chosen and reading.chosen.id) == answer.shown
    assert [_step(words) for words in reading.why] == answer.why


WAYS = ("replaced", "followed", "undated", "overtaken")


def _step(words: str) -> str:
    return words if words.startswith("tie") else words.split(":", maxsplit=1)[0]


@given(crowds(), st.sampled_from(RULES), MOMENTS, st.data())
@a_law
def test_a_slot_reads_as_if_each_fact_were_compared_with_each(
    crowd: list[Fact], rules: SlotRules, moment: Moment, data: st.DataObject
) -> None:
    others = data.draw(st.lists(confirmations(), max_size=3, unique_by=lambda fact: fact.id))
    assert_as_the_oracle_says(linked(data, crowd), rules, moment, others)


def linked(data: st.DataObject, crowd: list[Fact]) -> list[Fact]:
    """Let some facts replace earlier ones, and some sources supersede others."""
    made = list(crowd)
    for at in data.draw(st.lists(st.integers(1, len(crowd) - 1), max_size=2, unique=True)):
        evidence = replace(made[at].evidence, replaces=(made[data.draw(st.integers(0, at - 1))].id,))
        made[at] = replace(made[at], content=replace(made[at].content, evidence=evidence))
    superseding = data.draw(st.sampled_from(["", "", "source/a"]))
    return [
        replace(each, supersedes=(superseding,)) if superseding and each.evidence.source == "source/b" else each
        for each in made
    ]


@st.composite
def confirmations(draw: st.DrawFn) -> Fact:
    """Draw a fact that says on which day a source said again all that it had said."""
    dates: list[Value] = [When("2025-01-20"), When("2025-02"), When("2025-12-31")]
    drawn = draw(facts(dates))
    content = replace(drawn.content, property="confirmed", valid=None)
    return replace(drawn, id=fact_id(drawn.entity, content, slot="{}"), content=content)


@given(crowds())
@a_law
def test_what_a_fact_gives_way_to_is_found_by_sorting_as_by_comparing_with_all(crowd: list[Fact]) -> None:
    sorted_, compared = Successors(crowd, few=0), Successors(crowd, few=len(crowd))

    assert [sorted_.of(fact) for fact in crowd] == [compared.of(fact) for fact in crowd]


@given(crowds())
@a_law
def test_origins_are_counted_as_if_each_group_were_compared_with_each(crowd: list[Fact]) -> None:
    assert count_origins(crowd) == pairwise.count_origins(crowd)


@st.composite
def value_lists(draw: st.DrawFn) -> list[Value]:
    """Draw values of one slot, the last of which is compared with the others."""
    return draw(st.lists(st.sampled_from(draw(st.sampled_from(CROWDS))), min_size=1, max_size=30))


@pytest.mark.parametrize("laid", [Few, Many])
@given(value_lists(), st.booleans())
@a_law
def test_values_laid_over_each_other_agree_as_two_of_them_do(
    laid: Callable[..., Few | Many], values: list[Value], fixed: bool
) -> None:
    asked = values[-1]
    agreeing = [place for place, value in enumerate(values) if agrees(asked, value, fixed=fixed)]

    assert sorted(set(laid(values, fixed=fixed).agreeing(asked))) == agreeing


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize("label", [True, False])
def test_of_any_two_values_one_excludes_the_other_as_the_function_says(fixed: bool, label: bool) -> None:
    for one in dict.fromkeys(ANY_VALUE):
        laid = Exclusions([one], fixed=fixed, label=label)
        for other in ANY_VALUE:
            is_excluded = identity(one) != identity(other) and excludes(other, one, fixed=fixed, label=label)
            assert laid.exclude(other) == is_excluded, (one, other)


@given(value_lists(), st.booleans(), st.booleans())
@settings(max_examples=examples(200))
def test_values_added_one_by_one_exclude_as_two_of_them_do(values: list[Value], fixed: bool, label: bool) -> None:
    asked = values[-1]
    added = Exclusions(fixed=fixed, label=label)

    for number, value in enumerate(values):
        others = [each for each in values[:number] if identity(each) != identity(asked)]
        assert added.exclude(asked) == any(excludes(asked, each, fixed=fixed, label=label) for each in others)
        added.add(value)


def day(number: int) -> str:
    """Return the day so many days after 1 January 2020."""
    return plus_ms("2020-01-01T00:00:00.000Z", number * 86_400_000)[:10]


def prices(number: int) -> list[Fact]:
    """A price list that changes every day."""
    return [a_fact(usd(str(n + 1)), name=f"f{n:05}", valid=day(n)) for n in range(number)]


def ended(number: int) -> list[Fact]:
    """Prices that each say when they end, all of them in the same far year."""
    return [
        replace(fact, content=replace(fact.content, valid=When(f"{day(n)}/2035")))
        for n, fact in enumerate(prices(number))
    ]


def estimates(number: int) -> list[Fact]:
    """Sources of one day, each with a different figure."""
    return [a_fact(usd(f"{n}.5"), name=f"f{n:05}", source=f"source/s{n}") for n in range(number)]


def late_dissent(number: int) -> list[Fact]:
    """All agree except the last."""
    same = [a_fact(Span("1", f"{n + 2}", "USD"), name=f"f{n:05}", source=f"source/s{n}") for n in range(number - 1)]
    return [*same, a_fact(usd("0.5"), name="last", recorded_at=plus_ms(RECORDED, 1))]


def echoes(number: int) -> list[Fact]:
    """One figure in many sources."""
    return [a_fact(usd("5"), name=f"f{n:05}", source=f"source/s{n}", published=day(n)) for n in range(number)]


def denials(number: int) -> list[Fact]:
    """Figures, every second of them denied by somebody."""
    certainty = ("asserted", "denied")
    return [a_fact(usd(str(n // 2)), name=f"f{n:05}", certainty=certainty[n % 2]) for n in range(number)]


def nested(number: int) -> list[Fact]:
    """Ranges of which each lies inside the one before, chosen from the widest to the narrowest."""
    return [a_fact(Span(str(n), str(9_999 - n), "USD"), name=f"f{n:05}", source="source/a") for n in range(number)]


def codes(number: int) -> list[Fact]:
    return [a_fact(Code(f"code{n}"), name=f"f{n:05}") for n in range(number)]


def dates(number: int) -> list[Fact]:
    return [a_fact(When(day(n)), name=f"f{n:05}") for n in range(number)]


def periods(number: int) -> list[Fact]:
    return [a_fact(When(f"{day(n)}/{day(2 * n)}"), name=f"f{n:05}") for n in range(number)]


def names(number: int) -> list[Fact]:
    return [a_fact(Named(f"the {n}th company"), name=f"f{n:05}") for n in range(number)]


def labels(number: int) -> list[Fact]:
    return [a_fact(Text(f"licence {n}"), name=f"f{n:05}") for n in range(number)]


def outlets(number: int) -> list[Fact]:
    """Figures of as many outlets, each from another day on."""
    return [
        a_fact(usd(str(n + 1)), name=f"f{n:05}", valid=f"{day(n)}/..", published=day(n), source=f"source/s{n}")
        for n in range(number)
    ]


SLOTS = [outlets, names, labels, prices, ended, estimates, late_dissent, echoes, denials, nested, codes, dates, periods]


@pytest.mark.parametrize("lasting", [True, False], ids=["lasting", "fixed"])
@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.__name__)
def test_the_work_of_reading_a_slot_grows_as_that_of_sorting_it(
    slot: Callable[[int], list[Fact]], lasting: bool
) -> None:
    sizes = (100, 200, 400, 800, 2000) if is_thorough() else (100, 1600)
    slots = [slot(size) for size in sizes]
    rules, moment = SlotRules(lasting, label=True), Moment(valid_at="2030-01-01T00:00:00.000Z")

    done = [work(lambda: resolve(each, rules, moment=moment, now=NOW)) for each in slots]  # noqa: B023  it is called in this round

    assert_as_sorting(sizes, done)


def assert_as_sorting(sizes: Sequence[int], done: Sequence[int]) -> None:
    """Check that the work for each fact grows no faster than the logarithm of their number, give or take a half."""
    for (small, large), (before, after) in zip(neighbours(sizes), neighbours(done), strict=True):
        assert after / before <= 1.5 * (large * log2(large)) / (small * log2(small)), (sizes, done)

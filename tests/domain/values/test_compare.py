"""Comparison: which values exclude each other, which agree, and which lie inside another."""

from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.values import (
    BOUNDS,
    Code,
    Flag,
    Missing,
    Named,
    Phrase,
    Quantity,
    Ref,
    Span,
    Text,
    Value,
    When,
    agrees,
    excludes,
    inside,
)
from chalicelib.domain.values.quantities.quantities import EXACT
from chalicelib.domain.values.quantities.units import known_unit
from tests.domain.values.test_dates import dates
from tests.domain.values.test_values import VALUES, quantities


def usd(amount: str, bound: str | None = None) -> Quantity:
    """Make an amount of dollars."""
    return Quantity(amount, "USD", bound)


# Dates and quantities are compared in earnest; the rest joins in for the laws.
COMPARED = quantities() | dates() | VALUES
PAIRS = st.tuples(quantities(), quantities()) | st.tuples(dates(), dates()) | st.tuples(COMPARED, COMPARED)

# All that can be said with few numbers and few days: enough for every way in which two can lie to each other.
GRID: list[Value] = [
    *(
        usd(amount, bound)
        for amount in ("-100", "-95", "0", "95", "100", "105")
        for bound in (None, *BOUNDS)
        if (amount, bound) != ("0", "under")
    ),
    *(Span(low, high, "USD") for low, high in combinations(("-100", "0", "95", "99.75", "100", "200"), 2)),
    *map(When, ("2024", "2024~", "2024-12", "2024-12~", "2024-12-26", "2024-12-26~", "2025-01-01", "2025-01?")),
    *(
        When(f"{start}/{end}")
        for start in ("..", "2024", "2024-07", "2024-07~", "2024-07-01")
        for end in ("..", "2025", "2025-01", "2025-01~", "2025-01-31")
        if not start == end == ".."
    ),
]


@given(PAIRS, st.booleans())
def test_exclusion_is_symmetric(pair: tuple[Value, Value], fixed: bool) -> None:
    a, b = pair
    assert excludes(a, b, fixed=fixed) == excludes(b, a, fixed=fixed)


@given(COMPARED, st.booleans())
def test_nothing_excludes_itself(value: Value, fixed: bool) -> None:
    assert not excludes(value, value, fixed=fixed)


@given(PAIRS, st.booleans())
def test_agreement_is_symmetric(pair: tuple[Value, Value], fixed: bool) -> None:
    a, b = pair
    assert agrees(a, b, fixed=fixed) == agrees(b, a, fixed=fixed)


@given(PAIRS, st.booleans())
def test_what_agrees_does_not_exclude(pair: tuple[Value, Value], fixed: bool) -> None:
    a, b = pair
    assert not (agrees(a, b, fixed=fixed) and excludes(a, b, fixed=fixed))


@given(PAIRS, st.booleans())
def test_one_identity_agrees_with_itself(pair: tuple[Value, Value], fixed: bool) -> None:
    a, b = pair
    assert a.canonical() != b.canonical() or agrees(a, b, fixed=fixed)


@given(PAIRS)
def test_a_rounding_only_ever_takes_an_exclusion_back(pair: tuple[Value, Value]) -> None:
    a, b = pair
    assert not excludes(a, b, fixed=True) or excludes(a, b, fixed=False)


@given(COMPARED)
def test_nothing_is_inside_itself(value: Value) -> None:
    assert not inside(value, value)


@given(PAIRS)
def test_no_two_are_inside_each_other(pair: tuple[Value, Value]) -> None:
    a, b = pair
    assert not (inside(a, b) and inside(b, a))


def test_inside_the_inside_is_inside() -> None:
    around = {a.canonical(): {b.canonical() for b in GRID if inside(a, b)} for a in GRID}
    assert [(a, b) for a, wider in around.items() for b in wider if not around[b] <= wider] == []
    assert any(around[b] for wider in around.values() for b in wider)


def test_the_inside_of_something_never_excludes_it() -> None:
    pairs = [(a, b) for a in GRID for b in GRID if inside(a, b)]
    assert [pair for pair in pairs if excludes(*pair, fixed=False) or excludes(*pair, fixed=True)] == []
    assert [pair for pair in pairs if inside(*reversed(pair))] == []


@given(PAIRS, st.booleans())
def test_the_inside_agrees_with_what_is_around_it(pair: tuple[Value, Value], fixed: bool) -> None:
    a, b = pair
    assert not inside(a, b) or agrees(a, b, fixed=fixed)


def allows(value: Quantity | Span, number: Decimal) -> bool:
    """Say by the words of the design alone whether a number on the base unit satisfies a quantity."""
    number = EXACT.divide(number, known_unit(value.unit).scale)
    if isinstance(value, Span):
        return Decimal(value.low) <= number <= Decimal(value.high)
    stated = Decimal(value.amount)
    size = number.copy_negate() if stated < 0 else number
    limit = stated.copy_abs()
    return {
        None: size == limit,
        "about": EXACT.multiply(limit, Decimal("0.95")) <= size <= EXACT.multiply(limit, Decimal("1.05")),
        "nearly": EXACT.multiply(limit, Decimal("0.95")) <= size <= limit,
        "under": 0 <= size < limit,
        "over": size > limit,
        "at_most": 0 <= size <= limit,
        "at_least": size >= limit,
    }[value.bound]


def candidates(*values: Quantity | Span) -> list[Decimal]:
    """List numbers on the base unit among which any witness shows: all ends, and one between each two."""
    ends = {Decimal(0)}
    for value in values:
        amounts = (value.low, value.high) if isinstance(value, Span) else (value.amount,)
        for amount in amounts:
            base = EXACT.multiply(Decimal(amount), known_unit(value.unit).scale)
            ends |= {EXACT.multiply(base, Decimal(share)) for share in ("1", "0.95", "1.05")}
    ordered = sorted(ends)
    between = [EXACT.multiply(EXACT.add(a, b), Decimal("0.5")) for a, b in pairwise(ordered)]
    # Multiples of a week's seconds, so that dividing by any unit comes out even.
    beyond = [EXACT.subtract(ordered[0], Decimal(604_800)), EXACT.add(ordered[-1], Decimal(604_800))]
    return [*ordered, *between, *beyond]


# Only units whose factors divide without remainder, as the oracle must.
DIVISIBLE = quantities().filter(lambda value: value.unit not in {"minute", "week"})


@given(DIVISIBLE, DIVISIBLE)
def test_quantities_exclude_exactly_when_no_number_satisfies_both(a: Quantity | Span, b: Quantity | Span) -> None:
    assume(known_unit(a.unit).base == known_unit(b.unit).base)
    witness = any(allows(a, number) and allows(b, number) for number in candidates(a, b))
    assert excludes(a, b, fixed=False) == (not witness)


EXCLUDING: list[tuple[Value, Value]] = [
    (usd("589"), usd("593")),
    (usd("593"), usd("593.7")),
    (usd("589"), usd("593.7")),
    (usd("118.51"), usd("118.42")),
    (usd("300"), usd("340")),
    (usd("560", "over"), usd("560")),
    (usd("560", "over"), usd("559.9")),
    (usd("6", "under"), usd("6")),
    (usd("6", "under"), usd("-1")),
    (Quantity("-3", "%", "over"), Quantity("-2.9", "%")),
    (Quantity("-3", "%", "over"), Quantity("3.5", "%")),
    (usd("100", "about"), usd("105.01")),
    (usd("100", "nearly"), usd("100.5")),
    (usd("100", "nearly"), usd("94.9")),
    (usd("5", "at_most"), usd("5", "over")),
    (Span("20", "50", "x"), Quantity("51", "x")),
    (Span("20", "50", "x"), Span("51", "60", "x")),
    (Quantity("0.5", "GW"), Quantity("400", "MW")),
    (Quantity("1", "day"), Quantity("25", "hour")),
    (usd("5"), usd("5.4")),
    (usd("17"), usd("-17")),
    (When("2025-01"), When("2025-02-01")),
    (When("2025-01-29~"), When("2025-02-06")),
    (When("2025-01-29?"), When("2025-01-30")),
    (When("2024"), When("2025")),
    (When("2024-07/2025-01"), When("2025-02")),
    (When("2024-07/2025-01"), When("2024-08/2025-01")),
    (When("2024-07/2025-01"), When("2024-07/2025-02")),
    (When("2024-07/.."), When("2024-06")),
    (Code("in_force"), Code("cancelled")),
    (Flag(True), Flag(False)),  # noqa: FBT003  a flag is what it is
    (Ref("company", "a"), Ref("company", "b")),
    (Missing("none"), Text("something")),
    (Missing("none"), Ref("company", "a")),
    (Missing("none"), Named("somebody")),
]


@pytest.mark.parametrize(("a", "b"), EXCLUDING)
def test_values_that_cannot_both_be_true_exclude_each_other(a: Value, b: Value) -> None:
    assert excludes(a, b, fixed=True)
    assert excludes(a, b, fixed=False)


AGREEING: list[tuple[Value, Value]] = [
    (usd("2.50"), usd("2.5")),
    (usd("1e3"), usd("1000")),
    (Quantity("0.5", "GW"), Quantity("500", "MW")),
    (Quantity("1", "year"), Quantity("12", "month")),
    (usd("560", "over"), usd("593.7")),
    (Quantity("-3", "%", "over"), Quantity("-3.5", "%")),
    (Span("20", "50", "x"), Quantity("50", "x")),
    (Span("20", "50", "x"), Span("50", "60", "x")),
    (usd("5", "at_most"), usd("5", "at_least")),
    (usd("5", "over"), usd("6", "over")),
    (usd("100", "about"), usd("95")),
    (usd("-100", "about"), usd("-105")),
    (usd("100", "nearly"), usd("100")),
    (usd("0", "at_most"), usd("0")),
    (When("2025-01"), When("2025-01-10")),
    (When("2025-01-29~"), When("2025-02-05")),
    (When("2025-01-29%"), When("2025-01-22")),
    (When("2025-01~"), When("2025-02-28")),
    (When("2025~"), When("2026-12-31")),
    (When("2024-07/2025-01"), When("2024-12-24")),
    (When("2024-07/.."), When("2024-07-15/2025-01")),
    (When("2024-07/.."), When("../2025-01")),
    (Text("Mixture of  Experts"), Text("mixture of experts")),
    (Named("US companies"), Named("us companies")),
    (Named("OpenAI"), Ref("company", "openai")),
    (Text("Apache-2.0"), Text("apache 2.0")),
    (Quantity("1", "day"), Quantity("86400", "second")),
    (When("2024/2024"), When("2024-01-01/2024-12-31")),
    (Phrase("Preiskrieg", "de"), Phrase("preiskrieg", "de")),
    (Missing("unknown"), Missing("unknown")),
    (Missing("none"), Missing("none")),
]


@pytest.mark.parametrize(("a", "b"), AGREEING)
def test_values_that_one_truth_satisfies_agree(a: Value, b: Value) -> None:
    assert agrees(a, b, fixed=True)
    assert agrees(a, b, fixed=False)


NEITHER: list[tuple[Value, Value]] = [
    (usd("5"), Quantity("9", "EUR")),
    (Quantity("5", "%"), Quantity("9", "pp")),
    (Quantity("1", "GPU"), Quantity("2", "chip")),
    (Quantity("30", "day"), Quantity("2", "month")),
    (Quantity("2", "USD/Mtok"), Quantity("3", "EUR/Mtok")),
    (Text("a"), Text("b")),
    (Phrase("hello", "en"), Phrase("hello", "de")),
    (Named("Microsoft"), Named("Microsoft Corp")),
    (Ref("company", "a"), Named("a b")),
    (Missing("unknown"), usd("5")),
    (Missing("unknown"), Missing("none")),
]


@pytest.mark.parametrize(("a", "b"), NEITHER)
def test_what_cannot_be_compared_neither_excludes_nor_agrees(a: Value, b: Value) -> None:
    assert not excludes(a, b, fixed=True)
    assert not agrees(a, b, fixed=True)


ROUNDED = [
    (usd("17"), usd("16.97")),
    (usd("17"), usd("17.5")),
    (usd("-17"), usd("-16.97")),
    (usd("118.5"), usd("118.51")),
    (usd("340"), usd("336.2")),
    (usd("2.50"), usd("2.496")),
    (Quantity("0.50", "GW"), Quantity("498", "MW")),
]


@pytest.mark.parametrize(("rounded", "figure"), ROUNDED)
def test_on_fixed_properties_a_number_does_not_exclude_its_rounding(rounded: Quantity, figure: Quantity) -> None:
    assert not excludes(rounded, figure, fixed=True)
    assert agrees(figure, rounded, fixed=True)


@pytest.mark.parametrize(("rounded", "figure"), ROUNDED)
def test_on_lasting_properties_every_digit_counts(rounded: Quantity, figure: Quantity) -> None:
    assert excludes(rounded, figure, fixed=False)
    assert not agrees(rounded, figure, fixed=False)


@pytest.mark.parametrize(
    ("rounded", "figure"),
    [
        (usd("17"), usd("17.51")),
        (usd("5"), usd("4.97")),
        (usd("300"), usd("300.1")),
        (usd("17.0"), usd("16.94")),
        (usd("2.50"), usd("2.494")),
        (usd("17", "over"), usd("16.97")),
        (Quantity("0.50", "GW"), Quantity("494", "MW")),
    ],
)
def test_a_figure_too_far_off_or_too_coarse_is_no_rounding(rounded: Quantity, figure: Quantity) -> None:
    assert excludes(rounded, figure, fixed=True)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (When("2024-12-26"), When("2024-12")),
        (When("2024-12"), When("2024")),
        (When("2025-01-29"), When("2025-01-29~")),
        (When("2025-02-05"), When("2025-01-29~")),
        (When("2024-12-24"), When("2024-07/2025-01")),
        (When("2024-07-01/2025-01"), When("2024-07/2025-01")),
        (When("2024-07/2025-01"), When("2024-07/..")),
        (usd("5.576"), usd("6", "under")),
        (usd("593.7"), usd("560", "over")),
        (usd("560", "over"), usd("560", "at_least")),
        (usd("6", "under"), usd("6", "at_most")),
        (usd("100", "nearly"), usd("100", "about")),
        (Span("20", "30", "x"), Span("20", "50", "x")),
        (Quantity("-3.5", "%"), Quantity("-3", "%", "over")),
        (Quantity("500", "MW"), Quantity("1", "GW", "under")),
    ],
)
def test_the_narrower_of_two_lies_inside_the_other(narrow: Value, wide: Value) -> None:
    assert inside(narrow, wide)
    assert not inside(wide, narrow)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (usd("16.97"), usd("17")),
        (usd("2.50"), usd("2.5")),
        (Quantity("0.5", "GW"), Quantity("500", "MW")),
        (usd("5"), Quantity("6", "EUR", "under")),
        (Span("20", "50", "x"), Span("30", "60", "x")),
        (When("2025"), When("2025-01/2025-12")),
        (When("2024-12-03/2024-12-05"), When("2024-12")),
        (When("2025-01"), When("2025-01?")),
        (When("2024-12-26"), When("2025-01")),
        (Code("lab"), Code("lab")),
        (Missing("unknown"), usd("5")),
    ],
)
def test_neither_of_these_lies_inside_the_other(a: Value, b: Value) -> None:
    assert not inside(a, b)
    assert not inside(b, a)

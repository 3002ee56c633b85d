"""Matching: what is equal to, more or less than what a reader asks for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.values import Code, Flag, Named, Quantity, Ref, Span, Text, Value, When
from chalicelib.domain.values.matching import Operator, last_day, matches

EQ, NE, GT, GTE, LT, LTE = Operator
ORDERED = (GT, GTE, LT, LTE)


def usd(amount: str, bound: str | None = None) -> Quantity:
    return Quantity(amount, "USD", bound)


QUANTITIES: dict[Value, tuple[Operator, ...]] = {  # compared with 1e9 USD
    usd("1000000000"): (EQ, GTE, LTE),
    usd("1000000000.00"): (EQ, GTE, LTE),
    usd("2e9"): (NE, GT, GTE),
    usd("-2e9"): (NE, LT, LTE),
    usd("1e9", "over"): (NE, GT, GTE),
    usd("1e9", "at_least"): (NE, GTE),
    usd("1e9", "under"): (NE, LT, LTE),
    usd("1e9", "at_most"): (NE, LTE),
    usd("1e9", "about"): (NE,),
    usd("1e9", "nearly"): (NE, LTE),
    usd("1.1e9", "about"): (NE, GT, GTE),
    usd("-1e9", "over"): (NE, LT, LTE),  # fell by more than that
    Span("1e9", "2e9", "USD"): (NE, GTE),
    Span("2e9", "3e9", "USD"): (NE, GT, GTE),
    Span("0", "2e9", "USD"): (NE,),
    Quantity("5e9", "EUR"): (),
    Quantity("5e9", "%"): (),
}


@pytest.mark.parametrize(("value", "expected"), QUANTITIES.items(), ids=lambda each: getattr(each, "canonical", str)())
def test_a_quantity_matches_where_all_that_it_allows_does(value: Value, expected: tuple[Operator, ...]) -> None:
    assert tuple(operator for operator in Operator if matches(value, operator, usd("1e9"))) == expected


def test_units_of_one_dimension_convert_exactly() -> None:
    assert matches(Quantity("2", "GW"), EQ, Quantity("2000", "MW"))
    assert matches(Quantity("1", "year"), GTE, Quantity("12", "month"))
    assert not matches(Quantity("1", "year"), GTE, Quantity("1", "day"))


DATES: dict[str, tuple[Operator, ...]] = {  # compared with January 2025
    "2025-01": (EQ, GTE, LTE),
    "2025-01-26": (EQ, GTE, LTE),
    "2025-01-26~": (EQ, GTE, LTE),
    "2025-01-02/2025-01-09": (EQ, GTE, LTE),
    "2025": (NE, GTE, LTE),
    "2025-01/2025-02": (NE, GTE, LTE),
    "2025-02-01": (NE, GT, GTE),
    "2024-12-31": (NE, LT, LTE),
    "2024-12/2025-06": (NE, LT, LTE),
    "2025-01/..": (NE, GTE, LTE),
}


@pytest.mark.parametrize(("date", "expected"), DATES.items(), ids=DATES)
def test_a_date_equals_what_it_lies_within_and_is_ordered_by_its_first_day(
    date: str, expected: tuple[Operator, ...]
) -> None:
    assert tuple(operator for operator in Operator if matches(When(date), operator, When("2025-01"))) == expected


def test_the_last_day_of_an_open_interval_is_the_last_there_is() -> None:
    assert last_day(When("2024-02")) == "2024-02-29"
    assert last_day(When("2024-02/..")) == "9999-12-31"


def test_texts_are_compared_folded() -> None:
    assert matches(Text("Éclair-2"), EQ, Text("ECLAIR 2"))
    assert matches(Text("eclair"), LT, Text("Zebra"))
    assert matches(Text("!!"), NE, Text("??"))
    assert matches(Text("!!"), EQ, Text("!!"))


@pytest.mark.parametrize(
    ("one", "other"),
    [(Code("CN"), Code("US")), (Flag(flag=True), Flag(flag=False)), (Ref("company", "a"), Ref("company", "b"))],
)
def test_what_has_no_order_is_equal_or_not(one: Value, other: Value) -> None:
    assert matches(one, EQ, one)
    assert not matches(one, NE, one)
    assert matches(one, NE, other)
    assert not any(matches(one, operator, each) for operator in ORDERED for each in (one, other))


def test_words_for_an_entity_are_none_of_the_entities() -> None:
    assert matches(Named("Others"), NE, Ref("company", "a"))


AMOUNTS = st.decimals("-1e6", "1e6", places=2).map(str)


@given(one=AMOUNTS, other=AMOUNTS)
def test_exact_amounts_are_ordered_as_numbers_are(one: str, other: str) -> None:
    a, b = Decimal(one), Decimal(other)
    expected = {EQ: a == b, NE: a != b, GT: a > b, GTE: a >= b, LT: a < b, LTE: a <= b}
    assert {operator: matches(usd(one), operator, usd(other)) for operator in Operator} == expected


DAYS = st.dates().map(lambda day: When(day.isoformat()))


@given(one=DAYS, other=DAYS)
def test_days_are_ordered_as_days_are(one: When, other: When) -> None:
    a, b = one.text, other.text
    expected = {EQ: a == b, NE: a != b, GT: a > b, GTE: a >= b, LT: a < b, LTE: a <= b}
    assert {operator: matches(one, operator, other) for operator in Operator} == expected

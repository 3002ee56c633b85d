"""Matching: what is equal to, more or less than what a reader asks for."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.domain.values import Code, Flag, Missing, Named, Quantity, Ref, Span, Text, Value, When, parse_date
from chalicelib.domain.values.comparing.matching import Operator, matches
from tests.conftest import examples

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
    "2025-02/..": (NE, GT, GTE),
    "2025-01?": (EQ, GTE, LTE),
    "2025-02-01~": (NE, GT, GTE),  # could be January: what is stated counts
    "2024-12-31%": (NE, LT, LTE),
    "../2024-12": (NE, LT, LTE),  # it began by then
    "../2024-12~": (NE, LT, LTE),
    "../2025-01": (NE, LTE),
    "../2025-01-01": (NE, LTE),
    "../2025-02": (NE,),
    "../9999": (NE,),
}


@pytest.mark.parametrize(("stated", "expected"), DATES.items(), ids=DATES)
def test_a_date_equals_what_it_lies_within_and_is_ordered_by_its_first_day(
    stated: str, expected: tuple[Operator, ...]
) -> None:
    assert tuple(operator for operator in Operator if matches(When(stated), operator, When("2025-01"))) == expected


def test_the_last_day_of_an_open_interval_is_the_last_there_is() -> None:
    assert When("2024-02").last_day == "2024-02-29"
    assert When("2024-02/..").last_day == "9999-12-31"


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


POINTS = st.dates(date(2023, 1, 1), date(2027, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)
VAGUENESS = st.sampled_from(["", "~", "?", "%"])
ENDS = st.tuples(POINTS, VAGUENESS).map("".join)
FORMS = (
    ENDS | ENDS.map(lambda end: f"../{end}") | ENDS.map(lambda end: f"{end}/..") | st.tuples(ENDS, ENDS).map("/".join)
)


def stated_days(point: str) -> tuple[str, str]:
    """Give the first and the last day of a date that is no interval."""
    plain = point.rstrip("~?%")
    year, month = int(plain[:4]), int(plain[5:7] or 12)
    last = f"{year}-{month:02}-{monthrange(year, month)[1]:02}"
    return (plain + "-01-01"[len(plain) - 4 :])[:10], (plain if len(plain) == 10 else last)


def naive_date(value: str, asked: str) -> dict[Operator, bool]:
    """Look at every day on which the value can have begun, as a list of days long before and up to its end."""
    start, _, end = value.partition("/")
    low, high = stated_days(asked)
    begun = [stated_days(start)[0]] if start != ".." else ["0000-01-01", "2020-01-01", stated_days(end)[1]]
    last = "9999-12-31" if end == ".." else stated_days(end or start)[1]
    lies_within = begun[0] >= low and last <= high
    return {
        EQ: lies_within,
        NE: not lies_within,
        GT: all(day > high for day in begun),
        GTE: all(day >= low for day in begun),
        LT: all(day < low for day in begun),
        LTE: all(day <= high for day in begun),
    }


@settings(max_examples=examples(150))
@given(FORMS, POINTS)
def test_dates_of_every_form_match_as_a_look_at_each_day_says(value: str, asked: str) -> None:
    read = parse_date(value)
    assume(read is not None)
    assert read is not None
    found = {operator: matches(read, operator, When(asked)) for operator in Operator}
    assert found == naive_date(value, asked)


WHOLE = st.integers(-8, 8).map(str)
QUANTITY_FORMS = st.builds(
    usd, WHOLE, st.sampled_from([None, "about", "nearly", "under", "over", "at_most", "at_least"])
) | st.tuples(st.integers(-8, 8), st.integers(0, 8)).map(lambda ends: Span(str(ends[0]), str(sum(ends)), "USD"))
GRID = [Fraction(step, 40) for step in range(-40 * 20, 40 * 20 + 1)]


def allows(value: Value, number: Fraction) -> bool:
    """Say whether a quantity allows a number: bounds speak of its size, `about` is 5 % either side."""
    if isinstance(value, Span):
        return Fraction(value.low) <= number <= Fraction(value.high)
    assert isinstance(value, Quantity)
    stated = Fraction(value.amount)
    size, of_number = abs(stated), abs(number)
    if number and stated and (number < 0) != (stated < 0):
        return False
    if not stated and number < 0:  # a size has no sign; zero is stated as a positive one
        return False
    return {
        None: of_number == size,
        "about": Fraction(95, 100) * size <= of_number <= Fraction(105, 100) * size,
        "nearly": Fraction(95, 100) * size <= of_number <= size,
        "under": of_number < size,
        "over": of_number > size,
        "at_most": of_number <= size,
        "at_least": of_number >= size,
    }[value.bound]


@settings(max_examples=examples(80), deadline=None)
@given(QUANTITY_FORMS, WHOLE)
def test_quantities_of_every_form_match_where_each_number_that_they_allow_does(value: Value, asked: str) -> None:
    allowed = [number for number in GRID if allows(value, number)]
    assume(allowed)  # nothing is under zero
    other = Fraction(asked)
    expected = {
        EQ: allowed == [other],
        NE: allowed != [other],
        GT: all(number > other for number in allowed),
        GTE: all(number >= other for number in allowed),
        LT: all(number < other for number in allowed),
        LTE: all(number <= other for number in allowed),
    }
    assert {operator: matches(value, operator, usd(asked)) for operator in Operator} == expected


@pytest.mark.parametrize("which", ["unknown", "none"])
def test_what_is_missing_is_never_more_or_less(which: Any) -> None:
    assert not any(matches(Missing(which), operator, When("2024")) for operator in (*ORDERED, EQ))

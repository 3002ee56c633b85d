"""Quantity types: signs, whole numbers, plus_minus, real years, and a schema that is as strict as the parser."""

from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.facts.records import read_value, write_value
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import (
    DIMENSIONS,
    Exclusions,
    Quantity,
    QuantityType,
    Span,
    agrees,
    covers,
    excludes,
    identity,
    inside,
    overlaps,
    unit_group,
    value_from_json,
)
from chalicelib.domain.values.comparing.matching import Operator, matches
from chalicelib.domain.values.quantities.one_unit import expressed_in
from chalicelib.domain.values.quantities.units import WORDS

MONEY = QuantityType(("money", "money/*"))
PRICE = QuantityType(("money", "money/*"), sign="+")
JOBS = QuantityType(("employee", "person"), sign="+", whole=True)
MIXED = QuantityType(("money", "percent", "rank"))


def faults_of(value_type: QuantityType, raw: Any) -> list[tuple[str, str, str]]:
    faults = Faults()
    value = value_type.parse(raw, at="/v", faults=faults)
    assert (value is None) == bool(faults.found)
    return [(fault.pointer.removeprefix("/v"), fault.code, fault.detail) for fault in faults.found]


@pytest.mark.parametrize(
    ("value_type", "raw", "expected"),
    [
        (PRICE, {"amount": "-1", "unit": "USD"}, [("/amount", "below_zero")]),
        (PRICE, {"amount": "-0", "unit": "USD"}, [("/amount", "below_zero")]),
        (PRICE, {"low": "-2", "high": "-1", "unit": "USD"}, [("/low", "below_zero"), ("/high", "below_zero")]),
        (PRICE, {"low": "-2", "high": "1", "unit": "USD"}, [("/low", "below_zero")]),
        (JOBS, {"amount": "1.5", "unit": "employee"}, [("/amount", "not_whole")]),
        (JOBS, {"amount": "15e-1", "unit": "employee"}, [("/amount", "not_whole")]),
        (JOBS, {"amount": "-1.5", "unit": "employee"}, [("/amount", "below_zero"), ("/amount", "not_whole")]),
        (JOBS, {"low": "1.5", "high": "2.5", "unit": "person"}, [("/low", "not_whole"), ("/high", "not_whole")]),
        (MIXED, {"amount": "0", "unit": "rank"}, [("/amount", "bad_range")]),
        (MIXED, {"amount": "-3", "unit": "rank"}, [("/amount", "bad_range")]),
        (MIXED, {"amount": "1.5", "unit": "rank"}, [("/amount", "not_whole")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": "-1"}, [("/plus_minus", "not_an_amount")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": 1}, [("/plus_minus", "not_an_amount")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": "2 percent"}, [("/plus_minus", "not_an_amount")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": ""}, [("/plus_minus", "not_an_amount")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": "%"}, [("/plus_minus", "not_an_amount")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": "1e99"}, [("/plus_minus", "not_an_amount")]),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": "1\n"}, [("/plus_minus", "not_an_amount")]),
        (
            MONEY,
            {"amount": "5", "unit": "USD", "plus_minus": "1", "bound": "over"},
            [("/plus_minus", "not_together")],
        ),
        (MONEY, {"low": "5", "high": "6", "unit": "USD", "plus_minus": "1"}, [("/plus_minus", "unknown_field")]),
        (MONEY, {"amount": "5", "unit": "USD", "real": 2023}, [("/real", "not_a_year")]),
        (MONEY, {"amount": "5", "unit": "USD", "real": "23"}, [("/real", "not_a_year")]),
        (MONEY, {"amount": "5", "unit": "USD", "real": "2023-01"}, [("/real", "not_a_year")]),
        (MONEY, {"amount": "5", "unit": "USD", "real": "2023\n"}, [("/real", "not_a_year")]),
        (MIXED, {"amount": "5", "unit": "%", "real": "2023"}, [("/real", "wrong_dimension")]),
        (MIXED, {"low": "5", "high": "6", "unit": "%", "real": "2023"}, [("/real", "wrong_dimension")]),
        (JOBS, {"amount": "5", "unit": "person", "real": "2023"}, [("/real", "unknown_field")]),
        (
            PRICE,
            {"amount": "-5", "unit": "MW", "plus_minus": "x", "real": "x"},
            [
                ("/amount", "below_zero"),
                ("/unit", "wrong_dimension"),
                ("/plus_minus", "not_an_amount"),
                ("/real", "not_a_year"),
            ],
        ),
    ],
)
def test_what_a_quantity_cannot_be_is_refused(
    value_type: QuantityType, raw: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert [(pointer, code) for pointer, code, _ in faults_of(value_type, raw)] == expected


def test_the_refusal_of_an_amount_below_zero_says_how_to_write_unknown() -> None:
    [(_, _, detail)] = faults_of(PRICE, {"amount": "-1", "unit": "USD"})
    assert '{"missing": "unknown"}' in detail
    assert PRICE.parse({"missing": "unknown"}, at="", faults=Faults()) is not None


@pytest.mark.parametrize(
    ("value_type", "raw"),
    [
        (PRICE, {"amount": "0", "unit": "USD"}),
        (PRICE, {"amount": "+0.5", "unit": "USD/Mtok"}),
        (PRICE, {"low": "0", "high": "1", "unit": "USD"}),
        (MONEY, {"amount": "-1", "unit": "USD"}),
        (JOBS, {"amount": "1.5e3", "unit": "employee"}),
        (JOBS, {"amount": "9000.00", "unit": "employee", "bound": "about"}),
        (JOBS, {"amount": "10e-1", "unit": "employee"}),
        (MIXED, {"amount": "1", "unit": "rank"}),
        (MIXED, {"amount": "-1.5", "unit": "%"}),
        (MONEY, {"amount": "45.0e9", "unit": "USD", "plus_minus": "2 %"}),
        (MONEY, {"amount": "45.0e9", "unit": "USD", "plus_minus": "2%"}),
        (MONEY, {"amount": "45.0e9", "unit": "USD", "plus_minus": "0.9e9", "real": "2023"}),
        (MONEY, {"low": "1", "high": "2", "unit": "USD/Mtok", "real": "1999"}),
        (MONEY, {"amount": "5", "unit": "USD", "plus_minus": "0"}),
    ],
)
def test_what_it_can_be_is_kept_as_it_was_sent_and_read_back(value_type: QuantityType, raw: dict[str, Any]) -> None:
    value = value_from_json(raw, value_type)
    assert value.json() == raw
    assert read_value(write_value(value)) == value
    jsonschema.Draft202012Validator(value_type.schema()).validate(raw)


def test_a_quantity_on_record_without_the_new_members_reads_as_before() -> None:
    assert read_value(["quantity", {"amount": "5", "unit": "USD", "bound": "over"}]) == Quantity("5", "USD", "over")
    assert read_value(["span", {"low": "5", "high": "6", "unit": "USD"}]) == Span("5", "6", "USD")
    assert Quantity("2.50", "USD", "over").canonical() == "quantity:over 2.5 USD"
    assert Span("1", "2", "USD").canonical() == "span:1 to 2 USD"


def test_how_an_error_is_written_makes_no_other_value() -> None:
    texts = ("0.9e9", "900000000", "2 %", "2%", "2.0 %")
    assert len({identity(Quantity("45e9", "USD", plus_minus=text)) for text in texts}) == 1
    assert len({Quantity("45e9", "USD", plus_minus=text).canonical() for text in texts}) == 1
    assert identity(Quantity("5", "USD", plus_minus="0")) == identity(Quantity("5", "USD"))
    assert identity(Quantity("5", "USD", plus_minus="1")) != identity(Quantity("5", "USD"))
    assert identity(Quantity("2", "GW", plus_minus="0.1")) == identity(Quantity("2000", "MW", plus_minus="100"))


RANGE = Quantity("45", "USD", plus_minus="2 %")  # 44.1 to 45.9


@pytest.mark.parametrize(
    ("other", "is_excluded"),
    [
        (Quantity("44.1", "USD"), False),
        (Quantity("45.9", "USD"), False),
        (Quantity("44.09", "USD"), True),
        (Quantity("45.91", "USD"), True),
        (Quantity("44", "USD", "under"), True),
        (Quantity("44.5", "USD", "under"), False),
        (Span("45.9", "50", "USD"), False),
        (Span("46", "50", "USD"), True),
        (Quantity("46", "USD", plus_minus="0.1"), False),
        (Quantity("46.1", "USD", plus_minus="0.1"), True),
        (Quantity("46", "EUR"), False),
        (Quantity("46", "USD", real="2023"), False),
    ],
)
def test_an_amount_allows_what_lies_within_its_plus_minus(other: Quantity | Span, *, is_excluded: bool) -> None:
    assert excludes(RANGE, other, fixed=False) == is_excluded
    assert excludes(other, RANGE, fixed=False) == is_excluded


def test_an_amount_with_a_stated_error_is_no_rounding_of_another() -> None:
    stated, figure = Quantity("45", "USD", plus_minus="0.1"), Quantity("45.4", "USD")
    assert excludes(stated, figure, fixed=True)
    assert excludes(figure, stated, fixed=True)
    assert not excludes(Quantity("45", "USD"), figure, fixed=True)


def test_a_number_within_is_narrower_and_matches_as_its_whole_range_does() -> None:
    assert inside(Quantity("45.5", "USD"), RANGE)
    assert covers(RANGE, Quantity("45.5", "USD"), fixed=False)
    assert not inside(RANGE, Quantity("45.5", "USD"))
    assert matches(RANGE, Operator.GTE, Quantity("44.1", "USD"))
    assert not matches(RANGE, Operator.GTE, Quantity("44.2", "USD"))
    assert matches(Quantity("-45", "USD", plus_minus="2 %"), Operator.LTE, Quantity("-44.1", "USD"))


def test_money_of_different_years_is_never_compared() -> None:
    nominal, of_2023, of_2024 = (Quantity("5", "USD", real=year) for year in (None, "2023", "2024"))
    more = Quantity("9", "USD", real="2023")
    assert len({identity(each) for each in (nominal, of_2023, of_2024)}) == 3
    assert [unit_group(each) for each in (nominal, of_2023)] == ["USD", "USD of 2023"]
    for a, b in ((nominal, more), (of_2024, more)):
        assert not excludes(a, b, fixed=False)
        assert not agrees(a, b, fixed=False)
        assert not inside(a, b)
        assert not matches(a, Operator.LTE, b)
    assert excludes(of_2023, more, fixed=False)
    assert matches(of_2023, Operator.LTE, more)


def test_an_amount_in_another_unit_keeps_its_error_and_its_year() -> None:
    price = Quantity("3", "USD/Mtok", plus_minus="0.5", real="2023")
    assert expressed_in(price, "USD/ktok") == Quantity("0.003", "USD/ktok", None, "0.0005", "2023")
    assert expressed_in(Quantity("1", "GW", plus_minus="5 %"), "MW") == Quantity("1000", "MW", plus_minus="5 %")
    assert expressed_in(Quantity("60", "second", plus_minus="1"), "minute") == Quantity("60", "second", plus_minus="1")
    assert expressed_in(Span("1", "2", "USD/ktok", "2023"), "USD/Mtok") == Span("1000", "2000", "USD/Mtok", "2023")


UNITS = st.sampled_from(
    [*WORDS, "USD", "DEM", "USD/Mtok", "USD/seat/month", "EUR/USD", "token/second", "W/day", "x/day"]
)
DIGITS = st.text("-+0123456789.eE %", max_size=6)
AMOUNTS = st.from_regex(r"\A[+-]?(0|[1-9][0-9]?)(\.[0-9]{1,2})?([eE][+-]?[0-9])?\Z") | DIGITS
YEARS = st.sampled_from(["2023", "0023", "3023", "23", "2023\n", ""])
ERRORS = AMOUNTS | st.from_regex(r"\A[0-9](\.[0-9])? ?%\Z")
BOUNDS = st.sampled_from(["over", "about", "circa"])
RAW = st.fixed_dictionaries(
    {"amount": AMOUNTS, "unit": UNITS}, optional={"bound": BOUNDS, "plus_minus": ERRORS, "real": YEARS}
) | st.fixed_dictionaries({"low": AMOUNTS, "high": AMOUNTS, "unit": UNITS}, optional={"real": YEARS, "bound": BOUNDS})
TYPES = st.builds(
    QuantityType,
    st.lists(st.sampled_from([*DIMENSIONS, "money/token", "token/time"]), min_size=1, max_size=4).map(tuple)
    | st.just(DIMENSIONS),
    sign=st.sampled_from(["+", "±"]),
    whole=st.booleans(),
)
NO_PATTERN = {"bad_range", "not_whole"}  # what no schema can say of texts, beside the dimension of a real year


@given(TYPES, RAW)
def test_the_schema_accepts_what_the_parser_accepts_and_nothing_else(value_type: QuantityType, raw: Any) -> None:
    faults = faults_of(value_type, raw)
    beyond = [code in NO_PATTERN or (pointer, code) == ("/real", "wrong_dimension") for pointer, code, _ in faults]
    is_valid = jsonschema.Draft202012Validator(value_type.schema()).is_valid(raw)
    assert is_valid == (not faults or all(beyond))


NUMBERS = st.integers(-20, 20).map(str)
VALUES = st.builds(
    Quantity,
    NUMBERS,
    st.sampled_from(["USD", "USD/Mtok", "USD/ktok"]),
    plus_minus=st.none() | st.sampled_from(["0", "3", "10 %", "150 %"]),
    real=st.none() | st.just("2023"),
) | st.builds(lambda low, wide: Span(str(low), str(low + wide), "USD", "2023"), st.integers(-20, 20), st.integers(1, 9))


@given(VALUES, VALUES, st.integers(-120, 120))
def test_two_values_exclude_each_other_exactly_if_no_number_is_in_both(
    a: Quantity | Span, b: Quantity | Span, number: int
) -> None:
    both = [value.reals().scaled(Decimal(1000 if value.unit.endswith("ktok") else 1)) for value in (a, b)]
    is_in_both = all(each.low <= number <= each.high for each in both)
    assert not (is_in_both and excludes(a, b, fixed=False))
    assert not excludes(a, b, fixed=False) or unit_group(a) == unit_group(b)


@pytest.mark.parametrize("fixed", [True, False])
@given(values=st.lists(VALUES, min_size=9, max_size=14), value=VALUES)
def test_many_values_laid_over_each_other_say_the_same_as_two(
    values: list[Quantity | Span], value: Quantity | Span, *, fixed: bool
) -> None:
    many = overlaps(values, fixed=fixed)
    assert sorted(many.agreeing(value)) == [n for n, each in enumerate(values) if agrees(value, each, fixed=fixed)]
    assert Exclusions(values, fixed=fixed).exclude(value) == any(excludes(value, each, fixed=fixed) for each in values)

"""Units: the vocabulary, exact conversion, amounts, and the periods that figures are of."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.values import DIMENSIONS, UNITS, convert, parse_period, units_of
from chalicelib.domain.values.quantities.quantities import canonical_amount, read_amount, rounding_error

CODES = st.sampled_from(sorted(UNITS))
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)


@pytest.mark.parametrize(
    ("amount", "unit", "to", "expected"),
    [
        ("0.5", "GW", "MW", "500"),
        ("500", "MW", "GW", "0.5"),
        ("1", "W", "GW", "1e-9"),
        ("2", "week", "day", "14"),
        ("90", "minute", "hour", "1.5"),
        ("2", "year", "month", "24"),
        ("3", "token/second", "token/minute", "180"),
    ],
)
def test_units_of_one_base_convert_exactly(amount: str, unit: str, to: str, expected: str) -> None:
    assert convert(Decimal(amount), unit, to) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("USD", "EUR"),
        ("USD/Mtok", "EUR/Mtok"),
        ("USD/Mtok", "USD"),
        ("USD/hour", "USD/minute"),
        ("%", "pp"),
        ("pp", "point"),
        ("GPU", "chip"),
        ("day", "month"),
        ("year", "week"),
        ("token/second", "request/second"),
        ("token/day", "token/month"),
    ],
)
def test_what_has_no_exact_rate_does_not_convert(unit: str, to: str) -> None:
    assert convert(Decimal(1), unit, to) is None


def test_a_result_without_end_is_no_result() -> None:
    assert convert(Decimal(1), "second", "minute") is None


@given(AMOUNTS, CODES)
def test_a_unit_converts_to_itself(amount: Decimal, unit: str) -> None:
    assert convert(amount, unit, unit) == amount


@given(AMOUNTS, CODES, CODES)
def test_converting_there_and_back_gives_the_same(amount: Decimal, unit: str, to: str) -> None:
    there = convert(amount, unit, to)
    assert there is None or convert(there, to, unit) == amount


@given(CODES)
def test_a_unit_shares_the_dimension_of_its_base(code: str) -> None:
    unit = UNITS[code]
    assert UNITS[unit.base].dimension == unit.dimension
    assert UNITS[unit.base].base == unit.base
    assert UNITS[unit.base].factor == 1


def test_every_unit_of_the_vocabulary_is_there() -> None:
    written = (
        "USD EUR CNY JPY GBP CHF KRW INR TWD USD/Mtok EUR/Mtok CNY/Mtok "
        "USD/request USD/image USD/minute USD/month % pp x token parameter FLOP rank user download GPU chip "
        "request score second minute hour day week month year W kW MW GW token/second request/second"
    )
    assert [code for code in written.split() if code not in UNITS] == []


@pytest.mark.parametrize("code", ["XTS", "XXX", "XAU", "XBA", "usd", "$", "XTS/Mtok", "USD/mtok", ""])
def test_what_nobody_pays_in_is_no_currency(code: str) -> None:
    assert code not in UNITS


def test_every_unit_says_in_a_line_what_it_means() -> None:
    assert [unit for unit in UNITS.values() if not unit.meaning.strip() or "\n" in unit.meaning] == []


def test_every_dimension_has_units_and_every_unit_a_dimension() -> None:
    assert {unit.dimension for unit in UNITS.values()} == set(DIMENSIONS)
    assert len(UNITS) == sum(len(units_of([dimension])) for dimension in DIMENSIONS)


@pytest.mark.parametrize(
    "text", ["0", "-0", "94.60", "-2.71", "+2.71", "1e25", "1E-7", "2.5e3", "1e60", "1e-60", "9" * 40, "0.00"]
)
def test_decimal_strings_are_amounts(text: str) -> None:
    assert read_amount(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " 1", "1\n", "1,000", "1.", ".5", "007", "1e", "--1", "NaN", "Infinity", "0x10", "1_000", "١٢"),
        *("1e61", "1e-61", "1e999", "9" * 41, "0." + "1" * 41, "1 000", "$5", "5%"),
    ],
)
def test_other_text_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@given(AMOUNTS)
def test_equal_numbers_have_one_canonical_form(number: Decimal) -> None:
    assert canonical_amount(number) == canonical_amount(Decimal(f"{number:e}"))
    assert Decimal(canonical_amount(number)) == number


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("17", "0.5"),
        ("-17", "0.5"),
        ("340", "5"),
        ("94.60", "0.005"),
        ("17.0", "0.05"),
        ("0.050", "0.0005"),
        ("1.50e3", "5"),
        ("15e2", "50"),
        ("150e1", "50"),
    ],
)
def test_an_amount_shows_how_far_it_was_rounded(text: str, error: str) -> None:
    assert rounding_error(text) == Decimal(error)


@pytest.mark.parametrize("text", ["0", "5", "300", "1e25", "0.05", "0.00", "20e3"])
def test_one_digit_is_too_few_for_a_rounding(text: str) -> None:
    assert rounding_error(text) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("P6M", "P6M"),
        ("P12M", "P1Y"),
        ("P18M", "P1Y6M"),
        ("P0.5Y", "P6M"),
        ("P1W", "P7D"),
        ("P7D", "P7D"),
        ("PT36H", "P1DT12H"),
        ("P1Y2M3DT4H", "P1Y2M3DT4H"),
        ("2024-07/2025-01", "2024-07/2025-01"),
        ("2025-01/..", "2025-01/.."),
    ],
)
def test_a_period_is_a_duration_or_an_interval_in_one_spelling(text: str, canonical: str) -> None:
    assert parse_period(text) == canonical
    assert parse_period(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "PT", "P1YT", "-P1D", "P0D", "P0M", "P0.3M", "6M", "P6", "p6m", "P1M1Y", "P1D\n"),
        *("2025-1", "2025-02/2025-01", "2025-01-26T10:00Z", "P9999999999D", "P999999999W", "P1D/2025", "quarter"),
    ],
)
def test_what_is_neither_is_no_period(text: str) -> None:
    assert parse_period(text) is None


@given(st.sampled_from(["P{}D", "PT{}H", "PT{}M", "PT{}S", "P{}W"]), st.decimals("0.000001", 10**6, places=6))
def test_the_spelling_of_a_part_of_a_period_is_stable(form: str, number: Decimal) -> None:
    once = parse_period(form.format(number))
    assert once is None or parse_period(once) == once


@given(st.integers(0, 400), st.integers(0, 40), st.integers(0, 400), st.integers(0, 10**6))
def test_the_spelling_of_a_period_is_stable(months: int, weeks: int, days: int, seconds: int) -> None:
    once = parse_period(f"P{months}M{weeks}W{days}DT{seconds}S")
    assert once is None if not (months or weeks or days or seconds) else once == parse_period(str(once))

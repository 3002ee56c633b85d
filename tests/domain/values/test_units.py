"""Units: the vocabulary, exact conversion, amounts, and the periods that figures are of."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import chain, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.values import DIMENSIONS, convert, find_unit, known_unit, parse_period, units_of
from chalicelib.domain.values.quantities.quantities import canonical_amount, read_amount, rounding_error
from chalicelib.domain.values.quantities.unit_patterns import unit_pattern
from chalicelib.domain.values.quantities.unit_words import THINGS, TIMES
from chalicelib.domain.values.quantities.units import MAX_UNIT_CHARS, WORDS, admits

MAX_EXPECTED = 20  # a longer decimal stands for one without end
# Every unit of two currencies: one that serves in examples, one that does not.
CANDIDATES = list(
    dict.fromkeys(
        [
            *WORDS,
            *(f"{thing}/{time}" for thing, time in product(THINGS, TIMES)),
            *(f"{currency}{tail}" for currency in ("USD", "DKK") for tail in ("", "/USD", "/DKK")),
            *(f"{currency}/{per}" for currency in ("USD", "DKK") for per in (*THINGS, *TIMES)),
            *(f"{currency}/{thing}/{time}" for currency in ("USD", "DKK") for thing, time in product(THINGS, TIMES)),
        ]
    )
)
UNITS = {code: unit for code in CANDIDATES if (unit := find_unit(code))}
CODES = st.sampled_from(sorted(UNITS))
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)


@pytest.mark.parametrize(
    ("amount", "unit", "to", "expected"),
    [
        ("0.5", "GW", "MW", "500"),
        ("500", "MW", "GW", "0.5"),
        ("1", "W", "GW", "1e-9"),
        ("1", "TW", "GW", "1000"),
        ("2", "week", "day", "14"),
        ("90", "minute", "hour", "1.5"),
        ("250", "ms", "second", "0.25"),
        ("2", "year", "month", "24"),
        ("3", "token/second", "token/minute", "180"),
        ("0.10", "USD/second", "USD/minute", "6"),
        ("6", "USD/minute", "USD/second", "0.1"),
        ("0.002", "USD/ktok", "USD/Mtok", "2"),
        ("3", "USD/Mtok", "USD/token", "0.000003"),
        ("1", "CNY/kchar", "CNY/char", "0.001"),
        ("1", "USD/character", "USD/char", "1"),
        ("4", "CNY/kcall", "CNY/call", "0.004"),
        ("30", "USD/seat/week", "USD/seat/day", "4.285714285714285714285714286"),
        ("0.20", "USD/GB/day", "USD/GB/week", "1.4"),
        ("0.861", "fraction", "%", "86.1"),
        ("225", "bp", "pp", "2.25"),
        ("1", "kWh", "J", "3600000"),
        ("2", "MB", "kB", "2000"),
        ("200", "ktok", "token", "200000"),
    ],
)
def test_units_of_one_base_convert_exactly(amount: str, unit: str, to: str, expected: str) -> None:
    converted = convert(Decimal(amount), unit, to)
    assert converted == (Decimal(expected) if len(expected) < MAX_EXPECTED else None)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("USD", "EUR"),
        ("USD/Mtok", "EUR/Mtok"),
        ("USD/Mtok", "USD"),
        ("USD/Mtok", "USD/Mchar"),
        ("USD/month", "USD/year"),
        ("USD/seat/month", "USD/seat/year"),
        ("USD/seat/month", "USD/month"),
        ("USD/month", "USD/week"),
        ("USD/GPU/hour", "USD/chip/hour"),
        ("EUR/USD", "USD/EUR"),
        ("%", "pp"),
        ("pp", "point"),
        ("bp", "%"),
        ("GPU", "chip"),
        ("GPU_hour", "chip_hour"),
        ("person", "employee"),
        ("Wh", "W"),
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


@given(AMOUNTS, CODES, CODES)
def test_converting_there_and_back_gives_the_same(amount: Decimal, unit: str, to: str) -> None:
    there = convert(amount, unit, to)
    assert there is None or convert(there, to, unit) == amount


def test_every_pair_of_units_converts_exactly_there_and_back_if_and_only_if_they_have_one_base() -> None:
    """Try all pairs of one base; of different bases the pairs of one unit each, for only the base decides."""
    groups: dict[str, list[str]] = {}
    for code, unit in UNITS.items():
        groups.setdefault(unit.base, []).append(code)
    of_one_base = (pair for codes in groups.values() for pair in permutations(codes, 2))
    for code, other in chain(of_one_base, permutations([codes[0] for codes in groups.values()], 2)):
        unit, to = UNITS[code], UNITS[other]
        amount = Decimal(to.factor.numerator) * unit.factor.denominator  # as much as makes it come out even
        there = convert(amount, code, other)
        assert (there is not None) == (unit.base == to.base), (code, other)
        if there is not None:
            assert unit.dimension == to.dimension
            assert Fraction(there) == Fraction(amount) * unit.factor / to.factor
            assert convert(there, other, code) == amount


def test_a_unit_shares_the_dimension_of_its_base() -> None:
    for code in UNITS:
        unit, base = known_unit(code), known_unit(known_unit(code).base)
        assert base.dimension == unit.dimension, code
        assert base.base == base.code, code
        assert base.factor == 1, code
        assert Fraction(unit.scale) == unit.factor, code


PREFIXES = {"m": "0.001", "k": "1e3", "M": "1e6", "G": "1e9", "T": "1e12"}
PREFIXED = "ktok Mtok kchar Mchar kpixel Mpixel krequest kcall kquery kimage kB MB GB TB kW MW GW TW kWh MWh GWh TWh ms"
STEMS = {"tok": "token", "s": "second"}


@pytest.mark.parametrize("code", PREFIXED.split())
def test_a_prefix_means_what_it_means_everywhere(code: str) -> None:
    stem = STEMS.get(code[1:], code[1:])
    assert convert(Decimal(1), code, stem) == Decimal(PREFIXES[code[0]])
    if code in THINGS:
        assert convert(Decimal(PREFIXES[code[0]]), f"USD/{code}", f"USD/{stem}") == 1


def test_every_unit_of_the_vocabulary_is_there() -> None:
    written = (
        "USD EUR CNY JPY GBP CHF KRW INR TWD XDR USD/Mtok EUR/Mtok CNY/Mtok USD/Mchar USD/task USD/page USD/user "
        "USD/request USD/image USD/minute USD/hour USD/day USD/month USD/year % pp x token parameter FLOP rank user "
        "download GPU chip request score second minute hour day week month year W kW MW GW token/second image/hour "
        "request/second FLOP/year USD/ktok CNY/kcall USD/share USD/work USD/kWh USD/GB/day USD/Mtok/hour USD/GW "
        "CNY/USD USD/GPU/hour USD/seat/month fraction bp TW Wh kWh MWh GWh TWh J B kB MB GB TB ms person employee "
        "seat share work record citation epoch expert example dimension character GPU_hour chip_hour GB/second"
    )
    assert [code for code in written.split() if find_unit(code) is None] == []


@pytest.mark.parametrize(
    "code",
    [
        *("XTS", "XXX", "XAU", "XBA", "usd", "$", "XTS/Mtok", "USD/mtok", "", "/", "USD/", "/USD", "BTC", "USDT"),
        *("USD//month", "USD/month/", "USD/month/seat", "USD/seat/seat", "USD/month/year", "USD/hour/month"),
        *("USD/EUR/month", "W/second", "kWh/month", "%/month", "score/second", "second/second", "rank/day"),
        *("USD/GPU_hour", "USD/%", "USD/rank", "USD/pp", "token/second/second", "token/USD", " USD", "USD ", "USD\n"),
        *("kMtok", "MMW", "PB", "ktoken", "Mtoken", "token/ms", "USD" * 1000),
    ],
)
def test_what_the_grammar_does_not_make_is_no_unit(code: str) -> None:
    assert find_unit(code) is None


def test_every_unit_says_in_a_line_what_it_means() -> None:
    assert [unit for unit in UNITS.values() if not unit.meaning.strip() or "\n" in unit.meaning] == []


def test_every_dimension_has_units_and_every_unit_a_dimension() -> None:
    assert [unit.code for unit in UNITS.values() if not admits(DIMENSIONS, unit.dimension)] == []
    for dimension in DIMENSIONS:
        examples = units_of([dimension])
        assert examples
        assert all(admits([dimension], known_unit(code).dimension) for code in examples), dimension


def test_the_wildcards_hold_prices_and_rates_and_nothing_else() -> None:
    prices = {code for code, unit in UNITS.items() if admits(["money/*"], unit.dimension)}
    rates = {code for code, unit in UNITS.items() if admits(["*/time"], unit.dimension)}
    assert prices == {code for code in UNITS if code[:4] in ("USD/", "DKK/") and code[4:] not in ("USD", "DKK")}
    assert rates == {code for code in UNITS if "/" in code and code[:4] not in ("USD/", "DKK/")}


@pytest.mark.parametrize(
    ("dimension", "first"),
    [
        ("money", "USD"),
        ("money/token", "USD/Mtok"),
        ("money/*", "USD/Mtok"),
        ("money/seat/month", "USD/seat/month"),
        ("money/time", "USD/second"),
        ("money/money", "USD/EUR"),
        ("*/time", "token/second"),
        ("request/time", "request/second"),
        ("token", "token"),
    ],
)
def test_the_best_known_unit_is_the_first_example(dimension: str, first: str) -> None:
    assert units_of([dimension])[0] == first


@pytest.mark.parametrize(
    "dimensions",
    [("money",), ("money/*",), ("*/time",), ("money", "money/*", "percent"), ("money/seat/month", "money/time")]
    + [(each,) for each in DIMENSIONS]
    + [DIMENSIONS],
)
def test_the_pattern_of_dimensions_matches_exactly_their_units(dimensions: tuple[str, ...]) -> None:
    pattern = re.compile(unit_pattern(dimensions))
    for code in CANDIDATES:
        unit = UNITS.get(code)
        assert bool(pattern.search(code)) == (unit is not None and admits(dimensions, unit.dimension)), code


@given(st.lists(st.sampled_from([*WORDS, *TIMES, "USD", "DKK", "XAU", "", "k", "x y"]), max_size=4).map("/".join))
def test_what_is_put_together_of_words_matches_the_pattern_if_and_only_if_it_is_a_unit(code: str) -> None:
    assert (re.search(unit_pattern(DIMENSIONS), code) is not None) == (find_unit(code) is not None)


def test_no_unit_is_longer_than_a_unit_may_be() -> None:
    assert max(map(len, UNITS)) <= MAX_UNIT_CHARS


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

"""Values in words: every type, every unit, dates with all that they can say; and nothing is lost or made up."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.pages.words.amount_words import amount_words, quantity_words, unit_words
from chalicelib.api.pages.words.value_words import Words, date_words, instant_words, label_of, period_words, words_of
from chalicelib.domain.values import (
    BOUNDS,
    DIMENSIONS,
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    HoursType,
    MonthDayType,
    QuantityType,
    RefType,
    TextType,
    UrlType,
    Value,
    ValueType,
    When,
    units_of,
)
from chalicelib.domain.values.quantities.units import WORDS
from chalicelib.domain.values.types.document_type import DocumentType
from tests.domain.values.test_dates import dates
from tests.domain.values.test_values import TYPED
from tests.tables import for_each

NAMES = {"company/openai": "OpenAI"}
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=12).map(str)
AMOUNTS = DECIMALS.filter(lambda text: "E" not in text) | st.from_regex(
    r"\A-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?(e[+-]?[1-3][0-9])?\Z"
)

TYPED_WORDS: list[tuple[ValueType | None, Any, str]] = [
    (TextType(), "a_b", "a_b"),
    (CodeType(("funding_round",)), "funding_round", "funding round"),
    (CountryType(), "CN", "China (CN)"),
    (CountryType(), "GB", "United Kingdom (GB)"),
    (CountryType(), "EU", "European Union (EU)"),
    (CurrencyType(), "USD", "US Dollar (USD)"),
    (FlagType(), True, "yes"),
    (FlagType(), False, "no"),
    (RefType(), "company/openai", "OpenAI"),
    (RefType(), "company/xai", "company/xai"),
    (RefType(), {"text": "US companies"}, "US companies"),
    (DateType(), "2025-01-26~", "about 26 January 2025"),
    (DurationType(), "P1DT12H", "1 day 12 hours"),
    (DurationType(), "PT0.5S", "0.5 seconds"),
    (MonthDayType(), "--01-31", "31 January"),
    (HoursType(), "Mo-Fr 09:00-12:00,14:00-18:00 +08:00", "Monday to Friday 09:00 to 12:00, 14:00 to 18:00, UTC+08:00"),
    (HoursType(), "16:30-00:30 Z", "16:30 to 00:30, UTC"),
    (HoursType(), "Sa 10:00-11:00 America/New_York", "Saturday 10:00 to 11:00, America/New York"),
    (DocumentType(), "https://example.com/a", "https://example.com/a"),
    (QuantityType(DIMENSIONS), {"amount": "94.60", "unit": "EUR"}, "94.60 EUR"),
    (QuantityType(DIMENSIONS), {"missing": "unknown"}, "unknown"),
    (None, {"missing": "none"}, "none"),
    (None, {"erased": True}, "erased"),
    (None, {"text": "Preiskrieg", "language": "de"}, "Preiskrieg"),
    (None, "company/openai", "OpenAI"),
]
QUANTITIES: list[tuple[dict[str, str], str]] = [
    ({"amount": "1.7e9", "unit": "EUR"}, "1.7 billion EUR"),
    ({"amount": "671e9", "unit": "parameter", "bound": "about"}, "about 671 billion parameters"),
    ({"amount": "128000", "unit": "token"}, "128,000 tokens"),
    ({"amount": "0.27", "unit": "USD/Mtok"}, "0.27 USD per million tokens"),
    ({"amount": "20", "unit": "USD/seat/month"}, "20 USD per seat and month"),
    ({"amount": "1.08", "unit": "USD/EUR"}, "1.08 USD per EUR"),
    ({"amount": "60", "unit": "token/second"}, "60 tokens per second"),
    ({"amount": "1", "unit": "request/minute"}, "1 request per minute"),
    ({"amount": "-3", "unit": "%", "bound": "over"}, "over -3 %"),
    ({"amount": "2", "unit": "x"}, "2×"),
    ({"amount": "2.71", "unit": "pp"}, "2.71 percentage points"),
    ({"amount": "1", "unit": "rank"}, "rank 1"),
    ({"amount": "2.1e25", "unit": "FLOP"}, "2.1 × 10²⁵ FLOP"),
    ({"amount": "3e-9", "unit": "USD/token"}, "3 × 10⁻⁹ USD per token"),
    ({"amount": "2000", "unit": "GPU"}, "2,000 GPUs"),
    ({"amount": "3", "unit": "query"}, "3 queries"),
    ({"amount": "1", "unit": "person"}, "1 person"),
    ({"amount": "1200", "unit": "person", "bound": "at_least"}, "at least 1,200 people"),
    ({"amount": "100", "unit": "MW"}, "100 MW"),
    ({"amount": "86.1", "unit": "score", "plus_minus": "2 %"}, "86.1 points ± 2 %"),
    ({"amount": "86.1", "unit": "score", "plus_minus": "0.4"}, "86.1 ± 0.4 points"),
    ({"low": "20", "high": "50", "unit": "x"}, "20 to 50×"),
    ({"amount": "5e6", "unit": "USD", "real": "2023"}, "5 million USD in money of 2023"),
]
DATES = {
    "2025": "2025",
    "2025-01": "January 2025",
    "2025-01-06?": "6 January 2025 (uncertain)",
    "2025-01%": "about January 2025 (uncertain)",
    "2025-Q4": "fourth quarter of 2025",
    "2025-33~": "about first quarter of 2025",
    "2024-H2": "second half of 2024",
    "2024-24": "winter 2024",
    "2024-07/2025-01": "July 2024 to January 2025",
    "2025-01/..": "from January 2025",
    "../2025-06~": "until about June 2025",
    "2025-01-01T00:30+08:00": "31 December 2024, 16:30 UTC",
    "no date": "no date",
}


@for_each("case", TYPED_WORDS)
def test_a_value_of_each_type_in_words(case: tuple[ValueType | None, Any, str]) -> None:
    declared, value, expected = case
    assert words_of(declared, value, NAMES).text == expected


@for_each("case", QUANTITIES)
def test_a_quantity_in_words(case: tuple[dict[str, str], str]) -> None:
    value, expected = case
    assert quantity_words(value) == expected


@for_each("case", DATES.items())
def test_a_date_in_words(case: tuple[str, str]) -> None:
    text, expected = case
    assert date_words(text) == expected


def test_a_ref_is_a_link_to_its_entity_and_a_url_one_to_its_page() -> None:
    assert words_of(RefType(), "company/openai", NAMES) == Words("OpenAI", ref="company/openai")
    assert words_of(DocumentType(), "source/report", {}) == Words("source/report", ref="source/report")
    assert words_of(UrlType(), "https://example.com", {}) == Words("https://example.com", url="https://example.com")
    assert words_of(UrlType(), "javascript:alert(1)", {}).url is None


def test_instants_periods_and_labels_in_words() -> None:
    assert instant_words("2026-11-23T10:00:00.000Z") == "23 November 2026, 10:00 UTC"
    assert instant_words("2026-11-23") == "23 November 2026"
    assert period_words("P1Y") == "1 year"
    assert period_words("2025-Q1") == "first quarter of 2025"
    assert label_of("market_cap_change") == "Market cap change"


@given(TYPED)
def test_every_value_of_every_type_has_words(pair: tuple[ValueType, Value]) -> None:
    declared, value = pair
    words = words_of(declared, value.json(), NAMES)
    assert words.text
    assert words_of(None, value.json(), NAMES).text


@given(dates())
def test_every_date_says_its_year(when: When) -> None:
    words = date_words(when.text)
    assert words
    assert any(year in words for year in (when.earliest[:4], when.latest[:4]))


@given(AMOUNTS)
def test_an_amount_in_words_is_the_same_number(amount: str) -> None:
    assert number_of(amount_words(amount)) == Decimal(amount)


@given(st.sampled_from(units_of(DIMENSIONS)), AMOUNTS, st.none() | st.sampled_from(BOUNDS))
def test_every_unit_follows_its_amount_in_words(unit: str, amount: str, bound: str | None) -> None:
    value = {"amount": amount, "unit": unit} | ({"bound": bound} if bound else {})
    words = quantity_words(value)
    assert amount_words(amount) in words
    assert "_" not in words


@for_each("unit", WORDS)
def test_every_unit_of_one_word_has_one_and_many(unit: str) -> None:
    assert unit_words(unit, amount="1").strip()
    assert unit_words(unit, amount="2").strip()


def number_of(words: str) -> Decimal:
    """Read an amount in words again."""
    if " × 10" in words:
        mantissa, _, power = words.partition(" × 10")
        return Decimal(f"{mantissa}E{power.translate(str.maketrans('⁻⁰¹²³⁴⁵⁶⁷⁸⁹', '-0123456789'))}")
    number, _, scale = words.replace(",", "").partition(" ")
    return Decimal(f"{number}E{ {'': 0, 'million': 6, 'billion': 9, 'trillion': 12}[scale] }")

"""Values: each declared type accepts, keeps as sent or refuses them, and reports all faults together."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values import (
    BOUNDS,
    Code,
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    Duration,
    DurationType,
    Flag,
    FlagType,
    Hours,
    HoursType,
    LanguageType,
    LicenseType,
    Missing,
    MonthDay,
    MonthDayType,
    Named,
    Phrase,
    PhraseType,
    Quantity,
    QuantityType,
    Ref,
    RefType,
    RegionType,
    Span,
    Text,
    TextType,
    UrlType,
    Value,
    ValueType,
    When,
    known_words,
    nearest,
    parse_ref,
    value_from_json,
)
from chalicelib.domain.values.types.document_type import DocumentType
from chalicelib.domain.values.words.clean_text import clean_line, is_visible, refused_in
from tests.domain.values.test_dates import dates

DIMENSIONS = ("money", "power", "time", "percent")
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)
TEXTS = WORDS.filter(lambda text: refused_in(text) is None and is_visible(text)).map(clean_line)
LANGUAGES = st.sampled_from(["en", "de", "zh-Hans", "pt-BR", "und"])
SLUGS = st.from_regex(r"\A[a-z0-9][a-z0-9._-]{0,79}\Z")

# Few numbers and units, so that two of them often meet.
NUMBERS = st.sampled_from(["0", "1", "2.5", "2.50", "3", "16.97", "17", "17.0", "560", "593", "593.7", "1e3", "1000"])
DIGITS = st.from_regex(r"\A(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?(e[+-]?[1-3][0-9])?\Z")
SIGNS = st.sampled_from(["", "", "-", "+"])
AMOUNTS = st.builds(str.__add__, SIGNS, NUMBERS | DIGITS)
UNIT_CODES = st.sampled_from(["USD", "EUR", "MW", "GW", "W", "minute", "week"])


@st.composite
def quantities(draw: st.DrawFn) -> Quantity | Span:
    """Draw a quantity or range that the declared type takes."""
    if draw(st.integers(0, 4)) == 0:
        low, high = sorted((draw(AMOUNTS), draw(AMOUNTS)), key=float)
        raw = {"low": low, "high": high}
    else:
        bound = draw(st.none() | st.sampled_from(BOUNDS))
        raw = {"amount": draw(AMOUNTS)} | ({"bound": bound} if bound else {})
    value = QuantityType(DIMENSIONS).parse(raw | {"unit": draw(UNIT_CODES)}, at="", faults=Faults())
    return value if isinstance(value, Quantity | Span) else draw(quantities())


def typed(value_type: ValueType, values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[ValueType, Value]]:
    """Pair a type with values of it."""
    missing = st.sampled_from([Missing("unknown"), Missing("none")])
    return st.tuples(st.just(value_type), values | values | missing)


CODES = ("lab", "company", "fund")
TYPED = st.one_of(
    typed(TextType(), st.builds(Text, TEXTS)),
    typed(UrlType(), st.sampled_from([Text("https://example.com"), Text("http://例え.jp:8080/a?b#c")])),
    typed(CodeType(CODES), st.builds(Code, st.sampled_from(CODES))),
    typed(CountryType(), st.sampled_from([Code("CN"), Code("EU"), Code("GB")])),
    typed(RegionType(), st.sampled_from([Code("US-CA"), Code("global"), Code("aws:us-east-1"), Named("the north")])),
    typed(LicenseType(), st.sampled_from([Code("MIT"), Code("LicenseRef-Gemma"), Named("my own")])),
    typed(CurrencyType(), st.sampled_from([Code("USD"), Code("CNY")])),
    typed(LanguageType(), st.builds(Code, LANGUAGES)),
    typed(FlagType(), st.builds(Flag, st.booleans())),
    typed(RefType(), st.builds(Ref, st.sampled_from(["company", "model"]), SLUGS) | st.builds(Named, TEXTS)),
    typed(DateType(), dates()),
    typed(HoursType(), st.sampled_from([Hours("16:30-00:30 Z"), Hours("Mo-Fr 09:00-12:00,14:00-18:00 +08:00")])),
    typed(DurationType(), st.sampled_from([Duration("PT5M"), Duration("P12M"), Duration("P1Y")])),
    typed(MonthDayType(), st.sampled_from([MonthDay("--01-31"), MonthDay("--02-29")])),
    typed(QuantityType(DIMENSIONS), quantities()),
    typed(PhraseType(), st.builds(Phrase, TEXTS, LANGUAGES)),
)
VALUES = TYPED.map(lambda pair: pair[1])


@given(TYPED)
def test_a_value_read_back_from_its_json_is_the_same_value(pair: tuple[ValueType, Value]) -> None:
    value_type, value = pair
    through_the_wire = json.loads(json.dumps(value.json()))
    assert value_from_json(through_the_wire, value_type) == value


@given(TYPED)
def test_the_schema_takes_every_value_of_its_type(pair: tuple[ValueType, Value]) -> None:
    value_type, value = pair
    jsonschema.Draft202012Validator(value_type.schema()).validate(value.json())


@given(VALUES, VALUES)
def test_values_of_different_classes_are_never_one(a: Value, b: Value) -> None:
    assert type(a) is type(b) or a.canonical() != b.canonical()


@given(VALUES, VALUES)
def test_equal_values_have_one_identity(a: Value, b: Value) -> None:
    assert a != b or a.canonical() == b.canonical()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Quantity("2.50", "USD"), Quantity("2.5", "USD")),
        (Quantity("1e3", "USD"), Quantity("1000", "USD")),
        (Quantity("-0", "USD"), Quantity("0.00", "USD")),
        (Quantity("+2.71", "%", "over"), Quantity("2.71", "%", "over")),
        (Quantity("1" + "0" * 39, "USD"), Quantity("1e39", "USD")),
        (Span("20", "50", "x"), Span("20.0", "5e1", "x")),
    ],
)
def test_one_number_written_twice_is_one_value(a: Value, b: Value) -> None:
    assert a.canonical() == b.canonical()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Quantity("2.5", "USD"), Quantity("2.5", "EUR")),
        (Quantity("2.5", "USD"), Quantity("-2.5", "USD")),
        (Quantity("2.5", "USD"), Quantity("2.5", "USD", "about")),
        (Quantity("0.5", "GW"), Quantity("500", "MW")),
        (Quantity("1" * 40, "USD"), Quantity("1" * 39 + "2", "USD")),
        (Text("company/x"), Ref("company", "x")),
        (Named("company/x"), Ref("company", "x")),
        (Text("lab"), Code("lab")),
        (Phrase("hi", "en"), Phrase("hi", "de")),
        (Missing("unknown"), Text("unknown")),
        (When("2025-01"), When("2025-01?")),
    ],
)
def test_what_differs_in_anything_else_is_two_values(a: Value, b: Value) -> None:
    assert a.canonical() != b.canonical()


def test_an_amount_is_shown_as_it_was_sent() -> None:
    raw = {"amount": "94.60", "unit": "EUR"}
    assert value_from_json(raw, QuantityType(("money",))).json() == raw


def test_a_ref_is_written_kind_and_slug() -> None:
    assert str(Ref("company", "alibaba-group")) == "company/alibaba-group"
    assert parse_ref("company/alibaba-group") == Ref("company", "alibaba-group")


@pytest.mark.parametrize(
    "text", ["", "x", "company/", "/x", "company/X", "company/a~b", "company/-a", "a/b/c", "a/b\n"]
)
def test_other_text_is_no_ref(text: str) -> None:
    assert parse_ref(text) is None


MONEY = QuantityType(("money", "money/token"))
REFUSED: list[tuple[ValueType, Any, list[tuple[str, str]]]] = [
    (TextType(), 5, [("", "wrong_type")]),
    (TextType(), None, [("", "wrong_type")]),
    (TextType(), "", [("", "empty")]),
    (TextType(), " \n\t", [("", "empty")]),
    (TextType(), "a\0b", [("", "bad_text")]),
    (TextType(), "a\ud800b", [("", "bad_text")]),
    (TextType(max_length=3), "abcd", [("", "too_long")]),
    (TextType(max_length=3), "abc\0", [("", "bad_text"), ("", "too_long")]),
    (TextType(pattern="[0-9]+"), "12a", [("", "bad_text")]),
    (TextType(pattern="^[0-9]+$"), "12\n3", [("", "bad_text")]),
    (TextType(), {"missing": "perhaps"}, [("/missing", "unknown_code")]),
    (TextType(), {"missing": ["none"]}, [("/missing", "unknown_code")]),
    (TextType(), {"missing": "none", "why": 1}, [("/why", "unknown_field")]),
    (UrlType(), "example.com", [("", "not_a_url")]),
    (UrlType(), "ftp://example.com", [("", "not_a_url")]),
    (UrlType(), "https://", [("", "not_a_url")]),
    (UrlType(), "https://a b", [("", "not_a_url")]),
    (UrlType(), "https://me:secret@example.com", [("", "not_a_url")]),
    (UrlType(), "https://example.com:99999/", [("", "not_a_url")]),
    (UrlType(), "https://[example/", [("", "not_a_url")]),
    (UrlType(), "https://example.com/\u202e", [("", "bad_text")]),
    (UrlType(max_length=20), "https://example.com/abc", [("", "too_long")]),
    (UrlType(), ["https://example.com"], [("", "wrong_type")]),
    (CodeType(CODES), "laab", [("", "unknown_code")]),
    (CodeType(CODES), ["lab"], [("", "wrong_type")]),
    (CountryType(), "Korea", [("", "unknown_code")]),
    (CountryType(), "Germani", [("", "unknown_code")]),
    (CountryType(), "DE\x07", [("", "bad_text")]),
    (RegionType(), "Korea", [("", "unknown_code")]),
    (RegionType(), "XX-CA", [("", "unknown_code")]),
    (RegionType(), {"text": ""}, [("/text", "empty")]),
    (RegionType(), {"txt": "x"}, [("/txt", "unknown_field"), ("/text", "missing_field")]),
    (RegionType(), ["US"], [("", "wrong_type")]),
    (LicenseType(), "my own", [("", "unknown_code")]),
    (LicenseType(), "LicenseRef-Mine", [("", "unknown_code")]),
    (LicenseType(), "MIT AND", [("", "unknown_code")]),
    (LicenseType(), 2, [("", "wrong_type")]),
    (CountryType(), 49, [("", "wrong_type")]),
    (CurrencyType(), "XTS", [("", "unknown_code")]),
    (LanguageType(), "english", [("", "unknown_language")]),
    (LanguageType(), "EN", [("", "unknown_language")]),
    (LanguageType(), "xx", [("", "unknown_language")]),
    (LanguageType(), 1, [("", "wrong_type")]),
    (FlagType(), "true", [("", "wrong_type")]),
    (FlagType(), 1, [("", "wrong_type")]),
    (RefType(), "AP/Reuters", [("", "not_a_ref")]),
    (RefType(), "", [("", "empty")]),
    (RefType(), "x" * 301, [("", "too_long")]),
    (RefType(), "\x00", [("", "bad_text")]),
    (RefType(), 7, [("", "wrong_type")]),
    (RefType(("person", "company")), "model/x", [("", "wrong_kind")]),
    (RefType(), {"txt": "US companies"}, [("/txt", "unknown_field"), ("/text", "missing_field")]),
    (RefType(), {"text": ""}, [("/text", "empty")]),
    (RefType(), {"text": "x", "a/b~c": 1}, [("/a~1b~0c", "unknown_field")]),
    (DateType(), "2025-02-30", [("", "not_a_date")]),
    (DateType(), "2025-06/2025-01", [("", "bad_range")]),
    (DateType(), 2025, [("", "wrong_type")]),
    (MONEY, "94.60 EUR", [("", "wrong_type")]),
    (MONEY, {"amount": 94.6, "unit": "EUR"}, [("/amount", "not_an_amount")]),
    (MONEY, {"amount": True, "unit": "EUR"}, [("/amount", "not_an_amount")]),
    (MONEY, {"amount": "1,000", "unit": "EUR"}, [("/amount", "not_an_amount")]),
    (MONEY, {"amount": "5", "unit": "euro"}, [("/unit", "unknown_unit")]),
    (MONEY, {"amount": "5", "unit": 5}, [("/unit", "wrong_type")]),
    (MONEY, {"amount": "5", "unit": "GW"}, [("/unit", "wrong_dimension")]),
    (MONEY, {"amount": "5"}, [("/unit", "missing_field")]),
    (MONEY, {}, [("/amount", "missing_field"), ("/unit", "missing_field")]),
    (MONEY, {"amount": "5", "unit": "EUR", "bound": "circa"}, [("/bound", "unknown_code")]),
    (MONEY, {"amount": "5", "unit": "EUR", "bound": None}, [("/bound", "unknown_code")]),
    (MONEY, {"amount": "0", "unit": "EUR", "bound": "under"}, [("/bound", "bad_range")]),
    (MONEY, {"low": "5", "high": "3", "unit": "EUR"}, [("", "bad_range")]),
    (MONEY, {"low": "5", "high": "5.0", "unit": "EUR"}, [("", "bad_range")]),
    (MONEY, {"low": "5", "unit": "EUR"}, [("/high", "missing_field")]),
    (
        MONEY,
        {"low": "5", "high": "9", "unit": "EUR", "bound": "over", "amount": "7"},
        [("/bound", "unknown_field"), ("/amount", "unknown_field")],
    ),
    (
        MONEY,
        {"amount": 5, "unit": "euro", "bound": "c.", "curency": 1},
        [
            ("/curency", "unknown_field"),
            ("/amount", "not_an_amount"),
            ("/unit", "unknown_unit"),
            ("/bound", "unknown_code"),
        ],
    ),
    (PhraseType(), "Hallo", [("", "wrong_type")]),
    (PhraseType(), {"text": "Hallo"}, [("/language", "missing_field")]),
    (
        PhraseType(),
        {"text": " ", "language": "German"},
        [("/text", "empty"), ("/language", "unknown_language")],
    ),
]


@pytest.mark.parametrize(("value_type", "raw", "expected"), REFUSED)
def test_a_wrong_value_is_refused_with_all_its_faults(
    value_type: ValueType, raw: object, expected: list[tuple[str, str]]
) -> None:
    faults = Faults()
    value = value_type.parse(raw, at="/price", faults=faults)
    found = [(fault.pointer.removeprefix("/price"), fault.code) for fault in faults.found]
    assert value is None
    assert found == expected
    assert all(fault.pointer.startswith("/price") and fault.detail.endswith((".", "?")) for fault in faults.found)


@pytest.mark.parametrize(
    ("value_type", "raw", "right"),
    [
        (MONEY, {"amount": "5", "unit": "usd"}, '"USD"'),
        (MONEY, {"amount": "5", "unit": "USD/MTok"}, '"USD/Mtok"'),
        (MONEY, {"amount": "5", "unit": "megawatt"}, "Expected money (USD"),
        (MONEY, {"amount": "5", "unit": "dollars"}, '"USD"'),
        (MONEY, {"amount": "5", "unit": "percent"}, '"%"'),
        (MONEY, {"amount": "5", "unit": "MW"}, "money (USD, EUR, CNY)"),
        (MONEY, {"amount": 5, "unit": "USD"}, '"94.60"'),
        (MONEY, {"amount": "5", "units": "USD"}, 'did you mean "unit"?'),
        (QuantityType(("token",)), {"amount": "5", "unit": "tokens"}, '"token"'),
        (QuantityType(("money",)), {"amount": "5", "unit": "tokens"}, '"token"'),
        (CodeType(CODES), "Company", '"company"'),
        (CountryType(), "Korea", "KR (South Korea) or KP (North Korea)"),
        (CountryType(), "Europe", "EU (the European Union)"),
        (CountryType(), "worldwide", '"global" is the code of a region, which is no country'),
        (CountryType(), "EMEA", '"EMEA" is the code of a region'),
        (CountryType(), "Germani", 'such as "DE" for Germany'),
        (RegionType(), "Europe", "EEA or EMEA"),
        (RegionType(), "us-east-1", '"aws:us-east-1"'),
        (RegionType(), "up north", '{"text": "up north"}'),
        (LicenseType(), "GPL", "GPL-3.0-only"),
        (LicenseType(), "my own", '{"text": "my own"}'),
        (CurrencyType(), "US dollar", 'write "USD"'),
        (CurrencyType(), "RMB", 'write "CNY"'),
        (CurrencyType(), "usd", 'write "USD"'),
        (CurrencyType(), "GBX", "250 GBX is 2.50 GBP"),
        (CurrencyType(), "BTC", "no state's money"),
        (CurrencyType(), "USX", "such as USD"),
        (CurrencyType(), "percent", "such as USD"),
        (LanguageType(), "EN", '"en"'),
        (LanguageType(), "deu", '"de"'),
        (RefType(("person",)), "Liang/Wenfeng", '"person/some-slug"'),
        (RefType(("person",)), "company/x", "expected a person"),
        (RefType(("instrument", "company")), "model/x", "expected an instrument or company"),
        (DateType(), "26.01.2025", "2025-01-26"),
        (DateType(), "2025-01-26\n", "write 2025-01-26."),
        (DateType(), " 2025-01 ", "write 2025-01."),
        (TextType(), "a\ud800", "U+D800"),
    ],
)
def test_a_fault_says_what_would_be_right(value_type: ValueType, raw: object, right: str) -> None:
    faults = Faults()
    value_type.parse(raw, at="", faults=faults)
    assert any(right in fault.detail for fault in faults.found), [fault.detail for fault in faults.found]


MEMBERS = st.sampled_from(["text", "language", "amount", "unit", "bound", "low", "high", "missing"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS | st.text(), inner, max_size=4),
    max_leaves=8,
)
TYPES = TYPED.map(lambda pair: pair[0])


@given(TYPES, JUNK)
def test_junk_is_either_a_value_or_a_fault_that_can_be_printed(value_type: ValueType, raw: object) -> None:
    faults = Faults()
    value = value_type.parse(raw, at="", faults=faults)
    assert (value is None) == bool(faults.found)
    assert all((fault.detail + fault.pointer).encode() for fault in faults.found)


@given(TYPES, JUNK)
def test_what_is_taken_fits_the_schema(value_type: ValueType, raw: object) -> None:
    if value_type.parse(raw, at="", faults=Faults()) is not None:
        jsonschema.Draft202012Validator(value_type.sent_schema()).validate(raw)


@given(TYPES)
def test_every_string_of_a_schema_is_bounded(value_type: ValueType) -> None:
    strings = [part for part in parts_of(value_type.schema()) if part.get("type") == "string"]
    assert [s for s in strings if "enum" not in s and not ("maxLength" in s and "pattern" in s)] == []


def parts_of(schema: Any) -> list[dict[str, Any]]:
    """List a schema and all schemas in it."""
    if isinstance(schema, list):
        return [part for each in schema for part in parts_of(each)]
    return [schema, *parts_of(list(schema.values()))] if isinstance(schema, dict) else []


def test_what_was_not_written_by_json_is_not_read_back() -> None:
    with pytest.raises(ValueError, match="not a valid date"):
        value_from_json("tomorrow", DateType())


def test_the_nearest_word_is_found_without_regard_to_capitals() -> None:
    assert nearest("Organization_Type", ["organisation_type", "country"], guesses=Guesses()) == "organisation_type"
    assert nearest("zzz", ["organisation_type", "country"], guesses=Guesses()) is None


def test_many_known_words_are_not_all_listed() -> None:
    assert known_words("zzz", [f"word{n}" for n in range(50)], guesses=Guesses()) == ", such as word0, word1, word2."


@pytest.mark.parametrize("text", ["Reuters", "company/deepseek", {"text": "AP/Reuters"}, "深度求索"])
def test_what_a_ref_type_says_it_takes_is_what_it_takes(text: object) -> None:
    schema = jsonschema.Draft202012Validator(RefType(("company",)).sent_schema())
    assert schema.is_valid(text)
    assert RefType(("company",)).parse(text, at="", faults=Faults()) is not None


@pytest.mark.parametrize("text", ["AP/Reuters", "model/x", "", " ", "a\x00", "/", {"text": ""}])
def test_what_a_ref_type_refuses_its_schema_refuses_too(text: object) -> None:
    assert not jsonschema.Draft202012Validator(RefType(("company",)).sent_schema()).is_valid(text)
    assert RefType(("company",)).parse(text, at="", faults=Faults()) is None


@pytest.mark.parametrize("url_type", [UrlType(), DocumentType()], ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("text", ["https://a\x91.example/", "https://a.example/\x91", "https://a.example/?\u202e"])
def test_what_no_text_may_have_no_schema_of_an_address_takes(url_type: ValueType, text: str) -> None:
    assert not jsonschema.Draft202012Validator(url_type.sent_schema()).is_valid(text)
    faults = Faults()
    assert url_type.parse(text, at="", faults=faults) is None
    assert [fault.code for fault in faults.found] == ["bad_text"]

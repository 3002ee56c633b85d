"""Every value can be read back from RDF."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, Literal, URIRef

from chalicelib.api.linked_data.values import period_node, value_node
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    HoursType,
    LanguageType,
    LicenseType,
    MonthDayType,
    Phrase,
    PhraseType,
    Quantity,
    QuantityType,
    RefType,
    RegionType,
    TextType,
    UrlType,
    Value,
    ValueType,
    parse_period,
    value_from_json,
)
from chalicelib.domain.values.types.document_type import DocumentType
from chalicelib.kinds import KINDS
from chalicelib.kinds.properties.measures import MeasureType
from tests.api.linked_data.reading import AT, EDTF, flat_value, graph_of, is_the_same_when_expanded_and_compacted
from tests.domain.strategies import DATES, TIMES

SUBJECT = URIRef("https://aifacts.example/v1/companies/openai")
UNITS = ["USD", "EUR", "USD/Mtok", "EUR/seat/month", "EUR/USD", "%", "x", "token", "token/second", "s", "rank"]

amounts = st.builds(
    lambda sign, whole, part, exponent: f"{sign}{whole}{part}{exponent}",
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 10**20).map(str),
    st.sampled_from(["", ".5", ".60", ".000000000000001", ".0"]),
    st.sampled_from(["", "e9", "E-12", "e+2", "e25"]),
)
bounds = st.sampled_from(["about", "nearly", "under", "over", "at_most", "at_least"])
quantities = st.one_of(
    st.builds(
        lambda amount, unit, extra: {"amount": amount, "unit": unit, **extra},
        amounts,
        st.sampled_from(UNITS),
        st.one_of(
            st.just({}),
            st.fixed_dictionaries({"bound": bounds}),
            st.fixed_dictionaries({"plus_minus": st.sampled_from(["0.9e9", "2 %", "0.5"])}),
            st.fixed_dictionaries({"real": st.sampled_from(["2023", "1999"])}),
        ),
    ),
    st.builds(
        lambda low, high, unit: {"low": low, "high": high, "unit": unit}, amounts, amounts, st.sampled_from(UNITS)
    ),
)
dates = st.sampled_from(
    [
        *(*DATES, *TIMES, "2025-01-10/..", "../2025-01", "2025-Q3", "2025-H1", "2025-21", "0001", "2024~/2025?"),
        *("2025-01-26T15:59:30+08:00", "2025-01-26T15:59+14:00", "2025-01-26T15:59-14:30"),
    ]
)
texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)
refs = st.sampled_from([*(f"{kind}/a-slug.1_b" for kind in KINDS), "company/1789-capital"])
words = texts.map(lambda text: {"text": text})
RAW: dict[type[ValueType], tuple[ValueType, st.SearchStrategy[Any]]] = {
    TextType: (TextType(), texts),
    UrlType: (UrlType(), texts.map(lambda text: f"https://example.com/{text}")),
    FlagType: (FlagType(), st.booleans()),
    CodeType: (CodeType(("open", "closed")), st.sampled_from(["open", "closed"])),
    MeasureType: (CodeType(("revenue",)), st.just("revenue")),
    CountryType: (CountryType(), st.sampled_from(["CN", "EU", "DE"])),
    CurrencyType: (CurrencyType(), st.sampled_from(["USD", "EUR"])),
    LanguageType: (LanguageType(), st.sampled_from(["en", "de", "zh-Hans"])),
    LicenseType: (LicenseType(), st.one_of(st.sampled_from(["MIT", "CC-BY-4.0", "LicenseRef-Llama-3"]), words)),
    RegionType: (RegionType(), st.one_of(st.sampled_from(["DE", "EEA", "US-CA"]), words)),
    RefType: (RefType(None), st.one_of(refs, words)),
    DocumentType: (
        DocumentType(),
        st.one_of(st.just("source/a-report"), st.just("https://example.com/a|b?c={d}"), words),
    ),
    PhraseType: (
        PhraseType(),
        st.builds(
            lambda text, tag: {"text": text, "language": tag}, texts, st.sampled_from(["en", "zh-Hans", "pt-BR"])
        ),
    ),
    DateType: (DateType(), dates),
    HoursType: (HoursType(), st.sampled_from(["09:00-12:00 +08:00", "Mo-Fr 09:00-18:00 +08:00"])),
    DurationType: (DurationType(), st.sampled_from(["PT5M", "P1Y", "P2W", "PT60M", "P1Y2M3DT4H", "PT0.5S"])),
    MonthDayType: (MonthDayType(), st.sampled_from(["--01-31", "--02-29"])),
    QuantityType: (
        QuantityType(("money", "money/*", "money/money", "percent", "factor", "token", "*/time")),
        quantities,
    ),
}
missing = st.sampled_from([{"missing": "unknown"}, {"missing": "none"}])


def parsed(raw: Any, value_type: ValueType) -> Value | None:
    return value_type.parse(raw, at="", faults=Faults())


def said_in_rdf(node: Any) -> Any:
    document = {"@context": AT.context, "@id": str(SUBJECT), "rdf:object": node}
    assert is_the_same_when_expanded_and_compacted(document)
    graph = graph_of(document)
    return flat_value(graph, graph.value(SUBJECT, RDF.object))


def test_every_value_type_of_every_property_and_qualifier_has_examples_here() -> None:
    types = {type(each.type) for kind in KINDS.values() for each in kind.declarations()}
    types |= {type(q.type) for kind in KINDS.values() for each in kind.declarations() for q in each.qualifiers}

    assert types == RAW.keys()


@pytest.mark.parametrize("value_type", [*RAW])
@given(data=st.data())
def test_a_value_read_back_from_rdf_is_the_one_that_was_shown(value_type: type[ValueType], data: st.DataObject) -> None:
    declared, strategy = RAW[value_type]
    value = data.draw(st.one_of(strategy, missing).map(lambda raw: parsed(raw, declared)).filter(lambda each: each))
    assert value is not None

    read = said_in_rdf(value_node(value.json(), declared, AT))

    if isinstance(read, dict) and "language" in read:  # whose case RDF ignores
        assert isinstance(value, Phrase)
        assert read["language"].lower() == value.language.lower()
        read["language"] = value.language
    assert value_from_json(read, declared).canonical() == value.canonical()


@given(quantities.filter(lambda raw: parsed(raw, RAW[QuantityType][0])))
def test_an_amount_read_back_is_spelled_as_it_was_sent(raw: dict[str, Any]) -> None:
    assert said_in_rdf(value_node(raw, QuantityType(()), AT)) == raw


@given(quantities.filter(lambda raw: parsed(raw, RAW[QuantityType][0])))
def test_the_least_and_the_most_of_a_quantity_are_the_numbers_that_it_allows(raw: dict[str, Any]) -> None:
    value = value_from_json(raw, RAW[QuantityType][0])
    node = value_node(raw, QuantityType(()), AT)

    said = [node.get(f"schema:{end}{kind}") for end in ("min", "max") for kind in ("Value", "Price")]
    numbers = [Decimal(each["@value"]) for each in said if each]

    reals = value.reals()  # type: ignore[union-attr]  # only quantities are drawn
    allowed = [each for each in (reals.low, reals.high) if each.is_finite()]
    is_exact = isinstance(value, Quantity) and not value.bound and not value.plus_minus
    assert numbers == ([] if is_exact else allowed)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2025-01-26", XSD.date),
        ("2025-01", XSD.gYearMonth),
        ("2025", XSD.gYear),
        ("2025-01-26T15:59Z", XSD.dateTime),
        ("2025-01-26~", EDTF),
        ("2025-01/..", EDTF),
        ("2025-Q3", EDTF),
        ("2025-21", EDTF),
    ],
)
def test_a_date_has_the_datatype_of_what_is_known_of_it(text: str, datatype: URIRef) -> None:
    document = {"@context": AT.context, "@id": str(SUBJECT), "rdf:object": value_node(text, DateType(), AT)}

    literal = graph_of(document).value(SUBJECT, RDF.object)

    assert isinstance(literal, Literal)
    assert literal.datatype == datatype


def test_no_digit_of_an_amount_is_lost() -> None:
    node = value_node({"amount": "1.70e9", "unit": "EUR"}, QuantityType(("money",)), AT)

    assert node == {
        "@type": "schema:MonetaryAmount",
        "schema:currency": "EUR",
        "schema:value": {"@type": "xsd:decimal", "@value": "1700000000"},
        "unit": "EUR",
        "written_as": "1.70e9",
    }


def test_a_price_names_its_currency_and_what_it_is_for() -> None:
    node = value_node({"amount": "0.27", "unit": "USD/Mtok"}, QuantityType(("money/*",)), AT)

    assert node["@type"] == "schema:UnitPriceSpecification"
    assert (node["schema:priceCurrency"], node["schema:unitText"]) == ("USD", "Mtok")
    assert node["schema:price"]["@value"] == "0.27"


def test_an_amount_that_is_only_a_bound_is_not_given_as_the_value() -> None:
    node = value_node({"amount": "-3", "unit": "%", "bound": "over"}, QuantityType(("percent",)), AT)

    assert "schema:value" not in node
    assert node["schema:maxValue"]["@value"] == "-3"
    assert "schema:minValue" not in node
    assert (node["bound"], node["written_as"]) == ("over", "-3")


@pytest.mark.parametrize("text", ["P6M", "P14D", "2025", "2025-33", "2024-07/2025-01"])
def test_a_period_is_read_back(text: str) -> None:
    assert said_in_rdf(period_node(text)) == parse_period(text)


def test_a_quarter_is_written_with_the_number_that_edtf_has_for_it() -> None:
    assert said_in_rdf(value_node("2025-Q3", DateType(), AT)) == "2025-35"


def test_a_value_of_a_type_that_is_no_longer_taken_is_a_text() -> None:
    assert value_node("once upon a time", DateType(), AT) == {"@type": "edtf:EDTF", "@value": "once upon a time"}
    assert value_node("planet/mars", RefType(None), AT) == "planet/mars"
    assert said_in_rdf(value_node({"erased": True}, TextType(), AT)) == {"erased": True}

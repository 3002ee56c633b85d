"""The vocabulary lists every kind, property and code with a meaning and an example."""

import json
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.evidence import MEMBERS, Basis, Certainty
from chalicelib.domain.faults import Faults
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
    LanguageType,
    LicenseType,
    MonthDayType,
    PhraseType,
    QuantityType,
    RefType,
    RegionType,
    TextType,
    UrlType,
    ValueType,
    convert,
    find_unit,
    units_of,
)
from chalicelib.domain.values.quantities.units import admits
from chalicelib.domain.values.types.document_type import DocumentType
from chalicelib.domain.values.types.value_type import MISSING_SCHEMA
from chalicelib.domain.values.words.licenses import LICENSE_WORDS
from chalicelib.domain.values.words.regions import REGION_WORDS
from chalicelib.kinds import KINDS, Shape
from chalicelib.kinds.properties.measure_table import MEASURES
from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue
from tests.kinds.reading import OF_A_VALUE

# The most general value type of each class.
OF_EACH_TYPE: dict[str, ValueType] = {
    "text": TextType(),
    "phrase": PhraseType(),
    "code": CodeType(("lab",)),
    "country": CountryType(),
    "region": RegionType(),
    "license": LicenseType(),
    "currency": CurrencyType(),
    "language": LanguageType(),
    "flag": FlagType(),
    "url": UrlType(),
    "date": DateType(),
    "ref": RefType(None),
    "hours": HoursType(),
    "duration": DurationType(),
    "month_day": MonthDayType(),
    "document": DocumentType(),
    "quantity": QuantityType(DIMENSIONS),
}


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    """The vocabulary as it is sent."""
    text = json.dumps(catalogue())
    words: dict[str, Any] = json.loads(text)
    return words


def test_it_lists_the_declared_words_of_licences_and_regions(served: dict[str, Any]) -> None:
    words = {each["name"]: [code["code"] for code in each["codes"]] for each in served["vocabularies"]}
    assert words["licenses"] == [f"LicenseRef-{word}" for word in LICENSE_WORDS]
    assert words["regions"] == [*REGION_WORDS]
    assert all(LicenseType().code_of(code) == code for code in words["licenses"])


def test_it_lists_every_kind_with_every_property(served: dict[str, Any]) -> None:
    listed = {kind["name"]: [p["name"] for p in kind["properties"]] for kind in served["kinds"]}

    assert listed == {name: [p.name for p in kind.properties] for name, kind in KINDS.items()}


def test_it_lists_every_event_type_with_its_fields_and_roles(served: dict[str, Any]) -> None:
    acquisition = next(t for t in served["event_types"] if t["name"] == "acquisition")

    assert [t["name"] for t in served["event_types"]] == [t.name for t in KINDS["event"].types]
    assert {"target", "acquirer", "excluded"} <= set(acquisition["roles"])
    assert {"form", "amount", "payment_means", "region"} <= {p["name"] for p in acquisition["properties"]}


def test_every_property_and_qualifier_has_a_meaning_and_an_example(served: dict[str, Any]) -> None:
    owners = served["kinds"] + served["event_types"]
    properties = [p for owner in owners for p in owner["properties"]]

    for entry in [*owners, *properties, *(q for p in properties for q in p["qualifiers"])]:
        assert entry["meaning"]
        assert entry["example"] is not None


def test_every_code_that_a_property_accepts_is_explained(served: dict[str, Any]) -> None:
    explained = {v["name"]: {c["code"] for c in v["codes"]} for v in served["vocabularies"]}
    properties = [p for kind in served["kinds"] + served["event_types"] for p in kind["properties"]]
    coded = [e for p in properties for e in [p, *p["qualifiers"]] if "codes" in e and e["name"] != "type"]

    assert all(set(entry["codes"]) <= explained[entry["vocabulary"]] for entry in coded)
    assert all(
        set(entry["codes"]) == explained[entry["vocabulary"]] for entry in coded if entry["vocabulary"] != "measures"
    )


def test_every_measure_has_a_line_an_example_and_says_what_it_is_a_figure_of(served: dict[str, Any]) -> None:
    assert [measure["name"] for measure in served["measures"]] == list(MEASURES)
    for measure in served["measures"]:
        unit = find_unit(measure["example"]["unit"])
        assert measure["meaning"].endswith(".")
        assert unit is not None
        assert admits(measure["dimensions"], unit.dimension)
        assert measure["sign"] in "+±"
        assert measure["time"] in ("flow", "stock")
        assert set(measure["figures_of"] + measure["usage_of"]) <= set(KINDS)


def test_a_property_says_whether_it_takes_new_values(served: dict[str, Any]) -> None:
    properties = [p for owner in served["kinds"] + served["event_types"] for p in owner["properties"]]

    assert all(p["closed"] is None or p["closed"].endswith(".") for p in properties)


def test_it_lists_the_identifier_schemes(served: dict[str, Any]) -> None:
    assert {"code", "meaning", "example"} == set(served["identifier_schemes"][0])


def test_all_units_are_listed_or_have_one_of_the_composed_forms(served: dict[str, Any]) -> None:
    """Take two currencies of all, since the forms of all make 100,000 units."""
    made = {
        form["form"].format(currency=currency, thing=thing["code"], time=time["code"])
        for form in served["composed_units"]
        for currency in ("USD", "XDR")
        for thing in served["things"]
        for time in served["times"]
    }
    of_power = {code for code in made if code.partition("/")[0] in units_of(["power", "energy"])}
    assert {code for code in made if not find_unit(code)} == of_power - {unit["code"] for unit in served["units"]}
    assert all(find_unit(unit["code"]) for unit in served["units"])


def test_every_word_about_units_has_a_line_and_an_example_that_is_a_unit(served: dict[str, Any]) -> None:
    lists = ("composed_units", "dimensions", "things", "times", "prefixes")
    entries = [entry for name in lists for entry in served[name]]
    assert all(entry["meaning"].strip() and find_unit(entry["example"]) for entry in entries)
    assert all(entry["meaning"].strip() and find_unit(entry["code"]) for entry in served["currencies"])
    assert {entry["code"] for entry in served["currencies"] if "withdrawn" in entry} >= {"DEM", "HRK", "LTL"}
    units = [find_unit(form["example"]) for form in served["composed_units"] + served["dimensions"]]
    named = [form.get("dimension") or form["name"] for form in served["composed_units"] + served["dimensions"]]
    assert all(unit and admits([name], unit.dimension) for name, unit in zip(named, units, strict=True))


def test_units_of_one_base_convert_by_their_factors(served: dict[str, Any]) -> None:
    hour = next(unit for unit in served["units"] if unit["code"] == "hour")
    assert convert(Decimal(1), "hour", hour["base"]) == Decimal(hour["factor"])


@pytest.mark.parametrize(
    ("name", "known"),
    [("bases", Basis), ("certainties", Certainty), ("ranks", Rank), ("shapes", Shape)],
)
def test_every_word_of_evidence_and_shape_is_explained_in_its_order(
    served: dict[str, Any], name: str, known: type[Enum]
) -> None:
    assert [entry["code"] for entry in served[name]] == [each.value for each in known]
    assert all(entry["meaning"] for entry in served[name])


def test_bounds_and_missing_values_are_explained(served: dict[str, Any]) -> None:
    assert [entry["code"] for entry in served["bounds"]] == list(BOUNDS)
    assert [entry["code"] for entry in served["missing"]] == MISSING_SCHEMA["properties"]["missing"]["enum"]


def test_every_value_type_is_explained_and_its_examples_can_be_sent(served: dict[str, Any]) -> None:
    used = {e["type"] for o in served["kinds"] + served["event_types"] for p in o["properties"] for e in _with_parts(p)}
    assert used == {entry["name"] for entry in served["value_types"]}
    for entry in served["value_types"]:
        faults = Faults()
        for example in entry["examples"]:
            OF_EACH_TYPE[entry["name"]].parse(example, at="", faults=faults)
        assert faults.found == []


def _with_parts(served_property: dict[str, Any]) -> list[dict[str, Any]]:
    return [served_property, *served_property["qualifiers"]]


def test_the_members_beside_a_value_and_in_evidence_are_all_that_a_writer_may_send(served: dict[str, Any]) -> None:
    assert {entry["name"] for entry in served["beside_a_value"]} == OF_A_VALUE - {"value"}
    assert [entry["name"] for entry in served["evidence"]] == list(MEMBERS)
    assert all(entry["meaning"] for entry in served["evidence"])


def test_a_property_lists_what_it_accepts(served: dict[str, Any]) -> None:
    model = next(kind for kind in served["kinds"] if kind["name"] == "model")
    prices = next(p for p in model["properties"] if p["name"] == "prices")

    assert prices["type"] == "quantity"
    assert prices["dimensions"] == ["money/*", "money", "percent"]
    assert (prices["sign"], prices["whole"]) == ("±", False)
    assert (prices["shape"], prices["lasting"]) == ("one_per_qualifiers", True)
    assert {q["name"]: q["default"] for q in prices["qualifiers"] if q["default"]} == {
        "banded_by": "input",
        "charged": "all",
        "tier": "standard",
    }

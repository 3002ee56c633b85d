"""Every declaration follows the house rules for names, meanings and examples."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.values import CodeType, DateType, FlagType, QuantityType, RefType, find_unit, units_of
from chalicelib.domain.values.quantities.units import admits
from chalicelib.kinds import KINDS, EventType, Property, Shape
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary
from chalicelib.kinds.vocabularies.vocabulary_pages import VOCABULARIES
from chalicelib.kinds.vocabularies.words import LICENSES, REGIONS
from tests.kinds.reading import OF_A_BODY, OF_A_VALUE, faults_of
from tests.tables import for_each

OF_THE_VIEW = {
    "ref",
    "kind",
    "disputed",
    "hedged",
    "sources",
    "revision",
    "created_at",
    "updated_at",
    "facts",
}
EVENT = KINDS["event"]


def _declared() -> Iterator[tuple[str, Property]]:
    for kind in KINDS.values():
        yield from ((kind.name, p) for p in kind.properties)
    for event_type in EVENT.types:
        yield from ((event_type.name, p) for p in event_type.properties)


DECLARED = [pytest.param(p, id=f"{owner}.{p.name}") for owner, p in _declared()]
TYPES = [pytest.param(t, id=t.name) for t in EVENT.types]


@for_each("declared", DECLARED)
def test_an_example_is_valid_for_its_declaration(declared: Property) -> None:
    assert faults_of(declared, declared.example) == []


@for_each("declared", DECLARED)
def test_the_examples_of_a_property_show_each_of_its_qualifiers(declared: Property) -> None:
    for qualifier in declared.qualifiers:
        assert any(qualifier.name in item for item in declared.example)


@for_each("declared", DECLARED)
def test_a_name_is_in_snake_case_and_is_not_a_reserved_member(declared: Property) -> None:
    names = [declared.name, *(q.name for q in declared.qualifiers)]

    assert all(re.fullmatch("[a-z]+[0-9]*(_[a-z0-9]+)*", name) for name in names)
    assert declared.name not in OF_A_BODY | OF_THE_VIEW | OF_A_VALUE
    assert OF_A_VALUE.isdisjoint(names)


@for_each("declared", DECLARED)
def test_a_meaning_is_one_sentence_on_one_line(declared: Property) -> None:
    for meaning in [declared.meaning, *(q.meaning for q in declared.qualifiers)]:
        assert _is_a_line(meaning)


@for_each("declared", DECLARED)
def test_one_per_qualifiers_has_qualifiers_and_one_has_none(declared: Property) -> None:
    assert declared.shape is not Shape.PER_QUALIFIERS or declared.qualifiers
    assert declared.shape is not Shape.ONE or not declared.qualifiers


@for_each("declared", DECLARED)
def test_refs_and_units_are_of_kinds_and_dimensions_that_exist(declared: Property) -> None:
    for value_type in [declared.type, *(q.type for q in declared.qualifiers)]:
        if isinstance(value_type, RefType):
            assert set(value_type.kinds or ()) <= set(KINDS)
        if isinstance(value_type, QuantityType):
            assert all(_exists(dimension) for dimension in value_type.dimensions)


@for_each("declared", DECLARED)
def test_only_codes_flags_and_refs_are_filterable(declared: Property) -> None:
    name = type(declared.type).__name__

    assert not declared.filterable or isinstance(declared.type, FlagType | RefType) or name in _CODED


@for_each("declared", DECLARED)
def test_a_usual_code_is_one_of_a_property_that_lists_are_filtered_by(declared: Property) -> None:
    codes = declared.type.codes if isinstance(declared.type, CodeType) else ()

    assert declared.usual is None or (declared.usual in codes and declared.filterable)


@for_each("event_type", TYPES)
def test_an_event_type_hides_no_common_property_and_has_roles(event_type: EventType) -> None:
    names = [p.name for p in EVENT.all_properties(type_name=event_type.name)]

    assert len(names) == len(set(names))
    assert event_type.roles
    assert _is_a_line(event_type.meaning)


def test_no_two_properties_of_a_kind_share_a_name() -> None:
    for kind in KINDS.values():
        assert len({p.name for p in kind.properties}) == len(kind.properties)


@for_each("vocabulary", VOCABULARIES)
def test_every_code_has_a_meaning_on_one_line(vocabulary: Vocabulary) -> None:
    assert _is_a_line(vocabulary.meaning)
    assert all(_is_a_line(meaning) for meaning in vocabulary.codes.values())
    form = "[A-Za-z0-9.-]+" if vocabulary in (LICENSES, REGIONS) else "[a-z]+(_[a-z]+)*|[A-Z]+"  # SOFR is a name
    assert all(re.fullmatch(form, code) for code in vocabulary.codes)


def test_a_kind_is_labelled_by_a_required_property_and_ordered_by_that_or_a_date() -> None:
    for kind in KINDS.values():
        label, order = kind.property(kind.label), kind.property(kind.order)
        assert label is not None
        assert label.required
        assert order is label or (order is not None and isinstance(order.type, DateType))


def test_participants_have_only_the_roles_of_the_event_type() -> None:
    wide, narrow = EVENT.property("participants"), EVENT.property("participants", type_name="payment")

    assert wide is not None
    assert narrow is not None
    assert narrow.qualifiers[0].type == CodeType(("payer", "payee"))
    assert faults_of(wide, [{"value": "company/openai", "role": "speaker"}]) == []
    assert faults_of(narrow, [{"value": "company/openai", "role": "speaker"}]) != []


def test_an_event_without_a_known_type_has_the_common_properties_only() -> None:
    assert EVENT.all_properties(type_name="parade") == EVENT.properties
    assert EVENT.property("instrument") is None
    assert EVENT.property("instrument", type_name="stock_move") is not None


def _exists(dimension: str) -> bool:
    units = [find_unit(code) for code in units_of([dimension])[:3]]
    return bool(units) and all(unit is not None and admits([dimension], unit.dimension) for unit in units)


_CODED = {"CodeType", "CountryType", "LanguageType", "CurrencyType"}


def _is_a_line(meaning: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][^\n]{5,140}\.", meaning))

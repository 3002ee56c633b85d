"""The law of the flat view: every standing value is shown, disputed or listed under `also`, else `explain` says why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.contents import Content, fact_id
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.values import (
    Code,
    CodeType,
    DateType,
    Flag,
    FlagType,
    Missing,
    Named,
    Phrase,
    PhraseType,
    Quantity,
    QuantityType,
    Ref,
    RefType,
    Span,
    Text,
    Value,
    ValueType,
    When,
    covers,
    units_of,
)
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.operations.entities.explaining import explain_view
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, resolve_entity
from chalicelib.operations.entities.view import render_view
from tests.conftest import examples
from tests.domain.builders import NOW
from tests.domain.strategies import BETWEEN, EVIDENCE, MOMENTS, PUBLICATIONS, PUBLISHED_BEFORE, VALID, VALID_AT
from tests.domain.strategies import facts as domain_facts

GONE = ("retracted", "not yet in print", "not valid then", "deprecated", "replaced", "followed", "undated", "overtaken")
MISSING: list[Value] = [Missing("unknown"), Missing("none")]
SCOPES: list[Value | None] = [None, None, None, Named("the cloud business"), Ref("company", "a"), Named("A")]
PERIODS = [None, None, None, "P1Y", "2024/2024", "2024-01-01/2024-12-31", "2025/2025"]
CONDITIONS = [None, None, None, "over 200,000 tokens", "over 200000 tokens", "interim"]


class Place(NamedTuple):
    """A property of a kind, or of one type of its entities."""

    kind: Kind
    type_name: str | None
    declared: Property

    def __repr__(self) -> str:
        return f"{self.kind.name} {self.type_name} {self.declared.name}"


def _places() -> Iterator[Place]:
    for kind in KINDS.values():
        types: list[str | None] = [each.name for each in kind.types]
        for type_name in types or [None]:
            for declared in kind.all_properties(type_name=type_name):
                if not declared.series and declared.name != "type":
                    yield Place(kind, type_name, declared)


PLACES = list(_places())


def values_of(declared: ValueType) -> list[Value]:
    """Give a few values of a type that meet, exclude and contain each other."""
    match declared:
        case QuantityType():
            one, *others = units_of(declared.dimensions)
            numbers: list[Value] = [Quantity(amount, one) for amount in ("5", "5.0", "5.2", "17", "16.97")]
            bounded: list[Value] = [Quantity("5", one, "about"), Quantity("6", one, "under"), Span("4", "6", one)]
            return [*numbers, *bounded, *(Quantity("5", unit) for unit in others[:2])]
        case DateType():
            return [When(text) for text in ("2024", "2024-12", "2024-12-26", "2025-01", "2025-01-10~", "2024/2025")]
        case RefType():
            return [Ref("company", "a"), Ref("company", "b"), Named("A"), Named("A Holding"), Named("c")]
        case PhraseType():
            return [Phrase("a price war", "en"), Phrase("A price-war.", "en"), Phrase("Preiskrieg", "de")]
        case CodeType():
            return [Code(code) for code in declared.codes[:3]]
        case _:
            texts: list[Value] = [Text("Apache-2.0"), Text("apache 2.0"), Text("MIT"), Text("over 10 hours")]
            return [Flag(flag=True), Flag(flag=False)] if isinstance(declared, FlagType) else texts


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Place, list[Fact]]:
    """Draw the facts of one property of any kind."""
    place = draw(st.sampled_from(PLACES))
    values = [*values_of(place.declared.type), *MISSING]
    few = draw(st.lists(st.sampled_from(values), min_size=2, max_size=4))
    drawn = draw(st.lists(_facts(place, few), min_size=2, max_size=7, unique_by=lambda fact: fact.id))
    made = list(drawn)
    for at in draw(st.lists(st.integers(1, len(made) - 1), max_size=1)):
        evidence = replace(made[at].evidence, replaces=(made[at - 1].id,))
        made[at] = replace(made[at], content=replace(made[at].content, evidence=evidence))
    return place, made


@st.composite
def _facts(draw: st.DrawFn, place: Place, values: Sequence[Value]) -> Fact:
    drawn = draw(domain_facts(list(values)))
    qualifiers = {
        each.name: draw(st.sampled_from(values_of(each.type)[:3]))
        for each in place.declared.qualifiers
        if each.required or draw(st.booleans())
    }
    content = Content(
        property=place.declared.name,
        value=drawn.value,
        evidence=draw(st.sampled_from(EVIDENCE)),
        qualifiers=qualifiers,
        scope=draw(st.sampled_from(SCOPES)),
        period=draw(st.sampled_from(PERIODS)),
        condition=draw(st.sampled_from(CONDITIONS)),
        valid=draw(st.sampled_from(VALID)),
    )
    published, publisher, root = draw(st.sampled_from(PUBLICATIONS))
    entity = f"{place.kind.name}/it"
    slot = content.slot(many=place.declared.shape is Shape.MANY, comparable=qualifiers)
    return replace(
        drawn,
        id=fact_id(entity, content, slot=slot),
        entity=entity,
        content=content,
        published=published,
        publisher=publisher,
        root=root,
    )


POINTS_OF_VIEW = st.builds(
    Moment, st.sampled_from(VALID_AT), st.sampled_from([None, None, *BETWEEN]), st.sampled_from(PUBLISHED_BEFORE)
)


def resolved_at(place: Place, facts: Sequence[Fact], moment: Moment, *, now: str = NOW) -> ResolvedEntity:
    """Resolve an entity of these facts; of a type of events it has one more, which says so."""
    typed = [] if place.type_name is None else [_type_fact(place.type_name)]
    return resolve_entity(place.kind, f"{place.kind.name}/it", [*typed, *facts], moment=moment, now=now)


def _type_fact(type_name: str) -> Fact:
    content = Content("type", Code(type_name), EVIDENCE[0])
    return Fact("the-type", "event/it", content, "2026-10-01T10:00:00.000Z", "key_tests")


def unseen(place: Place, facts: Sequence[Fact], view: Mapping[str, Any], resolved: ResolvedEntity) -> list[Fact]:
    """Give the standing facts that affirm a value which the view neither shows, nor disputes, nor lists."""
    name = place.declared.name
    slots = explain_view(resolved).get(name, [])
    gone = {each["fact"] for slot in slots for each in slot["rejected"] if each["reason"].startswith(GONE)}
    known = {each["fact"] for slot in slots for each in slot["rejected"]} | {slot["chosen"] for slot in slots}
    renewed = renewed_facts(place.declared, facts)  # as the view reads them
    standing = [fact for fact in renewed if fact.affirms and fact.id in known - gone]
    sides = {
        fact
        for slot, conflict in resolved.conflicts()
        if slot.declared.name == name and not conflict.settled and name in view["disputed"]
        for side in conflict.sides
        for fact in side.facts
    }
    written = {json.dumps(_bare(each), sort_keys=True) for each in _entries(place, view)}
    seen = [fact for fact in standing if written & _ways_to_write(fact)]
    left = [fact for fact in standing if fact.id not in sides and not _is_none_of_many(place, fact)]
    return [fact for fact in left if not any(_is_said_by(place, fact, other) for other in seen)]


def _entries(place: Place, view: Mapping[str, Any]) -> list[Any]:
    name = place.declared.name
    shown = view.get(name)
    listed = shown if isinstance(shown, list) else [] if shown is None else [_with_terms(view, name)]
    return [*listed, *view.get("also", {}).get(name, [])]


def _with_terms(view: Mapping[str, Any], name: str) -> Any:
    terms = view.get("terms", {}).get(name, {})
    return {"value": view[name], **terms}


def _bare(entry: Any) -> dict[str, Any]:
    """Leave out of an entry what is not part of the slot or the value."""
    wrapped = entry if isinstance(entry, dict) and "value" in entry else {"value": entry}
    return {name: each for name, each in wrapped.items() if name not in ("valid", "disputed", "hedged")}


def _ways_to_write(fact: Fact) -> set[str]:
    content = fact.content
    entry: dict[str, Any] = {
        "value": content.value.json(),
        **{name: each.json() for name, each in content.qualifiers.items()},
    }
    said = {"scope": content.scope and content.scope.json(), "period": content.period, "condition": content.condition}
    entry |= {name: each for name, each in said.items() if each is not None}
    return {json.dumps(entry, sort_keys=True)}


def _is_said_by(place: Place, fact: Fact, other: Fact) -> bool:
    """Say whether another fact, which is seen, answers the same question and says as much."""
    groups = reading_slots([fact, other], slot_shape(place.declared))
    is_one_slot = any(len(group) == 2 for group in groups.values())
    return is_one_slot and covers(fact.value, other.value, fixed=not place.declared.lasting)


def _is_none_of_many(place: Place, fact: Fact) -> bool:
    """A `none` beside values of a list is shown nowhere."""
    return place.declared.shape is Shape.MANY and isinstance(fact.value, Missing)


@given(crowds(), POINTS_OF_VIEW)
@settings(max_examples=examples(150))
def test_every_standing_value_is_shown_disputed_or_listed(crowd: tuple[Place, list[Fact]], moment: Moment) -> None:
    place, facts = crowd
    resolved = resolved_at(place, facts, moment)
    view = render_view(resolved, {})

    assert [fact.id for fact in unseen(place, facts, view, resolved)] == []


@given(crowds(), POINTS_OF_VIEW)
def test_every_fact_on_record_is_chosen_or_named_with_a_reason(crowd: tuple[Place, list[Fact]], moment: Moment) -> None:
    place, facts = crowd
    slots = explain_view(resolved_at(place, facts, moment)).get(place.declared.name, [])

    named = {each["fact"] for slot in slots for each in slot["rejected"] if each["reason"]}
    chosen = {slot["chosen"] for slot in slots if slot["why"]}
    assert {fact.id for fact in facts if fact.was_recorded(moment.known_at)} <= named | chosen


@given(crowds(), st.sampled_from(VALID_AT), st.data())
def test_no_order_of_recording_changes_the_view(
    crowd: tuple[Place, list[Fact]], valid_at: str | None, data: st.DataObject
) -> None:
    place, facts = crowd
    undecided = [replace(fact, decisions=()) for fact in facts]
    instants = data.draw(st.permutations([fact.recorded_at for fact in facts]))
    again = [replace(fact, recorded_at=at) for fact, at in zip(undecided, instants, strict=True)]

    one, other = (render_view(resolved_at(place, each, Moment(valid_at=valid_at)), {}) for each in (undecided, again))
    assert unordered(one) == unordered(other)


@given(crowds(), POINTS_OF_VIEW, st.sampled_from(BETWEEN))
def test_the_view_known_then_is_the_view_of_then(
    crowd: tuple[Place, list[Fact]], moment: Moment, known_at: str
) -> None:
    place, facts = crowd
    by_then = [
        replace(fact, decisions=tuple(each for each in fact.decisions if each.at <= known_at))
        for fact in facts
        if fact.recorded_at <= known_at
    ]
    if not by_then:
        return

    later = resolved_at(place, facts, replace(moment, known_at=known_at))
    then = resolved_at(place, by_then, replace(moment, known_at=None), now=known_at)
    assert (render_view(later, {}), explain_view(later)) == (render_view(then, {}), explain_view(then))


def unordered(shown: Any) -> Any:
    """Sort lists, which go by the order of recording."""
    if isinstance(shown, dict):
        return {name: unordered(each) for name, each in shown.items()}
    if isinstance(shown, list):
        return sorted((unordered(each) for each in shown), key=lambda each: json.dumps(each, sort_keys=True))
    return shown


@pytest.mark.parametrize("emptied", ["also", "disputed"])
def test_the_law_notices_a_view_that_says_nothing_of_what_else_stands(emptied: str) -> None:
    declared = KINDS["model"].property("license")
    assert declared is not None
    place = Place(KINDS["model"], None, declared)
    texts = {"also": ("MIT", None), "disputed": ("MIT", "Apache-2.0")}[emptied]
    contents = [Content("license", Text(text or "Apache-2.0"), EVIDENCE[0]) for text in texts]
    if emptied == "also":
        contents[1] = replace(contents[1], scope=Named("the code"))
    facts = [Fact(fact_id("model/it", each, slot="{}"), "model/it", each, MOMENTS[0], "key_tests") for each in contents]
    resolved = resolved_at(place, facts, Moment())
    view = render_view(resolved, {})

    assert unseen(place, facts, view, resolved) == []
    assert unseen(place, facts, {**view, emptied: {} if emptied == "also" else []}, resolved) != []

"""When an entity has its names and identifiers: those that it does not have now too, as far as they stand on record."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.resolving.timelines.held_spans import HeldSpan, held_spans
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory
from chalicelib.domain.values import Code, Text
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.store.records.held_texts import HeldText
from chalicelib.store.records.index.indexed_names import OWN_IDENTITIES

MAX_HELD_TEXTS = 100  # of one property, those that held last


def held_texts(
    kind: Kind, facts: Iterable[Fact], flat: Mapping[str, Any], *, moment: Moment, now: Instant
) -> tuple[HeldText, ...]:
    """Return the names, identifiers and addresses that a flat view does not show with the whole time of theirs.

    `flat` is what the entity's facts say at `moment`, whose `valid_at` is not looked at: others hold at another time.
    Those that always hold are left out.
    """
    known = [fact.as_known(moment.known_at) for fact in facts if fact.was_recorded(moment.known_at)]
    moment = Moment(None, moment.known_at, moment.published_before).at(now)
    found: list[HeldText] = []
    for name in held_properties(kind):
        declared = kind.property(name)
        if declared is not None and declared.lasting and _needs_spans(of_property := _facts_of(known, name)):
            spans = _spans_of_slots(kind, declared, of_property, known, moment)
            shown = _shown_spans(flat, name)
            found += [each for each in _texts_of(name, spans) if each not in shown][-MAX_HELD_TEXTS:]
    return tuple(found)


def held_properties(kind: Kind) -> tuple[str, ...]:
    """Return the properties whose values can be held at another time."""
    return tuple(dict.fromkeys((kind.label, "aliases", "identifiers", *OWN_IDENTITIES)))


def _facts_of(facts: Iterable[Fact], name: str) -> list[Fact]:
    return [fact for fact in facts if fact.content.property == name]


def _needs_spans(facts: Iterable[Fact]) -> bool:
    """Return whether a fact may hold for a time only: without any `valid` nothing ends or follows anything."""
    return any(fact.content.valid is not None for fact in facts)


def _spans_of_slots(
    kind: Kind, declared: Property, facts: list[Fact], known: list[Fact], moment: Moment
) -> list[HeldSpan]:
    """Return the spans of all values of a property; what is the name of a part only is no name of the entity."""
    context, rules = entity_context(known, moment), slot_rules(kind, declared)
    whole = facts if declared.is_list else [fact for fact in facts if fact.content.scope is None]
    slots = reading_slots(renewed_facts(declared, whole), slot_shape(declared)).values()
    needed = (slot for slot in slots if _needs_spans(slot))
    return [each for slot in needed for each in held_spans(SlotHistory(slot, rules, context), moment=moment)]


def _texts_of(name: str, spans: Iterable[HeldSpan]) -> Iterator[HeldText]:
    """Yield the texts among values, those that held last at the end; the order of recording changes nothing."""
    for fact, valid, _ in sorted(spans, key=lambda each: (each.until, each.fact.id)):
        scheme = fact.content.qualifiers.get("scheme")
        if isinstance(fact.value, Text) and valid is not None:
            yield HeldText(name, fact.value.text, valid, scheme.code if isinstance(scheme, Code) else "")


def _shown_spans(flat: Mapping[str, Any], name: str) -> set[HeldText]:
    """Return the entries of a list with the span that the flat view shows."""
    value = flat.get(name)
    entries = [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
    return {
        HeldText(name, each["value"], each["valid"], scheme if isinstance(scheme := each.get("scheme"), str) else "")
        for each in entries
        if isinstance(each.get("value"), str) and isinstance(each.get("valid"), str)
    }

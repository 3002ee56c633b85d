"""The flat view: every property's slots resolved at a moment and laid out as one plain JSON object."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.evidence import Basis, Certainty
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant, plus_ms
from chalicelib.domain.resolving.conflicts import Conflict
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import Reading, resolve
from chalicelib.domain.resolving.succession import lifetime
from chalicelib.domain.values import Missing, Ref, Value
from chalicelib.kinds.declaration import Kind, Property, Shape

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import ConflictJson, ExplanationJson

# Weakest first: a list is as hedged as its most hedged value.
HEDGES = ("rumoured", "alleged", "expected", "opinion", "derived", "conditional")


class ResolvedSlot(NamedTuple):
    """A slot of a property with its reading."""

    declared: Property
    name: str
    reading: Reading


@dataclass(frozen=True)
class ResolvedEntity:
    """An entity resolved at a moment: what each slot says, and until when that holds."""

    kind: Kind
    ref: str
    type_name: str | None
    slots: Mapping[str, Sequence[ResolvedSlot]]  # by property, in the order shown
    until: Instant | None

    def conflicts(self) -> list[tuple[ResolvedSlot, Conflict]]:
        """List the slots in conflict, open and settled."""
        return [(slot, slot.reading.conflict) for each in self.slots.values() for slot in each if slot.reading.conflict]


def resolve_entity(kind: Kind, ref: str, facts: Iterable[Fact], *, moment: Moment, now: Instant) -> ResolvedEntity:
    """Resolve all slots of an entity; facts of series lie elsewhere and are left out."""
    by_property: dict[str, list[Fact]] = {}
    for fact in facts:
        # An earlier answer has no later facts, not even among the rejected: they would change that answer.
        if fact.was_recorded(moment.known_at):
            by_property.setdefault(fact.content.property, []).append(fact)
    type_name = _type_name(kind, by_property.get("type", []))
    slots: dict[str, Sequence[ResolvedSlot]] = {}
    until = FOREVER
    for declared in kind.all_properties(type_name=type_name):
        found = by_property.get(declared.name)
        if found and not declared.series:
            slots[declared.name] = _slots(declared, found, moment, now)
            until = min(until, _next_turn(found, moment.at(now).valid_at or now) if declared.lasting else FOREVER)
    return ResolvedEntity(kind, ref, type_name, slots, None if until == FOREVER else until)


def render_view(resolved: ResolvedEntity, redirects: Mapping[str, str]) -> dict[str, Any]:
    """Write the flat view without its revision and times. `redirects` maps merged entities to their survivors."""
    view: dict[str, Any] = {"ref": resolved.ref, "kind": resolved.kind.name, "slug": Ref.of(resolved.ref).slug}
    if resolved.type_name is not None:  # an event has its type before anything about it is in print
        view["type"] = resolved.type_name
    hedged: dict[str, str] = {}
    sources: set[str] = set()
    for name, slots in resolved.slots.items():
        shown = _shown(slots)
        if not shown:
            continue
        declared = slots[0].declared
        entries = [_entry(declared, fact, redirects) for fact in shown if not _at_itself(fact, resolved.ref, redirects)]
        if not entries:
            continue
        view[name] = _distinct(entries) if declared.is_list else entries[0]
        sources.update(fact.evidence.source for fact in shown)
        hedge = min((h for fact in shown if (h := hedge_of(fact))), key=HEDGES.index, default=None)
        if hedge:
            hedged[name] = hedge
    disputed = dict.fromkeys(slot.declared.name for slot, conflict in resolved.conflicts() if not conflict.settled)
    return view | {"disputed": list(disputed), "hedged": hedged, "sources": sorted(sources)}


def explain_view(resolved: ResolvedEntity) -> "ExplanationJson":
    """Write, for every property, each slot with its choice, the reasons and what was rejected."""
    return {
        name: [{"slot": _slot_value(slot), **slot.reading.json_value()} for slot in slots]
        for name, slots in resolved.slots.items()
    }


def describe_conflict(slot: ResolvedSlot, conflict: Conflict) -> "ConflictJson":
    """Write a conflict as the API shows it: its slot, its sides and how it is resolved now."""
    chosen = slot.reading.chosen
    return {
        "property": slot.declared.name,
        "slot": _slot_value(slot),
        "state": "settled" if conflict.settled else "open",
        "opened_at": conflict.opened_at,
        "sides": [side.json_value() for side in conflict.sides],
        "shown": None if chosen is None else chosen.value.json(),
        "why": list(slot.reading.why),
    }


def _type_name(kind: Kind, facts: Sequence[Fact]) -> str | None:
    """Find an event's type; it is never disputed, so any fact gives it."""
    if not kind.types or not facts:
        return None
    return str(min(facts, key=lambda fact: (fact.recorded_at, fact.id)).value.json())


def _slots(declared: Property, facts: Sequence[Fact], moment: Moment, now: Instant) -> list[ResolvedSlot]:
    grouped: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.recorded_at, fact.place, fact.id)):
        grouped.setdefault(slot_name(declared, fact), []).append(fact)
    return [
        ResolvedSlot(declared, name, resolve(each, lasting=declared.lasting, moment=moment, now=now))
        for name, each in grouped.items()
    ]


def slot_name(declared: Property, fact: Fact) -> str:
    """Name the slot of a fact under its property's declaration."""
    comparable = [q.name for q in declared.qualifiers if q.comparable]
    return fact.content.slot(many=declared.shape is Shape.MANY, comparable=comparable)


def _next_turn(facts: Sequence[Fact], valid_at: Instant) -> Instant:
    """Give the next instant at which the validity of a fact starts or has ended."""
    turns = [first for first, _ in map(lifetime, facts) if first > valid_at and first != BEGINNING]
    turns += [plus_ms(last, 1) for _, last in map(lifetime, facts) if valid_at <= last < FOREVER]
    return min(turns, default=FOREVER)


def _shown(slots: Sequence[ResolvedSlot]) -> list[Fact]:
    """Give the facts that the flat view shows: of slots without scope; of `one`, a single one."""
    facts = [c for slot in slots if (c := slot.reading.chosen) is not None and c.content.scope is None]
    if slots[0].declared.shape is Shape.ONE:
        # Without a period comes first; among periods, the one that sorts last (the latest).
        without = [fact for fact in facts if fact.content.period is None]
        return without[:1] or sorted(facts, key=lambda fact: fact.content.period or "")[-1:]
    if slots[0].declared.shape is Shape.MANY:
        return [fact for fact in facts if not isinstance(fact.value, Missing)] or facts
    return facts


def _entry(declared: Property, fact: Fact, redirects: Mapping[str, str]) -> Any:
    value = plain(fact.value, redirects)
    if not declared.is_wrapped:
        return value
    content = fact.content
    entry = {"value": value} | {name: plain(q, redirects) for name, q in content.qualifiers.items()}
    extra = {
        "period": content.period,
        "condition": content.condition,
        "valid": None if content.valid is None else content.valid.json(),
    }
    return entry | {name: each for name, each in extra.items() if each is not None}


def _at_itself(fact: Fact, ref: str, redirects: Mapping[str, str]) -> bool:
    """Say whether the value came to point at the entity itself by a merge."""
    return redirects.get(str(fact.value)) == ref if isinstance(fact.value, Ref) else False


def plain(value: Value, redirects: Mapping[str, str]) -> Any:
    """Return a value as the view shows it: a merged entity as its survivor."""
    return redirects.get(str(value), str(value)) if isinstance(value, Ref) else value.json()


def _distinct(entries: list[Any]) -> list[Any]:
    """Drop repeats, which appear where two values were merged into one entity."""
    kept: dict[str, Any] = {}
    for entry in entries:
        kept.setdefault(json.dumps(entry, sort_keys=True), entry)
    return list(kept.values())


def hedge_of(fact: Fact) -> str | None:
    """Say how far a fact is from being plainly asserted; None when it is."""
    evidence = fact.evidence
    if evidence.certainty is not Certainty.ASSERTED:
        return evidence.certainty.value
    if evidence.basis in (Basis.OPINION, Basis.DERIVED):
        return evidence.basis.value
    return None if fact.content.condition is None else "conditional"


def _slot_value(slot: ResolvedSlot) -> dict[str, Any]:
    """Return what distinguishes this slot: its qualifiers, scope, period and, if each value has a slot, the value."""
    reading = slot.reading
    fact = reading.chosen or next(iter(reading.standing), None)
    if fact is None:
        return {}
    content = fact.content
    parts: dict[str, Any] = {name: value.json() for name, value in content.qualifiers.items()}
    if content.scope is not None:
        parts["scope"] = content.scope.json()
    if content.period is not None:
        parts["period"] = content.period
    if slot.declared.shape is Shape.MANY:
        parts["value"] = content.value.json()
    return parts

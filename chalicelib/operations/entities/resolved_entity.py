"""Resolved entity: all slots of all properties of an entity, read at a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import FOREVER, Instant
from chalicelib.domain.resolving.choosing.slot_choice import SlotChoice, choose_slot
from chalicelib.domain.resolving.conflicts import Conflict
from chalicelib.domain.resolving.entity_context import (
    EntityContext,
    LastPrint,
    context_of_some,
    entity_context,
)
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import reading_slots, unit_group
from chalicelib.domain.resolving.resolution import Reading, resolve
from chalicelib.domain.resolving.timelines.timeline_steps import turns_of
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.reading.older_codes import with_newer_codes
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.late_dataclass import dataclass


class ResolvedSlot(NamedTuple):
    """A slot of a property with its facts and their reading, and the group of its units where it has amounts."""

    declared: Property
    name: str
    reading: Reading
    unit: str | None = None
    facts: Sequence[Fact] = ()


@dataclass(frozen=True)
class ResolvedEntity:
    """An entity resolved at a moment: what each slot says, and until when that holds.

    `choices` gives, for each property that shows one value, the fact that is shown and why this slot was.
    """

    kind: Kind
    ref: str
    type_name: str | None
    slots: Mapping[str, Sequence[ResolvedSlot]]  # by property, in the order shown
    until: Instant | None
    choices: Mapping[str, SlotChoice] = field(default_factory=dict)

    def conflicts(self) -> list[tuple[ResolvedSlot, Conflict]]:
        """List the slots in conflict, open and settled."""
        return [(slot, slot.reading.conflict) for each in self.slots.values() for slot in each if slot.reading.conflict]


class _Reader(NamedTuple):
    """The kind, the moment and the context with which the slots of one entity are read."""

    kind: Kind
    moment: Moment
    now: Instant
    context: EntityContext

    def slots(self, declared: Property, facts: Sequence[Fact]) -> list[ResolvedSlot]:
        """Read all slots of a property."""
        rules = slot_rules(self.kind, declared)
        ordered = sorted(renewed_facts(declared, facts), key=lambda fact: (fact.recorded_at, fact.place, fact.id))
        grouped = reading_slots(ordered, slot_shape(declared))
        return [
            ResolvedSlot(
                declared,
                name,
                resolve(each, rules, moment=self.moment, now=self.now, context=self.context),
                unit_group(each),
                each,
            )
            for name, each in grouped.items()
        ]

    def choice(self, slots: Sequence[ResolvedSlot]) -> SlotChoice:
        """Choose the slot that a property with one value shows."""
        declared, known_at = slots[0].declared, self.moment.known_at
        return choose_slot(
            [slot.reading for slot in slots],
            lambda fact: fact.standing(known_at).rank,
            slot_rules(self.kind, declared),
            context=self.context,
        )


def resolve_entity(
    kind: Kind,
    ref: str,
    facts: Iterable[Fact],
    *,
    moment: Moment,
    now: Instant,
    by_series: Mapping[str, LastPrint] | None = None,
) -> ResolvedEntity:
    """Resolve all slots of an entity; facts of series lie elsewhere and are left out.

    `by_series` says when each series of documents was last in print, if these are not all facts of the entity.
    """
    # An earlier answer has no later facts, not even among the rejected: they would change that answer.
    known = [fact.as_known(moment.known_at) for fact in facts if fact.was_recorded(moment.known_at)]
    by_property: dict[str, list[Fact]] = {}
    for fact in known:
        by_property.setdefault(fact.content.property, []).append(fact)
    moment = moment.at(now)
    type_name = type_name_of(kind, by_property.get("type", []))
    read = with_newer_codes(kind, type_name, by_property, known_at=moment.known_at)
    context = entity_context(known, moment) if by_series is None else context_of_some(known, moment, by_series)
    reader = _Reader(kind, moment, now, context)
    slots: dict[str, Sequence[ResolvedSlot]] = {}
    until = FOREVER
    for declared in kind.all_properties(type_name=type_name):
        found = read.get(declared.name)
        if found and not declared.series:
            slots[declared.name] = reader.slots(declared, found)
            until = min(until, next_turn(found, moment.valid_at or now) if declared.lasting else FOREVER)
    choices = {name: reader.choice(each) for name, each in slots.items() if each[0].declared.shape is Shape.ONE}
    return ResolvedEntity(kind, ref, type_name, slots, None if until == FOREVER else until, choices)


def type_name_of(kind: Kind, facts: Sequence[Fact]) -> str | None:
    """Find an event's type; it is never disputed, so any fact gives it."""
    if not kind.types or not facts:
        return None
    return str(min(facts, key=lambda fact: (fact.recorded_at, fact.id)).value.json())


def next_turn(facts: Sequence[Fact], valid_at: Instant) -> Instant:
    """Return the next instant at which time changes what can be shown of these facts."""
    return min((turn for fact in facts for turn in turns_of(fact) if turn > valid_at), default=FOREVER)

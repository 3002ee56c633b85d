"""Outlining: what the properties and slots of a large entity give to its view, so that the next write reads less."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from chalicelib.domain.facts.fact_tokens import SLOT_CHARS, slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import FOREVER, Instant
from chalicelib.domain.resolving.choosing.slot_choice import period_order
from chalicelib.domain.resolving.reading_slots import names_in, slot_label
from chalicelib.domain.values import Erased, Missing, QuantityType
from chalicelib.kinds.declaration import Property, Shape
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.operations.entities.loading import size_of
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot, next_turn
from chalicelib.operations.entities.shown_origins import origins_behind
from chalicelib.operations.entities.view import (
    Redirects,
    ShownProperty,
    also_beside,
    at_itself,
    hedge_of,
    list_entry,
    shown_facts,
)
from chalicelib.store.records.outlines import Order, PropertyOutline, SlotOutline

LARGE_FACTS = 128  # of an entity from which on its view has an outline
MANY_FACTS = 64  # of a property from which on its slots are read one by one


def outline_property(
    resolved: ResolvedEntity,
    name: str,
    facts: Sequence[Fact],
    shown: ShownProperty | None,
    redirects: Redirects,
    *,
    at: Instant,
) -> PropertyOutline:
    """Outline a property, given all its facts and what the view shows of it (None: it is not declared any more)."""
    slots = resolved.slots.get(name, ())
    outline = PropertyOutline(size_of(facts), sources=shown.sources if shown else ())
    if not slots:
        return outline
    declared = slots[0].declared
    until = next_turn(facts, at) if declared.lasting else FOREVER
    outline = replace(outline, until=None if until == FOREVER else until)
    if not can_be_read_apart(resolved, slots, facts, redirects):
        return outline
    texts, refs = names_in([fact.content for each in slots for fact in each.facts], slot_shape(declared))
    outlined = outline_slots(resolved, slots, redirects, at=at)
    placed = in_their_places(declared, outlined, shown or ShownProperty())
    return replace(outline, slots=placed, texts=texts, refs=refs)


def can_be_read_apart(
    resolved: ResolvedEntity, slots: Sequence[ResolvedSlot], facts: Sequence[Fact], redirects: Redirects
) -> bool:
    """Return whether each slot of a property can be read without the others: they are many, and none leans on others.

    An amount that is missing is in the slots of all units. A price in % leans on another, and so does the second value
    of a property that keeps its first. A list that shows no more than the entity itself shows nothing.
    """
    declared = slots[0].declared
    if len(facts) < MANY_FACTS or len(slots) == 1 or not may_be_read_apart(declared):
        return False
    itself = any(at_itself(fact, resolved.ref, redirects) for _, fact in shown_facts(resolved, slots))
    return not itself and not any(leans_on_others(declared, fact) for fact in facts)


def may_be_read_apart(declared: Property) -> bool:
    """Return whether the slots of a property can be read apart, as far as its declaration decides."""
    return not declared.immutable and (declared.normal is None or declared.shape is not Shape.MANY)


def leans_on_others(declared: Property, fact: Fact) -> bool:
    """Return whether other slots decide how the one of this fact is shown."""
    if isinstance(declared.type, QuantityType) and isinstance(fact.value, Missing | Erased):
        return True
    return declared.lacks_base is not None and declared.lacks_base(())(fact.content)


def outline_slots(
    resolved: ResolvedEntity, slots: Sequence[ResolvedSlot], redirects: Redirects, *, at: Instant
) -> list[SlotOutline]:
    """Outline some slots of a property."""
    shown = {id(slot): fact for slot, fact in shown_facts(resolved, slots)}
    return [_outline_slot(resolved, slot, shown.get(id(slot)), redirects, at=at) for slot in slots]


def _outline_slot(
    resolved: ResolvedEntity, slot: ResolvedSlot, shown: Fact | None, redirects: Redirects, *, at: Instant
) -> SlotOutline:
    declared, chosen = slot.declared, slot.reading.chosen
    is_list = declared.is_list
    shown = chosen if is_list else shown  # of a list, `none` beside others is left out where the list is joined
    until = next_turn(slot.facts, at) if declared.lasting else FOREVER
    chosen_here = [(slot, shown)] if shown is not None else []
    return SlotOutline(
        name=slot_token(slot.name),
        label=slot_label(slot.name),
        tokens=tuple(sorted({token_of(fact.id) for fact in slot.facts})),
        size=size_of(slot.facts),
        is_shown=shown is not None,
        is_missing=shown is not None and isinstance(shown.value, Missing | Erased),
        entry=list_entry(slot, shown, redirects) if is_list and shown is not None else None,
        source=None if shown is None else shown.evidence.source,
        origins=1 if shown is None else origins_behind([slot], slot_rules(resolved.kind, declared)),
        hedge=None if shown is None else hedge_of(shown),
        until=None if until == FOREVER else until,
        also=tuple(also_beside(chosen_here, [slot], resolved.ref, redirects)),
        order=None if is_list or chosen is None else _order_of(chosen),
    )


def token_of(fact_id: str) -> str:
    """Return the token of the slot with which the last part of a fact's id begins."""
    return fact_id.rpartition("~")[2][:SLOT_CHARS]


def _order_of(chosen: Fact) -> Order | None:
    return None if chosen.content.scope is not None else (chosen.is_unknown, *period_order(chosen))


def in_their_places(declared: Property, slots: Sequence[SlotOutline], shown: ShownProperty) -> tuple[SlotOutline, ...]:
    """Leave out the entries of slots where the list has just these in this order, and what is under `also` likewise."""
    if [each for slot in slots for each in slot.also] == [*shown.also]:
        slots = [each._replace(also=(), also_count=len(each.also)) if each.also else each for each in slots]
    if not shown.is_shown or [each.entry for each in listed(declared, slots)] != shown.value:
        return tuple(slots)
    return tuple(each._replace(entry=None) for each in slots)


def from_their_places(
    declared: Property, slots: Sequence[SlotOutline], value: Any, also: Sequence[Mapping[str, Any]]
) -> tuple[SlotOutline, ...]:
    """Return slots with the entries that were left out, which the list has, and with those that are under `also`."""
    left = iter(also)
    slots = [_with_also(each, islice(left, each.also_count)) if each.also_count else each for each in slots]
    shown = listed(declared, slots)
    if not declared.is_list or value is None or any(each.entry is not None for each in shown):
        return tuple(slots)
    entries = dict(zip((each.name for each in shown), value, strict=True))
    return tuple(each._replace(entry=entries.get(each.name)) for each in slots)


def _with_also(slot: SlotOutline, also: Iterable[Mapping[str, Any]]) -> SlotOutline:
    return slot._replace(also=(*slot.also, *also), also_count=0)


def listed(declared: Property, slots: Sequence[SlotOutline]) -> list[SlotOutline]:
    """Return the slots that a list shows: of values of many, `none` and `unknown` only if there is nothing else."""
    shown = [each for each in slots if each.is_shown]
    if declared.shape is not Shape.MANY:
        return shown
    return [each for each in shown if not each.is_missing] or shown

"""Portions: reads of a large entity what a change touches: the slots of its facts, and those that they replace.

A reader of the table sees no difference: the next view is the one that all facts would give. Where a portion does not
decide that, the change is made again with the whole entity.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.facts.decisions import facts_marked
from chalicelib.domain.facts.fact_tokens import slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.choosing.slot_choice import period_order
from chalicelib.domain.resolving.entity_context import CONFIRMED
from chalicelib.domain.resolving.reading_slots import names_in, reading_slots
from chalicelib.domain.values import Ref
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.operations.entities.held_texts import held_properties
from chalicelib.operations.entities.large.facts_on_demand import FactsOnDemand
from chalicelib.operations.entities.large.outlining import leans_on_others, token_of
from chalicelib.operations.entities.loading import Entity, Portion, size_of
from chalicelib.operations.transactions.checking.replacement_checks import SUPERSEDES
from chalicelib.operations.transactions.drafts import DraftFact, draft_id
from chalicelib.operations.transactions.references import DERIVED_FROM
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT
from chalicelib.store.records.outlines import Order, Outline, PropertyOutline, Size, SlotOutline, size_sum
from chalicelib.store.records.torn import Torn

NEVER_FIRST: Order = (True, True, sys.maxsize, sys.maxsize)  # of what is said of a part
MAX_SLOTS_APART = 8  # that one change reads one by one; of more the whole property is read


class NeedsWhole(Exception):
    """A portion of an entity does not decide its next view: the change needs all facts."""


def portion_of(entity: Entity, change: Change) -> Entity:
    """Return an entity with the facts that a change needs to know. Raises NeedsWhole; Torn if others write to it."""
    facts, view = entity.facts, entity.view
    if not isinstance(facts, FactsOnDemand) or view is None:
        return entity
    if view.outline is None or view.layout != LAYOUT or not _is_plain(change) or not _knows_all(view.outline, entity):
        raise NeedsWhole
    selection = _Selection(entity, facts, view.outline)
    selection.take_change(change)
    return selection.entity()


def without_facts(entity: Entity) -> Entity:
    """Return an entity that does not change, whose facts nothing needs to know."""
    if not isinstance(entity.facts, FactsOnDemand) or entity.view is None:
        return entity
    unread = Size(entity.view.facts - len(entity.lifecycles), 0)
    return replace(entity, facts={}, portion=Portion(frozenset(), {}, unread))


def whole_entity(entity: Entity) -> Entity:
    """Return an entity with all its facts. Raises Torn."""
    facts = entity.facts
    return replace(entity, facts=facts.whole()) if isinstance(facts, FactsOnDemand) else entity


def _knows_all(outline: Outline, entity: Entity) -> bool:
    """Return whether an outline has as many facts and decisions as the view counts."""
    found = size_sum(each.size for each in outline.properties.values()).tally
    return entity.view is not None and found + len(entity.lifecycles) == entity.view.facts


def _is_plain(change: Change) -> bool:
    """Return whether a change only adds facts and decisions on facts."""
    others = (change.life, change.redirects, change.merged_from, change.unlisted, change.erasing)
    return not any((*others, change.whole, change.is_copy, change.accepts_ahead))


@dataclass
class _Selection:
    """The properties and slots of an entity that a change needs, with their facts."""

    known: Entity
    on_demand: FactsOnDemand
    outline: Outline
    whole: set[str] = field(default_factory=set)
    slots: dict[str, set[str]] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)

    def take_change(self, change: Change) -> None:
        """Select what a change touches, then what this replaces or is replaced by, until nothing is left to add."""
        kind = self.known.kind
        for draft in change.drafts:
            if not draft.declared.series:
                self._take_draft(draft)
        for fact_id in _ids_named_in(change):
            self._take_fact(fact_id)
        touched = {*self.whole, *self.slots}
        if touched & {CONFIRMED, SUPERSEDES}:
            raise NeedsWhole  # what the one says is of all slots; editions are compared with all facts
        held = held_properties(kind)
        for name in (*_always_read(kind, self.known.type_name), *(held if touched & {*held} else ())):
            self._take_property(name)
        self._take_replacements()

    def entity(self) -> Entity:
        """Return the entity with the facts selected. Raises Torn if they are not those of its view."""
        outlines = self.outline.properties
        read = size_sum(outlines[name].size for name in self.whole if name in outlines)
        for name, names in self.slots.items():
            read = size_sum([read, *(each.size for each in outlines[name].slots or () if each.name in names)])
        if size_of(self.facts.values()) != read:
            raise Torn(f"{self.known.ref}: {read} expected of the facts that a write needs")
        total = size_sum(each.size for each in outlines.values())
        unread = Size(total.facts - read.facts, total.decisions - read.decisions)
        slots = {name: frozenset(each) for name, each in self.slots.items()}
        return replace(self.known, facts=self.facts, portion=Portion(frozenset(self.whole), slots, unread))

    def _take_draft(self, draft: DraftFact) -> None:
        declared, name = draft.declared, draft.declared.name
        outline, fact = self.outline.properties.get(name), _fact_like(draft, self.known.ref)
        shape = slot_shape(declared)
        if outline is None or outline.slots is None or _leans(declared, fact, outline, self.known):
            self._take_property(name)
            return
        slot = slot_token(next(iter(reading_slots([fact], shape))))
        token = token_of(draft_id(draft, self.known.ref))
        slots = [each for each in outline.slots if each.name == slot or token in each.tokens]
        order = NEVER_FIRST if fact.content.scope is not None else (False, *period_order(fact))
        self._take_slots(name, slots, order=order)

    def _take_fact(self, fact_id: str) -> None:
        """Select the slot of a fact on record; an id that is none is for the checks to refuse."""
        address = keys.fact_address(fact_id)
        if address is None or address.ref != self.known.ref:
            return
        outline = self.outline.properties.get(address.property)
        if outline is not None and outline.slots is None:
            self._take_property(address.property)
        elif outline is not None and outline.slots is not None:
            token = token_of(fact_id)
            slots = [each for each in outline.slots if token in each.tokens]
            for each in slots:  # a slot that shows nothing could come first, if it had a value
                self._take_slots(address.property, slots, order=each.order and (False, *each.order[1:]))

    def _take_property(self, name: str) -> None:
        if name in self.whole:
            return
        self.whole.add(name)
        self.slots.pop(name, None)
        if name in self.outline.properties:
            self.facts |= {fact.id: fact for fact in self.on_demand.of_property(name)}

    def _take_slots(self, name: str, slots: Sequence[SlotOutline], *, order: Order | None) -> None:
        """Select slots of a property, those that share tokens with them and, if they can precede it, the one shown."""
        every = self.outline.properties[name].slots or ()
        declared = self.known.declared(name)
        if name in self.whole or declared is None:
            return
        shown = [] if declared.is_list else [each for each in every if each.is_shown]
        preceded = [each for each in shown if order is None or each.order is None or order <= each.order]
        selected = {each.name: each for each in (*slots, *preceded)}
        while True:
            tokens = {token for each in selected.values() for token in each.tokens}
            more = {each.name: each for each in every if tokens.intersection(each.tokens)}
            if more.keys() <= selected.keys():
                break
            selected |= more
        taken = self.slots.setdefault(name, set())
        taken.update(selected)
        if len(taken) > MAX_SLOTS_APART:
            self._take_property(name)
            return
        for token in sorted(tokens):
            self.facts |= {fact.id: fact for fact in self.on_demand.of_slot(name, token)}

    def _take_replacements(self) -> None:
        """Select the facts that those selected replace, and those that replace them."""
        seen = set[str]()
        while new := [fact for name, fact in self.facts.items() if name not in seen]:
            seen.update(fact.id for fact in new)
            for fact in new:
                for other in (*fact.evidence.replaces, *_replacing(fact)):
                    self._take_fact(other)


def _ids_named_in(change: Change) -> Iterator[str]:
    """Yield the ids of facts that a change decides on, revises or replaces."""
    yield from (name for name in change.decisions if name not in change.series)
    yield from (each.replaced for each in change.replacements)
    for draft in change.drafts:
        yield from (each for each in (draft.revises, *draft.content.evidence.replaces) if each is not None)


def _always_read(kind: Kind, type_name: str | None) -> Iterator[str]:
    """Yield the properties that other properties lean on: confirmations, the type of events, the root of sources."""
    yield from (CONFIRMED, DERIVED_FROM, "type")
    event_type = kind.event_type(type_name or "")
    for rule in () if event_type is None else event_type.read_as:
        yield from (rule.field, rule.property)


def _fact_like(draft: DraftFact, ref: str) -> Fact:
    """Return a draft as the fact that it will be, for the slot in which it is read."""
    (fact,) = renewed_facts(draft.declared, [Fact("", ref, draft.content, recorded_at="", recorded_by="")])
    return fact


def _leans(declared: Property, fact: Fact, outline: PropertyOutline, entity: Entity) -> bool:
    """Return whether other slots decide how a new fact is read, or it how they are."""
    texts, refs = names_in([fact.content], slot_shape(declared))
    means_another = texts & (refs | outline.refs) or refs & outline.texts
    is_itself = isinstance(fact.value, Ref) and entity.redirects.get(str(fact.value)) == entity.ref
    return bool(means_another) or is_itself or leans_on_others(declared, fact)


def _replacing(fact: Fact) -> tuple[str, ...]:
    marked = facts_marked(fact.decisions)
    if marked is None:
        raise NeedsWhole
    return marked

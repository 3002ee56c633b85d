"""Entity slots: those of a property that are in the partition of the entity, in the order in which a series shows them.

Of a large entity a page reads slot after slot, as far as it gets, and no others. Where one slot does not decide how it
is read, or nearly all are needed, it reads the property, and for the past the entity.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from chalicelib.domain.facts.decisions import facts_marked
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.entity_context import CONFIRMED, EntityContext, context_of_some, entity_context
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import place_of, reading_slots, slot_place
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.operations.entities.large.facts_on_demand import FactsOnDemand, read_on_demand
from chalicelib.operations.entities.loading import Entity, load_history, must_be_live, size_of
from chalicelib.operations.series.slot_filter import SlotFilter
from chalicelib.operations.series.slot_labels import LabelFilter
from chalicelib.operations.world import World
from chalicelib.store.records.outlines import Outline, Size, SlotOutline
from chalicelib.store.records.torn import Torn

MAX_SLOTS_APART = 8  # that one page reads one by one; of more the whole property is read

Answer = TypeVar("Answer")


class EntitySlot(NamedTuple):
    """A slot: its place among all, the requested facts in it, and the facts of others that matter when it is read."""

    place: str
    facts: Sequence[Fact]
    context: EntityContext


class SlotsWanted(NamedTuple):
    """The slots that a page shows: those that a filter takes, at a moment, from a place on, and at least how many."""

    wanted: SlotFilter
    moment: Moment
    begins: str = ""
    at_least: int = 1


def is_read_apart(moment: Moment) -> bool:
    """Return whether a moment can be read slot by slot: an outline knows nothing of the past."""
    return moment.known_at is None and moment.published_before is None


def read_entity(world: World, ref: str, moment: Moment, read: Callable[[Entity], Answer]) -> Answer:
    """Load a live entity for the slots of a page, and return what a reader makes of it.

    Raises NotFound, ErasedEntity, Gone, Merged and Busy.
    """

    def read_live(entity: Entity) -> Answer:
        must_be_live(entity, known_at=moment.known_at)
        return read(entity)

    return read_on_demand(world, ref, read_live) if is_read_apart(moment) else read_live(load_history(world, ref))


def number_read(entity: Entity) -> int:
    """Return the number of facts of an entity that were read."""
    return entity.facts.number_read if isinstance(entity.facts, FactsOnDemand) else len(entity.facts)


def entity_slots(entity: Entity, asked: SlotsWanted) -> Iterator[EntitySlot]:
    """Yield the slots of an entity that a page shows, in order. Raises Torn."""
    facts, outline = entity.facts, entity.view and entity.view.outline
    if not isinstance(facts, FactsOnDemand) or not outline or not is_read_apart(asked.moment):
        known = [fact.as_known(asked.moment.known_at) for fact in facts.values()]
        yield from _grouped(known, asked, entity_context(known, asked.moment))
    else:
        yield from _OnDemand(entity.ref, facts, outline, asked).slots()


def _grouped(facts: Iterable[Fact], asked: SlotsWanted, context: EntityContext) -> Iterator[EntitySlot]:
    for place, each in sorted(_by_place(facts, asked.wanted).items()):
        taken = [fact for fact in each if asked.wanted.takes(fact)]
        if taken and place >= asked.begins:
            yield EntitySlot(place, taken, context)


def _by_place(facts: Iterable[Fact], wanted: SlotFilter) -> dict[str, list[Fact]]:
    """Group the facts of the property by the places of their slots."""
    declared = wanted.declared
    own = [fact for fact in facts if fact.content.property == declared.name]
    slots = reading_slots(renewed_facts(declared, own), slot_shape(declared))
    return {place_of(name): each for name, each in slots.items()}


class _OnDemand(NamedTuple):
    """The slots of a property of a large entity, by its outline."""

    ref: str
    facts: FactsOnDemand
    outline: Outline
    asked: SlotsWanted

    def slots(self) -> Iterator[EntitySlot]:
        """Yield the slots in order; from the first that cannot be read alone on those of the whole property."""
        name = self.asked.wanted.declared.name
        if name not in self.outline.properties:
            return
        begins = self.asked.begins
        if (slots := self._apart()) is not None:
            for outlined in slots[:MAX_SLOTS_APART]:
                begins = _place(outlined)
                if (slot := self._read(outlined)) is None:
                    break
                if slot.facts:
                    yield slot
            else:
                if len(slots) <= MAX_SLOTS_APART:
                    return
                begins = _place(slots[MAX_SLOTS_APART])
        yield from self._whole(begins)

    def _apart(self) -> list[SlotOutline] | None:
        """Return the slots from the requested one on that may be taken; None if it is cheaper to read all."""
        slots = self.outline.properties[self.asked.wanted.declared.name].slots
        if slots is None:
            return None
        labels = LabelFilter.of(self.asked.wanted)
        left = [each for each in slots if _place(each) >= self.asked.begins and labels.may_take(each.label)]
        return None if min(len(left), self.asked.at_least) > MAX_SLOTS_APART else sorted(left, key=_place)

    def _read(self, outlined: SlotOutline) -> EntitySlot | None:
        """Read one slot. Return None if its facts alone do not decide that it is one, or a fact of another matters."""
        name = self.asked.wanted.declared.name
        found = {fact.id: fact for token in outlined.tokens for fact in self.facts.of_slot(name, token)}
        slot = _by_place(found.values(), self.asked.wanted).get(_place(outlined), [])
        marked = [facts_marked(fact.decisions) for fact in slot]
        replacing = {each for names in marked for each in names or ()}
        if not slot or None in marked or not replacing <= {fact.id for fact in slot}:
            return None
        self._check(slot, outlined.size)
        taken = [fact for fact in slot if self.asked.wanted.takes(fact)]
        return EntitySlot(_place(outlined), taken, self._context(slot))

    def _whole(self, begins: str) -> Iterator[EntitySlot]:
        facts = self._of_property(self.asked.wanted.declared.name)
        yield from _grouped(facts, self.asked._replace(begins=begins), self._context(facts))

    def _context(self, facts: Sequence[Fact]) -> EntityContext:
        """Return what matters for the reading of some facts: those that replace one another, and confirmations."""
        confirmed = self._of_property(CONFIRMED) if CONFIRMED in self.outline.properties else []
        return context_of_some([*facts, *confirmed], self.asked.moment, self.outline.by_series)

    def _of_property(self, name: str) -> list[Fact]:
        facts = [*self.facts.of_property(name)]
        self._check(facts, self.outline.properties[name].size)
        return facts

    def _check(self, facts: Sequence[Fact], expected: Size) -> None:
        if (read := size_of(facts)) != expected:
            raise Torn(f"{self.ref}: {read} read of a slot or property that has {expected}")


def _place(slot: SlotOutline) -> str:
    return slot_place(slot.label, slot.name)

"""Facts on demand: those of a large entity, read by slot or property as far as a write or a page asks for them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from chalicelib.domain.facts.fact_tokens import SLOT_CHARS
from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.entities.loading import (
    MAX_READS,
    Entity,
    FactsByProperty,
    entity_of_rows,
    load_entity,
    load_history,
    size_of,
)
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.records.outline_rows import outline_among
from chalicelib.store.records.torn import Torn
from chalicelib.store.rows import Row

FIRST_ROWS = 150  # of an entity that are read before it counts as large: its view and some 128 facts

Answer = TypeVar("Answer")


class FactsOnDemand(FactsByProperty):
    """The facts of an entity, of which there are `tally` with all decisions; each range is read once."""

    def __init__(self, world: World, ref: str, *, tally: int, consistent: bool) -> None:
        self._world, self._ref, self._tally, self._consistent = world, ref, tally, consistent
        self._read: dict[tuple[str, str], dict[str, Fact]] = {}

    @property
    def number_read(self) -> int:
        """The number of facts that were read so far."""
        return sum(map(len, self._read.values()))

    def whole(self) -> dict[str, Fact]:
        """Return all facts. Raises Torn if they are not those that the view counts."""
        facts = self._facts_in(keys.FACTS)
        if size_of(facts.values()).tally != self._tally:
            raise Torn(f"{self._ref}: {self._tally} facts and decisions expected")
        return facts

    def of_property(self, name: str) -> Iterable[Fact]:
        """Return the facts of a property."""
        return self._facts_in(keys.facts_of(name)).values()

    def of_slot(self, name: str, token: str) -> Iterable[Fact]:
        """Return the facts of a property whose ids begin with this token."""
        return self._facts_in(keys.facts_of_slot(name, token)).values()

    def __getitem__(self, fact_id: str) -> Fact:
        """Return a fact by its id."""
        address = keys.fact_address(fact_id)
        if address is None or address.ref != self._ref:
            raise KeyError(fact_id)
        return self._facts_in(keys.facts_of_slot(address.property, address.token[:SLOT_CHARS]))[fact_id]

    def __iter__(self) -> Iterator[str]:
        """Iterate over all ids."""
        return iter(self.whole())

    def __len__(self) -> int:
        """Count all facts."""
        return len(self.whole())

    def _facts_in(self, span: keys.Range) -> dict[str, Fact]:
        if span not in self._read:
            start, end = span
            pk = keys.entity(self._ref)
            rows = self._world.table.query(None, pk, start=start, end=end, consistent=self._consistent).rows
            self._read[span] = {fact.id: fact for fact in map(read_fact_row, rows)}
        return self._read[span]


def load_for_write(world: World, ref: str) -> Entity:
    """Read an entity to write to it: a small one whole, with one query; of a large one the view, and facts on demand.

    A process knows the large ones that it has met: the first read of one reads some facts for nothing. Raises
    Busy.
    """
    for attempt in range(MAX_READS):
        try:
            return _load(world, ref, consistent=True)
        except Torn:
            world.pause(0.01 * 2**attempt)
    return load_entity(world, ref)  # a row of its outline may be lost: the write makes it again


def read_on_demand(world: World, ref: str, read: Callable[[Entity], Answer]) -> Answer:
    """Load an entity likewise, and return what a reader makes of it; again, if the facts are not those of the view.

    Raises Busy, and what the reader raises.
    """
    for attempt in range(MAX_READS):
        try:
            return read(_load(world, ref, consistent=attempt > 0))
        except Torn:
            world.pause(0.01 * 2**attempt)
    return read(load_history(world, ref))


def _load(world: World, ref: str, *, consistent: bool) -> Entity:
    pk, (start, end) = keys.entity(ref), keys.ENTITY
    if ref in world.large:
        head = world.table.query(None, pk, start=start, end=keys.HEAD[1], consistent=consistent).rows
        if (entity := _on_demand(world, ref, head, consistent=consistent)) is not None:
            return entity
        rows = world.table.query(None, pk, start=start, end=end, consistent=consistent).rows
        return entity_of_rows(ref, rows, with_facts=True)
    page = world.table.query(None, pk, start=start, end=end, limit=FIRST_ROWS, consistent=consistent)
    if page.next is None:
        return entity_of_rows(ref, page.rows, with_facts=True)
    is_past_head = page.rows[-1].key.sk > keys.HEAD[1]
    entity = _on_demand(world, ref, page.rows, consistent=consistent) if is_past_head else None
    if entity is not None:
        world.large.add(ref)
        return entity
    rest = world.table.query(None, pk, start=start, end=end, after=page.next, consistent=consistent).rows
    return entity_of_rows(ref, [*page.rows, *rest], with_facts=True)


def _on_demand(world: World, ref: str, rows: list[Row], *, consistent: bool) -> Entity | None:
    """Return an entity whose view, with an outline, is among these rows; None if there is none."""
    head = entity_of_rows(ref, rows, with_facts=False)
    view = head.view
    if view is None or view.outline is None:
        return None
    outline = outline_among(ref, view.outline, rows)
    facts = FactsOnDemand(world, ref, tally=view.facts - len(head.lifecycles), consistent=consistent)
    return replace(head, view=replace(view, outline=outline), facts=facts)

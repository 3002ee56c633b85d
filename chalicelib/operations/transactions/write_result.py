"""Outcomes: what a write did to an entity, and the same again, as it was, at any time after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.operations.entities.loading import Entity, load_entity
from chalicelib.operations.entities.resolved_entity import resolve_entity
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.world import World, Written
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.records.receipt_rows import Done


@dataclass(frozen=True)
class WriteResult:
    """An entity after a write and the facts of the request; `created` says whether anything new was recorded."""

    entity: Entity
    facts: Sequence[Fact] = field(default_factory=tuple)
    created: bool = False

    @property
    def at(self) -> Instant:
        """The instant of the revision that it shows: what came later is no part of the answer."""
        return self.entity.view.updated_at if self.entity.view else ""

    @property
    def done(self) -> Done:
        """Give what it takes to make the same outcome again."""
        ids = tuple(fact.id for fact in self.facts)
        return Done(self.entity.ref, self.entity.revision, self.at, self.created, ids)

    def written(self) -> Written:
        """Give what a caller gets to see of it."""
        view = self.entity.view
        return Written(self.entity.ref, self.entity.revision, self.created, view.shown() if view else {})

    def shown_facts(self) -> list[dict[str, Any]]:
        """Write the facts of the request as they stood then."""
        return [fact.json_value(known_at=self.at) for fact in self.facts]


def repeated_result(world: World, done: Done) -> WriteResult:
    """Make an outcome again from what is on record, whatever was written since: a view known then is the view of then.

    One query, and one read more where facts of a series are among those sent.
    """
    entity = load_entity(world, done.ref)
    moment = Moment(known_at=done.at)
    facts = entity.facts.values()
    resolved = resolve_entity(entity.kind, done.ref, facts, moment=moment, now=done.at)
    flat = render_view(resolved, entity.redirects_at(done.at))
    view = entity.view and replace(entity.view, flat=flat, revision=done.revision, updated_at=done.at)
    return WriteResult(replace(entity, view=view), _facts(world, entity, done.facts), done.created)


def _facts(world: World, entity: Entity, ids: Sequence[str]) -> list[Fact]:
    elsewhere = [keys.series_fact_key(name) for name in ids if name not in entity.facts]
    rows = world.table.get(elsewhere, consistent=True) if elsewhere else {}
    known = {**entity.facts, **{fact.id: fact for fact in map(read_fact_row, rows.values())}}
    return [known[name] for name in ids]

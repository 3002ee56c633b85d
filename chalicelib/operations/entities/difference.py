"""The difference of an entity between two moments of recording: what became of it, and its values before and after.

Both moments are resolved from the same facts, so erased words are in neither.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.operations.entities.large.shown_values import MAX_SHOWN_VALUES
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.entities.resolved_entity import resolve_entity
from chalicelib.operations.entities.view import render_view
from chalicelib.store.records.lifecycle_rows import Lifecycle, end_of, erasure_among

NOT_COMPARED = ("ref", "kind", "slug", "sources", "origins")


class Author(NamedTuple):
    """When something was recorded, and by which key."""

    at: Instant
    by: str


class ValueChange(NamedTuple):
    """A member of the flat view that shows another value, with the last of what brought this about."""

    property: str
    before: Any
    after: Any
    author: Author


class Difference(NamedTuple):
    """The word for what became of an entity, the last author, and its changed values unless it has ended."""

    became: str
    author: Author
    values: list[ValueChange]
    into: str | None = None


def difference(
    entity: Entity, *, since: Instant | None, until: Instant, now: Instant, authors: Mapping[str, Author]
) -> Difference | None:
    """Compare an entity as known at two moments; `since` None is before everything. Return None if nothing differs.

    `authors` are those of the changes of properties, by name (empty: of any), where no fact or decision says it.
    """
    end = _end_at(entity, until)
    if entity.view is None or entity.view.created_at > until or (erasure_among(_lifecycles(entity)) and end is None):
        return None
    existed = since is not None and entity.view.created_at <= since
    ended = _end_at(entity, since) if since is not None else None
    found = _Authors(entity, since, until, authors)
    if end is not None:
        became = "erased" if end.is_erasure else "merged" if end.into else "retired"
        return None if ended == end else Difference(became, Author(end.at, end.by), [], end.into)
    values = list(_changed_values(_flat_at(entity, since, now) if existed else {}, _flat_at(entity, until, now), found))
    became = "created" if not existed else "restored" if ended is not None else "changed"
    return Difference(became, found.of_any(), values) if values or became != "changed" else None


def _lifecycles(entity: Entity) -> tuple[Lifecycle, ...]:
    return entity.lifecycles or (entity.view.lifecycles if entity.view is not None else ())


def _end_at(entity: Entity, known_at: Instant) -> Lifecycle | None:
    return end_of([each for each in _lifecycles(entity) if each.at <= known_at])


def _flat_at(entity: Entity, known_at: Instant | None, now: Instant) -> dict[str, Any]:
    moment = Moment(known_at=known_at)
    resolved = resolve_entity(entity.kind, entity.ref, entity.facts.values(), moment=moment, now=now)
    return render_view(resolved, entity.redirects_at(known_at))


def _changed_values(before: Mapping[str, Any], after: Mapping[str, Any], authors: "_Authors") -> Iterator[ValueChange]:
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name) or None, after.get(name) or None
        if name not in NOT_COMPARED and old != new:
            yield ValueChange(name, _bounded(before.get(name)), _bounded(after.get(name)), authors.of(name))


def _bounded(value: Any) -> Any:
    return value[:MAX_SHOWN_VALUES] if isinstance(value, list) else value


class _Authors:
    """Who brought changes about between two moments: of facts, decisions on them, and otherwise as the feed says."""

    def __init__(self, entity: Entity, since: Instant | None, until: Instant, named: Mapping[str, Author]) -> None:
        self._named = named
        self._last: dict[str, Author] = {}
        for fact in entity.facts.values():
            recorded = Author(fact.recorded_at, fact.recorded_by)
            for each in (recorded, *(Author(decision.at, decision.by) for decision in fact.decisions)):
                if (since is None or each.at > since) and each.at <= until:
                    name = fact.content.property
                    self._last[name] = max(each, self._last.get(name, each))

    def of(self, name: str) -> Author:
        """Return the last author of a property."""
        return self._last.get(name) or self._named.get(name) or self.of_any()

    def of_any(self) -> Author:
        """Return the last author of anything."""
        return max([*self._last.values(), *self._named.values()])

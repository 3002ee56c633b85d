"""The open conflicts of all entities, of a kind or of one of its properties, the last opened first."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound
from chalicelib.domain.facts import slot_token
from chalicelib.domain.instants import Instant
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.bounds import check_limit
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.view import describe_conflict
from chalicelib.operations.facts.past_conflicts import ConflictWalk, walk_conflicts
from chalicelib.operations.paging.merged_queries import Bound, Stream, newest_first, read_streams
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.rows import Row

ROW_MEMBERS = frozenset({"token", "since", "until", "fresh_until"})


def open_conflicts(
    world: World,
    *,
    kind: Kind | None = None,
    property_name: str | None = None,
    moment: Moment = NOW,
    limit: int,
    cursor: str | None = None,
) -> Listed:
    """Return a page of open conflicts, each with its entity, its sides and its resolution: one call.

    Conflicts that time has changed since the last write are resolved again, with one more call for each entity. With
    `known_at`, the conflicts open then, at most 25 a page: two calls, and one for each entity. With `valid_at` or
    `published_before`, each entity is resolved, see `walk_conflicts`. Raises BadParameter and BadCursor.
    """
    known_at = moment.known_at
    _check_property(kind, property_name)
    check_limit(limit, one_by_one=moment != NOW)
    if moment.valid_at is not None or moment.published_before is not None:
        walk = ConflictWalk([kind] if kind else list(KINDS.values()), property_name, moment)
        return walk_conflicts(world, walk, limit=limit, cursor=cursor)
    streams = [_conflict_stream(kind, property_name, known_at)]
    if known_at is not None:
        first = streams[0]
        streams.append(Stream(first.index, keys.closed_partition(first.pk), first.start, first.end))
    rows = Bound(limit, limit) if known_at is None else Bound.narrowed(limit, streams=len(streams))
    entities = _ConflictResolver(world, moment)
    return newest_first(
        world,
        question=f"open conflicts {kind and kind.name} {property_name} {known_at}",
        cursor=cursor,
        limit=limit,
        rows=rows,
        read=lambda before, count: read_streams(world, streams, before=before, limit=count),
        show=lambda row: (
            _current_conflict(row, entities) if known_at is None else _past_conflict(row, entities, known_at)
        ),
    )


def _check_property(kind: Kind | None, property_name: str | None) -> None:
    if property_name is None:
        return
    detail = unknown_in([kind], property_name) if kind is not None else "`property` needs `kind`: send both."
    if detail is not None:
        raise BadParameter(detail, faults=(Fault("property", "bad_value", detail),))


def _conflict_stream(kind: Kind | None, property_name: str | None, known_at: Instant | None) -> Stream:
    end = None if known_at is None else keys.through(known_at)
    if kind is None:
        return Stream(keys.BY_OPENING, keys.all_conflicts(), end=end)
    if property_name is None:
        return Stream(keys.BY_KIND, keys.conflicts_of(kind.name), end=end)
    return Stream(None, keys.conflicts(kind.name, property_name), end=end)


class _ConflictResolver:
    """Resolves the conflicts of a page at its moment, each entity once."""

    def __init__(self, world: World, moment: Moment) -> None:
        self.world = world
        self._moment = moment
        self._open: dict[str, Mapping[tuple[str, str], dict[str, Any]]] = {}
        self._given: set[tuple[str, str, str]] = set()

    def conflict(self, row: Row) -> dict[str, Any] | None:
        """Return the conflict of a row as of the moment; None if it is not open then."""
        ref, name, token = row.body["ref"], row.body["property"], row.body["token"]
        if (ref, name, token) in self._given:  # a conflict that was settled between two reads is in both
            return None
        self._given.add((ref, name, token))
        if ref not in self._open:
            self._open[ref] = self._resolve_conflicts(ref)
        return self._open[ref].get((name, token))

    def _resolve_conflicts(self, ref: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the open conflicts of an entity by property and slot token."""
        try:
            _, resolved = resolve_at(self.world, ref, self._moment)
        except (NotFound, Gone, Merged):  # the row was read from an index, which may lag
            return {}
        return {
            (slot.declared.name, slot_token(slot.name)): {"ref": ref, **describe_conflict(slot, conflict)}
            for slot, conflict in resolved.conflicts()
            if not conflict.settled
        }


def _current_conflict(row: Row, entities: _ConflictResolver) -> dict[str, Any] | None:
    """Return a conflict as the last revision of its entity left it, or as time has changed it since."""
    fresh_until = row.body.get("fresh_until")
    if fresh_until is not None and fresh_until <= entities.world.now():
        return entities.conflict(row)
    return {name: each for name, each in row.body.items() if name not in ROW_MEMBERS}


def _past_conflict(row: Row, entities: _ConflictResolver, known_at: Instant) -> dict[str, Any] | None:
    """Return a conflict as it was at an earlier moment, if it was open."""
    until = row.body.get("until")
    was_open = row.body["since"] <= known_at and (until is None or known_at < until)
    return entities.conflict(row) if was_open else None

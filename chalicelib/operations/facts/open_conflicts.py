"""The open conflicts of all entities, of a kind or of one of its properties, the last opened first."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound
from chalicelib.domain.facts.fact_tokens import slot_token
from chalicelib.domain.instants import Instant
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.bounds import SERIES_DAYS, check_limit
from chalicelib.operations.entities.explaining import describe_conflict
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.series.series_conflicts import conflicts_on, day_after, token_of_day
from chalicelib.operations.entities.series.series_slots import SLOT_TOKEN_CHARS
from chalicelib.operations.facts.past_conflicts import ConflictWalk, walk_conflicts
from chalicelib.operations.paging.merged_queries import Bound, MergedPage, Stream, newest_first, read_streams
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row, read_own_row
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

    Conflicts within a series are listed with their day, and one more call checks that their entities are live.
    Conflicts that time has changed since the last write are resolved again, with one more call for each entity. With
    `known_at`, the conflicts open then, at most 25 a page: two calls, one for each entity, and one for each conflict
    within a series. With `valid_at` or
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
        streams.append(Stream(first.index, keys.historical_partition(first.pk), first.start, first.end))
    rows = Bound(limit, limit) if known_at is None else Bound.narrowed(limit, streams=len(streams))
    entities = _ConflictResolver(world, moment)
    return newest_first(
        world,
        question=f"open conflicts {kind and kind.name} {property_name} {known_at}",
        cursor=cursor,
        limit=limit,
        rows=rows,
        read=lambda before, count: entities.with_live(read_streams(world, streams, before=before, limit=count)),
        show=lambda row: (
            _current_conflict(row, entities) if known_at is None else _past_conflict(row, entities, known_at)
        ),
        may_show=lambda row: entities.may_be_open(row) if known_at is None else _was_open(row, known_at),
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
        self._live: set[str] = set()

    def with_live(self, page: MergedPage[Row]) -> MergedPage[Row]:
        """Note which entities with conflicts within series are live now: one batch read, if there are any."""
        refs = {row.body["ref"] for _, row in page.found if "day" in row.body} - self._live
        if refs and self._moment == NOW:
            rows = self.world.table.get([keys.view_key(ref) for ref in sorted(refs)])
            self._live |= {view.ref for view in map(read_own_row, rows.values()) if view.lifecycle is None}
        return page

    def may_be_open(self, row: Row) -> bool:
        """Return whether a row can be of an open conflict, by what is read already."""
        return "day" not in row.body or row.body["ref"] in self._live

    def series_conflict(self, row: Row) -> dict[str, Any] | None:
        """Return the conflict of a row of a series, as stored or as of an earlier moment: then one query."""
        ref, name, day = row.body["ref"], row.body["property"], row.body["day"]
        if self._moment == NOW:
            return _members(row) if ref in self._live else None
        if ref not in self._open:
            self._open[ref] = self._resolve_conflicts(ref)
        place = (ref, name, row.body["token"])
        if ref not in self._live or place in self._given:
            return None
        self._given.add(place)
        slot = row.body["token"][:SLOT_TOKEN_CHARS]
        start, end = keys.days_of(slot, token_of_day(day_after(day, -SERIES_DAYS)), token_of_day(day))
        rows = self.world.table.query(None, keys.series(ref, name), start=start, end=end).rows
        found = conflicts_on(map(read_fact_row, rows), day, moment=self._moment)
        conflict = found.get(row.body["token"][len(slot) + len(token_of_day(day)) :])
        return None if conflict is None else {"ref": ref, **conflict}

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
            resolved = resolve_at(self.world, ref, self._moment).resolved
        except (NotFound, Gone, Merged):  # the row was read from an index, which may lag
            return {}
        self._live.add(ref)
        return {
            (slot.declared.name, slot_token(slot.name)): {"ref": ref, **describe_conflict(slot, conflict)}
            for slot, conflict in resolved.conflicts()
            if not conflict.settled
        }


def _current_conflict(row: Row, entities: _ConflictResolver) -> dict[str, Any] | None:
    """Return a conflict as the last revision of its entity left it, or as time has changed it since."""
    if "day" in row.body:
        return entities.series_conflict(row)
    fresh_until = row.body.get("fresh_until")
    if fresh_until is not None and fresh_until <= entities.world.now():
        return entities.conflict(row)
    return _members(row)


def _members(row: Row) -> dict[str, Any]:
    return {name: each for name, each in row.body.items() if name not in ROW_MEMBERS}


def _past_conflict(row: Row, entities: _ConflictResolver, known_at: Instant) -> dict[str, Any] | None:
    """Return a conflict as it was at an earlier moment, if it was open."""
    if not _was_open(row, known_at):
        return None
    return entities.series_conflict(row) if "day" in row.body else entities.conflict(row)


def _was_open(row: Row, known_at: Instant) -> bool:
    until = row.body.get("until")
    return bool(row.body["since"] <= known_at and (until is None or known_at < until))

"""The open conflicts of all entities at another `valid_at` or `published_before`, entity by entity.

Stored rows say which conflicts are open as of now, or were at `known_at`. At another time others may be, so each entity
is resolved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.instants import BEGINNING
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.explaining import describe_conflict
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.series.series_conflicts import read_conflicts
from chalicelib.operations.paging.paging import opened, sealed
from chalicelib.operations.world import Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.rows import Row

MAX_SORT_KEY_CHARS = 600  # of a row in a list


class WalkPosition(NamedTuple):
    """Where a page begins: a partition, the sort key after which to read, and conflicts to skip of the first entity."""

    partition: int = 0
    after: str = ""
    skip: int = 0


START = WalkPosition()


@dataclass(frozen=True)
class ConflictWalk:
    """Entities whose conflicts are listed: those of some kinds, one property or all, at a moment."""

    kinds: Sequence[Kind]
    property_name: str | None
    moment: Moment

    @property
    def partitions(self) -> list[tuple[str, keys.Range]]:
        """The lists of the kinds, each followed by its historical rows if `known_at` is set."""
        found = []
        for kind in self.kinds:
            pk = keys.listing(kind.name)
            # Entities without a date have a row at both ends: read one of them.
            span = keys.between("") if kind.order == kind.label else keys.dated_range("", newest_first=False)
            found += [(name, span) for name in (pk, keys.historical_partition(pk))[: 1 + bool(self.moment.known_at)]]
        return found


def walk_conflicts(world: World, walk: ConflictWalk, *, limit: int, cursor: str | None) -> Listed:
    """Return a page of conflicts in the order of the lists: one query for each list it reads, one for each entity.

    Those within series follow the others of their entity, see `read_conflicts` for its queries.
    It resolves at most 25 entities, so it can be empty and still have a next page. Raises BadCursor.
    """
    question = f"conflicts {[kind.name for kind in walk.kinds]} {walk.property_name} {walk.moment}"
    content = opened(world, cursor, question=question)
    begins = START if content is None else _read_position(content, len(walk.partitions))
    items: list[dict[str, Any]] = []
    read, position = 0, None
    for read, entity in enumerate(_entities(world, walk, begins), 1):
        found = _conflicts_at(world, entity.ref, walk)[entity.position.skip :]
        left = limit - len(items)
        items += found[:left]
        position = entity.position._replace(skip=entity.position.skip + left) if len(found) > left else entity.next
        if len(items) == limit or read == MAX_RESOLVED_AFRESH:
            break
    following = sealed(world, None if position is None else {"walk": list(position)}, question=question)
    return Listed(items, following, {"read": read, "returned": len(items)})


class _Visited(NamedTuple):
    """An entity of the walk, its position, and that of the next one; None: it is the last."""

    ref: str
    position: WalkPosition
    next: WalkPosition | None


def _entities(world: World, walk: ConflictWalk, begins: WalkPosition) -> Iterator[_Visited]:
    """Yield the entities on record at the moment, from a position on."""
    before: _Visited | None = None
    for position, row in _rows(world, walk, begins):
        if not _was_current(row, walk.moment):
            continue
        if before is not None:
            yield before._replace(next=position)
        before = _Visited(row.body["card"]["ref"], position, None)
    if before is not None:
        yield before


def _rows(world: World, walk: ConflictWalk, begins: WalkPosition) -> Iterator[tuple[WalkPosition, Row]]:
    """Yield rows with the position from which a page begins with them."""
    for number, (pk, span) in enumerate(walk.partitions):
        if number < begins.partition:
            continue
        after, skip = (begins.after, begins.skip) if number == begins.partition else ("", 0)
        more = True
        while more:
            start = max(span[0], f"{after}!") if after else span[0]
            page = world.table.query(None, pk, start=start, end=span[1], limit=MAX_RESOLVED_AFRESH + 1)
            for row in page.rows:
                yield WalkPosition(number, after, skip), row
                after, skip = row.key.sk, 0
            more = page.next is not None


def _was_current(row: Row, moment: Moment) -> bool:
    known_at = moment.known_at
    return known_at is None or bool(row.body["since"] <= known_at < row.body.get("until", "~"))


def _conflicts_at(world: World, ref: str, walk: ConflictWalk) -> list[dict[str, Any]]:
    try:
        entity, resolved = resolve_at(world, ref, walk.moment)
    except (NotFound, Gone, Merged):
        return []
    found = [
        {"ref": ref, **describe_conflict(slot, conflict)}
        for slot, conflict in resolved.conflicts()
        if not conflict.settled and walk.property_name in (None, slot.declared.name)
    ]
    day = (walk.moment.at(world.now()).valid_at or BEGINNING)[:10]
    for declared in entity.kind.properties:
        if declared.series and walk.property_name in (None, declared.name):
            found += [
                {"ref": ref, **each} for each in read_conflicts(world, ref, declared, moment=walk.moment, day=day)
            ]
    return found


def _read_position(content: Mapping[str, Any], partitions: int) -> WalkPosition:
    """Parse the position in a cursor. Raises BadCursor."""
    match content:
        case {"walk": [int(partition), str(after), int(skip)]}:
            if 0 <= partition < partitions and skip >= 0 and len(after) <= MAX_SORT_KEY_CHARS and after.isprintable():
                return WalkPosition(partition, after, skip)
    raise not_a_cursor()

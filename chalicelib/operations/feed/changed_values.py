"""The values that changed between two moments of recording, before and after, entity by entity."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.bounds import AT_ONCE, MAX_ROWS_READ
from chalicelib.operations.entities.difference import Author, ValueChange, difference
from chalicelib.operations.entities.loading import load_history
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.feed_reader import ALL_CHANGES, Change, Interval, read_stretch
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import read_revision

if TYPE_CHECKING:
    from chalicelib.operations.numbering.answer_types import BecameJson, ChangesSummaryJson, ValueChangeJson

MAX_REFS_LOOKED_UP = 100  # of a page, whose revisions before the interval are read in one batch


class ChangedValues(NamedTuple):
    """A page of changed entities, a summary of them, and what the page says about itself."""

    items: list[dict[str, Any]]
    summary: "ChangesSummaryJson"
    next: str | None
    meta: dict[str, Any]


@dataclass
class _Touched:
    """An entity with changes: the first that was read, the moments to compare, and who changed what, by property."""

    first: Change
    since: Instant | None
    until: Instant
    authors: dict[str, Author] = field(default_factory=dict)

    def add(self, change: Change) -> None:
        """Take the next change of the same entity."""
        author = Author(change["at"], change["by"])
        self.authors |= dict.fromkeys(["", *change["properties"]], author)


class _Selected(NamedTuple):
    """The entities of a page, the number after which the next page begins, if there is one, and the page's `meta`."""

    touched: list[_Touched]
    next: str | None
    meta: dict[str, Any]


def changed_values(
    world: World,
    *,
    after: int,
    limit: int,
    interval: Interval = ALL_CHANGES,
    kinds: Collection[str] = (),
    properties: Collection[str] = (),
) -> ChangedValues:
    """Return up to `limit` entities with a change, in the order of the feed, each with its values before and after.

    With an interval, an entity is as known at its two ends, and is listed at its first change within it. Without one,
    the changes are the `limit` after a number, and an entity is as known before and after those. Entities of which
    nothing differs are left out. The calls are those of `changes`; with an interval one batch read more finds which
    changes are the first of their entity. Then one query for each entity. Raises BeyondHead and Busy.
    """
    if interval.is_all:
        selected = _on_page(world, after=after, limit=limit, kinds=kinds)
    else:
        selected = _within(world, interval, after=after, limit=limit, kinds=kinds)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        found = list(pool.map(lambda each: _changed_entity(world, each, properties), selected.touched))
    items = [each for each in found if each is not None]
    return ChangedValues(items, _summary(items), selected.next, {**selected.meta, "returned": len(items)})


def _on_page(world: World, *, after: int, limit: int, kinds: Collection[str]) -> _Selected:
    """Select the entities of the next changes, each as known just before its first and at its last of them."""
    page = changes(world, after=after, limit=limit)
    touched: dict[str, _Touched] = {}
    for change in page.items:
        ref = change["ref"]
        if _is_of(ref, kinds):
            each = touched.setdefault(ref, _Touched({**change}, _before(change), change["at"]))
            each.add({**change})
            each.until = change["at"]
    return _Selected([*touched.values()], page.next, {**page.meta, "read": len(page.items)})


def _before(change: Mapping[str, Any]) -> Instant | None:
    """Return the last moment before a change; None if it created the entity."""
    return None if change["revision"] == 1 else plus_ms(change["at"], -1)


def _within(world: World, interval: Interval, *, after: int, limit: int, kinds: Collection[str]) -> _Selected:
    """Select the entities whose first change within the interval is among the next ones."""
    stretch = read_stretch(world, interval, after=after, limit=MAX_ROWS_READ)
    touched, read = _touched_within(stretch.changes, interval, until=interval.until or world.now(), kinds=kinds)
    firsts = _first_within(world, interval, [each.first for each in touched.values()])
    chosen = [each for ref, each in touched.items() if ref in firsts]
    if len(chosen) > limit:
        read = next(n for n, change in enumerate(stretch.changes) if change is chosen[limit].first)
    is_last = stretch.is_last and read == len(stretch.changes)
    last = stretch.changes[read - 1]["number"] if read else after
    meta = {"head": stretch.newest, "last": last, "read": read}
    return _Selected(chosen[:limit], None if is_last else str(last), meta)


def _touched_within(
    found: Sequence[Change], interval: Interval, *, until: Instant, kinds: Collection[str]
) -> tuple[dict[str, _Touched], int]:
    """Return the entities with changes within the interval, at most 100, and how many changes were looked at."""
    touched: dict[str, _Touched] = {}
    for place, change in enumerate(found):
        ref = change["ref"]
        if interval.has(change) and _is_of(ref, kinds):
            if ref not in touched and len(touched) == MAX_REFS_LOOKED_UP:
                return touched, place
            touched.setdefault(ref, _Touched(change, interval.since, until)).add(change)
    return touched, len(found)


def _first_within(world: World, interval: Interval, found: Sequence[Change]) -> set[str]:
    """Return the entities of which these are the first changes within the interval: their revisions before are not.

    One batch read. A change whose number is late is found by this as well.
    """
    before = {
        keys.revision_key(change["ref"], change["revision"] - 1): change["ref"]
        for change in found
        if change["revision"] > 1
    }
    created = {change["ref"] for change in found if change["revision"] == 1}
    since = interval.since
    if since is None or not before:
        return created
    rows = world.table.get([*before])
    return created | {before[key] for key, row in rows.items() if read_revision(row).at <= since}


def _is_of(ref: str, kinds: Collection[str]) -> bool:
    return not kinds or ref.partition("/")[0] in kinds


def _changed_entity(world: World, touched: _Touched, properties: Collection[str]) -> dict[str, Any] | None:
    """Return what changed of an entity and of these properties (none: all); None if nothing did. One query."""
    ref = touched.first["ref"]
    entity = load_history(world, ref)
    found = difference(entity, since=touched.since, until=touched.until, now=world.now(), authors=touched.authors)
    if found is None:
        return None
    values = [_value_json(each) for each in found.values if not properties or each.property in properties]
    if properties and not values:
        return None
    became: BecameJson = {"what": found.became, "at": found.author.at, "by": found.author.by}
    if found.into is not None:
        became["into"] = found.into
    return {**touched.first, "became": became, "values": values}


def _value_json(changed: ValueChange) -> "ValueChangeJson":
    return {
        "property": changed.property,
        "before": changed.before,
        "after": changed.after,
        "at": changed.author.at,
        "by": changed.author.by,
    }


def _summary(items: Sequence[Mapping[str, Any]]) -> "ChangesSummaryJson":
    """Count the entities of a page by kind and what became of them, and by kind and property."""
    became: dict[str, Counter[str]] = {}
    properties: dict[str, Counter[str]] = {}
    for item in items:
        kind = item["ref"].partition("/")[0]
        became.setdefault(kind, Counter())[item["became"]["what"]] += 1
        properties.setdefault(kind, Counter()).update(each["property"] for each in item["values"])
    return {
        kind: {"entities": dict(sorted(counts.items())), "properties": dict(sorted(properties[kind].items()))}
        for kind, counts in sorted(became.items())
    }

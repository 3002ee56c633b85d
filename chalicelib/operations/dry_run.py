"""A dry run: the report of what a request would write, made of the rows that its rehearsal holds."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from chalicelib.domain.errors import Fault
from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.search.search import search
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rehearsal import Rehearsal
from chalicelib.store.rows import Key, Row

MAX_REPORTED = 100  # revisions, and conflicts of each sort
MAX_LOOKED_UP = 5  # refs that do not exist
MAX_NEAREST = 3  # of one of them
NOT_SHOWN = frozenset({"token", "since", "until", "fresh_until"})


class ChangedConflicts(NamedTuple):
    """The rows of conflicts that would be open and are not, that would have other sides, and that would be no more."""

    opened: list[Row]
    altered: list[Row]
    ended: list[Row]


def report_dry_run(rehearsal: Rehearsal, facts: Sequence[str]) -> dict[str, Any]:
    """Return the revisions that a request would make, and the conflicts that it would open, alter and end.

    `on_record` lists those of the request's facts that it would not record, because they are on record.
    """
    written = rehearsal.written()
    below = rehearsal.get_below([key for key in written if _is_revision(key) or _is_conflict(key)])
    revisions, conflicts = _new_revisions(written, below), _changed_conflicts(written, below)
    new = {fact for each in revisions for fact in each.recorded}
    return {
        "revisions": [{"ref": each.ref, **each.shown()} for each in revisions[:MAX_REPORTED]],
        "on_record": [name for name in dict.fromkeys(facts) if name not in new][:MAX_REPORTED],
        "opens": [_shown(row) for row in conflicts.opened[:MAX_REPORTED]],
        "alters": [_shown(row) for row in conflicts.altered[:MAX_REPORTED]],
        "ends": [_shown(row) for row in conflicts.ended[:MAX_REPORTED]],
    }


def _is_revision(key: Key) -> bool:
    first, last = keys.REVISIONS
    return key.pk.startswith("E#") and first <= key.sk <= last


def _is_conflict(key: Key) -> bool:
    return key.pk.startswith("D#")


def _new_revisions(written: Mapping[Key, Row | None], below: Mapping[Key, Row]) -> list[Revision]:
    """Read the revisions of this request. An erasure also writes earlier ones again, maybe under another ref."""
    earlier = {read_revision(row).write for key, row in below.items() if _is_revision(key)}
    rows = (row for key, row in written.items() if row is not None and _is_revision(key))
    return [each for each in map(read_revision, rows) if each.write not in earlier]


def _changed_conflicts(written: Mapping[Key, Row | None], below: Mapping[Key, Row]) -> ChangedConflicts:
    """Compare conflicts by their places: a row has another key if its conflict has another age."""
    before = {_place(row): row for key, row in below.items() if _is_conflict(key)}
    after = {_place(row): row for key, row in written.items() if row is not None and _is_conflict(key)}
    both = [(before[place], row) for place, row in after.items() if place in before]
    return ChangedConflicts(
        [row for place, row in after.items() if place not in before],
        [now for then, now in both if _shown(then) != _shown(now)],
        [row for place, row in before.items() if place not in after],
    )


def _place(row: Row) -> tuple[str, str, str]:
    return row.body["ref"], row.body["property"], row.body["token"]


def _shown(row: Row) -> dict[str, Any]:
    return {name: each for name, each in row.body.items() if name not in NOT_SHOWN}


def nearest_entities(world: World, faults: Sequence[Fault], body: object) -> dict[str, list[str]]:
    """Return, by its pointer, the entities whose names are most like a ref of the body that does not exist."""
    wrong = (fault.pointer for fault in faults if fault.code == "no_such_entity")
    found: dict[str, list[str]] = {}
    for at in islice(dict.fromkeys(wrong), MAX_LOOKED_UP):
        named = _part_at(body, at)
        ref = parse_ref(named) if isinstance(named, str) else None
        if ref is not None and ref.kind in KINDS:
            items = search(world, q=ref.slug.replace("-", " "), kind=ref.kind, limit=MAX_NEAREST).items
            found[at] = [item["ref"] for item in items]
    return {at: refs for at, refs in found.items() if refs}


def _part_at(body: object, pointer: str) -> object:
    """Return the part of a document at an RFC 6901 pointer; None if it has none."""
    part = body
    for raw in pointer.split("/")[1:]:
        name = raw.replace("~1", "/").replace("~0", "~")
        match part:
            case dict():
                part = part.get(name)
            case list() if name.isdecimal() and int(name) < len(part):
                part = part[int(name)]
            case _:
                return None
    return part

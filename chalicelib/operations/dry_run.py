"""A dry run: the report of what a request would write, made of the rows that its rehearsal holds."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from chalicelib.domain.errors import Fault
from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.search.search import search
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.rehearsal import Rehearsal
from chalicelib.store.rows import Key, Row

MAX_REPORTED = 100  # revisions, and conflicts of each sort
MAX_LOOKED_UP = 5  # refs that do not exist
MAX_NEAREST = 3  # of one of them
NOT_SHOWN = frozenset({"token", "since", "until", "fresh_until"})


def report_dry_run(rehearsal: Rehearsal) -> dict[str, Any]:
    """Return the revisions that a request would make, and the conflicts that it would open and end."""
    written = rehearsal.written()
    revisions = [read_revision(row) for key, row in written.items() if row is not None and _is_revision(key)]
    begun, ended = _conflicts(rehearsal, written)
    return {
        "revisions": [{"ref": each.ref, **each.shown()} for each in revisions[:MAX_REPORTED]],
        "opens": [_shown(row) for row in begun[:MAX_REPORTED]],
        "ends": [_shown(row) for row in ended[:MAX_REPORTED]],
    }


def _is_revision(key: Key) -> bool:
    first, last = keys.REVISIONS
    return key.pk.startswith("E#") and first <= key.sk <= last


def _conflicts(rehearsal: Rehearsal, written: Mapping[Key, Row | None]) -> tuple[list[Row], list[Row]]:
    """Return the rows of the conflicts that would be open and are not, and of those that would no longer be."""
    touched = [key for key in written if key.pk.startswith("D#")]
    before = rehearsal.get_below(touched)
    after = [row for key in touched if (row := written[key]) is not None]
    known, left = ({_place(row) for row in rows} for rows in (before.values(), after))
    begun = [row for row in after if _place(row) not in known]
    return begun, [row for row in before.values() if _place(row) not in left]


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

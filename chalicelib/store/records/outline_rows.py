"""Rows of the outline of a large entity: the slots of each property whose slots are read one by one."""

from collections.abc import Iterable

from chalicelib.store import keys
from chalicelib.store.records.outlines import Outline, slots_json
from chalicelib.store.records.torn import Torn
from chalicelib.store.rows import Row


def slots_rows(ref: str, outline: Outline | None, revision: int) -> list[Row]:
    """Return the rows of the slots that a revision changed, one for each property."""
    properties = outline.properties.items() if outline else ()
    return [
        Row(keys.slots_key(ref, name), {"revision": revision} | slots_json(each))
        for name, each in properties
        if each.slots_at == revision
    ]


def outline_among(ref: str, outline: Outline, rows: Iterable[Row]) -> Outline:
    """Return the outline of an entity with its slots, which are among these rows. Raises Torn on half a transaction."""
    bodies = {row.key: row.body for row in rows}
    for name, each in outline.properties.items():
        if each.slots_at is None:
            continue
        body = bodies.get(keys.slots_key(ref, name))
        if body is None or body["revision"] != each.slots_at:
            raise Torn(f"{ref}: the slots of {name} are not of revision {each.slots_at}")
        outline = outline.with_slots(name, body)
    return outline

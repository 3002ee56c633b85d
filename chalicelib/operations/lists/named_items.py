"""Items of a list that a search by name has found: read in batches, and kept if they fit the filters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.lists.entry_filters import EntryCondition
from chalicelib.operations.lists.field_expansion import may_differ
from chalicelib.operations.lists.list_items import ListItem, ListQuery
from chalicelib.operations.lists.list_page import WholeList, read_item_at
from chalicelib.operations.lists.query_plan import Check
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_own_row
from chalicelib.store.records.index.index_rows import make_card
from chalicelib.store.rows import Row


class NamedRefs(NamedTuple):
    """Entities that a search for `q` has found, how many rows it read, and whether it read all that could matter."""

    q: str
    refs: Sequence[str]
    read: int
    complete: bool


def read_named_items(world: World, question: ListQuery, refs: Sequence[str]) -> WholeList:
    """Return those of some entities that fit a question: one call for each hundred, and as many for wide properties.

    At an earlier moment, one call for each entity that has changed since, at most 25; of others it is not known
    whether they fit.
    """
    rows = world.table.get([keys.view_key(ref) for ref in refs]) if refs else {}
    found = [row for ref in refs if (row := rows.get(keys.view_key(ref))) is not None]
    changed = [row for row in found if may_differ(row, question.moment)]
    resolved = (_resolve(world, row, question) for row in changed[:MAX_RESOLVED_AFRESH])
    current = _current_items(world, [row for row in found if row not in changed], question.conditions)
    items = [*current, *(item for item in resolved if item is not None)]
    return WholeList(items, len(found), len(changed) <= MAX_RESOLVED_AFRESH)


def _resolve(world: World, row: Row, question: ListQuery) -> ListItem | None:
    """Return an entity as it was at the moment; None if it was not on record or in print, or does not fit."""
    item = read_item_at(world, Ref.of(read_own_row(row).ref), question.moment)
    if item is None or not all(each.fits(item.view or {}, item.conflicts) for each in question.conditions):
        return None
    return item


def _current_items(world: World, rows: Iterable[Row], checks: Sequence[Check]) -> Iterator[ListItem]:
    views = [_with_wide_names(row) for row in rows if read_own_row(row).lifecycle is None]
    wide = [each.name for each in checks if isinstance(each, EntryCondition)]
    wanted = [keys.wide_key(view.ref, name) for view in views for name in wide if name in view.wide]
    values = world.table.get(wanted) if wanted else {}
    for view in views:
        held = {name: values.get(keys.wide_key(view.ref, name)) for name in wide}
        flat = {**view.flat, **{name: row.body["value"] for name, row in held.items() if row is not None}}
        if all(each.fits(flat, view.conflicts) for each in checks):
            yield ListItem(make_card(KINDS[view.kind], view))


def _with_wide_names(row: Row) -> View:
    """Return a stored view that names its wide properties, for a card to list them as omitted."""
    view = read_own_row(row)
    flat: Mapping[str, Any] = {name: view.flat.get(name) for name in row.body["order"]}
    return replace(view, flat=flat)

"""Items of a list that a search by name has found: read in batches, and kept if they fit the filters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.expansion import may_differ
from chalicelib.operations.lists.entry_filters import EntryCondition
from chalicelib.operations.lists.list_conditions import read_list_conditions
from chalicelib.operations.lists.list_items import ListItem
from chalicelib.operations.lists.list_page import WholeList, read_item_at
from chalicelib.operations.lists.query_plan import Check
from chalicelib.operations.named_refs import NamedRefs
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_own_row
from chalicelib.store.records.index.cards import make_card
from chalicelib.store.rows import Row


class NameFilter(NamedTuple):
    """The filters of a search among the entities of one kind."""

    conditions: tuple[Check, ...]

    def fitting(self, world: World, found: NamedRefs, moment: Moment) -> NamedRefs:
        """Return those that fit, in their order: one call for each hundred; see `read_named_items`."""
        whole = read_named_items(world, found.refs, conditions=self.conditions, moment=moment)
        fitting = {str(item.ref) for item in whole.items}
        refs = [ref for ref in found.refs if ref in fitting]
        return NamedRefs(found.q, refs, found.read + whole.read, found.complete and whole.is_whole)


def read_name_filter(kind: Kind, filters: Mapping[str, str]) -> NameFilter:
    """Parse the filters of a search. Raises BadParameter."""
    asked = read_list_conditions(kind, filters)
    return NameFilter((*asked.conditions, *asked.of_views))


def read_named_items(world: World, refs: Sequence[str], *, conditions: Sequence[Check], moment: Moment) -> WholeList:
    """Return those of some entities that fit all conditions: one call for each hundred, and for their wide properties.

    At an earlier moment, one call for each entity that has changed since, at most 25; of others it is not known
    whether they fit.
    """
    rows = world.table.get([keys.view_key(ref) for ref in refs]) if refs else {}
    changed, views = list[str](), list[View]()
    for ref in refs:
        row = rows.get(keys.view_key(ref))
        if row is not None and may_differ(row, moment):
            changed.append(ref)
        elif row is not None:
            views.append(_with_wide_names(row))
    resolved = (_resolve(world, ref, conditions, moment) for ref in changed[:MAX_RESOLVED_AFRESH])
    items = [*_current_items(world, views, conditions), *(item for item in resolved if item is not None)]
    return WholeList(items, len(rows), len(changed) <= MAX_RESOLVED_AFRESH)


def _resolve(world: World, ref: str, conditions: Sequence[Check], moment: Moment) -> ListItem | None:
    """Return an entity as it was at the moment; None if it was not on record or in print, or does not fit."""
    item = read_item_at(world, Ref.of(ref), moment)
    if item is None or not all(each.fits(item.view or {}, item.conflicts) for each in conditions):
        return None
    return item


def _current_items(world: World, found: Iterable[View], checks: Sequence[Check]) -> Iterator[ListItem]:
    views = [view for view in found if view.lifecycle is None]
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

"""Adds to list items the fields that their cards omit and the entities they refer to, each in a batch read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from chalicelib.domain.values import Ref, RefType, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.variants import declarations_of
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.lists.list_items import ListItem
from chalicelib.operations.lists.list_page import read_item_at
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row
from chalicelib.store.records.index.index_rows import make_card
from chalicelib.store.rows import Key, Row

MAX_EXPANDED = 100  # entities a page: one batch read
NEVER_ON_CARDS = frozenset({"sources", "created_at"})
_ALWAYS = ("ref", "kind", "slug", "disputed", "hedged", "sources", "revision", "created_at", "updated_at")


@cache
def fields_of(kind: Kind) -> tuple[str, ...]:
    """List the fields that items in lists of a kind can show."""
    names = (each.name for each in declarations_of(kind) if not each.series)
    return tuple(dict.fromkeys((*_ALWAYS[:3], *names, *_ALWAYS[3:], "more")))


@cache
def expansions_of(kind: Kind) -> tuple[str, ...]:
    """List the properties of a kind whose refs its lists can expand."""
    pointing = (each.name for each in declarations_of(kind) if isinstance(each.type, RefType) and not each.wide)
    return tuple(dict.fromkeys(pointing))


def complete_items(
    world: World, items: Sequence[ListItem], names: Collection[str], *, moment: Moment
) -> list[ListItem]:
    """Return the items with the named fields that their cards omit: one batch read for each hundred keys."""
    wanted = {item.ref: list(_missing_keys(item, names)) for item in items}
    found = _get_rows(world, [key for each in wanted.values() for key in each])
    return [_completed_item(world, item, wanted[item.ref], found, moment) for item in items]


def expanded(
    world: World, items: Sequence[ListItem], names: Collection[str], *, moment: Moment
) -> dict[str, dict[str, Any]]:
    """Return, by ref, the cards of at most a hundred entities that items refer to by these names: one batch read.

    Entities changed since an earlier moment are read one by one, at most 25; with `published_before`, all are. Retired
    entities are omitted.
    """
    pointed = (ref for item in items for name in names for ref in _refs_in(shown(item).get(name)))
    refs = list(dict.fromkeys(pointed))[:MAX_EXPANDED]
    found = _get_rows(world, [keys.view_key(ref) for ref in refs])
    cards: dict[str, dict[str, Any]] = {}
    resolved = 0
    for ref in refs:
        row = found.get(keys.view_key(ref))
        has_changed = row is not None and may_differ(row, moment)
        resolved += has_changed
        if row is None or (has_changed and resolved > MAX_RESOLVED_AFRESH):
            continue
        card = _past_card(world, ref, moment) if has_changed else _card_of_row(row)
        cards |= {str(ref): card} if card else {}
    return cards


def shown(item: ListItem, fields: Sequence[str] = ()) -> dict[str, Any]:
    """Return the fields of an item: all, or `ref` and the requested ones."""
    members = {**item.card} if item.view is None else _with_more(item.view)
    if fields:
        return {name: value for name, value in members.items() if name in fields or name == "ref"}
    return members


def _with_more(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return a view that names the properties of which it has other values, as a card does."""
    return {**view, "more": list(view["also"])} if view.get("also") else {**view}


def _missing_keys(item: ListItem, names: Collection[str]) -> Iterator[Key]:
    """Yield the keys of the rows that hold named fields omitted by the card."""
    missing = {name for name in item.card.get("omitted", ()) if name in names} | (NEVER_ON_CARDS & set(names))
    if item.view is not None or not missing:
        return
    yield keys.view_key(item.ref)
    for declared in KINDS[item.ref.kind].all_properties(type_name=item.card.get("type")):
        if declared.wide and declared.name in missing:
            yield keys.wide_key(item.ref, declared.name)


def _completed_item(
    world: World, item: ListItem, wanted: Sequence[Key], found: Mapping[Key, Row], moment: Moment
) -> ListItem:
    own = found.get(keys.view_key(item.ref)) if wanted else None
    if own is None:
        return item
    if may_differ(own, moment):  # changed since the page was read
        resolved = read_item_at(world, item.ref, moment)
        return item if resolved is None else replace(item, view=resolved.view)
    wide = {keys.parse_wide(key)[1]: found[key].body["value"] for key in wanted[1:] if key in found}
    view = read_own_row(own)
    whole = replace(
        view, flat={name: each for name in own.body["order"] for each in _field_of_view(view.flat, wide, name)}
    )
    return replace(item, view=within_bounds(whole.shown()))


def _field_of_view(flat: Mapping[str, Any], wide: Mapping[str, Any], name: str) -> list[Any]:
    return [flat[name]] if name in flat else [wide[name]] if name in wide else []


def _get_rows(world: World, wanted: Sequence[Key]) -> dict[Key, Row]:
    return world.table.get(wanted) if wanted else {}


def _refs_in(value: Any) -> Iterator[Ref]:
    for entry in value if isinstance(value, list) else [value]:
        raw = entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry
        ref = parse_ref(raw) if isinstance(raw, str) else None
        if ref is not None:
            yield ref


def _card_of_row(row: Row) -> dict[str, Any] | None:
    view = read_own_row(row)
    return None if view.lifecycle is not None else make_card(KINDS[view.kind], view)


def may_differ(own: Row, moment: Moment) -> bool:
    """Return whether a stored view may differ from what the entity showed at a moment."""
    changed_since = moment.known_at is not None and own.body["updated_at"] > moment.known_at
    return changed_since or moment.published_before is not None


def _past_card(world: World, ref: Ref, moment: Moment) -> dict[str, Any] | None:
    item = read_item_at(world, ref, moment)
    return None if item is None else {**item.card}

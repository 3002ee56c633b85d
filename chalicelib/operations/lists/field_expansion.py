"""Adds to list items the fields that their cards omit, the entities in them, and amounts in another currency."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.variants import declarations_of
from chalicelib.operations.entities.expansion import OF_EACH_VIEW, Paths, expand, may_differ
from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.lists.list_items import ListItem
from chalicelib.operations.lists.list_page import read_item_at
from chalicelib.operations.world import Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row
from chalicelib.store.rows import Key, Row

NEVER_ON_CARDS = frozenset({"sources", "origins", "revision", "created_at", "updated_at"})


@cache
def fields_of(kind: Kind) -> tuple[str, ...]:
    """List the fields that items in lists of a kind can show."""
    names = (each.name for each in declarations_of(kind) if not each.series)
    return tuple(dict.fromkeys((*OF_EACH_VIEW[:3], *names, *OF_EACH_VIEW[3:], "more")))


def complete_items(
    world: World, items: Sequence[ListItem], names: Collection[str], *, moment: Moment
) -> list[ListItem]:
    """Return the items with the named fields that their cards omit: one batch read for each hundred keys."""
    if not names:
        return [*items]
    wanted = {item.ref: list(_missing_keys(item, names)) for item in items}
    found = _get_rows(world, [key for each in wanted.values() for key in each])
    return [_completed_item(world, item, wanted[item.ref], found, moment) for item in items]


def expanded(
    world: World, items: Sequence[ListItem], paths: Paths, *, moment: Moment
) -> dict[str, dict[str, Any]] | None:
    """Return the entities to which items point by these paths, by ref: one batch read; None without paths."""
    return expand(world, map(shown, items), paths, moment=moment) if paths else None


def in_currency(
    world: World, page: Listed, items: Sequence[ListItem], currency: str | None, *, moment: Moment
) -> Listed:
    """Return a page with the amounts of its items in a currency, if one is asked for, and by which rates there are."""
    if currency is None:
        return page
    # Few lists convert anything.
    from chalicelib.operations.entities.conversion import Shown, convert_shown

    shows = [Shown(members, item.view or item.card) for members, item in zip(page.items, items, strict=True)]
    converted = convert_shown(world, shows, to=currency, moment=moment)
    found = [
        {**members, **({"shown_in": each} if each else {})}
        for members, each in zip(page.items, converted.shown_in, strict=True)
    ]
    return replace(page, items=found, meta={**page.meta, "conversion": converted.conversion})


def beside_text(paths: Paths, currency: str | None) -> str:
    """Write what is shown beside the items as a part of the text by which a cursor knows its query."""
    return f"{sorted((name, sorted(fields)) for name, fields in paths.items())} {currency}"


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
        return item if resolved is None else item._replace(view=resolved.view)
    wide = {keys.parse_wide(key)[1]: found[key].body["value"] for key in wanted[1:] if key in found}
    view = read_own_row(own)
    whole = replace(
        view, flat={name: each for name in own.body["order"] for each in _field_of_view(view.flat, wide, name)}
    )
    return item._replace(view=within_bounds(whole.shown()))


def _field_of_view(flat: Mapping[str, Any], wide: Mapping[str, Any], name: str) -> list[Any]:
    return [flat[name]] if name in flat else [wide[name]] if name in wide else []


def _get_rows(world: World, wanted: Sequence[Key]) -> dict[Key, Row]:
    return world.table.get(wanted) if wanted else {}

"""Lists the entities of a kind as cards, filtered, by date or name: as of now, or at a moment."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.expansion import Paths
from chalicelib.operations.lists.field_expansion import beside_text, complete_items, expanded, in_currency, shown
from chalicelib.operations.lists.list_conditions import read_list_conditions
from chalicelib.operations.lists.list_items import ListItem, ListPage, ListQuery
from chalicelib.operations.lists.list_total import total_of_list
from chalicelib.operations.lists.query_plan import plan_all, plan_list, with_view_checks
from chalicelib.operations.lists.sorted_page import ListOrder, read_page
from chalicelib.operations.named_refs import NamedRefs
from chalicelib.operations.world import NOW, Listed, Moment, World


def listing(
    world: World,
    *,
    kind: Kind,
    limit: int,
    cursor: str | None = None,
    descending: bool | None = None,
    sort: str | None = None,
    unit: str | None = None,
    q: str | None = None,
    find_named: Callable[[], NamedRefs] | None = None,
    filters: Mapping[str, str] | None = None,
    fields: Sequence[str] = (),
    expand: Paths = MappingProxyType({}),
    known_at: Instant | None = None,
    published_before: Instant | None = None,
    explain: bool = False,
    currency: str | None = None,
    with_since: bool = False,
) -> Listed:
    """Return a page of cards: dated kinds newest first, others by name; unknown dates last.

    `filters` are query parameters with their texts. A filter with a key costs one call for each value; the others
    filter its rows, within 500 or `limit`; filters by entries of wide properties and by origins read the views of the
    page in a batch. `fields` beyond the card and `expand` cost a batch read each. At an earlier moment, historical rows
    are read too, and each entity that has changed since, at most 25 a page; so is each entity to explain. With
    `published_before`, all rows of the kind are read in their order of today, each entity is resolved, at most 25 a
    page, and filters compare what it showed. A list sorted by a quantity (`sort`, in one `unit`) is read whole, within
    500 rows, and its entities without an amount come last. With `q`, those that `find_named` returns are read in
    batches. A page that is not the whole list costs one call for its total if counters know it. `with_since` adds to
    each item as of now when its card became so (`since`), and leaves out that total. Raises BadParameter and BadCursor.
    """
    conditions, of_views, quantity = read_list_conditions(
        kind, filters or {}, sort=sort, unit=unit, descending=descending
    )
    backwards = kind.order != kind.label if descending is None or quantity is not None else descending
    asked = sorted((filters or {}).items())
    moment = Moment(known_at=known_at, published_before=published_before)
    plan = plan_list if published_before is None else plan_all
    beside = beside_text(expand, currency)
    question = ListQuery(
        text=f"listing {kind.name} {backwards} {asked} {list(fields)} {moment} {explain} {beside}"
        + ("" if quantity is None else f" by {quantity.text}")
        + ("" if q is None else f" named {q}"),
        plan=with_view_checks(plan(kind, conditions, descending=backwards), of_views),
        conditions=(*conditions, *of_views),
        moment=moment,
        explain=explain,
    )
    named = None if find_named is None else find_named()
    order = ListOrder(kind, descending=backwards, quantity=quantity)
    page = read_page(world, question, order, limit=limit, cursor=cursor, named=named)
    items = complete_items(world, page.items, {*fields, *expand}, moment=moment)
    found = expanded(world, items, expand, moment=moment)
    shows = [show_item(item, fields, [*expand], explain=explain) | since_of(item, with_since) for item in items]
    answer = listed(page, shows, cursor=cursor, expanded=found)
    if not with_since and "total" not in answer.meta and moment == NOW and named is None and not of_views:
        answer.meta.update(total_of_list(world, kind, conditions, least=len(items)))
    return in_currency(world, answer, items, currency, moment=moment)


def listed(
    page: ListPage,
    items: list[dict[str, Any]],
    *,
    cursor: str | None,
    expanded: dict[str, dict[str, Any]] | None = None,
) -> Listed:
    """Return the page at a cursor with its items as they are shown, and the entities they refer to.

    A first page without a next one is the list, unless it does not have all that it was to look for.
    """
    meta = {"read": page.read, "returned": len(items)} | ({} if page.complete is None else {"complete": page.complete})
    if page.total is not None:
        meta["total"] = page.total
    elif cursor is None and page.next is None and page.complete is not False:
        meta["total"] = len(items)
    return Listed(items, page.next, meta, expanded)


def show_item(item: ListItem, fields: Sequence[str], expand: Sequence[str], *, explain: bool) -> dict[str, Any]:
    """Return an item as shown: its card with the expanded properties in full, or the requested fields."""
    if fields:
        members = shown(item, fields)
    elif expand:
        members = _with_expanded(item, expand)
    else:
        members = dict(item.card)
    return members | {"explain": item.explain} if explain else members


def _with_expanded(item: ListItem, names: Sequence[str]) -> dict[str, Any]:
    """Return the card of an item with these properties in full."""
    whole = shown(item)
    members = {**item.card} | {name: whole[name] for name in names if name in whole}
    left_out = [name for name in members.pop("omitted", ()) if name not in members]
    return members | ({"omitted": left_out} if left_out else {})


def since_of(item: ListItem, is_asked: bool) -> dict[str, Any]:
    """Return the member with the instant when the card of an item became so, if it is asked for and known."""
    return {"since": item.since} if is_asked and item.since is not None else {}

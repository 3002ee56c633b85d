"""List the entities of a kind, filtered, by date or name, as cards: now, or as it was known at a moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.faults import summed_up
from chalicelib.domain.instants import Instant
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.field_expansion import complete_items, expanded, shown
from chalicelib.operations.lists.filters import read_conditions
from chalicelib.operations.lists.list_page import ListItem, ListPage, ListQuery, read_list_page
from chalicelib.operations.lists.query_plan import plan_list
from chalicelib.operations.world import Listed, World


def listing(
    world: World,
    *,
    kind: Kind,
    limit: int,
    cursor: str | None = None,
    descending: bool | None = None,
    filters: Mapping[str, str] | None = None,
    fields: Sequence[str] = (),
    expand: Sequence[str] = (),
    known_at: Instant | None = None,
    explain: bool = False,
) -> Listed:
    """Return a page of cards: dated kinds newest first, others by name; unknown dates last.

    `filters` are query parameters with their texts. A filter with a key costs one call, one more for each further
    value; the others narrow what it finds, within 500 rows. `fields` beyond the card and `expand` are a batch read
    each. At an earlier moment what is over is read too, and every entity that has changed since, at most 25 a page,
    as is every entity that is to be explained. Raises BadParameter and BadCursor.
    """
    conditions = _parse_filters(kind, filters or {})
    backwards = kind.order != kind.label if descending is None else descending
    asked = sorted((filters or {}).items())
    question = ListQuery(
        text=f"listing {kind.name} {backwards} {asked} {list(fields)} {list(expand)} {known_at} {explain}",
        plan=plan_list(kind, conditions, descending=backwards),
        conditions=conditions,
        known_at=known_at,
        explain=explain,
    )
    page = read_list_page(world, question, limit=limit, cursor=cursor)
    items = complete_items(world, page.items, {*fields, *expand}, known_at=known_at)
    beside = expanded(world, items, expand, known_at=known_at) if expand else None
    return listed(page, [_show_item(item, fields, expand, explain=explain) for item in items], expanded=beside)


def listed(page: ListPage, items: list[dict[str, Any]], *, expanded: dict[str, dict[str, Any]] | None = None) -> Listed:
    """Make a page of what was found and how it is shown."""
    return Listed(items, page.next, {"read": page.read, "returned": len(items)}, expanded)


def _parse_filters(kind: Kind, filters: Mapping[str, str]) -> tuple[Any, ...]:
    faults: list[Fault] = []
    conditions = read_conditions(kind, filters, faults)
    if faults:
        raise BadParameter(summed_up(faults), faults=tuple(faults))
    return conditions


def _show_item(item: ListItem, fields: Sequence[str], expand: Sequence[str], *, explain: bool) -> dict[str, Any]:
    """Write an item: its card and in full what it is expanded by, or the fields asked for."""
    if fields:
        members = shown(item, fields)
    else:
        whole = shown(item)
        members = {**item.card} | {name: whole[name] for name in expand if name in whole}
        left_out = [name for name in members.pop("omitted", ()) if name not in members]
        members |= {"omitted": left_out} if left_out else {}
    return members | ({"explain": item.explain} if explain else {})

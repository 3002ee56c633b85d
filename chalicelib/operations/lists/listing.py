"""Lists the entities of a kind as cards, filtered, by date or name: as of now, or at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter
from chalicelib.domain.faults import summed_up
from chalicelib.domain.instants import Instant
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.entry_filters import EntryCondition, read_entry_conditions
from chalicelib.operations.lists.field_expansion import complete_items, expanded, shown
from chalicelib.operations.lists.filter_reading import read_conditions
from chalicelib.operations.lists.filters import Condition
from chalicelib.operations.lists.list_page import ListItem, ListPage, ListQuery, read_list_page
from chalicelib.operations.lists.list_total import total_of_list
from chalicelib.operations.lists.query_plan import plan_all, plan_list, with_entry_checks
from chalicelib.operations.world import NOW, Listed, Moment, World


class ParsedFilters(NamedTuple):
    """The conditions of a query, and those on the entries of properties that cards omit."""

    conditions: tuple[Condition, ...]
    of_entries: tuple[EntryCondition, ...]


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
    published_before: Instant | None = None,
    explain: bool = False,
) -> Listed:
    """Return a page of cards: dated kinds newest first, others by name; unknown dates last.

    `filters` are query parameters with their texts. A filter with a key costs one call for each value; the others
    filter its rows, within 500; filters by entries of wide properties read the views of the page in a batch. `fields`
    beyond the card and `expand` cost a batch read each. At an earlier moment, historical rows are read too, and each
    entity that has changed since, at most 25 a page; so is each entity to explain. With `published_before`, all rows of
    the kind are read in their order of today, each entity is resolved, at most 25 a page, and filters compare what it
    showed. A page that is not the whole list costs one call for its total if counters know it. Raises BadParameter and
    BadCursor.
    """
    conditions, of_entries = parse_filters(kind, filters or {})
    backwards = kind.order != kind.label if descending is None else descending
    asked = sorted((filters or {}).items())
    moment = Moment(known_at=known_at, published_before=published_before)
    plan = plan_list if published_before is None else plan_all
    question = ListQuery(
        text=f"listing {kind.name} {backwards} {asked} {list(fields)} {list(expand)} {moment} {explain}",
        plan=with_entry_checks(plan(kind, conditions, descending=backwards), of_entries),
        conditions=(*conditions, *of_entries),
        moment=moment,
        explain=explain,
    )
    page = read_list_page(world, question, limit=limit, cursor=cursor)
    items = complete_items(world, page.items, {*fields, *expand}, moment=moment)
    beside = expanded(world, items, expand, moment=moment) if expand else None
    answer = listed(page, [_show_item(item, fields, expand, explain=explain) for item in items], cursor=cursor)
    if beside is not None:
        answer = replace(answer, expanded=beside)
    if "total" not in answer.meta and moment == NOW and not of_entries:
        answer.meta.update(total_of_list(world, kind, conditions, least=len(items)))
    return answer


def listed(page: ListPage, items: list[dict[str, Any]], *, cursor: str | None) -> Listed:
    """Return the page at a cursor with its items as they are shown; a first page without a next one is the list."""
    total = {"total": len(items)} if cursor is None and page.next is None else {}
    return Listed(items, page.next, {"read": page.read, "returned": len(items), **total})


def parse_filters(kind: Kind, filters: Mapping[str, str]) -> ParsedFilters:
    """Parse the filters of a query. Raises BadParameter with all their faults."""
    read, of_entries = read_conditions(kind, filters), read_entry_conditions(kind, filters)
    if faults := (*read.faults, *of_entries.faults):
        raise BadParameter(summed_up(faults), faults=faults)
    return ParsedFilters(read.conditions, of_entries.conditions)


def _show_item(item: ListItem, fields: Sequence[str], expand: Sequence[str], *, explain: bool) -> dict[str, Any]:
    """Return an item as shown: its card with the expanded properties in full, or the requested fields."""
    if fields:
        members = shown(item, fields)
    else:
        whole = shown(item)
        members = {**item.card} | {name: whole[name] for name in expand if name in whole}
        left_out = [name for name in members.pop("omitted", ()) if name not in members]
        members |= {"omitted": left_out} if left_out else {}
    return members | ({"explain": item.explain} if explain else {})

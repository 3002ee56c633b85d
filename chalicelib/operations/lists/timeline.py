"""The timeline of an entity: the events that refer to it, by date, as of now or at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref, When
from chalicelib.domain.values.comparing.matching import Operator
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import check_order
from chalicelib.operations.entities.expansion import Paths
from chalicelib.operations.entities.loading import load_view, must_be_live
from chalicelib.operations.lists.field_expansion import beside_text, complete_items, expanded, in_currency
from chalicelib.operations.lists.filters import Condition, filters_of
from chalicelib.operations.lists.included_entities import included_entities
from chalicelib.operations.lists.list_conditions import read_list_conditions
from chalicelib.operations.lists.list_items import ListItem, ListQuery
from chalicelib.operations.lists.listing import listed, show_item, since_of
from chalicelib.operations.lists.query_plan import plan_all_linked, plan_timeline
from chalicelib.operations.lists.sorted_page import ListOrder, read_page
from chalicelib.operations.world import Listed, Moment, World
from chalicelib.store import keys

EVENTS = KINDS["event"]


def timeline(
    world: World,
    *,
    ref: Ref,
    newest_first: bool = True,
    sort: str | None = None,
    unit: str | None = None,
    limit: int,
    cursor: str | None = None,
    first: When | None = None,
    last: When | None = None,
    filters: Mapping[str, str] | None = None,
    known_at: Instant | None = None,
    published_before: Instant | None = None,
    explain: bool = False,
    expand: Paths = MappingProxyType({}),
    include: Sequence[str] = (),
    currency: str | None = None,
    fields: Sequence[str] = (),
    with_since: bool = False,
) -> Listed:
    """Return a page of event cards with their links to the entity (`links`); events without a known date come last.

    `first` and `last` are days, months or years, both inclusive. An event counts by its first day; with either bound,
    events without a known date are omitted. `filters` are query parameters with their texts; `sort` and `unit` are
    those of a list. One call, or two if few events fit; if nothing is found, one more checks that the entity exists. At
    an earlier moment two, and one for each event changed since, at most 25 a page; to explain, one for each event. With
    `published_before`, one for each of the events that refer to the entity now, or did at `known_at`. `expand` costs a
    batch read, and one more for properties that cards omit. `include` adds the events of the entity's models or
    products, each event once, with its links to them (`through`): one call to find them, and one for each. `fields` and
    `with_since` are those of a list. Raises BadParameter, NotFound, Gone, Merged and BadCursor.
    """
    check_order(is_empty=first is not None and last is not None and last.latest < first.earliest)
    asked = read_list_conditions(EVENTS, filters or {}, sort=sort, unit=unit, descending=newest_first)
    conditions = (*_window_conditions(first, last), *asked.conditions)
    moment = Moment(known_at=known_at, published_before=published_before)
    order = ListOrder(EVENTS, descending=newest_first or asked.quantity is not None, quantity=asked.quantity)
    plan_of = plan_timeline if published_before is None else plan_all_linked
    plan = plan_of(EVENTS, ref, conditions, descending=order.descending)
    included = included_entities(world, ref=ref, include=include, moment=moment) if include else ()
    question = ListQuery(
        text=f"timeline {ref} {newest_first} {first} {last} {sorted((filters or {}).items())} {moment} {explain}"
        + ("" if asked.quantity is None else f" by {asked.quantity.text}")
        + f" {sorted(include)} {beside_text(expand, currency)}",
        plan=replace(plan, partitions=(*plan.partitions, *map(keys.links, included))),
        conditions=conditions,
        moment=moment,
        explain=explain,
        target=ref,
        included=included,
    )
    page = read_page(world, question, order, limit=limit, cursor=cursor)
    if not page.items and cursor is None:
        must_be_live(load_view(world, str(ref)), known_at=known_at)
    items = complete_items(world, page.items, {*fields, *expand}, moment=moment)
    found = expanded(world, items, expand, moment=moment)
    shown = [
        _show_event(item, fields, [*expand], explain=explain, through=bool(include)) | since_of(item, with_since)
        for item in items
    ]
    return in_currency(world, listed(page, shown, cursor=cursor, expanded=found), items, currency, moment=moment)


def _window_conditions(first: When | None, last: When | None) -> tuple[Condition, ...]:
    date = filters_of(EVENTS)[EVENTS.order]
    asked = ((Operator.GTE, first), (Operator.LTE, last))
    return tuple(Condition(date, operator, (day,)) for operator, day in asked if day is not None)


def _show_event(
    item: ListItem, fields: Sequence[str], expand: Sequence[str], *, explain: bool, through: bool
) -> dict[str, object]:
    links = {"links": item.links} | ({"through": item.through} if through else {})
    return {**show_item(item, fields, expand, explain=explain), **links}

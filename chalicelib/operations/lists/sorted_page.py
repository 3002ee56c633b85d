"""Pages of lists that no key has in order: their items are read whole, sorted, and continued by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH, MAX_ROWS_READ, check_limit
from chalicelib.operations.lists.field_expansion import complete_items, shown
from chalicelib.operations.lists.filters import filters_of
from chalicelib.operations.lists.list_items import ListItem, ListPage, ListQuery
from chalicelib.operations.lists.list_page import WholeList, explain_items, read_list_page, read_whole_list
from chalicelib.operations.lists.named_items import read_named_items
from chalicelib.operations.lists.quantity_order import QuantityOrder
from chalicelib.operations.named_refs import NamedRefs
from chalicelib.operations.paging.paging import opened, sealed
from chalicelib.operations.world import NOW, World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.records.index.index_rows import orders


@dataclass(frozen=True)
class ListOrder:
    """The order of a list: that of its kind or, before it, that of a quantity. Entities without an amount come last."""

    kind: Kind
    descending: bool
    quantity: QuantityOrder | None = None

    def place_of(self, item: ListItem) -> "Place":
        """Return the place of an item."""
        flat = shown(item)
        first_to_last = orders(self.kind, flat)
        order = first_to_last[0] if self.descending else first_to_last[-1]
        amount = None if self.quantity is None else self.quantity.amount_of(flat)
        return Place(amount, keys.listing_key(self.kind.name, order, ref=item.ref).sk)

    def sorted_places(self, places: Sequence["Place"]) -> list["Place"]:
        """Return places in this order."""
        return sorted(sorted(places, key=lambda place: place.position, reverse=self.descending), key=self._rank)

    def is_behind(self, place: "Place", other: "Place") -> bool:
        """Return whether a place comes after another one."""
        one, two = self._rank(place), self._rank(other)
        if one != two:
            return one > two
        return place.position < other.position if self.descending else place.position > other.position

    def _rank(self, place: "Place") -> tuple[bool, Decimal]:
        amount = place.amount or Decimal(0)
        is_reversed = self.quantity is not None and self.quantity.descending
        return place.amount is None, amount.copy_negate() if is_reversed else amount


class Place(NamedTuple):
    """The place of an item: its amount, if the list is sorted by one and it has one, and its position in the kind."""

    amount: Decimal | None
    position: str


def read_page(
    world: World,
    question: ListQuery,
    order: ListOrder,
    *,
    limit: int,
    cursor: str | None,
    named: NamedRefs | None = None,
) -> ListPage:
    """Return a page of a list: in the order of its rows, or sorted. Raises BadParameter and BadCursor."""
    if order.quantity is None and named is None:
        return read_list_page(world, question, limit=limit, cursor=cursor)
    return _read_sorted_page(world, question, order, limit=limit, cursor=cursor, named=named)


def _read_sorted_page(
    world: World, question: ListQuery, order: ListOrder, *, limit: int, cursor: str | None, named: NamedRefs | None
) -> ListPage:
    """Return a page of the items of a whole list of at most 500 rows, or of named entities, in an order.

    The calls of the whole list or of the named entities and, if cards omit the amount, one for each fifty or hundred.
    Raises BadParameter, for a longer list too, and BadCursor.
    """
    after = _place_in(opened(world, cursor, question=question.text))
    check_limit(limit, one_by_one=question.moment != NOW or question.explain)
    whole = _read_whole(world, question, named)
    if named is None and not whole.is_whole:
        raise _too_long(order, question, whole)
    names = [] if order.quantity is None else [order.quantity.name]
    items = {order.place_of(each): each for each in complete_items(world, whole.items, names, moment=question.moment)}
    left = [place for place in order.sorted_places([*items]) if after is None or order.is_behind(place, after)]
    following = _content_of(left[limit - 1]) if len(left) > limit else None
    page = explain_items(world, question, [items[place] for place in left[:limit]])
    read = whole.read + (0 if named is None else named.read)
    complete = None if named is None else named.complete and whole.is_whole
    total = None if complete is False else len(items)
    return ListPage(page, sealed(world, following, question=question.text), read, complete, total)


def _read_whole(world: World, question: ListQuery, named: NamedRefs | None) -> WholeList:
    if named is None:
        return read_whole_list(world, question)
    return read_named_items(world, named.refs, conditions=question.conditions, moment=question.moment)


def _too_long(order: ListOrder, question: ListQuery, whole: WholeList) -> BadParameter:
    """Return the refusal of a list that is too long to be sorted, with what narrows it."""
    name = order.quantity.name if order.quantity else order.kind.order
    bound = f"{MAX_ROWS_READ} rows"
    if question.moment != NOW:
        bound += f", and at a moment at most {MAX_RESOLVED_AFRESH} entities that have changed since"
    keyed = [each.name for each in filters_of(order.kind).values() if each.has_key][:5]
    detail = (
        f"Sorting by `{name}` reads the whole list, at most {bound}. {whole.read} rows were looked at, and there are "
        f"more. Narrow the list with a filter that has a key, such as {', '.join(keyed)}"
        + (f", or with `{order.kind.order}[gte]`." if order.kind.order != order.kind.label else ".")
    )
    return BadParameter(detail, faults=(Fault("sort", "too_many", detail),), context={"limit": MAX_ROWS_READ})


def _content_of(place: Place) -> dict[str, Any]:
    return {"behind": place.position} | ({} if place.amount is None else {"amount": str(place.amount)})


def _place_in(content: Mapping[str, Any] | None) -> Place | None:
    if content is None:
        return None
    position, amount = content.get("behind"), content.get("amount")
    try:
        number = None if amount is None else Decimal(str(amount))
    except InvalidOperation:
        raise not_a_cursor() from None
    if not isinstance(position, str) or (number is not None and not number.is_finite()):
        raise not_a_cursor()
    return Place(number, position)

"""The order of lists and timelines: `sort` and `order` are two ways to request the same."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.api.http.routing.parameters import Parameter, choice, refusal
from chalicelib.domain.errors import Fault
from chalicelib.domain.values.quantities.units import MAX_UNIT_CHARS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.lists.quantity_order import sortable_quantities

_BACKWARDS = {"asc": False, "desc": True, "oldest": False, "newest": True}


def ordering(kind: Kind) -> tuple[Parameter, ...]:
    """Declare the three parameters for a kind."""
    is_dated = kind.order != kind.label
    words = ("asc", "desc", "oldest", "newest") if is_dated else ("asc", "desc")
    first = f"`-{kind.order}` (`order=desc`)" if is_dated else f"`{kind.order}` (`order=asc`)"
    same = " `oldest` is the same as `asc`, `newest` as `desc`." if is_dated else ""
    order = f"`asc` is the same as `sort={kind.order}`, `desc` as `sort=-{kind.order}`.{same} Must agree with `sort`."
    return (
        _sort(kind, default=first),
        replace(choice("order", order, of=words), component=f"order_{kind.order}"),
        UNIT,
    )


def _sort(kind: Kind, *, default: str) -> Parameter:
    quantities = sortable_quantities(kind)
    words = tuple(f"{sign}{name}" for name in (kind.order, *quantities) for sign in ("", "-"))
    meaning = (
        f"Sort by `{kind.order}`, with `-` in reverse. Unknown dates come last in both. Defaults to {default}. Or sort "
        f"by a quantity in one `unit`: the list must then have at most {MAX_ROWS_READ} rows; a longer one is refused. "
        "A range counts by its low end, a list by its largest amount (ascending: its least). Entities that show no "
        "amount in this unit come last."
    )
    expects = f"must be {kind.order} or -{kind.order}, or in the same way a quantity: {', '.join(quantities)}"
    return replace(choice("sort", meaning, of=words), expects=expects, component=f"{kind.name}_sort")


UNIT = Parameter(
    "unit",
    "The unit in which `sort` compares amounts. Only amounts that convert exactly into it count. Required for money, "
    "and wherever units do not convert.",
    {"type": "string", "minLength": 1, "maxLength": MAX_UNIT_CHARS, "pattern": "^[A-Za-z%][A-Za-z0-9_%/]*$"},
    f"must be a unit of at most {MAX_UNIT_CHARS} characters, such as USD",
    lambda text: text if re.fullmatch(f"[A-Za-z%][A-Za-z0-9_%/]{{0,{MAX_UNIT_CHARS - 1}}}", text) else None,
    example="USD",
    component="sort_unit",
)


class Order(NamedTuple):
    """The order of a list: the property, whether it is reversed, and the unit of its amounts."""

    sort: str | None
    descending: bool
    unit: str | None


def read_order(query: Mapping[str, Any], kind: Kind) -> Order:
    """Return the order that a query asks for. Raise BadParameter for a contradiction."""
    sort = query["sort"]
    return Order(None if sort is None else sort.removeprefix("-"), _is_backwards(query, kind), query["unit"])


def _is_backwards(query: Mapping[str, Any], kind: Kind) -> bool:
    """Return whether the order is reversed, the default for dated kinds. Raise BadParameter for a contradiction."""
    sort, order = query["sort"], query["order"]
    if sort is None and order is None:
        return kind.order != kind.label
    by_sort, by_order = sort and sort.startswith("-"), _BACKWARDS.get(order)
    if None not in (sort, order) and by_sort != by_order:
        detail = f"sort={sort} and order={order} contradict each other. Send only one of them."
        raise refusal(Fault("order", "not_together", detail))
    return bool(by_order if sort is None else by_sort)

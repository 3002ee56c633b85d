"""The order of lists and timelines: `sort` and `order` are two ways to request the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.api.http.routing.parameters import Parameter, choice, refusal
from chalicelib.domain.errors import Fault
from chalicelib.kinds.declaration import Kind

_BACKWARDS = {"asc": False, "desc": True, "oldest": False, "newest": True}


def ordering(kind: Kind) -> tuple[Parameter, ...]:
    """Declare the two parameters for a kind."""
    is_dated = kind.order != kind.label
    words = ("asc", "desc", "oldest", "newest") if is_dated else ("asc", "desc")
    first = f"`-{kind.order}` (`order=desc`)" if is_dated else f"`{kind.order}` (`order=asc`)"
    sort = f"Sort by `{kind.order}`, with `-` in reverse. Unknown dates come last in both. Defaults to {first}."
    same = " `oldest` is the same as `asc`, `newest` as `desc`." if is_dated else ""
    order = f"`asc` is the same as `sort={kind.order}`, `desc` as `sort=-{kind.order}`.{same} Must agree with `sort`."
    return (
        replace(choice("sort", sort, of=(kind.order, f"-{kind.order}")), component=f"sort_{kind.order}"),
        replace(choice("order", order, of=words), component=f"order_{kind.order}"),
    )


def is_backwards(query: Mapping[str, Any], kind: Kind) -> bool:
    """Return whether the order is reversed, the default for dated kinds. Raise BadParameter for a contradiction."""
    sort, order = query["sort"], query["order"]
    if sort is None and order is None:
        return kind.order != kind.label
    by_sort, by_order = sort and sort.startswith("-"), _BACKWARDS.get(order)
    if None not in (sort, order) and by_sort != by_order:
        detail = f"sort={sort} and order={order} contradict each other. Send only one of them."
        raise refusal(Fault("order", "not_together", detail))
    return bool(by_order if sort is None else by_sort)

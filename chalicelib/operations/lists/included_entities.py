"""Included entities: the models and products of a company, whose events its timeline can show beside its own."""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.values import Ref, RefType
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.lists.filter_reading import read_conditions
from chalicelib.operations.lists.list_items import ListQuery
from chalicelib.operations.lists.list_page import read_list_page
from chalicelib.operations.lists.query_plan import plan_all_linked, plan_list
from chalicelib.operations.world import NOW, Moment, World

MAX_INCLUDED = 100  # entities whose events one timeline shows: one query for each


class _Made(NamedTuple):
    kind: Kind
    maker: str  # the property with the company


INCLUDED = {"models": _Made(KINDS["model"], "developer"), "products": _Made(KINDS["product"], "owner")}


def makers() -> frozenset[str]:
    """Return the kinds of entities that have models or products."""
    types = (made.kind.property(made.maker) for made in INCLUDED.values())
    return frozenset(
        kind for each in types if each is not None and isinstance(each.type, RefType) for kind in each.type.kinds or ()
    )


def included_entities(world: World, *, ref: Ref, include: Sequence[str], moment: Moment) -> tuple[Ref, ...]:
    """Return the models or products of a company as of a moment: one query for each of the two.

    At an earlier moment, historical rows are read too, and each entity that has changed since; with
    `published_before`, each. Raises BadParameter if they are more than 100, or 25 at another moment.
    """
    limit = MAX_INCLUDED if moment == NOW else MAX_RESOLVED_AFRESH
    found: list[Ref] = []
    for name in include:
        made = INCLUDED[name]
        conditions = read_conditions(made.kind, {made.maker: str(ref)}).conditions
        if moment.published_before is None:
            plan = plan_list(made.kind, conditions, descending=False)
        else:
            plan = plan_all_linked(made.kind, ref, conditions, descending=False)
        question = ListQuery(text=f"{name} of {ref} {moment}", plan=plan, conditions=conditions, moment=moment)
        page = read_list_page(world, question, limit=limit, cursor=None)
        found += [item.ref for item in page.items]
        if page.next is not None or len(found) > limit:
            raise _too_many(ref, include, limit)
    return tuple(found)


def _too_many(ref: Ref, include: Sequence[str], limit: int) -> BadParameter:
    detail = (
        f"{ref} may have more than {limit} {' and '.join(include)}, of which one timeline shows the events at this "
        "moment. Read their own timelines."
    )
    return BadParameter(detail, faults=(Fault("include", "too_many", detail),), context={"limit": limit})

"""Facts in the order of their amounts: a leaderboard of the scores of a benchmark, the prices of a seller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Quantity, Span, known_unit
from chalicelib.operations.facts.entity_states import EntityStates
from chalicelib.operations.paging.paging import opened, sealed
from chalicelib.operations.world import Listed, World
from chalicelib.store.cursor import not_a_cursor

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


class Place(NamedTuple):
    """The place of a fact: its group of units, its amount in their base, and its id."""

    group: str
    amount: Decimal
    fact: str


@dataclass(frozen=True)
class FoundAmounts:
    """Facts as they are shown, by their places; how many rows were read for them, and whether there are no more.

    Those of entities that `states` says are merged are to be left out.
    """

    shown: Mapping[Place, "FactJson"]
    states: EntityStates
    read: int
    is_complete: bool
    is_descending: bool


def page_by_amount(world: World, found: FoundAmounts, *, question: str, limit: int, cursor: str | None) -> Listed:
    """Return a page of facts by the group of their unit and by their amount; a range counts by its low end."""
    content = opened(world, cursor, question=question)
    after = None if content is None else _place_in(content)
    places = sorted(found.shown, reverse=found.is_descending)
    left = [each for each in places if after is None or (each < after if found.is_descending else each > after)]
    listed = _listed(found, left, most=limit + 1)
    following = _position_of(listed[limit - 1]) if len(listed) > limit else None
    items = [found.shown[place] for place in listed[:limit]]
    meta = {"read": found.read, "returned": len(items), "complete": found.is_complete}
    return Listed(items, sealed(world, following, question=question), meta)


def _listed(found: FoundAmounts, places: Sequence[Place], *, most: int) -> list[Place]:
    """Return the first places whose entities are not merged."""
    found.states.expect(found.shown[place]["entity"] for place in places)
    listed = (place for place in places if found.states.of(found.shown[place]["entity"]).survivor is None)
    return [*islice(listed, most)]


def place_of(fact: Fact) -> Place | None:
    """Return the place of a fact; None if it has no amount."""
    value = fact.value
    if not isinstance(value, Quantity | Span):
        return None
    unit = known_unit(value.unit)
    amount = value.amount if isinstance(value, Quantity) else value.low
    return Place(unit.base, Decimal(amount) * unit.scale, fact.id)


def _position_of(place: Place) -> dict[str, Any]:
    return {"group": place.group, "amount": str(place.amount), "fact": place.fact}


def _place_in(content: Mapping[str, Any]) -> Place:
    try:
        return Place(str(content["group"]), Decimal(str(content["amount"])), str(content["fact"]))
    except (ArithmeticError, LookupError) as error:
        raise not_a_cursor() from error

"""Series: daily prices have a separate partition and do not add to the size of their entity."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid, NotAllowedNow, Retracted
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from tests.operations.builders import (
    CALLER,
    a_fact,
    a_source,
    an_instrument,
    assert_whole,
    pages,
    ref,
    revisions,
    said_by,
    say,
    state,
)

NVDA = "instrument/nvda"


@pytest.fixture
def staged(world: World) -> World:
    """A share and two sources."""
    a_source(world)
    a_source(world, "other")
    an_instrument(world)
    return world


def a_price(amount: str = "118.42", day: str = "2025-01-27", **more: Any) -> dict[str, Any]:
    return a_fact(NVDA, "price", {"amount": amount, "unit": "USD"}, valid=f"{day}/{day}", **more)


def prices(world: World, **question: Any) -> list[Mapping[str, Any]]:
    asked = pages(entity_facts, world=world, ref=ref(NVDA), property_name="price", limit=2, **question)
    return [item for page in asked for item in page.items]


def test_prices_are_stored_apart_and_raise_the_revision_of_their_entity(staged: World) -> None:
    state(staged, a_price(), a_price("120.07", "2025-01-31"))
    assert len(staged.table.query(None, keys.series(NVDA, "price")).rows) == 2
    entity = load_entity(staged, NVDA)
    assert [fact.content.property for fact in entity.facts.values()] == ["name"]
    assert entity.revision == 2
    assert len(revisions(staged, NVDA)[1].recorded) == 2
    assert_whole(staged, NVDA)


def test_a_series_is_listed_by_its_property_in_the_order_of_days(staged: World) -> None:
    days = [f"2025-01-{day:02}" for day in (31, 2, 15, 7, 20)]
    state(staged, *(a_price(day=day) for day in days))
    assert [item["valid"][:10] for item in prices(staged)] == sorted(days)
    everything = entity_facts(staged, ref=ref(NVDA), limit=10).items
    assert [item["property"] for item in everything] == ["name"]


def test_the_same_price_twice_is_one_and_two_sources_are_two(staged: World) -> None:
    (first,) = state(staged, a_price())
    again = record(RequestContext(staged, CALLER), facts=[a_price()])
    assert ([f["id"] for f in again.facts], again.created) == ([first], False)
    state(staged, a_price("118.58", evidence=said_by("other")))
    assert len(prices(staged)) == 2


def test_a_price_can_be_retracted_and_reinstated(staged: World) -> None:
    (fact_id,) = state(staged, a_price())
    at = retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.").fact["retracted_at"]
    assert fact(staged, fact_id=fact_id)["retracted_at"] == at
    with pytest.raises(Retracted):
        state(staged, a_price())
    with pytest.raises(NotAllowedNow):
        retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.")
    assert (
        reinstate(RequestContext(staged, CALLER), fact_id=fact_id, reason="It was right.").fact["retracted_at"] is None
    )
    assert [revision.cause for revision in revisions(staged, NVDA)][1:] == ["recorded", "retracted", "reinstated"]


def test_prices_can_be_read_by_all_clocks(staged: World) -> None:
    (first,) = state(staged, a_price())
    state(staged, a_price("120.07", "2025-01-31"))
    known_at = fact(staged, fact_id=first)["recorded_at"]
    assert len(prices(staged, moment=Moment(known_at=known_at))) == 1
    (held,) = prices(staged, moment=Moment(valid_at="2025-01-31T12:00:00.000Z"))
    assert held["value"]["amount"] == "120.07"


@pytest.mark.parametrize(
    ("valid", "code"),
    [(None, "missing_field"), ("../2025-01", "missing_field"), ("2025-01-01/2025-02-02", "bad_range")],
)
def test_a_price_needs_a_start_and_holds_for_a_month_at_most(staged: World, valid: str | None, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        say(staged, NVDA, price={"value": {"amount": "1", "unit": "USD"}, "valid": valid})
    assert {fault.code for fault in refusal.value.faults} == {code}
    say(staged, NVDA, price={"value": {"amount": "1", "unit": "USD"}, "valid": "2025-01-01/2025-02-01"})

"""Decisions on one fact: what retracting, reinstating and ranking have in common."""

from collections.abc import Callable, Collection
from typing import Any

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts import Decision, Fact
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entity import Entity
from chalicelib.operations.idempotency import Once
from chalicelib.operations.staging import Change
from chalicelib.operations.world import Caller, World
from chalicelib.operations.writing import Attempt, live, write
from chalicelib.store import keys
from chalicelib.store.items import read_fact_row

Decide = Callable[[Fact], Decision | None]
"""Gives the decision to take on a fact (the writer adds time and author); None when it stands as wanted already."""


def find_fact(world: World, fact_id: str, *, consistent: bool = False) -> Fact:
    """Read a fact by its id, which is its address: one call. Raises NotFound."""
    address = _address(fact_id)
    key = keys.series_fact_key(fact_id) if _is_series(address) else keys.fact_key(fact_id)
    rows = world.table.get([key], consistent=consistent)
    if key not in rows:
        raise _not_found(fact_id)
    return read_fact_row(rows[key])


def decide(
    world: World,
    caller: Caller,
    *,
    fact_id: str,
    cause: str,
    decide_on: Decide,
    if_match: Collection[int] | None = None,
    once: Once | None = None,
) -> dict[str, Any]:
    """Take a decision on a fact as a revision of its entity, and give the fact as it then stands."""
    address = _address(fact_id)
    in_series = _is_series(address)

    def plan(attempt: Attempt) -> list[Change]:
        entity = live(attempt, address.ref, if_match=if_match)
        fact = find_fact(world, fact_id, consistent=True) if in_series else _own_fact(entity, fact_id)
        decision = decide_on(fact)
        decisions = {} if decision is None else {fact_id: decision}
        return [Change(address.ref, cause, decisions=decisions, series={fact_id: fact} if in_series else {})]

    (outcome,) = write(world, caller, refs=[address.ref], plan=plan, once=once)
    fact = outcome.entity.facts.get(fact_id) or find_fact(world, fact_id, consistent=True)
    return fact.json_value(known_at=outcome.at)


def _address(fact_id: str) -> keys.FactAddress:
    address = keys.fact_address(fact_id)
    if address is None or Ref.of(address.ref).kind not in KINDS:
        raise _not_found(fact_id)
    return address


def _is_series(address: keys.FactAddress) -> bool:
    declared = KINDS[Ref.of(address.ref).kind].property(address.property)
    return declared is not None and declared.series


def _own_fact(entity: Entity, fact_id: str) -> Fact:
    fact = entity.facts.get(fact_id)
    if fact is None:
        raise _not_found(fact_id)
    return fact


def _not_found(fact_id: str) -> NotFound:
    return NotFound(f"There is no fact {fact_id[:300]!r}; an id is <kind>~<slug>~<property>~<token>.")

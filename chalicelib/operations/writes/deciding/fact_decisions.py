"""Decisions on one fact: the common part of retracting, reinstating and ranking."""

from collections.abc import Callable, Collection

from chalicelib.domain.facts.decisions import Decision
from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.entities.fact_loading import address_of, find_fact, is_of_series, own_fact
from chalicelib.operations.transactions.attempts import Attempt, live
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import DecidedFact, RequestContext

Decide = Callable[[Fact], Decision | None]
"""Returns the decision to record on a fact (the writer adds time and author); None if nothing has to change."""


def record_decision(
    context: RequestContext,
    *,
    fact_id: str,
    cause: str,
    decide_on: Decide,
    if_match: Collection[int] | None = None,
) -> DecidedFact:
    """Record a decision on a fact as a revision of its entity, and return the fact after it."""
    world, address = context.world, address_of(fact_id)
    in_series = is_of_series(address)

    def plan(attempt: Attempt) -> list[Change]:
        entity = live(attempt, address.ref, if_match=if_match)
        fact = find_fact(world, fact_id, consistent=True) if in_series else own_fact(entity, fact_id)
        decision = decide_on(fact)
        decisions = {} if decision is None else {fact_id: decision}
        return [Change(address.ref, cause, decisions=decisions, series={fact_id: fact} if in_series else {})]

    (outcome,) = run_transaction(context, refs=[address.ref], plan=plan)
    fact = outcome.entity.facts.get(fact_id) or find_fact(world, fact_id, consistent=True)
    return DecidedFact(fact.json_value(known_at=outcome.at), outcome.is_replay)

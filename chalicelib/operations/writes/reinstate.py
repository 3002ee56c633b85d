"""Reinstate a retracted fact: both periods stay on record."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from chalicelib.domain.errors import NotAllowedNow
from chalicelib.domain.facts import Decision, DecisionType, Fact
from chalicelib.operations.transactions.fact_decisions import record_decision
from chalicelib.operations.transactions.idempotency import IdempotentRequest
from chalicelib.operations.world import Caller, World

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


def reinstate(
    world: World,
    caller: Caller,
    *,
    fact_id: str,
    reason: str,
    if_match: Collection[int] | None = None,
    once: IdempotentRequest | None = None,
) -> "FactJson":
    """Let a retracted fact stand again. Raises NotFound, NotAllowedNow and Stale."""

    def decision(fact: Fact) -> Decision:
        if fact.standing(None).stands:
            raise NotAllowedNow(f"{fact_id} stands; there is nothing to reinstate.")
        return Decision(DecisionType.REINSTATED, reason)

    return record_decision(
        world, caller, fact_id=fact_id, cause="reinstated", decide_on=decision, if_match=if_match, once=once
    )

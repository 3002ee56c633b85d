"""Reinstate a retracted fact: both periods stay on record."""

from collections.abc import Collection

from chalicelib.domain.errors import NotAllowedNow
from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.world import DecidedFact, RequestContext
from chalicelib.operations.writes.deciding.fact_decisions import record_decision


def reinstate(
    context: RequestContext,
    *,
    fact_id: str,
    reason: str,
    if_match: Collection[int] | None = None,
) -> DecidedFact:
    """Reinstate a retracted fact. Raises NotFound, NotAllowedNow and Stale."""

    def decision(fact: Fact) -> Decision:
        if fact.standing(None).stands:
            raise NotAllowedNow(f"{fact_id} is not retracted, so it cannot be reinstated.")
        return Decision(DecisionType.REINSTATED, reason)

    return record_decision(context, fact_id=fact_id, cause="reinstated", decide_on=decision, if_match=if_match)

"""Rank a fact: preferred, normal or deprecated, with a reason unless it is normal."""

from collections.abc import Collection

from chalicelib.domain.errors import NotAllowedNow
from chalicelib.domain.facts.decisions import Decision, DecisionType, Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.operations.world import DecidedFact, RequestContext
from chalicelib.operations.writes.deciding.fact_decisions import record_decision


def rank(
    context: RequestContext,
    *,
    fact_id: str,
    rank: str,
    reason: str | None,
    if_match: Collection[int] | None = None,
) -> DecidedFact:
    """Rank a fact; the same rank again changes nothing. Raises NotFound, NotAllowedNow, Stale and Invalid."""
    wanted = _read_rank(rank, reason)

    def decision(fact: Fact) -> Decision | None:
        is_standing, present = fact.standing(None)
        if not is_standing:
            raise NotAllowedNow(f"{fact_id} is retracted: reinstate it first.")
        return None if present is wanted else Decision(DecisionType.RANKED, reason, rank=wanted)

    return record_decision(context, fact_id=fact_id, cause="ranked", decide_on=decision, if_match=if_match)


def _read_rank(text: str, reason: str | None) -> Rank:
    faults = Faults()
    if text not in set(Rank):
        faults.add("/rank", "unknown_code", f"Expected one of {', '.join(Rank)}.")
    if text != Rank.NORMAL and not reason:
        faults.add("/reason", "missing_field", "A rank other than normal needs a reason.")
    faults.refuse()
    return Rank(text)

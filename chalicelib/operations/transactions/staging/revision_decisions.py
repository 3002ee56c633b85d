"""The decisions on facts that a revision lists."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.evidence_changes import change_between
from chalicelib.domain.facts.facts import Fact


def decisions_of(revision: int, new: Sequence[Fact], decided: Sequence[Fact]) -> Iterator[dict[str, Any]]:
    """Yield the decisions that a revision makes; on new facts only that others replace them, a copied rank is no news.

    Facts that only name another entity that they were copied from have none.
    """
    for fact in decided:
        yield from (_decision_json(fact, each) for each in fact.decisions if each.revision == revision)
    for fact in new:
        yield from (_decision_json(fact, each) for each in fact.decisions if each.verdict is DecisionType.REPLACED)


def _decision_json(fact: Fact, decision: Decision) -> dict[str, Any]:
    shown = {"fact": fact.id, "verdict": decision.verdict.value, "rank": decision.rank, "reason": decision.reason}
    if decision.verdict is DecisionType.REPLACED:
        return shown | {"replaced_by": [*decision.replaced_by]}
    # Its evidence is the one of this decision: no fact is revised twice in one revision.
    return shown if decision.before is None else shown | change_between(decision.before, fact.witness)._asdict()

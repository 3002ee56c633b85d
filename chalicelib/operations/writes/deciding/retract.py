"""Retract a fact: it stays on record with the reason and the time."""

from collections.abc import Collection

from chalicelib.domain.errors import NotAllowedNow
from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import parse_ref
from chalicelib.operations.world import DecidedFact, RequestContext, World
from chalicelib.operations.writes.deciding.fact_decisions import record_decision
from chalicelib.store import keys


def retract(
    context: RequestContext,
    *,
    fact_id: str,
    reason: str,
    source: str | None = None,
    if_match: Collection[int] | None = None,
) -> DecidedFact:
    """Retract a fact. `source` is the document of the correction. Raises NotFound, NotAllowedNow, Stale and Invalid."""
    if source is not None and not _is_known_source(context.world, source):
        faults = Faults()
        faults.add("/source", "no_such_entity", f"There is no {source[:100]}: create it first (POST).")
        faults.refuse()

    return record_decision(
        context,
        fact_id=fact_id,
        cause="retracted",
        decide_on=lambda fact: retraction_of(fact, reason=reason, source=source),
        if_match=if_match,
    )


def retraction_of(fact: Fact, *, reason: str, source: str | None) -> Decision:
    """Return the decision that retracts a fact. Raises NotAllowedNow if it is retracted already."""
    if not fact.standing(None).stands:
        raise NotAllowedNow(f"{fact.id} is already retracted.")
    return Decision(DecisionType.RETRACTED, reason, source)


def _is_known_source(world: World, source: str) -> bool:
    ref = parse_ref(source)
    return ref is not None and ref.kind == "source" and bool(world.table.get([keys.view_key(ref)], consistent=True))

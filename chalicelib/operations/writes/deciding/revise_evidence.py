"""Revise the evidence of a fact: what it states stays, and what it had before stays readable at an earlier time."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import NotAllowedNow
from chalicelib.domain.facts.evidence import DEFAULTS, Evidence
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.operations.entities.fact_loading import address_of, find_fact, is_of_series, own_fact
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.attempts import Attempt, live
from chalicelib.operations.transactions.checking.fact_checks import refuse_erased
from chalicelib.operations.transactions.drafts import DraftFact, Reference, Replacement
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import DecidedFact, RequestContext

Members = Mapping[str, Any]
"""The members of evidence that change, parsed; None takes an optional one away."""


def revise_evidence(
    context: RequestContext,
    *,
    fact_id: str,
    members: Members,
    reason: str,
    if_match: Collection[int] | None = None,
) -> DecidedFact:
    """Give a fact other evidence, and copy the dates and publisher of its source again; without a difference, nothing.

    Raises NotFound, Erased, NotAllowedNow, Stale and Invalid.
    """
    world, address = context.world, address_of(fact_id)
    in_series = is_of_series(address)

    def plan(attempt: Attempt) -> list[Change]:
        entity = live(attempt, address.ref, if_match=if_match)
        fact = find_fact(world, fact_id, consistent=True) if in_series else own_fact(entity, fact_id)
        refuse_erased({"": fact}, said="has no evidence left to revise. Leave it as it is")
        if not fact.standing(None).stands:
            raise NotAllowedNow(f"{fact_id} is retracted: reinstate it first.")
        _refuse_another_statement(fact, members, attempt.faults)
        return [_revision(entity, fact, members, reason, in_series=in_series)]

    (outcome,) = run_transaction(context, refs=[address.ref], plan=plan)
    (fact,) = outcome.facts
    return DecidedFact(fact.json_value(known_at=outcome.at), outcome.is_replay)


def _revision(entity: Entity, fact: Fact, members: Members, reason: str, *, in_series: bool) -> Change:
    declared, property_name = entity.declared(fact.content.property), fact.content.property
    if declared is None:
        raise NotAllowedNow(f"`{property_name}` is no longer declared, so its facts cannot be revised.")
    evidence = _revised(fact.evidence, members)
    content = replace(fact.content, evidence=evidence)
    replaced = members.get("replaces") or ()
    return Change(
        entity.ref,
        "revised",
        drafts=[DraftFact(declared, content, "/evidence", revises=fact.id)],
        refs=[Reference(each, None) for each in (evidence.source, *content.entities())],
        replacements=[Replacement(property_name, each, f"/evidence/replaces/{n}") for n, each in enumerate(replaced)],
        series={fact.id: fact} if in_series else {},
        revises=reason,
    )


def _revised(evidence: Evidence, members: Members) -> Evidence:
    """Return evidence with the members that change; one that is taken away gets its default."""
    update = {name: DEFAULTS[name] if given is None else given for name, given in members.items()}
    return replace(evidence, **update)


def _refuse_another_statement(fact: Fact, members: Members, faults: Faults) -> None:
    """Note a fault for each member that would change what the fact states, or by whom."""
    revised = _revised(fact.evidence, members)
    changed = {
        "source": revised.source != fact.evidence.source,
        "speaker": revised.speaker != fact.evidence.speaker,
        "certainty": revised.certainty.stance is not fact.evidence.certainty.stance,
    }
    said = {
        "source": "The same from another source",
        "speaker": "The same from another speaker",
        "certainty": "To affirm, deny or leave open a value",
    }
    for name in (name for name, is_changed in changed.items() if is_changed):
        detail = f"{said[name]} is another fact. Retract this one if it is wrong, and record that one (POST /v1/facts)."
        faults.add(f"/evidence/{name}", "another_statement", detail)

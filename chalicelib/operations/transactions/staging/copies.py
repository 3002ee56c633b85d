"""Copies: what becomes of a fact on record that a merge copies again, or that is sent after its merge was reversed."""

from dataclasses import dataclass, replace

from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.operations.transactions.drafts import DraftFact


@dataclass(frozen=True)
class Stamp:
    """Who writes, when, and in which request."""

    at: Instant
    by: str
    write: str
    receipt: str = ""  # the digest of the idempotency key


def copied_again(fact: Fact, draft: DraftFact, number: int, stamp: Stamp) -> Fact | None:
    """Return a fact on record as it is after it is copied or sent again, None if that changes nothing.

    A copy names each entity that it was copied from; one that a reversed merge closed is reinstated. Facts
    that were recorded at the survivor itself, or retracted there by an editor, stay as they are.
    """
    if fact.is_closed_copy:
        before = fact.witness
        why = f"{draft.merged_from} was merged again." if draft.merged_from else "It was sent for this entity itself."
        opened = Decision(DecisionType.REINSTATED, why)
        decisions = (*fact.decisions, signed_decision(opened, number, stamp))
        if draft.ranked and draft.ranked.rank is not fact.standing(None).rank:
            decisions = (*decisions, signed_decision(draft.ranked, number, stamp))
        copied = fact.copied_from((draft.merged_from,) if draft.merged_from else (), stamp.at)
        if draft.content.evidence != fact.evidence:
            revised = Decision(DecisionType.REVISED, why, before=before)
            decisions = (*decisions, signed_decision(revised, number, stamp))
        return replace(copied.backed_by(before._replace(evidence=draft.content.evidence)), decisions=decisions)
    if draft.merged_from is None or draft.merged_from in fact.merged_from:
        return None
    is_standing_copy = bool(fact.merged_from) and fact.standing(None).stands
    return fact.copied_from((*fact.merged_from, draft.merged_from), stamp.at) if is_standing_copy else None


def signed_decision(decision: Decision, revision: int, stamp: Stamp) -> Decision:
    """Return a decision with its time, author and revision."""
    return replace(decision, at=stamp.at, by=stamp.by, revision=revision)

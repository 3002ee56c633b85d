"""Restated facts: what becomes of a fact on record when it is stated again, with other evidence."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.facts.decisions import Decision, DecisionType, Witness
from chalicelib.domain.facts.evidence_changes import (
    EvidenceDifference,
    evidence_difference,
    is_same_witness,
    with_given,
)
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds.reading.renewal import renewed_content
from chalicelib.operations.transactions.drafts import DraftFact
from chalicelib.operations.transactions.references import References, witness_of
from chalicelib.operations.transactions.staging.copies import Stamp, signed_decision

SENT_AGAIN = "It was sent again with other evidence, to replace what was on record."


class Restatements:
    """The facts of one entity that a change states again: those that it revises, and differences that it only reports.

    `reason` is that of the revisions; without one nothing is revised.
    """

    def __init__(self, ref: str, references: References, *, reason: str | None, number: int, stamp: Stamp) -> None:
        self.revised: dict[str, Fact] = {}
        self.differences: list[EvidenceDifference] = []
        self._ref = ref
        self._references = references
        self._reason = reason
        self._number = number
        self._stamp = stamp

    def take(self, fact: Fact, draft: DraftFact, *, is_new: bool = False) -> Fact:
        """Return a fact on record as it is after a draft states it again; one of the same change keeps its evidence."""
        fact = self.revised.get(fact.id, fact)
        sent = witness_of(draft, self._ref, self._references)
        if draft.revises is None:
            as_read = renewed_content(draft.declared, fact.content).evidence
            sent = with_given(fact.witness, sent, as_read=as_read)
        if is_same_witness(fact.witness, sent):
            return fact
        if self._reason is None or is_new or fact.id in self.revised:
            self.differences.append(evidence_difference(draft.at, fact.id, fact.witness, sent))
            return fact
        self.revised[fact.id] = revised_fact(fact, sent, self._reason, number=self._number, stamp=self._stamp)
        return self.revised[fact.id]


def revised_fact(fact: Fact, evidence: Witness, reason: str, *, number: int, stamp: Stamp) -> Fact:
    """Return a fact with other evidence, and the dated decision that keeps what it had before."""
    decision = Decision(DecisionType.REVISED, reason, before=fact.witness)
    return replace(fact.backed_by(evidence), decisions=(*fact.decisions, signed_decision(decision, number, stamp)))


def restated_sources(drafts: Mapping[str, DraftFact], known: Mapping[str, Fact]) -> set[str]:
    """Return the sources of the drafts, by the ids of their facts, that are on record and stand."""
    return {
        draft.content.evidence.source
        for name, draft in drafts.items()
        if name in known and known[name].standing(None).stands
    }

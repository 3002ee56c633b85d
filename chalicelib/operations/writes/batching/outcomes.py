"""Outcomes: what became of each part of a batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.errors import Refusal
from chalicelib.operations.transactions.drafts import draft_id
from chalicelib.operations.transactions.staging.recorded_contents import RecordedContents
from chalicelib.operations.transactions.write_result import WriteResult
from chalicelib.operations.writes.batching.parts import EntityPart, Part, RefusedPart, RetractionPart
from chalicelib.operations.writes.batching.plan import Planned


class OutcomeType(StrEnum):
    """The outcomes of the parts of a batch."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a part: its entity with the revision, the facts that it states, or why it was refused."""

    place: int
    at: str
    outcome: OutcomeType
    ref: str | None
    revision: int | None = None
    facts: tuple[str, ...] = ()
    refusal: Refusal | None = None


def refused(part: Part | RefusedPart, refusal: Refusal) -> Outcome:
    """Return the outcome of a part that is refused."""
    return Outcome(part.place, part.at, OutcomeType.REFUSED, part.ref, refusal=refusal)


def outcomes_of(parts: Iterable[Part], results: Sequence[WriteResult], planned: Planned) -> list[Outcome]:
    """Return the outcomes of the parts of one transaction."""
    by_ref = {result.entity.ref: result for result in results}
    contents = {ref: _contents_of(result) for ref, result in by_ref.items()}
    return [_outcome_of(part, by_ref[part.ref], contents[part.ref], planned) for part in parts]


def _contents_of(result: WriteResult) -> RecordedContents:
    return RecordedContents({**result.entity.facts, **{fact.id: fact for fact in result.facts}})


def _outcome_of(part: Part, result: WriteResult, contents: RecordedContents, planned: Planned) -> Outcome:
    drafts = planned.drafts.get(part.at, ())
    ids = [contents.id_of(draft, otherwise=draft_id(draft, part.ref)) for draft in drafts]
    if isinstance(part, RetractionPart):
        ids, outcome = [part.sent.fact], OutcomeType.CHANGED
    elif isinstance(part, EntityPart) and part.ref in planned.new:
        outcome = OutcomeType.CREATED
    elif not {*result.report.recorded}.intersection(ids):
        outcome = OutcomeType.UNCHANGED
    else:
        outcome = OutcomeType.CHANGED if isinstance(part, EntityPart) else OutcomeType.CREATED
    return Outcome(part.place, part.at, outcome, part.ref, result.entity.revision, tuple(dict.fromkeys(ids)))

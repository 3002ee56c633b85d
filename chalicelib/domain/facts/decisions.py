"""Decisions: what was decided on a fact after it was recorded; a fact keeps all of them, with their dates."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Value, When
from chalicelib.late_dataclass import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import ErasureJson, RetractionJson


MAX_MARKED = 20  # facts that a mark names


class Rank(StrEnum):
    """How the editors rate a fact; a rank other than normal has a reason."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class DecisionType(StrEnum):
    """The types of decisions on a fact. Which facts replace it follows from those; it is kept to be read at once."""

    RETRACTED = "retracted"
    REINSTATED = "reinstated"
    RANKED = "ranked"
    REVISED = "revised"
    REPLACED = "replaced"
    ERASED = "erased"


class Standing(NamedTuple):
    """A fact's state at one moment."""

    stands: bool
    rank: Rank


class Origins(NamedTuple):
    """The merged entities that a fact was a copy from until an instant."""

    until: Instant
    refs: tuple[str, ...]


class Witness(NamedTuple):
    """The evidence of a fact, with what is copied from its source when the evidence is given."""

    evidence: Evidence
    published: When | None = None
    publisher: Value | None = None
    root: str = ""
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A dated decision on a fact."""

    verdict: DecisionType
    reason: str | None
    source: str | None = None
    rank: Rank | None = None
    at: Instant = ""
    by: str = ""
    revision: int = 0  # of the entity, made by this decision
    of_merge: str | None = None  # the merged entity, if a reversed merge retracts its copy
    before: Witness | None = None  # the evidence that a revision replaced
    replaced_by: tuple[str, ...] = ()  # the facts that replace it after this
    in_print: tuple[Instant, ...] = ()  # when the source of each of these was surely in print
    token: str = ""  # of the content that an erasure took, by which it is known when it is sent again

    def json_value(self) -> "RetractionJson":
        """Return a retraction as the API shows it."""
        return {"at": self.at, "by": self.by, "reason": self.reason, "source": self.source}

    def erasure_json(self) -> "ErasureJson":
        """Return an erasure as the API shows it."""
        return {"at": self.at, "by": self.by, "reason": self.reason}


def facts_marked(decisions: Sequence[Decision]) -> tuple[str, ...] | None:
    """Return the facts that replace a fact, as its last mark names them; None if it may not name all."""
    marks = [each for each in decisions if each.verdict is DecisionType.REPLACED]
    named = marks[-1].replaced_by if marks else ()
    return named if len(named) < MAX_MARKED else None

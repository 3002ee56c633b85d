"""Rows of the decisions on an entity itself: that it was retired or merged, and that this was reversed."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.late_dataclass import dataclass
from chalicelib.store import keys
from chalicelib.store.rows import Row, of_row


@dataclass(frozen=True)
class Lifecycle:
    """A decision on the entity itself: retired, merged `into` another, the reversal of one of these, or its erasure.

    `digest` is that of the ref before an erasure, under which its record is kept.
    """

    reason: str
    into: str | None = None
    at: Instant = ""
    by: str = ""
    is_reversal: bool = False
    revision: int = 0  # of the entity; 0 in the decisions of before reversals
    is_erasure: bool = False
    digest: str | None = None

    def json_value(self) -> dict[str, Any]:
        """Return the decision as JSON, without empty members."""
        members = {
            "at": self.at,
            "by": self.by,
            "reason": self.reason,
            "into": self.into,
            "reversal": self.is_reversal,
            "revision": self.revision,
            "erasure": self.is_erasure,
            "digest": self.digest,
        }
        return {name: value for name, value in members.items() if value}


def end_of(lifecycles: Sequence[Lifecycle]) -> Lifecycle | None:
    """Return the decision that ended an entity; None if it is live, also because the last decision was reversed."""
    return None if not lifecycles or lifecycles[-1].is_reversal else lifecycles[-1]


def erasure_among(lifecycles: Sequence[Lifecycle]) -> Lifecycle | None:
    """Return the erasure of an entity, None if there is none: it holds at every clock, and nothing follows it."""
    return lifecycles[-1] if lifecycles and lifecycles[-1].is_erasure else None


def life_row(ref: str, life: Lifecycle) -> Row:
    """Return the row of a decision on the entity itself; merges and their reversals are indexed by the survivor."""
    indexes = keys.by_survivor(life.into, life.at, ref) if life.into else {}
    return Row(keys.decision_key(ref, life.at), life.json_value(), indexes=indexes)


@of_row
def read_life(row: Row) -> Lifecycle:
    """Read a decision on the entity itself."""
    return lifecycle_of(row.body)


def lifecycle_of(body: Mapping[str, Any]) -> Lifecycle:
    """Read a decision from the body of its row, or of a view."""
    return Lifecycle(
        body["reason"],
        body.get("into"),
        body["at"],
        body["by"],
        is_reversal=body.get("reversal", False),
        revision=body.get("revision", 0),
        is_erasure=body.get("erasure", False),
        digest=body.get("digest"),
    )

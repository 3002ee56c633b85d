"""Revisions: what each write did to an entity, and the outbox of the change feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.store import keys
from chalicelib.store.damage import of_row
from chalicelib.store.rows import Row


@dataclass(frozen=True)
class Revision:
    """One accepted write to one entity.

    `recorded` are the ids of new facts, `decided` the decisions taken on facts, `changes` the properties whose shown
    value changed. `counts` is what it adds to the counts of the service. `write` names the request, so that a writer
    who lost the answer knows its own. `change` is its number in the feed, None until the sequencer gives it one.
    """

    ref: str
    number: int
    at: Instant
    by: str
    cause: str
    recorded: tuple[str, ...] = ()
    decided: tuple[Mapping[str, Any], ...] = ()
    changes: tuple[Mapping[str, Any], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    write: str = ""
    change: int | None = None

    def shown(self) -> dict[str, Any]:
        """Write the revision as `history` shows it."""
        return {
            "revision": self.number,
            "at": self.at,
            "by": self.by,
            "cause": self.cause,
            "recorded": list(self.recorded),
            "decided": [dict(decision) for decision in self.decided],
            "changes": [dict(change) for change in self.changes],
        }


def revision_row(revision: Revision) -> Row:
    """Write a revision; while it has no number in the feed it stands among the pending ones."""
    body = {
        **revision.shown(),
        "ref": revision.ref,
        "counts": dict(revision.counts),
        "write": revision.write,
        "change": revision.change,
    }
    waiting = keys.pending(revision.at, revision.ref, revision.number) if revision.change is None else {}
    # The mark lets the sequencer say: still pending.
    return Row(
        keys.revision_key(revision.ref, revision.number),
        body,
        indexes=waiting,
        condition_attributes={"change": revision.change or 0},
    )


@of_row
def read_revision(row: Row) -> Revision:
    """Read a revision."""
    body = row.body
    return Revision(
        ref=body["ref"],
        number=body["revision"],
        at=body["at"],
        by=body["by"],
        cause=body["cause"],
        recorded=tuple(body["recorded"]),
        decided=tuple(body["decided"]),
        changes=tuple(body["changes"]),
        counts=body["counts"],
        write=body.get("write", ""),
        change=body["change"],
    )

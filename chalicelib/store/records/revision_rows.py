"""Rows that say what a write did: its revision of an entity, and the receipt of a request with an idempotency key.

Revisions are also the outbox of the change feed. Receipts are kept for a day, to answer a repeated request.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, field, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.late_dataclass import dataclass
from chalicelib.store import keys
from chalicelib.store.rows import Row, of_row

KEPT_MS = 86_400_000  # 24 hours
MAX_REMARK_CHARS = 100_000  # of the remarks in a receipt; an item holds 400 KB
WRITE_ATTRIBUTE = "write"
CHANGE_ATTRIBUTE = "change"
DISPUTED = "disputed"  # the member of the view whose change says which properties were disputed before and after
ANSWER_MEMBER = "told"  # its name in the rows of every version


@dataclass(frozen=True)
class Revision:
    """One accepted write to one entity.

    `recorded` has the ids of new facts, `decided` the decisions on facts, `changes` the properties whose shown value
    changed. `counts` is added to the counts of the service. `write` identifies the request, so that a writer who lost
    the answer recognises its revision. `change` is the number in the feed, None until the sequencer assigns one.
    `allows_duplicate` if the writer asked not to look for the same entity. `receipt` is the digest of the request's
    idempotency key, by which an erasure finds the receipt. `rewritten` counts how often erasures took words from it.
    `first_change` is the number under which an erased entity was created, by which mirrors know it.
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
    allows_duplicate: bool = False
    receipt: str = ""
    rewritten: int = 0
    first_change: int | None = None

    @property
    def mark(self) -> int:
        """The attribute by which the sequencer requires that the revision is still pending, and as it was read."""
        return self.change or -self.rewritten

    def shown(self) -> dict[str, Any]:
        """Return the revision as `history` shows it."""
        return {
            "revision": self.number,
            "at": self.at,
            "by": self.by,
            "cause": self.cause,
            "recorded": list(self.recorded),
            "decided": [dict(decision) for decision in self.decided],
            "changes": [dict(change) for change in self.changes],
            **({"allow_duplicate": True} if self.allows_duplicate else {}),
        }


def revision_row(revision: Revision) -> Row:
    """Return the row of a revision; without a number in the feed it is indexed as pending."""
    body = {
        **revision.shown(),
        "ref": revision.ref,
        "counts": dict(revision.counts),
        "write": revision.write,
        "change": revision.change,
        **({"receipt": revision.receipt} if revision.receipt else {}),
        **({"rewritten": revision.rewritten} if revision.rewritten else {}),
        **({"first_change": revision.first_change} if revision.first_change else {}),
    }
    waiting = keys.pending(revision.at, revision.ref, revision.number) if revision.change is None else {}
    return Row(
        keys.revision_key(revision.ref, revision.number),
        body,
        indexes=waiting,
        condition_attributes={CHANGE_ATTRIBUTE: revision.mark},
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
        allows_duplicate=body.get("allow_duplicate", False),
        receipt=body.get("receipt", ""),
        rewritten=body.get("rewritten", 0),
        first_change=body.get("first_change"),
    )


@dataclass(frozen=True)
class Done:
    """The effect of a request on an entity: the revision that its answer shows, its instant, and the facts in it.

    `places` are the positions of the request's facts that are done; empty if one transaction did the whole request.
    `adjusted` has the pointer of each text that is kept otherwise than it was sent, with both. `report` lists under
    `recorded` and `revised` ids of facts, under `differences` evidence that was sent and not kept, and `hints`.
    """

    ref: str
    revision: int
    at: Instant
    created: bool
    facts: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    adjusted: tuple[tuple[str, str, str], ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)

    def settles(self, places: Collection[int]) -> bool:
        """Return whether all these facts of the request are done."""
        return not self.places or set(places) <= set(self.places)

    def after(self, before: "Done | None") -> "Done":
        """Combine this with the effect of earlier transactions of the same request."""
        if before is None or not self.places:
            return self
        facts = tuple(dict.fromkeys((*before.facts, *self.facts)))
        places = tuple(dict.fromkeys((*before.places, *self.places)))
        adjusted = (*before.adjusted, *self.adjusted)
        names = dict.fromkeys((*before.report, *self.report))
        report = {name: [*before.report.get(name, ()), *self.report.get(name, ())] for name in names}
        created = self.created or before.created
        return replace(self, created=created, facts=facts, places=places, adjusted=adjusted, report=report)


@dataclass(frozen=True)
class Receipt:
    """The result of a request: its effect on each entity, or in `answer` the response that no entity shows.

    `asked` is the digest of the request, and `write` identifies the transaction that last wrote the receipt.
    """

    digest: str
    asked: str
    at: Instant
    write: str
    done: Mapping[str, Done] = field(default_factory=dict)
    answer: Mapping[str, Any] | None = None

    def is_over(self, now: Instant) -> bool:
        """Return whether the receipt has expired; the table deletes it some time later."""
        return now >= plus_ms(self.at, KEPT_MS)


def receipt_row(receipt: Receipt) -> Row:
    """Return the row of a receipt; its attribute lets a writer require the receipt that it has read."""
    remarks, done = _Remarks(), receipt.done.values()
    body = {
        "asked": receipt.asked,
        "at": receipt.at,
        "write": receipt.write,
        "done": [_done_body(each) for each in done],
        "adjusted": {each.ref: remarks.fitting(map(list, each.adjusted)) for each in done if each.adjusted},
        "reports": {each.ref: _fitting_report(each.report, remarks) for each in done if each.report},
        ANSWER_MEMBER: receipt.answer,
    }
    return Row(
        keys.idempotency_key(receipt.digest),
        body,
        condition_attributes={WRITE_ATTRIBUTE: receipt.write},
        expires=_expiry(receipt),
    )


def receipt_link_row(ref: str, receipt: Receipt) -> Row:
    """Return the row by which an erasure finds a receipt that no revision of the entity names."""
    return Row(keys.receipt_link_key(ref, receipt.digest), {"receipt": receipt.digest}, expires=_expiry(receipt))


def linked_receipt(row: Row) -> str | None:
    """Return the digest of the receipt that a row of an entity's partition names; None if it is another row."""
    return str(row.body["receipt"]) if row.key.sk.startswith(keys.RECEIPT_LINKS[0]) else None


def _expiry(receipt: Receipt) -> int:
    return int(datetime.fromisoformat(plus_ms(receipt.at, KEPT_MS)).timestamp()) + 1


@of_row
def read_receipt(row: Row, *, digest: str) -> Receipt:
    """Read a receipt."""
    body = row.body
    adjusted, reports = body.get("adjusted", {}), body.get("reports", {})
    done = [_read_done(each, adjusted.get(each["ref"], ()), reports.get(each["ref"], {})) for each in body["done"]]
    effects = {each.ref: each for each in done}
    return Receipt(digest, body["asked"], body["at"], body["write"], effects, body[ANSWER_MEMBER])


def _done_body(done: Done) -> dict[str, Any]:
    """Return the effect on an entity without what older versions do not read."""
    return {name: each for name, each in asdict(done).items() if name not in ("adjusted", "report")}


class _Remarks:
    """The remarks on a request for which its receipt has room; a repetition lacks the others."""

    def __init__(self) -> None:
        self._room = MAX_REMARK_CHARS

    def fitting(self, remarks: Iterable[Any]) -> list[Any]:
        """Return those that fit beside all before them."""
        return [each for each in remarks if self._takes(each)]

    def _takes(self, remark: Any) -> bool:
        self._room -= len(json.dumps(remark))
        return self._room >= 0


def _fitting_report(report: Mapping[str, Any], remarks: _Remarks) -> Mapping[str, Any]:
    return {**report} | {name: remarks.fitting(report[name]) for name in ("differences", "hints") if name in report}


def _read_done(body: Mapping[str, Any], adjusted: Iterable[Sequence[str]], report: Mapping[str, Any]) -> Done:
    facts, places = tuple(body["facts"]), tuple(body.get("places", ()))
    reported = tuple((at, sent, kept) for at, sent, kept in adjusted)
    return Done(**{**body, "facts": facts, "places": places, "adjusted": reported, "report": report})

"""Receipts: what a request with an idempotency key did, kept for a day so that it can be answered again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.store import keys
from chalicelib.store.damage import of_row
from chalicelib.store.rows import Row

KEPT_MS = 86_400_000  # 24 hours
WRITE_MARK = "write"


@dataclass(frozen=True)
class Done:
    """What a request did to one entity: the revision that its answer shows, as of when, and the facts in it."""

    ref: str
    revision: int
    at: Instant
    created: bool
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What became of a request: for each entity what was done, or what was `told` that no entity shows.

    `asked` is the digest of the request, and `write` names the transaction that wrote the receipt last.
    """

    digest: str
    asked: str
    at: Instant
    write: str
    done: Mapping[str, Done] = field(default_factory=dict)
    told: Mapping[str, Any] | None = None

    def is_over(self, now: Instant) -> bool:
        """Say whether the day is over; the table deletes it some time later."""
        return now >= plus_ms(self.at, KEPT_MS)


def receipt_row(receipt: Receipt) -> Row:
    """Write a receipt; the mark lets a writer say: still the one that I have read."""
    body = {
        "asked": receipt.asked,
        "at": receipt.at,
        "write": receipt.write,
        "done": [asdict(done) for done in receipt.done.values()],
        "told": receipt.told,
    }
    over = datetime.fromisoformat(plus_ms(receipt.at, KEPT_MS))
    return Row(
        keys.idempotency_key(receipt.digest),
        body,
        marks={WRITE_MARK: receipt.write},
        expires=int(over.timestamp()) + 1,
    )


@of_row
def read_receipt(row: Row, *, digest: str) -> Receipt:
    """Read a receipt."""
    body = row.body
    done = [Done(**{**each, "facts": tuple(each["facts"])}) for each in body["done"]]
    return Receipt(digest, body["asked"], body["at"], body["write"], {each.ref: each for each in done}, body["told"])

"""Receipts: what a request with an idempotency key did, kept for a day so that it can be answered again."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
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
    """What a request did to one entity: the revision that its answer shows, as of when, and the facts in it.

    `places` are those of the facts sent that this settles; empty where one transaction settled the whole request.
    """

    ref: str
    revision: int
    at: Instant
    created: bool
    facts: tuple[str, ...] = ()
    places: tuple[int, ...] = ()

    def settles(self, places: Collection[int]) -> bool:
        """Say whether all these facts of the request are done."""
        return not self.places or set(places) <= set(self.places)

    def after(self, before: "Done | None") -> "Done":
        """Add this to what earlier transactions of the same request did to the entity."""
        if before is None or not self.places:
            return self
        facts = tuple(dict.fromkeys((*before.facts, *self.facts)))
        places = tuple(dict.fromkeys((*before.places, *self.places)))
        return replace(self, created=self.created or before.created, facts=facts, places=places)


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
        condition_attributes={WRITE_MARK: receipt.write},
        expires=int(over.timestamp()) + 1,
    )


@of_row
def read_receipt(row: Row, *, digest: str) -> Receipt:
    """Read a receipt."""
    body = row.body
    done = [_read_done(each) for each in body["done"]]
    return Receipt(digest, body["asked"], body["at"], body["write"], {each.ref: each for each in done}, body["told"])


def _read_done(body: Mapping[str, Any]) -> Done:
    return Done(**{**body, "facts": tuple(body["facts"]), "places": tuple(body.get("places", ()))})

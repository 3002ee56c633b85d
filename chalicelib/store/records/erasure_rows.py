"""Records of erased entities: under a digest of the old ref, which the table no longer holds, the ref that replaces it.

The digest has no secret: that of cursors may be empty or replaced at any time, and then the service would forget its
erasures. So anybody who has the whole table can test whether a guessed ref was erased, but cannot list erased refs.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.store import keys
from chalicelib.store.rows import Key, Row, of_row

_DIGEST_BYTES = 16


@dataclass(frozen=True)
class Erasure:
    """The erasure of an entity: the ref that replaces its own everywhere, when it was erased, by which key, and why.

    `swept_at` is when a repair of the whole table last found no row that still names the old ref. `request` is a digest
    of the request with an idempotency key that began it: sent again, it is answered as done.
    """

    ref: str
    at: Instant
    by: str
    reason: str
    swept_at: Instant | None = None
    request: str | None = None

    def shown(self) -> dict[str, Any]:
        """Return who erased the entity, when and why, as the API shows it."""
        return {"at": self.at, "by": self.by, "reason": self.reason}


def digest_of(ref: str) -> str:
    """Return the digest under which the erasure of a ref is kept."""
    return hashlib.blake2b(ref.encode(), digest_size=_DIGEST_BYTES, person=b"aifacts erasure").hexdigest()


def erasure_key_of(ref: str) -> Key:
    """Key of the erasure of a ref."""
    return keys.erasure_key(digest_of(ref))


def erasure_row(digest: str, erasure: Erasure) -> Row:
    """Return the row of an erasure."""
    body = {**erasure.shown(), "ref": erasure.ref, "swept_at": erasure.swept_at, "receipt": erasure.request}
    return Row(keys.erasure_key(digest), {name: each for name, each in body.items() if each is not None})


@of_row
def read_erasure(row: Row) -> Erasure:
    """Read an erasure."""
    body = row.body
    return Erasure(body["ref"], body["at"], body["by"], body["reason"], body.get("swept_at"), body.get("receipt"))


def erasures_in(rows: Mapping[Key, Row], refs: Iterable[str]) -> dict[str, Erasure]:
    """Return by ref the erasures among rows."""
    return {ref: read_erasure(rows[key]) for ref in refs if (key := erasure_key_of(ref)) in rows}

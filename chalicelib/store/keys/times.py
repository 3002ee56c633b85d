"""Keys of what waits: revisions without a number, views that time will change, the feed, and what expires."""

import hashlib

from chalicelib.domain.instants import Instant
from chalicelib.store.keys.entities import REVISION_DIGITS
from chalicelib.store.keys.text import AnyRef, Indexes, digits, escape
from chalicelib.store.rows import Key

PENDING, UNTIL = "gsi1", "gsi3"
SHARDS = 1  # of pending revisions, and of views that time will change; a partition takes 1,000 writes a second
PENDING_REVISIONS = "0"  # where they begin: with an instant, and so after the feed's head
FEED_HEAD = "!"
FEED_PARTITION = 1_000_000  # numbers; no feed page may reach across

_NUMBER = 12  # digits
_NAME = 300  # bytes


def pending(instant: Instant, ref: AnyRef, n: int) -> Indexes:
    """Put a revision among those that have no number yet."""
    return {PENDING: Key(pending_shard(_shard_of(ref)), f"{instant}#{ref}#{digits(n, REVISION_DIGITS)}")}


def head_among_pending() -> Indexes:
    """Put the feed's head before the pending revisions, so that one query tells both."""
    return {PENDING: Key(pending_shard(0), FEED_HEAD)}


def pending_shard(shard: int) -> str:
    """Name a partition of PENDING, 0 to SHARDS - 1."""
    return f"P#{shard}"


def parse_pending(key: Key) -> tuple[Instant, str, int]:
    """Give instant, ref and number of a pending revision."""
    instant, ref, n = key.sk.split("#")
    return instant, ref, int(n)


def until(instant: Instant, ref: AnyRef) -> Indexes:
    """Put a view under the instant at which time changes it."""
    return {UNTIL: Key(until_shard(_shard_of(ref)), f"{instant}#{ref}")}


def until_shard(shard: int) -> str:
    """Name a partition of UNTIL, 0 to SHARDS - 1."""
    return f"U#{shard}"


def parse_until(key: Key) -> tuple[Instant, str]:
    """Give instant and ref of a view that time will change."""
    instant, _, ref = key.sk.partition("#")
    return instant, ref


def head_key() -> Key:
    """Key of the feed's head."""
    return Key("C", "@")


def feed_page_key(last: int) -> Key:
    """Key of the feed page that ends with this number; numbers begin with 1."""
    if last < 1:
        raise ValueError(f"there is no number {last}")
    return Key(f"C#{(last - 1) // FEED_PARTITION}", digits(last, _NUMBER))


def idempotency_key(digest: str) -> Key:
    """Key of what a request with an idempotency key was answered."""
    return Key(f"I#{escape(digest, _NAME)}", "@")


def api_keys() -> str:
    """Name the partition of all API keys."""
    return "K"


def api_key(key_id: str) -> Key:
    """Key of an API key's record."""
    return Key(api_keys(), key_id)


def lease_key(key_id: str, minute: str) -> Key:
    """Key of the counter of what an API key has asked for in a minute."""
    return Key(f"Q#{escape(key_id, _NAME)}#{minute}", "@")


def _shard_of(ref: AnyRef) -> int:
    return int.from_bytes(hashlib.blake2b(str(ref).encode(), digest_size=4).digest()) % SHARDS

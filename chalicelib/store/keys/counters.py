"""Keys of the counters of a kind by groups, in the partition of the feed's head."""

from chalicelib.store.keys.lists import head_key
from chalicelib.store.rows import Key


def recent_key(kind: str) -> Key:
    """Key of the moves since the counts were last summed."""
    return Key(head_key().pk, kind)


def summed_key(kind: str) -> Key:
    """Key of the counts up to a change."""
    return Key(head_key().pk, f"{kind}#")

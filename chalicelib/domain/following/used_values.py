"""Digests of the values that a caller has used: enough to see that one is no longer shown, and no words to erase."""

import hashlib
import json
from typing import Any

# Members of an entry of a list that change while its value is the same.
_PASSING = ("disputed", "hedged", "relative_to")
_DIGEST_BYTES = 16


def value_digest(entry: Any) -> str:
    """Return the digest of a value as the flat view shows it: alone, or as an entry of a list with what belongs to it.

    An entry that says how its value is hedged, or that it is disputed, has the digest of the one that does not.
    """
    text = json.dumps(_lasting(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES, person=b"aifacts used").hexdigest()


def is_shown(shown: Any, digest: str) -> bool:
    """Return whether a property shows the value of a digest: alone, or in its list."""
    entries = shown if isinstance(shown, list) else [shown]
    return any(value_digest(entry) == digest for entry in entries)


def _lasting(entry: Any) -> Any:
    if not isinstance(entry, dict) or "value" not in entry:
        return entry
    kept = {name: each for name, each in entry.items() if name not in _PASSING}
    return kept["value"] if len(kept) == 1 else kept

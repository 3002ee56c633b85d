"""Rows of API keys: each has the record of a key, without its secret."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.store import keys
from chalicelib.store.rows import Row, of_row

Record = Mapping[str, Any]

SCOPES = {"read": {"read"}, "write": {"read", "write"}, "admin": {"read", "write", "admin"}}
STATE = "state"
VALID, REPLACED, REVOKED = "valid", "replaced", "revoked"
# Members that the oldest records lack.
LATER: Record = {"requests_per_minute": None, "expires_at": None, "replaces": None, "replaced_by": None, "line": ""}


def row_of(record: Record) -> Row:
    """Return the row of a record; its attribute makes concurrent changes collide."""
    state = REVOKED if record["revoked_at"] else REPLACED if record["replaced_by"] else VALID
    return Row(keys.api_key(record["id"]), dict(record), condition_attributes={STATE: state})


@of_row
def read_record(row: Row) -> dict[str, Any]:
    """Read a record, also of an older layout."""
    return {**LATER, **row.body}


def is_valid(record: Record, now: Instant) -> bool:
    """Return whether a key is neither revoked nor expired."""
    return record["revoked_at"] is None and (record["expires_at"] is None or now < record["expires_at"])


def granted(record: Record) -> frozenset[str]:
    """Return the scopes of a key, with those that they include."""
    return frozenset().union(*(SCOPES[scope] for scope in record["scopes"]))

"""Entities and facts as the other services make them from a request."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

Values = dict[str, Any]


def now() -> str:
    """Return the current instant."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def created(sent: Values) -> Values:
    """Make an entity."""
    return {"ref": f"model/{sent['slug']}", "kind": "model", **sent, "revision": 1, "created_at": now()}


def recorded(sent: Values) -> Values:
    """Make a fact."""
    return {"id": uuid4().hex, **sent, "recorded_at": now()}


def blob_item(pk: str, kind: str, made: Values) -> Values:
    """Put the whole into one attribute."""
    return {"pk": pk, "kind": kind, "revision": made.get("revision", 1), "body": json.dumps(made)}


def etag_of(revision: object) -> str:
    """Name a state of an entity by its revision."""
    return f'"{revision}"'

"""The calls that write entities and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from aifacts_client.core.calls import Call, with_headers
from aifacts_client.entity import Entity
from aifacts_client.generated.answers import Batched, Recorded
from aifacts_client.refs import path_of, plural_of, shape_of
from aifacts_client.verbs.parameters import shaped, write

E = TypeVar("E", bound=Entity)


def create(
    kind: str,
    shape: type[E],
    body: Mapping[str, Any],
    *,
    dry_run: bool = False,
    allow_duplicate: bool = False,
    idempotency_key: str | None = None,
) -> Call[E]:
    """Create an entity."""
    query = {"dry_run": dry_run or None, "allow_duplicate": allow_duplicate or None}
    return write("POST", f"/v1/{plural_of(kind)}", shape.of, body, query=query, key=idempotency_key)


def patch(
    ref: str | Entity,
    body: Mapping[str, Any],
    *,
    if_match: str | None = None,
    evidence: str | None = None,
    dry_run: bool = False,
    idempotency_key: str | None = None,
) -> Call[Entity]:
    """Add facts to an entity. One that was read must still have that revision, unless `if_match` says otherwise."""
    etag = ref.etag if if_match is None and isinstance(ref, Entity) else if_match
    query = {"evidence": evidence, "dry_run": dry_run or None}
    call = write("PATCH", path_of(ref), shape_of(ref).of, body, query=query, key=idempotency_key)
    return with_headers(call, If_Match=etag, Content_Type="application/merge-patch+json")


def record(
    new: Sequence[Mapping[str, Any]],
    *,
    atomic: bool = True,
    dry_run: bool = False,
    evidence: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Recorded]:
    """Record facts: all or none, or those of each entity by themselves."""
    query = {"atomic": None if atomic else False, "dry_run": dry_run or None, "evidence": evidence}
    return write("POST", "/v1/facts", shaped(Recorded), {"facts": [*new]}, query=query, key=idempotency_key)


def batch(
    body: Mapping[str, Any], *, atomic: bool = True, dry_run: bool = False, idempotency_key: str | None = None
) -> Call[Batched]:
    """Write entities, facts and retractions together."""
    query = {"atomic": None if atomic else False, "dry_run": dry_run or None}
    return write("POST", "/v1/batch", shaped(Batched), body, query=query, key=idempotency_key)

"""The calls that end an entity, and those that bring it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from aifacts_client.core.calls import Answer, Call, with_headers
from aifacts_client.entity import Entity
from aifacts_client.generated.answers import EntityErased, MergeReversed, Merging
from aifacts_client.refs import path_of, ref_of, shape_of
from aifacts_client.verbs.options import MatchOptions
from aifacts_client.verbs.parameters import shaped, write

T = TypeVar("T")
ANY = "*"  # any revision: the service wants these writes to say so


def retire(ref: str | Entity, reason: str, options: MatchOptions) -> Call[Entity]:
    """Retire an entity."""
    return _end(ref, "retirement", shape_of(ref).of, {"reason": reason}, options)


def reverse_retirement(ref: str | Entity, reason: str, options: MatchOptions) -> Call[Entity]:
    """Bring a retired entity back."""
    return _end(ref, "retirement/reversal", shape_of(ref).of, {"reason": reason}, options)


def merge(ref: str | Entity, into: str | Entity, reason: str, options: MatchOptions) -> Call[Merging]:
    """Merge an entity into another that is the same."""
    return _end(ref, "merge", shaped(Merging), {"into": ref_of(into), "reason": reason}, options)


def reverse_merge(ref: str | Entity, reason: str, options: MatchOptions) -> Call[MergeReversed]:
    """Give back an entity that was merged into another."""
    return _end(ref, "merge/reversal", shaped(MergeReversed), {"reason": reason}, options)


def erase_entity(ref: str | Entity, reason: str, options: MatchOptions) -> Call[EntityErased]:
    """Erase an entity for good."""
    return _end(ref, "erasure", shaped(EntityErased), {"reason": reason}, options)


def _end(
    ref: str | Entity, what: str, read: Callable[[Answer], T], body: dict[str, Any], options: MatchOptions
) -> Call[T]:
    """Return the call for an entity: one that was read must still have that revision, unless `if_match` is given."""
    seen = ref.etag if isinstance(ref, Entity) else None
    query = {"dry_run": options.get("dry_run") or None}
    call = write("POST", f"{path_of(ref)}/{what}", read, body, query=query, key=options.get("idempotency_key"))
    return with_headers(call, If_Match=options.get("if_match") or seen or ANY)

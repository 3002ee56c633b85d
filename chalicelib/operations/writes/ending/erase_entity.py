"""Erase an entity: its words go for good, and a made-up ref replaces its own everywhere."""

from collections.abc import Collection, Iterable
from typing import Any

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.erasing import words_of
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.erased import erased_entity, find_erasures, refuse_erased
from chalicelib.operations.entities.loading import must_match, must_not_be_erased
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.deferred_rows import load_settled
from chalicelib.operations.transactions.idempotency import store_answer, unless_answered
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.copies import Stamp
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext, StoredAnswer, World
from chalicelib.operations.writes.erasing.feed_pages import pages_of
from chalicelib.operations.writes.erasing.followers import rename_in_followers
from chalicelib.operations.writes.erasing.move import move
from chalicelib.operations.writes.erasing.partition import Partition, read_partition, rows_ever
from chalicelib.operations.writes.erasing.referrers import (
    Referrers,
    find_referrers,
    merged_with,
    rename_in,
    rows_to_rename,
)
from chalicelib.store.records.erasure_rows import Erasure, digest_of, erasure_row
from chalicelib.store.records.lifecycle_rows import Lifecycle
from chalicelib.store.records.renaming import Renaming
from chalicelib.store.rows import ABSENT, Action, Put, Row

MAX_LISTED_ROWS, MAX_LISTED_FACTS = 2_000, 100  # of a dry run
MIN_NAME_CHARS = 4  # of a name that is looked for in words: a shorter one is in everything
CAUSE = "erased"
PREFIX = "erased-"  # of the slugs that replace those of erased entities


def erase_entity(
    context: RequestContext,
    *,
    ref: Ref,
    reason: str,
    if_match: Collection[int] | None = None,
) -> StoredAnswer:
    """Erase an entity for good. Raises NotFound, ErasedEntity, Stale, AheadOfClock and Busy.

    It has three steps, each of which can be repeated: one transaction ends the entity and keeps under a digest which
    ref replaces its own; the rest of it moves there; entities that name it name the new ref. If `remaining` is true,
    some are left: send the request again, as a new one. Entities in `merged` were one with it, and keep their own
    words. A repair of the whole table finds the rows that no index leads to; `complete` is true after it. A rehearsal
    lists every row that would be deleted, moved or renamed in.
    """
    name = str(ref)
    planned = _planned_rows(context.world, ref) if context.is_rehearsed else {}

    def erase_and_rename() -> StoredAnswer:
        erasure = _begun(context, name, reason=reason, if_match=if_match)
        return continue_erasure(context, name, erasure)

    try:
        answered = unless_answered(context.world, context.idempotency, erase_and_rename)
        return StoredAnswer(planned) if context.is_rehearsed else answered
    finally:  # also if it stopped: what was deleted so far is gone from the file
        context.world.table.flush()


def continue_erasure(context: RequestContext, name: str, erasure: Erasure) -> StoredAnswer:
    """Move the rest of an erased entity and rename it in some of those that name it; return the answer."""
    world, renaming = context.world, Renaming(name, erasure.ref)
    move(world, renaming, erasure)
    rename_in_followers(world, renaming)
    referrers = find_referrers(world, renaming)
    for each in referrers.refs:
        rename_in(context, each, renaming, links=referrers.links.get(each, ()))
    if referrers.remaining:  # or all rows that were found beyond the first ones were of the same entities
        referrers = referrers._replace(remaining=bool(find_referrers(world, renaming).refs))
    answer = _answer(world, erasure, referrers)
    return store_answer(world, context.idempotency, answer=answer, write=world.token())


def _answer(world: World, erasure: Erasure, referrers: Referrers) -> dict[str, Any]:
    return {
        "ref": erasure.ref,
        "erased": erasure.shown(),
        "renamed_in": referrers.refs,
        "merged": sorted(merged_with(read_partition(world, erasure.ref))),
        "remaining": referrers.remaining,
        "complete": erasure.swept_at is not None,
    }


def _begun(context: RequestContext, name: str, *, reason: str, if_match: Collection[int] | None) -> Erasure:
    """Return the erasure of an entity that is not finished yet, or that this same request began, or begin it."""
    world, request = context.world, _digest_of_request(context)
    entity = load_settled(world, name)
    if (erasure := find_erasures(world, [name]).get(name)) is not None:
        if request is not None and erasure.request == request:  # it died before it stored its answer
            return erasure
        if entity.view is None and not find_referrers(world, Renaming(name, erasure.ref)).refs:
            raise erased_entity(name, erasure)
        return erasure
    made = f"{entity.kind.name}/{PREFIX}{world.token()}"

    def plan(attempt: Attempt) -> list[Change]:
        seen = attempt.entities[name]
        if seen.view is None:
            raise NotFound(f"There is no {name}.")
        must_not_be_erased(seen)
        must_match(seen, if_match)
        life = Lifecycle(reason, is_erasure=True, digest=digest_of(name))
        return [Change(name, CAUSE, life=life, whole=True, beside=record)]

    def record(stamp: Stamp) -> list[Action]:
        """Keep which ref replaces the old one; it fails if another request was faster."""
        erasure = Erasure(made, stamp.at, stamp.by, reason, request=request)
        return [Put(erasure_row(digest_of(name), erasure), when=ABSENT)]

    run_transaction(context.without_key(), refs=[name], plan=plan)
    return find_erasures(world, [name])[name]


def _digest_of_request(context: RequestContext) -> str | None:
    """Return a digest of the idempotency key with the content of the request; None without a key."""
    once = context.idempotency
    return None if once is None else digest_of(f"{once.digest} {once.asked}")


def _planned_rows(world: World, ref: Ref) -> dict[str, Any]:
    """List every row that an erasure would delete, move or rename in. Raises NotFound and ErasedEntity."""
    name = str(ref)
    partition = read_partition(world, name)
    if partition.entity.view is None:
        refuse_erased(world, name)
        raise NotFound(f"There is no {name}.")
    must_not_be_erased(partition.entity)
    renaming = Renaming(name, f"{ref.kind}/{PREFIX}{world.token()}")
    moved = [*partition.rows, *partition.series_rows]
    referrers = find_referrers(world, renaming)
    renamed = [*pages_of(world, partition.revisions).values()]
    renamed += [row for each in referrers.refs for row in rows_to_rename(world, each, renaming)]
    rows = [
        *_planned("moved", moved),
        *_planned("deleted", rows_ever(world, partition)),
        *_planned("renamed", renamed),
    ]
    return {
        "ref": name,
        "rows": rows[:MAX_LISTED_ROWS],
        "rows_count": len(rows),
        "renamed_in": referrers.refs,
        "also_held_by": _facts_with_names(world, partition, referrers.refs)[:MAX_LISTED_FACTS],
        "merged": sorted(merged_with(partition)),
        "remaining": referrers.remaining,
    }


def _facts_with_names(world: World, partition: Partition, referrers: Iterable[str]) -> list[str]:
    """List the facts of referrers whose words contain a name of the entity: they are erased one by one."""
    entity = partition.entity
    own = [
        each.value.json() for each in entity.facts.values() if each.content.property in (entity.kind.label, "aliases")
    ]
    names = {name.lower() for name in own if isinstance(name, str) and len(name) >= MIN_NAME_CHARS}
    facts = [fact for ref in referrers for fact in read_partition(world, ref).facts]
    return [each.id for each in facts if any(name in word.lower() for word in words_of(each) for name in names)]


def _planned(action: str, rows: Iterable[Row]) -> list[dict[str, str]]:
    return [{"pk": row.key.pk, "sk": row.key.sk, "becomes": action} for row in rows]

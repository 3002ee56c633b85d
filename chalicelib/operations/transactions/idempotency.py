"""Idempotency keys: a request is carried out once, and every repetition gets the same answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import Busy, IdempotencyKeyReused, InProgress, Refusal
from chalicelib.operations.transactions.write_result import WriteResult, repeated_result
from chalicelib.operations.world import IdempotentRequest, StoredAnswer, World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import (
    WRITE_ATTRIBUTE,
    Done,
    Receipt,
    read_receipt,
    receipt_link_row,
    receipt_row,
)
from chalicelib.store.rows import ABSENT, Action, Equals, Put
from chalicelib.store.table import Collision, Unsure

Part = Sequence[int]
"""The places of the facts that one transaction of a request records; empty if it records the whole request."""
TRIES = 5
REUSED = (
    "This idempotency key came with another request within the last 24 hours. Send a new key with each new request."
)
NOT_KEPT = "The table did not answer, so whether the answer was stored is unknown. Send the same request again shortly."
IN_PROGRESS = "The same request is in progress. Send it again shortly, with the same key."


def earlier_results(
    world: World,
    idempotency: IdempotentRequest | None,
    *,
    refs: Sequence[str],
    write: str,
    part: Part = (),
    again: bool = False,
) -> list[WriteResult]:
    """Return what this request did to these entities before; empty if nothing. Raises IdempotencyKeyReused.

    The receipt is read once, and `again` when another writer may have put one. If `write` itself
    committed but lost the answer, this is no replay. A part of the request counts as done when all its facts are.
    """
    receipt = _current_receipt(world, idempotency, again=again)
    if receipt is None:
        return []
    done = [receipt.done[ref] for ref in refs if ref in receipt.done and receipt.done[ref].settles(part)]
    return [repeated_result(world, each, is_replay=receipt.write != write) for each in done]


def settled_before(world: World, idempotency: IdempotentRequest | None, *, ref: str) -> Part:
    """List the places of an entity's facts that this request has settled already. Raises IdempotencyKeyReused."""
    receipt = _current_receipt(world, idempotency, again=False)
    done = receipt.done.get(ref) if receipt is not None else None
    return () if done is None else done.places


def stored_answer(
    world: World, idempotency: IdempotentRequest | None, *, write: str = "", again: bool = False
) -> StoredAnswer | None:
    """Return the answer that the receipt keeps whole; None if it keeps none. Raises IdempotencyKeyReused."""
    receipt = _current_receipt(world, idempotency, again=again)
    if receipt is None or receipt.answer is None:
        return None
    return StoredAnswer(dict(receipt.answer), is_replay=receipt.write != write)


def receipt_actions(
    world: World,
    idempotency: IdempotentRequest | None,
    *,
    write: str,
    outcomes: Sequence[WriteResult] = (),
    answer: Mapping[str, Any] | None = None,
    part: Part = (),
) -> list[Action]:
    """Return the action that writes the receipt, which must be the first of its transaction; empty without a key.

    It fails if the receipt has changed since it was read, so one of two writers of the same request collides. It
    overwrites a receipt that has expired but is not deleted yet. Rows that lead to the receipt from entities follow,
    where it has texts about an entity and no revision names it.
    """
    if idempotency is None:
        return []
    digest, now, last = idempotency.digest, world.now(), idempotency.receipt
    before = last if last is not None and not last.is_over(now) else Receipt(digest, idempotency.asked, now, write)
    new = (replace(_beside(answer, outcome.done), places=tuple(part)) for outcome in outcomes)
    done = {**before.done, **{each.ref: each.after(before.done.get(each.ref)) for each in new}}
    receipt = Receipt(digest, idempotency.asked, before.at, write, done, answer or before.answer)
    links = [Put(receipt_link_row(each.done.ref, receipt)) for each in _unnamed(outcomes)]
    return [Put(receipt_row(receipt), when=ABSENT if last is None else Equals(WRITE_ATTRIBUTE, last.write)), *links]


def _beside(answer: Mapping[str, Any] | None, done: Done) -> Done:
    """Return what a receipt keeps of an effect: an answer that it keeps whole names the facts already."""
    if answer is None:
        return done
    report = {name: each for name, each in done.report.items() if name not in ("recorded", "revised")}
    return replace(done, facts=(), report=report)


def _unnamed(outcomes: Sequence[WriteResult]) -> list[WriteResult]:
    """Return the results without a revision for which a receipt keeps texts: those sent and those on record."""
    has_texts = any(each.adjusted for each in outcomes)
    unchanged = (each for each in outcomes if not each.created and not each.report.revised)
    return [each for each in unchanged if has_texts or each.report.differences]


def committed(world: World, idempotency: IdempotentRequest | None, *, actions: Sequence[Action]) -> bool:
    """Commit actions, the receipt first if there is one; return False if that failed or the result is unknown."""
    return commit_failure(world, idempotency, actions=actions) is None


def commit_failure(
    world: World, idempotency: IdempotentRequest | None, *, actions: Sequence[Action]
) -> Collision | Unsure | None:
    """Commit actions, the receipt first if there is one; return why that failed or is unknown, None if it succeeded."""
    try:
        world.table.commit(actions)
    except Collision as collision:
        if idempotency is not None:
            idempotency.is_contested = 0 in collision.failed
        return collision
    except Unsure as unsure:
        return unsure
    if idempotency is not None and isinstance(receipt := actions[0], Put):
        idempotency.receipt = read_receipt(receipt.row, digest=idempotency.digest)
    return None


def store_answer(
    world: World, idempotency: IdempotentRequest | None, *, answer: Mapping[str, Any], write: str
) -> StoredAnswer:
    """Store the answer of a request that writes nothing else; return it, or the answer stored before."""
    new = StoredAnswer(dict(answer))
    if idempotency is None:
        return new
    for _ in range(TRIES):
        if committed(world, idempotency, actions=receipt_actions(world, idempotency, write=write, answer=answer)):
            return new
        if (before := stored_answer(world, idempotency, write=write, again=True)) is not None:
            return before
    raise gave_up(idempotency, detail=NOT_KEPT)


def unless_answered(
    world: World, idempotency: IdempotentRequest | None, do: Callable[[], StoredAnswer]
) -> StoredAnswer:
    """Return the stored answer of this request, or carry it out.

    Where it is refused, the same request may have been carried out in the meantime, so the receipt is read again.
    """
    if (before := stored_answer(world, idempotency)) is not None:
        return before
    try:
        return do()
    except Refusal:
        if (before := stored_answer(world, idempotency, again=True)) is not None:
            return before
        raise


def gave_up(idempotency: IdempotentRequest | None, *, detail: str) -> Refusal:
    """Return the refusal after the last try: InProgress if the same request was in the way, else Busy."""
    return InProgress(IN_PROGRESS) if idempotency is not None and idempotency.is_contested else Busy(detail)


def _current_receipt(world: World, idempotency: IdempotentRequest | None, *, again: bool) -> Receipt | None:
    if idempotency is None:
        return None
    if again or not idempotency.is_known:
        key = keys.idempotency_key(idempotency.digest)
        row = world.table.get([key], consistent=True).get(key)
        idempotency.receipt = None if row is None else read_receipt(row, digest=idempotency.digest)
        idempotency.is_known = True
    receipt = idempotency.receipt
    if receipt is None or receipt.is_over(world.now()):
        return None
    if receipt.asked != idempotency.asked:
        raise IdempotencyKeyReused(REUSED)
    return receipt

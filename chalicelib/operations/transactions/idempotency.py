"""Idempotency: a request that carries a key is carried out once and answered alike however often it comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.errors import Busy, IdempotencyKeyReused, InProgress, Refusal
from chalicelib.operations.transactions.write_result import WriteResult, repeated_result
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import WRITE_ATTRIBUTE, Receipt, read_receipt, receipt_row
from chalicelib.store.rows import ABSENT, Action, Equals, Put
from chalicelib.store.table import Collision, Unsure

StoredAnswer = dict[str, Any]
Part = Sequence[int]
"""The places of the facts sent that one transaction of a request is about; empty: it is about the whole request."""
TRIES = 5
REUSED = "This idempotency key came with another request within the last 24 hours: take a new key for each request."
NOT_KEPT = "The table did not answer: whether the answer was kept is not known. Try again shortly."
IN_PROGRESS = "The same request is being carried out: send it again shortly, with the same key."


@dataclass
class IdempotentRequest:
    """A request to be carried out once: where its receipt is kept, what was asked, and what became of it.

    `digest` is that of the caller and the key, `asked` that of all that the request says.
    """

    digest: str
    asked: str
    is_known: bool = False  # whether the receipt was looked for
    receipt: Receipt | None = None  # as it was last seen, one that is over too
    was_answered: bool = False  # from a receipt, in part at least
    has_written: bool = False
    is_contested: bool = False  # the last collision was on the receipt

    @property
    def is_replay(self) -> bool:
        """Say whether all that is answered was done by an earlier request."""
        return self.was_answered and not self.has_written


def earlier_results(
    world: World,
    once: IdempotentRequest | None,
    *,
    refs: Sequence[str],
    write: str,
    part: Part = (),
    again: bool = False,
) -> list[WriteResult]:
    """Give what this request did to these entities before, nothing if it did not. Raises IdempotencyKeyReused.

    The receipt is read once, and `again` when another writer may have put one. What `write` itself did, although the
    answer was lost, is no replay. A part of the request counts as done when all its facts are.
    """
    receipt = _receipt(world, once, again=again)
    if once is None or receipt is None:
        return []
    done = [receipt.done[ref] for ref in refs if ref in receipt.done and receipt.done[ref].settles(part)]
    if done:
        _note(once, is_own=receipt.write == write)
    return [repeated_result(world, each) for each in done]


def settled_before(world: World, once: IdempotentRequest | None, *, ref: str) -> Part:
    """List the facts sent of an entity that this request has settled already. Raises IdempotencyKeyReused."""
    receipt = _receipt(world, once, again=False)
    done = receipt.done.get(ref) if receipt is not None else None
    return () if done is None else done.places


def stored_answer(
    world: World, once: IdempotentRequest | None, *, write: str = "", again: bool = False
) -> StoredAnswer | None:
    """Give what this request was told before, where that was no entity; None if nothing."""
    receipt = _receipt(world, once, again=again)
    if once is None or receipt is None or receipt.told is None:
        return None
    _note(once, is_own=receipt.write == write)
    return dict(receipt.told)


def receipt_actions(
    world: World,
    once: IdempotentRequest | None,
    *,
    write: str,
    outcomes: Sequence[WriteResult] = (),
    told: Mapping[str, Any] | None = None,
    part: Part = (),
) -> list[Action]:
    """Give the action that keeps the receipt, to stand first in the transaction that it is about; none without a key.

    It depends on the receipt being as it was read: of two who carry out the same request, one collides. What is over
    but not deleted yet is overwritten.
    """
    if once is None:
        return []
    now, last = world.now(), once.receipt
    before = last if last is not None and not last.is_over(now) else Receipt(once.digest, once.asked, now, write)
    new = (replace(outcome.done, places=tuple(part)) for outcome in outcomes)
    done = {**before.done, **{each.ref: each.after(before.done.get(each.ref)) for each in new}}
    receipt = Receipt(once.digest, once.asked, before.at, write, done, told or before.told)
    return [Put(receipt_row(receipt), when=ABSENT if last is None else Equals(WRITE_ATTRIBUTE, last.write))]


def committed(world: World, once: IdempotentRequest | None, *, actions: Sequence[Action]) -> bool:
    """Commit actions, first among them the receipt if there is one; False when that failed, or nobody knows."""
    return commit_failure(world, once, actions=actions) is None


def commit_failure(
    world: World, once: IdempotentRequest | None, *, actions: Sequence[Action]
) -> Collision | Unsure | None:
    """Commit actions, first among them the receipt if there is one; give what stood in the way, None if nothing did."""
    try:
        world.table.commit(actions)
    except Collision as collision:
        if once is not None:
            once.is_contested = 0 in collision.failed
        return collision
    except Unsure as unsure:
        return unsure
    if once is not None and isinstance(receipt := actions[0], Put):
        once.receipt, once.has_written = read_receipt(receipt.row, digest=once.digest), True
    return None


def store_answer(world: World, once: IdempotentRequest | None, *, told: StoredAnswer, write: str) -> StoredAnswer:
    """Keep what is told where nothing has to be written for it; give it, or what was told before."""
    if once is None:
        return told
    for _ in range(TRIES):
        if committed(world, once, actions=receipt_actions(world, once, write=write, told=told)):
            return told
        if (before := stored_answer(world, once, write=write, again=True)) is not None:
            return before
    raise gave_up(once, detail=NOT_KEPT)


def unless_told(world: World, once: IdempotentRequest | None, do: Callable[[], StoredAnswer]) -> StoredAnswer:
    """Give what this request was told before, else carry it out.

    What refuses it may be what the same request did in the meantime: before it is refused, the receipt is read again.
    """
    if (before := stored_answer(world, once)) is not None:
        return before
    try:
        return do()
    except Refusal:
        if (before := stored_answer(world, once, again=True)) is not None:
            return before
        raise


def gave_up(once: IdempotentRequest | None, *, detail: str) -> Refusal:
    """Give the refusal after the last try: InProgress where the same request stood in the way, else Busy."""
    return InProgress(IN_PROGRESS) if once is not None and once.is_contested else Busy(detail)


def _note(once: IdempotentRequest, *, is_own: bool) -> None:
    once.was_answered = True
    once.has_written = once.has_written or is_own


def _receipt(world: World, once: IdempotentRequest | None, *, again: bool) -> Receipt | None:
    if once is None:
        return None
    if again or not once.is_known:
        key = keys.idempotency_key(once.digest)
        row = world.table.get([key], consistent=True).get(key)
        once.receipt = None if row is None else read_receipt(row, digest=once.digest)
        once.is_known = True
    receipt = once.receipt
    if receipt is None or receipt.is_over(world.now()):
        return None
    if receipt.asked != once.asked:
        raise IdempotencyKeyReused(REUSED)
    return receipt

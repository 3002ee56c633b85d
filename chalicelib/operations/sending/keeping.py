"""Keeps what an attempt has made of a webhook: one commit, unless somebody else has written it meanwhile."""

from collections.abc import Sequence

from chalicelib.domain.errors import Busy
from chalicelib.operations.world import World
from chalicelib.store.keys.following import delivery_key, follower_key
from chalicelib.store.records.follower_rows import Delivery, Follower, delivery_row, follower_row, read_follower
from chalicelib.store.rows import Action, Delete, Put
from chalicelib.store.table import Collision, Unsure

TRIES = 4


def keep(world: World, before: Follower, after: Follower, delivery: Delivery | None = None) -> Follower | None:
    """Write the next edition of a follower, and a delivery; return it as it is now, None if it is to be left alone.

    The owner may have changed or deleted it meanwhile. Then the delivery is kept on top of the change, unless that
    chooses other changes, belongs to another key or was served by another process. Raises Busy.
    """
    for attempt in range(TRIES):
        try:
            return _kept(world, before, after, delivery)
        except Busy:
            if attempt == TRIES - 1:
                raise
        except (Collision, Unsure):
            stored = _stored(world, before)
            if stored == after or stored is None or not _can_be_rebased(stored, before):
                return after if stored == after else None
            before, after = stored, _on_top(stored, after)
        world.pause(0.02 * 2**attempt)
    return None


def _kept(world: World, before: Follower, after: Follower, delivery: Delivery | None) -> Follower:
    world.table.commit(_actions(before, after, delivery))
    return after


def _actions(before: Follower, after: Follower, delivery: Delivery | None) -> Sequence[Action]:
    actions: list[Action] = [Put(follower_row(after), when=before.is_unchanged())]
    if delivery is not None:
        actions.append(Put(delivery_row(delivery)))
    tried = before.attempts
    if tried is not None and after.attempts is None and (delivery is None or delivery.first != tried.first):
        actions.append(Delete(delivery_key(before.id, tried.first)))  # it begins with another change now
    return actions


def _stored(world: World, follower: Follower) -> Follower | None:
    key = follower_key(follower.id)
    rows = world.table.get([key], consistent=True)
    return read_follower(rows[key]) if key in rows else None


def _can_be_rebased(stored: Follower, before: Follower) -> bool:
    same = (stored.owner, stored.selection, stored.served, stored.attempts)
    return same == (before.owner, before.selection, before.served, before.attempts)


def _on_top(stored: Follower, after: Follower) -> Follower:
    return stored.moved(
        served=after.served,
        attempts=after.attempts,
        last=after.last,
        disabled_at=stored.disabled_at or after.disabled_at,
        disabled_for=stored.disabled_for or after.disabled_for,
    )

"""The lease of the sender: one process sends at a time, so that each webhook gets its changes in order."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from chalicelib.domain.errors import Busy
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.world import World
from chalicelib.store.keys.following import SENDER, followers, sender_key
from chalicelib.store.records.follower_rows import Follower, read_follower
from chalicelib.store.rows import ABSENT, Condition, Equals, Put, Row, Unreadable, of_row
from chalicelib.store.table import Collision, Damaged, Unsure

LEASE_MS = 40_000
RENEW_MS = 25_000  # renewed when less of it is left
ATTEMPT_MS = 15_000  # an attempt, and keeping its result: none begins when less of the lease is left
HOLDER = "holder"


@dataclass(frozen=True)
class Lease:
    """Who sends, and until when. `holder` is another name each time it is taken or renewed."""

    holder: str
    until: Instant

    def covers(self, now: Instant, ms: int) -> bool:
        """Return whether it lasts so many milliseconds after now."""
        return plus_ms(now, ms) < self.until


@dataclass(frozen=True)
class Followers:
    """Who sends, all followers that can be read, and by id why the others cannot."""

    lease: Lease | None
    readable: Sequence[Follower]
    failed: Mapping[str, Damaged | Unreadable]


def read_followers(world: World) -> Followers:
    """Read who sends, and all followers: one query. Raises Damaged or Unreadable if only the lease cannot be read."""
    bad: list[Damaged | Unreadable] = []
    rows = world.table.query(None, followers(), consistent=True, bad=bad.append).rows
    lease = next((_read_lease(row) for row in rows if row.key.sk == SENDER), None)
    found: list[Follower] = []
    for row in rows:
        try:
            found += [read_follower(row)] if row.key.sk != SENDER else []
        except Damaged as error:
            bad.append(error)
    failed = {each.key.sk: each for each in bad if each.key is not None}
    if SENDER in failed:
        raise failed[SENDER]
    return Followers(lease, found, failed)


def take_lease(world: World, found: Lease | None) -> Lease | None:
    """Take the lease that was found, if it is over, or there is none; return None if another process has it."""
    if found is not None and found.until > world.now():
        return None
    return _written(world, found)


def renew_lease(world: World, held: Lease) -> Lease | None:
    """Return the lease that is held, renewed if it will soon be over; None if another process has taken it."""
    return held if held.covers(world.now(), RENEW_MS) else _written(world, held)


def give_back(world: World, held: Lease) -> None:
    """End the lease, so that the next sender need not wait until it is over. Its row stays: it names each holder."""
    with suppress(Collision, Unsure, Busy):
        _commit(world, held, Lease(world.token(), world.now()))


def _written(world: World, before: Lease | None) -> Lease | None:
    lease = Lease(world.token(), plus_ms(world.now(), LEASE_MS))
    try:
        _commit(world, before, lease)
    except Collision:
        return None
    except Unsure:  # the answer was lost: it is ours if the table says so
        stored = world.table.get([sender_key()], consistent=True)
        return lease if _holders(list(stored.values())) == [lease.holder] else None
    return lease


def _commit(world: World, before: Lease | None, lease: Lease) -> None:
    when: Condition = ABSENT if before is None else Equals(HOLDER, before.holder)
    row = Row(sender_key(), {"until": lease.until}, condition_attributes={HOLDER: lease.holder})
    world.table.commit([Put(row, when=when)])


def _holders(rows: Sequence[Row]) -> list[str]:
    return [_read_lease(row).holder for row in rows]


@of_row
def _read_lease(row: Row) -> Lease:
    return Lease(str(row.condition_attributes[HOLDER]), row.body["until"])

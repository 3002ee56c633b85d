"""Serves one follower: sends it what it has not got, in order, until nothing is left or an attempt fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from chalicelib.domain.instants import Instant, seconds_between
from chalicelib.operations.sending.access import Access
from chalicelib.operations.sending.attempts import after_attempt, delivery_of, send_text
from chalicelib.operations.sending.batches import Batch, next_batch
from chalicelib.operations.sending.keeping import keep
from chalicelib.operations.sending.lease import ATTEMPT_MS, Followers, Lease
from chalicelib.operations.sending.messages import Message
from chalicelib.operations.sending.shared_feed import SharedFeed
from chalicelib.operations.world import World
from chalicelib.store.records.follower_rows import Follower

FAR = 500  # changes behind, none of them selected: that it was served up to there is kept only then


@dataclass
class Sent:
    """The result of a run. `lag` is how many seconds the oldest change had waited for its first attempt, 0 for none.

    `is_other` says that another process sends. `failed` has the error of each follower that could not be served; a
    receiver that fails is no error of ours, and is counted in `failures`.
    """

    lag: float = 0.0
    delivered: int = 0
    failures: int = 0
    kept: int = 0  # messages of watches
    disabled: int = 0
    is_other: bool = False
    failed: dict[str, Exception] = field(default_factory=dict)


class Run:
    """The state that the threads of a run share: the feed, the lease, the result, the position of each follower."""

    def __init__(self, world: World, *, stop: Callable[[], bool]) -> None:
        self.world, self.feed, self.sent = world, SharedFeed(world), Sent()
        self.lease: Lease | None = None
        self.access = Access(world)
        self.stop, self._lock = stop, Lock()
        self._seen: dict[str, tuple[int, int]] = {}

    def readable(self, found: Followers) -> Sequence[Follower]:
        """Return the followers that can be read; the others are noted as failed."""
        self.sent.failed |= found.failed
        return found.readable

    def may_send(self) -> bool:
        """Return whether another attempt may begin: there is time, and the lease lasts until it is over."""
        lease = self.lease
        return lease is not None and not self.stop() and lease.covers(self.world.now(), ATTEMPT_MS)

    def must_stop(self) -> bool:
        """Return whether no other attempt may begin."""
        return not self.may_send()

    def position(self, follower: Follower) -> int:
        """Return the number up to which nothing is left for a follower; more than was kept if nothing was for it."""
        edition, number = self._seen.get(follower.id, (0, 0))
        return max(number, follower.served) if edition == follower.edition else follower.served

    def note_seen(self, follower: Follower, number: int) -> None:
        """Note that no change up to a number is for a follower, as long as it is not changed."""
        self._seen[follower.id] = follower.edition, number

    def note_lag(self, since: Instant) -> None:
        """Note since when a change has waited for its first attempt."""
        with self._lock:
            self.sent.lag = max(self.sent.lag, seconds_between(since, self.world.now()))

    def count_disabled(self) -> None:
        """Count a webhook that is disabled without an attempt."""
        with self._lock:
            self.sent.disabled += 1

    def count(self, before: Follower, after: Follower) -> None:
        """Count the result of an attempt."""
        with self._lock:
            self.sent.kept += not after.is_webhook
            self.sent.delivered += after.is_webhook and after.served > before.served
            self.sent.failures += after.served == before.served
            self.sent.disabled += after.disabled_at is not None and before.disabled_at is None


def has_work(run: Run, follower: Follower) -> bool:
    """Return whether a follower that is due is to be sent anything, or its row to be written."""
    if follower.attempts is not None or run.feed.head - follower.served >= FAR:
        return True
    batch = next_batch(run.feed, follower, after=run.position(follower), stop=run.stop)
    if batch.message is None:
        run.note_seen(follower, batch.through)
    return batch.message is not None


def serve(run: Run, follower: Follower) -> None:
    """Serve a follower. Raises what the table raises."""
    current: Follower | None = follower
    while current is not None and current.disabled_at is None and run.access.is_open(current):
        batch = next_batch(run.feed, current, after=_start(run, current), stop=run.must_stop)
        if batch.message is not None and current.attempts is None:
            run.note_lag(batch.message.entries[0].at)
        if not run.may_send():
            return
        if batch.message is None:
            _pass_over(run, current, batch.through)
            return
        current = _deliver(run, current, batch.message, batch)
        if current is not None and current.attempts is not None:
            return


def _start(run: Run, follower: Follower) -> int:
    return run.position(follower) if follower.attempts is None else follower.served


def _pass_over(run: Run, follower: Follower, through: int) -> None:
    """Continue where no change was for a follower; what it was to be sent again may not be for it any more."""
    if follower.attempts is None and through - follower.served < FAR:
        run.note_seen(follower, through)
        return
    keep(run.world, follower, follower.moved(served=through, attempts=None))


def _deliver(run: Run, follower: Follower, message: Message, batch: Batch) -> Follower | None:
    world = run.world
    delivery = delivery_of(follower, message, head=run.feed.head, at=world.now())
    if follower.is_webhook:
        shown = batch.shown if {*batch.shown} >= _refs_of(message) else None
        answered = send_text(world, follower, name=delivery.id, text=delivery.text, shown=shown)
        after, delivery = after_attempt(world, follower, delivery, through=batch.through, answered=answered)
    else:
        after = follower.moved(served=batch.through)
    run.count(follower, after)
    return keep(world, follower, after, delivery)


def _refs_of(message: Message) -> set[str]:
    """Return the entities of which something was used."""
    return {notice["ref"] for entry in message.entries for notice in entry.notices}

"""A run of the sender: sends all that is due to all followers, each in its own thread, so that none waits for another.

One run sends at a time. It may die anywhere: what it has not kept is sent again by the next one, with the same id.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from chalicelib.domain.instants import plus_ms, seconds_between
from chalicelib.operations.numbering.settled_head import settled_head
from chalicelib.operations.sending.lease import give_back, read_followers, renew_lease, take_lease
from chalicelib.operations.sending.serving import Run, Sent, has_work, serve
from chalicelib.operations.world import World
from chalicelib.store.records.follower_rows import Follower

MAX_THREADS = 256  # AWS Lambda allows 1,024
FOR_FAILING = 192  # of them, for receivers whose last attempt failed: they may hang, and the others must not wait
POLL_SECONDS = 1.0  # after which new changes are looked for while a receiver is slow
SOON_MS = 10_000  # a retry that is due by then is waited for

Futures = dict[str, Future[None]]


def run(world: World, *, stop: Callable[[], bool]) -> Sent:
    """Send until nothing is due, or `stop` returns True. A follower whose row cannot be read is counted as failed.

    One query reads the followers, and each round the head and the new changes, once for all. If anything is due one
    call takes the lease, one reads the keys of webhooks and one gives it back, and each message is one commit more.
    """
    this = Run(world, stop=stop)
    found = read_followers(world)
    followers = this.readable(found)
    if not any(follower.disabled_at is None for follower in followers):
        return this.sent
    is_settled = _look_for_changes(this, followers)
    if is_settled and not any(_is_due(this, follower) and has_work(this, follower) for follower in followers):
        return this.sent
    this.lease = take_lease(world, found.lease)  # nobody has sent since the query, or it is not taken
    if this.lease is None:
        this.sent.is_other = True
        return this.sent
    pool = ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="sender")
    try:
        _send_all(this, pool, followers, is_settled=is_settled)
    finally:
        pool.shutdown(cancel_futures=True)
    if this.lease is not None:
        give_back(world, this.lease)
    return this.sent


def _send_all(this: Run, pool: ThreadPoolExecutor, followers: Sequence[Follower], *, is_settled: bool) -> None:
    futures: Futures = {}
    retried: set[str] = set()
    while True:
        due = [each for each in followers if each.id not in futures and _is_due(this, each)]
        if due or futures:
            this.access.renew(followers)
        retried &= futures.keys()
        for follower in sorted(due, key=_has_failed):
            if not this.access.is_open(follower):
                _refuse(this, follower)
            elif not _has_failed(follower) or len(retried) < FOR_FAILING:
                futures[follower.id] = pool.submit(serve, this, follower)
                retried |= {follower.id} if _has_failed(follower) else set()
        if not _wait_for_some(futures) and is_settled and not _wait_for_retry(this, followers):
            return
        _collect(this, futures)
        if not this.may_send():
            wait(futures.values())
            _collect(this, futures)
            return
        # Only this thread begins to serve: the query shows all that was sent to those who are not in `futures`.
        followers = this.readable(read_followers(this.world))
        this.lease = renew_lease(this.world, this.lease) if this.lease is not None else None
        is_settled = _look_for_changes(this, followers)


def _has_failed(follower: Follower) -> bool:
    return follower.attempts is not None


def _refuse(this: Run, follower: Follower) -> None:
    """Disable a webhook whose key has lost access, and count it; note that of a key that cannot be read as failed."""
    error = this.access.refuse(follower)
    if error is None:
        this.count_disabled()
    else:
        this.sent.failed[follower.id] = error


def _look_for_changes(this: Run, followers: Sequence[Follower]) -> bool:
    """Continue to the newest change; return whether no revision waits for a number, or none can get one now."""
    head = settled_head(this.world)
    is_settled = head.is_settled or head.newest == this.feed.head
    chosen = [follower.selection for follower in followers]
    used = {fact.ref for each in chosen for fact in each.facts} | {
        used.ref for each in chosen for used in each.entities
    }
    this.feed.grow(head.newest, frozenset(used))
    return is_settled


def _is_due(this: Run, follower: Follower) -> bool:
    if follower.disabled_at is not None or follower.id in this.sent.failed:
        return False
    if follower.attempts is not None:
        return follower.attempts.next_at <= this.world.now()
    return this.position(follower) < this.feed.head


def _wait_for_some(futures: Futures) -> bool:
    """Wait until all are served, or until it is time to look for new changes; return whether any was being served."""
    if not futures:
        return False
    wait(futures.values(), timeout=POLL_SECONDS)
    return True


def _collect(this: Run, futures: Futures) -> None:
    """Forget those that are served, and note what failed. Raises what ends a process."""
    for name in [name for name, future in futures.items() if future.done()]:
        error = futures.pop(name).exception()
        if isinstance(error, Exception):
            this.sent.failed[name] = error
        elif error is not None:
            raise error


def _wait_for_retry(this: Run, followers: Sequence[Follower]) -> bool:
    """Wait for the next retry if it is due soon; return whether there is one."""
    now = this.world.now()
    soon = plus_ms(now, SOON_MS)
    waiting = [each for each in followers if each.disabled_at is None and each.id not in this.sent.failed]
    due = [each.attempts.next_at for each in waiting if each.attempts is not None and each.attempts.next_at <= soon]
    if due:
        this.world.pause(min(seconds_between(now, min(due)), POLL_SECONDS))
    return bool(due)

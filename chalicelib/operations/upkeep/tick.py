"""The tick, which runs every minute: numbers new revisions, renews views that time has changed, sends to webhooks.

It may stop anywhere, run in parallel or pause for days: the table records what is due, and repeating it is harmless. A
failure is reported, and the tick continues with the next.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.domain.instants import Instant, seconds_between
from chalicelib.operations.numbering.sequencer import feed_head, sequence
from chalicelib.operations.upkeep.renew_views import renew
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.rows import Position

if TYPE_CHECKING:
    from chalicelib.operations.sending.serving import Sent

TICKER = Caller("service_tick")
ROUNDS = 100  # of the sequencer, up to 45 revisions each
MAX_RENEWED_VIEWS = 500
PAGE = 50  # views of one query

Stop = Callable[[], bool]


@dataclass
class Ticked:
    """The result of a tick. A lag is how many seconds the oldest item had waited when it began, None if unknown.

    `failed` has the error of each failure. `sent` is what was sent to webhooks, None if nothing could be.
    """

    feed_lag: float | None = None
    view_lag: float | None = None
    numbered: int = 0
    renewed: int = 0
    refreshed: int = 0  # those of the renewed views that got a revision
    sent: "Sent | None" = None
    failed: dict[str, Exception] = field(default_factory=dict)


def tick(world: World, *, stop: Stop) -> Ticked:
    """Do what is due, oldest first, until nothing is left, a bound is reached or `stop` returns True."""
    now = world.now()
    done = Ticked()
    _number_revisions(world, now, done, stop)
    _renew_due_views(world, now, done, stop)
    _send(world, done, stop)
    return done


def _longest_wait(waiting: Iterator[Instant], now: Instant) -> float:
    return max((seconds_between(since, now) for since in waiting), default=0.0)


def _oldest_pending(world: World) -> Iterator[Instant]:
    for shard in range(keys.SHARDS):
        page = world.table.query(keys.PENDING, keys.pending_shard(shard), start=keys.PENDING_REVISIONS, limit=1)
        yield from (keys.parse_pending(row.indexes[keys.PENDING])[0] for row in page.rows)


def _oldest_due(world: World) -> Iterator[Instant]:
    for shard in range(keys.SHARDS):
        page = world.table.query(keys.UNTIL, keys.until_shard(shard), limit=1)
        yield from (keys.parse_until(row.indexes[keys.UNTIL])[0] for row in page.rows)


def _number_revisions(world: World, now: Instant, done: Ticked, stop: Stop) -> None:
    try:
        done.feed_lag = _longest_wait(_oldest_pending(world), now)
        head = feed_head(world)
        first = newest = int(head.body["n"]) if head else 0
        for _ in range(ROUNDS):
            if stop():
                break
            newest, more = sequence(world)
            done.numbered = newest - first
            if not more:
                break
    except Exception as error:  # noqa: BLE001  a failure of the feed must not delay the views
        done.failed["the feed"] = error


def _renew_due_views(world: World, now: Instant, done: Ticked, stop: Stop) -> None:
    try:
        done.view_lag = _longest_wait(_oldest_due(world), now)
        for ref in _due_refs(world, now):
            if done.renewed == MAX_RENEWED_VIEWS or stop():
                break
            _renew_view(world, ref, done)
    except Exception as error:  # noqa: BLE001  the next tick tries again, and this one still reports its result
        done.failed["the views"] = error


def _send(world: World, done: Ticked, stop: Stop) -> None:
    """Send to webhooks what the stream did not wake the sender for, and what is to be tried again."""
    from chalicelib.operations.sending.run import run  # what it needs beyond the table takes long to load

    try:
        done.sent = run(world, stop=stop)
        done.failed |= done.sent.failed
    except Exception as error:  # noqa: BLE001  the next tick sends it
        done.failed["the webhooks"] = error


def _renew_view(world: World, ref: str, done: Ticked) -> None:
    try:
        done.refreshed += renew(world, TICKER, ref=ref)
        done.renewed += 1
    except Exception as error:  # noqa: BLE001  a failure of one entity must not delay the others
        done.failed[ref] = error


def _due_refs(world: World, now: Instant) -> Iterator[str]:
    """Find the views that time has changed or that have pending rows, the longest due first, each once."""
    for shard in range(keys.SHARDS):
        after: Position | None = None
        while True:
            page = world.table.query(
                keys.UNTIL, keys.until_shard(shard), end=keys.through(now), limit=PAGE, after=after
            )
            yield from (keys.parse_until(row.indexes[keys.UNTIL])[1] for row in page.rows)
            after = page.next
            if after is None:
                break

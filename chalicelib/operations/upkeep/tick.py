"""Tick: what has to be done every minute. Number what was written, and renew the views that time has changed.

It may die anywhere, run twice at a time or not for days: all that is still to be done stands in the table, and what it
does is the same when done again. What it cannot do it leaves, says so, and goes on with the next.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chalicelib.domain.instants import Instant, seconds_between
from chalicelib.operations.feed.sequencer import feed_head, sequence
from chalicelib.operations.upkeep.renew_views import renew
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.rows import Position

TICKER = Caller("service_tick")
ROUNDS = 100  # of the sequencer, up to 45 revisions each
MAX_RENEWED_VIEWS = 500  # views
PAGE = 50  # views of one query

Stop = Callable[[], bool]


@dataclass
class Ticked:
    """What a tick found and did; lags are in seconds: how long the oldest had waited when it came, None if unknown.

    `failed` names what could not be done, with the error.
    """

    feed_lag: float | None = None
    view_lag: float | None = None
    numbered: int = 0
    renewed: int = 0
    refreshed: int = 0  # of those that were renewed: a revision was made
    failed: dict[str, Exception] = field(default_factory=dict)


def tick(world: World, *, stop: Stop) -> Ticked:
    """Do what is due, the oldest first, until nothing is left, a bound is reached or `stop` says so."""
    now = world.now()
    done = Ticked()
    _number_revisions(world, now, done, stop)
    _renew_due_views(world, now, done, stop)
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
    except Exception as error:  # noqa: BLE001  whatever it is, views must not wait for it
        done.failed["the feed"] = error


def _renew_due_views(world: World, now: Instant, done: Ticked, stop: Stop) -> None:
    try:
        done.view_lag = _longest_wait(_oldest_due(world), now)
        for ref in _due_refs(world, now):
            if done.renewed == MAX_RENEWED_VIEWS or stop():
                break
            _renew_view(world, ref, done)
    except Exception as error:  # noqa: BLE001  the next tick looks again, and this one tells what it did
        done.failed["the views"] = error


def _renew_view(world: World, ref: str, done: Ticked) -> None:
    try:
        done.refreshed += renew(world, TICKER, ref=ref)
        done.renewed += 1
    except Exception as error:  # noqa: BLE001  one entity that cannot be renewed must not keep the others waiting
        done.failed[ref] = error


def _due_refs(world: World, now: Instant) -> Iterator[str]:
    """Find the views that time has changed or whose rows are behind, the longest due first, each once."""
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

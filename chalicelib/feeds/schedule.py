"""The schedule: a Lambda function of its own, each minute."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, CloudWatchEvent

from chalicelib.metrics import NAMESPACE, Measured, emf
from chalicelib.operations.upkeep.tick import Ticked, tick
from chalicelib.operations.world import World
from chalicelib.settings import settings

EVERY = "rate(1 minute)"
RESERVE_MS = 15_000  # of the function's time, so that what was begun can end: a write may try five times

_LOG = logging.getLogger("aifacts")

Scheduled = Callable[[dict[str, Any], Any], None]  # of event and context, as Lambda calls it


def schedule(app: Chalice, world: Callable[[], World]) -> Scheduled:
    """Register the tick on an app, in the world that `world` gives; `app.py` must keep it under the name `tick`."""

    @app.schedule(EVERY, name="tick", description="Numbers revisions and renews views")
    def tick(event: CloudWatchEvent) -> None:
        context: Any = event.context  # Lambda's, which Chalice takes for a dict
        run(world(), stop=lambda: context.get_remaining_time_in_millis() < RESERVE_MS)

    scheduled: Scheduled = tick
    return scheduled


def run(world: World, *, stop: Callable[[], bool]) -> None:
    """Tick once; write what could not be done to the log and what was measured to standard output."""
    at = world.now()
    done = tick(world, stop=stop)
    log_failures(done)
    line = emf(NAMESPACE, _tick_metrics(done), dimensions={"table": settings().table_name}, at=at)
    sys.stdout.write(json.dumps(line) + "\n")


def log_failures(done: Ticked) -> None:
    """Log what a tick could not do, each with its error."""
    for what, error in done.failed.items():
        _LOG.error("The tick could not see to %s.", what, exc_info=error)


def _tick_metrics(done: Ticked) -> Measured:
    """Leave out a lag that is not known: no data raises the alarm, and a zero would calm it."""
    lags = {"FeedLagSeconds": done.feed_lag, "ViewLagSeconds": done.view_lag}
    return {
        **{name: (lag, "Seconds") for name, lag in lags.items() if lag is not None},
        "Numbered": (done.numbered, "Count"),
        "Renewed": (done.renewed, "Count"),
        "Refreshed": (done.refreshed, "Count"),
        "TickFailures": (len(done.failed), "Count"),
    }

"""The schedule: a separate Lambda function that runs every minute."""

import json
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chalice.app import Chalice, CloudWatchEvent

from chalicelib.metrics import NAMESPACE, Measured, emf
from chalicelib.operations.world import World
from chalicelib.settings import settings

if TYPE_CHECKING:
    from chalicelib.operations.upkeep.tick import Ticked

EVERY = "rate(1 minute)"
RESERVE_MS = 15_000  # kept of the function's time to finish a write, which may need five attempts

_LOG = logging.getLogger("aifacts")

Scheduled = Callable[[dict[str, Any], Any], None]  # Lambda calls it with event and context


def schedule(app: Chalice, world: Callable[[], World]) -> Scheduled:
    """Register the tick on an app; it runs in the world that `world` returns. `app.py` must call the result `tick`."""

    @app.schedule(EVERY, name="tick", description="Numbers revisions, renews views and sends to webhooks")
    def tick(event: CloudWatchEvent) -> None:
        context: Any = event.context  # Lambda's context, which Chalice types as a dict
        run(world(), stop=lambda: context.get_remaining_time_in_millis() < RESERVE_MS)

    scheduled: Scheduled = tick
    return scheduled


def run(world: World, *, stop: Callable[[], bool]) -> None:
    """Tick once; log failures, and write metrics to standard output."""
    from chalicelib.operations.upkeep.tick import tick  # the function of the API never ticks

    at = world.now()
    done = tick(world, stop=stop)
    log_failures(done)
    line = emf(NAMESPACE, _tick_metrics(done), dimensions={"table": settings().table_name}, at=at)
    sys.stdout.write(json.dumps(line) + "\n")


def log_failures(done: "Ticked") -> None:
    """Log each failure of a tick with its error."""
    for what, error in done.failed.items():
        _LOG.error("The tick failed for %s.", what, exc_info=error)


def _tick_metrics(done: "Ticked") -> Measured:
    """Return the metrics of a tick. An unknown lag is left out: missing data raises the alarm, 0 would not."""
    from chalicelib.feeds.webhooks import webhook_metrics  # as above

    lags = {"FeedLagSeconds": done.feed_lag, "ViewLagSeconds": done.view_lag}
    return {
        **{name: (lag, "Seconds") for name, lag in lags.items() if lag is not None},
        **(webhook_metrics(done.sent) if done.sent is not None else {}),
        "Numbered": (done.numbered, "Count"),
        "Renewed": (done.renewed, "Count"),
        "Refreshed": (done.refreshed, "Count"),
        "TickFailures": (len(done.failed), "Count"),
    }

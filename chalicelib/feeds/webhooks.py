"""The stream of the table: a Lambda function that sends changes to webhooks as soon as they are written."""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.metrics import NAMESPACE, Measured, emf
from chalicelib.operations.sending.run import run as run_sender
from chalicelib.operations.sending.serving import Sent
from chalicelib.operations.world import World
from chalicelib.settings import settings

RESERVE_MS = 20_000  # kept of the function's time for an attempt that has begun, and its result

_LOG = logging.getLogger("aifacts")


def answer(world: World, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Send what is due, and return which records are to come again: all, if something failed.

    Records only wake the sender. What is due, the table says.
    """
    is_done = run(world, stop=lambda: context.get_remaining_time_in_millis() < RESERVE_MS)
    return {"batchItemFailures": [] if is_done else _first(event)}


def run(world: World, *, stop: Callable[[], bool]) -> bool:
    """Send what is due; log failures, and write metrics to standard output. Return whether nothing failed."""
    at = world.now()
    try:
        sent = run_sender(world, stop=stop)
    except Exception:  # noqa: BLE001  the same records come again, and then go to the queue of what failed
        _LOG.exception("Nothing can be sent to webhooks.")
        return False
    log_failures(sent)
    line = emf(NAMESPACE, webhook_metrics(sent), dimensions={"table": settings().table_name}, at=at)
    sys.stdout.write(json.dumps(line) + "\n")
    return not sent.failed


def log_failures(sent: Sent) -> None:
    """Log the error of each webhook that could not be served."""
    for name, error in sent.failed.items():
        _LOG.error("Nothing can be sent to %s.", name, exc_info=error)


def webhook_metrics(sent: Sent) -> Measured:
    """Return the metrics of a run of the sender. While another process sends, that one measures the lag."""
    return {
        "WebhookLagSeconds": (sent.lag, "Seconds"),
        "Delivered": (sent.delivered, "Count"),
        "DeliveryFailures": (sent.failures, "Count"),
        "WebhooksDisabled": (sent.disabled, "Count"),
    }


def _first(event: Mapping[str, Any]) -> list[dict[str, str]]:
    """Name the first record of a batch: from it on all come again."""
    records = event.get("Records") or [{}]
    number = records[0].get("dynamodb", {}).get("SequenceNumber", "")
    return [{"itemIdentifier": number}]

"""Metrics as lines of a log: CloudWatch's embedded metric format (EMF), which needs no call and no permission."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.instants import Instant

NAMESPACE = "aifacts"

Measured = Mapping[str, tuple[float, str]]  # by name: a value and its unit, such as Seconds, Milliseconds or Count


def emf(namespace: str, metrics: Measured, *, dimensions: Mapping[str, str], at: Instant) -> dict[str, Any]:
    """Write metrics as one EMF object; printed as one line of JSON, CloudWatch keeps each of them as a metric.

    Each is kept without dimensions, for an alarm that need not know them, and, where there are any, under all of them.
    """
    told = {
        "Namespace": namespace,
        "Dimensions": [[], list(dimensions)] if dimensions else [[]],
        "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()],
    }
    timestamp = round(datetime.fromisoformat(at).timestamp() * 1000)
    values = {name: value for name, (value, _) in metrics.items()}
    return {"_aws": {"Timestamp": timestamp, "CloudWatchMetrics": [told]}, **dimensions, **values}

"""Metrics as log lines: CloudWatch's embedded metric format (EMF), which needs no call and no permission."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.instants import Instant

NAMESPACE = "aifacts"

Measured = Mapping[str, tuple[float, str]]  # by name: a value and its unit, such as Seconds, Milliseconds or Count


def emf(namespace: str, metrics: Measured, *, dimensions: Mapping[str, str], at: Instant) -> dict[str, Any]:
    """Return metrics as one EMF object. Printed as a line of JSON, each becomes a metric in CloudWatch.

    Each metric is stored without dimensions, for alarms that do not use them, and with all of them if there are any.
    """
    directive = {
        "Namespace": namespace,
        "Dimensions": [[], list(dimensions)] if dimensions else [[]],
        "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()],
    }
    timestamp = round(datetime.fromisoformat(at).timestamp() * 1000)
    values = {name: value for name, (value, _) in metrics.items()}
    return {"_aws": {"Timestamp": timestamp, "CloudWatchMetrics": [directive]}, **dimensions, **values}

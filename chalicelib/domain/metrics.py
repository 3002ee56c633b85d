"""Metrics as lines of a log: CloudWatch's embedded metric format (EMF), which needs no call and no permission."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.instants import Instant

Measured = Mapping[str, tuple[float, str]]  # by name: a value and its unit, such as Seconds, Milliseconds or Count


def emf(namespace: str, metrics: Measured, *, dimensions: Mapping[str, str], at: Instant) -> dict[str, Any]:
    """Write metrics as one EMF object; printed as one line of JSON, CloudWatch keeps each as a metric."""
    described = [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()]
    told = {"Namespace": namespace, "Dimensions": [list(dimensions)], "Metrics": described}
    timestamp = round(datetime.fromisoformat(at).timestamp() * 1000)
    values = {name: value for name, (value, _) in metrics.items()}
    return {"_aws": {"Timestamp": timestamp, "CloudWatchMetrics": [told]}, **dimensions, **values}

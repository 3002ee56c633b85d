"""Metrics in the embedded metric format."""

import json

from chalicelib.metrics import emf

AT = "2026-11-23T10:00:00.250Z"


def test_a_metric_is_declared_with_its_description() -> None:
    line = emf("aifacts", {"Lag": (2.5, "Seconds")}, dimensions={"table": "facts"}, at=AT)

    assert json.loads(json.dumps(line)) == {
        "_aws": {
            "Timestamp": 1795428000250,
            "CloudWatchMetrics": [
                {
                    "Namespace": "aifacts",
                    "Dimensions": [[], ["table"]],
                    "Metrics": [{"Name": "Lag", "Unit": "Seconds"}],
                }
            ],
        },
        "table": "facts",
        "Lag": 2.5,
    }


def test_without_dimensions_there_is_one_set_of_none() -> None:
    line = emf("aifacts", {"Done": (3, "Count"), "Failed": (0, "Count")}, dimensions={}, at=AT)

    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Dimensions"] == [[]]
    assert {each["Name"]: line[each["Name"]] for each in metrics["Metrics"]} == {"Done": 3, "Failed": 0}

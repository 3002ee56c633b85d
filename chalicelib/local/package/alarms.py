"""The alarms on each function and on the table; those on the gateway stand in `.chalice/resources.json`."""

from typing import Any

from chalicelib.store.rows import INDEXES

ASKED_OF_THE_TABLE = (
    "BatchGetItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "TransactWriteItems",
    "UpdateItem",
)
_TOPIC = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}
_TABLE: dict[str, Any] = {"Name": "TableName", "Value": {"Ref": "Table"}}


def alarm(description: str, **properties: Any) -> dict[str, Any]:
    """Write an alarm that is raised by three minutes in five."""
    patience = {"EvaluationPeriods": 5, "DatapointsToAlarm": 3, "TreatMissingData": "notBreaching", "Threshold": 0}
    told = {"AlarmDescription": description, "AlarmActions": _TOPIC, "OKActions": _TOPIC}
    compared = {"ComparisonOperator": "GreaterThanThreshold"}
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": told | compared | patience | properties}


def of_function(name: str) -> dict[str, Any]:
    """Give the alarms of one function, by logical id."""
    measured = {
        "Namespace": "AWS/Lambda",
        "Statistic": "Sum",
        "Period": 60,
        "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": name}}],
    }
    return {
        f"{name}Throttled": alarm(f"{name} is throttled.", MetricName="Throttles", **measured),
        f"{name}Errors": alarm(f"{name} dies or runs out of time.", MetricName="Errors", **measured),
    }


def of_table() -> dict[str, Any]:
    """Give the alarms of the table, by logical id: throttled on its own or in an index, and failing."""
    places = [[_TABLE], *([_TABLE, {"Name": "GlobalSecondaryIndexName", "Value": index}] for index in INDEXES)]
    verbs = [[_TABLE, {"Name": "Operation", "Value": operation}] for operation in ASKED_OF_THE_TABLE]
    return {
        "ReadsThrottled": alarm(
            "Reads of the table or of an index are throttled.", Metrics=_summed_metrics("ReadThrottleEvents", places)
        ),
        "WritesThrottled": alarm(
            "Writes to the table or to an index are throttled.", Metrics=_summed_metrics("WriteThrottleEvents", places)
        ),
        "TableFails": alarm("DynamoDB fails on its side.", Metrics=_summed_metrics("SystemErrors", verbs)),
    }


def of_feed() -> dict[str, Any]:
    """Give the alarm of the schedule, by logical id: it is silent, or what is written does not reach the feed."""
    return {
        "FeedLag": alarm(
            "Changes wait to be numbered for too long, or nobody numbers them.",
            Namespace="aifacts",
            MetricName="FeedLagSeconds",
            Dimensions=[{"Name": "table", "Value": {"Ref": "Table"}}],
            Statistic="Maximum",
            Period=60,
            Threshold={"Ref": "LongestLagSeconds"},
            TreatMissingData="breaching",
        ),
    }


def of_clocks() -> dict[str, Any]:
    """Give the alarm of clocks that differ, by logical id: one write to an entity that lies ahead is enough."""
    return {
        "ClockAhead": alarm(
            "An entity was written at an instant that lies ahead of the clock.",
            Namespace="aifacts",
            MetricName="AheadOfClock",
            Dimensions=[{"Name": "table", "Value": {"Ref": "Table"}}],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            DatapointsToAlarm=1,
        ),
    }


def _summed_metrics(metric: str, dimensions: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    parts = [
        {
            "Id": f"m{number}",
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/DynamoDB", "MetricName": metric, "Dimensions": each},
                "Stat": "Sum",
                "Period": 60,
            },
        }
        for number, each in enumerate(dimensions)
    ]
    filled = "+".join(f"FILL({part['Id']},0)" for part in parts)
    return [*parts, {"Id": "all", "Expression": filled, "Label": metric, "ReturnData": True}]

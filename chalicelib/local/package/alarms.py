"""The alarms for the functions and the table; those for the gateway are in `.chalice/resources.json`."""

from typing import Any

from chalicelib.store.rows import INDEXES

TABLE_OPERATIONS = (
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
    """Write an alarm that three bad minutes out of five raise."""
    patience = {"EvaluationPeriods": 5, "DatapointsToAlarm": 3, "TreatMissingData": "notBreaching", "Threshold": 0}
    actions = {"AlarmDescription": description, "AlarmActions": _TOPIC, "OKActions": _TOPIC}
    compared = {"ComparisonOperator": "GreaterThanThreshold"}
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": actions | compared | patience | properties}


def of_function(name: str) -> dict[str, Any]:
    """Return the alarms of a function, by logical id."""
    measured = {
        "Namespace": "AWS/Lambda",
        "Statistic": "Sum",
        "Period": 60,
        "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": name}}],
    }
    return {
        f"{name}Throttled": alarm(f"{name} is throttled.", MetricName="Throttles", **measured),
        f"{name}Errors": alarm(f"{name} fails or times out.", MetricName="Errors", **measured),
    }


def of_table() -> dict[str, Any]:
    """Return the alarms of the table, by logical id: throttled requests and failures of DynamoDB."""
    places = [[_TABLE], *([_TABLE, {"Name": "GlobalSecondaryIndexName", "Value": index}] for index in INDEXES)]
    verbs = [[_TABLE, {"Name": "Operation", "Value": operation}] for operation in TABLE_OPERATIONS]
    return {
        "ReadsThrottled": alarm(
            "Reads of the table or of an index are throttled.", Metrics=_summed_metrics("ReadThrottleEvents", places)
        ),
        "WritesThrottled": alarm(
            "Writes to the table or to an index are throttled.", Metrics=_summed_metrics("WriteThrottleEvents", places)
        ),
        "TableFails": alarm("DynamoDB returns internal errors.", Metrics=_summed_metrics("SystemErrors", verbs)),
    }


def of_feed() -> dict[str, Any]:
    """Return the alarm of the schedule, by logical id: changes do not reach the feed, or the tick does not run."""
    return {
        "FeedLag": alarm(
            "Changes wait too long for their number in the feed, or the tick does not run.",
            Namespace="aifacts",
            MetricName="FeedLagSeconds",
            Dimensions=[{"Name": "table", "Value": {"Ref": "Table"}}],
            Statistic="Maximum",
            Period=60,
            Threshold={"Ref": "LongestLagSeconds"},
            TreatMissingData="breaching",
        ),
    }


def of_webhooks() -> dict[str, Any]:
    """Return the alarms of webhooks, by logical id: changes are sent late or not at all, or the stream fails."""
    return {
        "WebhookLag": alarm(
            "Changes wait too long for their first delivery to a webhook, or nothing can be sent.",
            Namespace="aifacts",
            MetricName="WebhookLagSeconds",
            Dimensions=[{"Name": "table", "Value": {"Ref": "Table"}}],
            Statistic="Maximum",
            Period=60,
            Threshold={"Ref": "LongestLagSeconds"},
            TreatMissingData="breaching",
        ),
        "UnsentKept": alarm(
            "The stream's function failed three times for some records.",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Unsent", "QueueName"]}}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            DatapointsToAlarm=1,
        ),
    }


def of_clocks() -> dict[str, Any]:
    """Return the alarm for clocks that differ, by logical id: one write to an entity ahead of the clock raises it."""
    return {
        "ClockAhead": alarm(
            "An entity was written whose last write is ahead of the clock.",
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

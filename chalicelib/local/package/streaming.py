"""What connects the table's stream to the function that sends, and keeps what it could not do."""

import json
from typing import Any

from chalicelib.store.keys import REVISIONS, entity

UNSENT = "Unsent"
KEPT_SECONDS = 1_209_600  # 14 days, the longest of SQS
BATCH = 1_000  # records of one call: they only wake the function, so the more the better


def of_table(function: str) -> dict[str, Any]:
    """Return the mapping of the stream to a function and its dead-letter queue, by logical id.

    New revisions wake it: the function numbers them itself. A record that failed three times is kept in the queue.
    """
    new_revision = {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"pk": {"S": [{"prefix": entity("")}]}, "sk": {"S": [{"prefix": REVISIONS[0]}]}}},
    }
    return {
        f"{function}Stream": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": {"Ref": function},
                "EventSourceArn": {"Fn::GetAtt": ["Table", "StreamArn"]},
                "StartingPosition": "LATEST",  # what was written before, the tick sends
                "FilterCriteria": {"Filters": [{"Pattern": _json(new_revision)}]},
                "BatchSize": BATCH,
                "MaximumBatchingWindowInSeconds": 1,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "MaximumRetryAttempts": 2,
                "MaximumRecordAgeInSeconds": 3_600,
                "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": [UNSENT, "Arn"]}}},
            },
        },
        UNSENT: {
            "Type": "AWS::SQS::Queue",
            "Properties": {"MessageRetentionPeriod": KEPT_SECONDS, "SqsManagedSseEnabled": True},
        },
    }


def _json(pattern: dict[str, Any]) -> str:
    return json.dumps(pattern, separators=(",", ":"))

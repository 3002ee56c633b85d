"""The table on DynamoDB with Scan: for audits and repairs by hand; the service itself may not scan."""

from functools import partial
from typing import Any

from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.dynamo_errors import reading
from chalicelib.store.engines.dynamo_items import read_row
from chalicelib.store.rows import OnUnreadable, Page, Position
from chalicelib.store.table import readable


class WholeDynamoTable(DynamoTable):
    """A DynamoDB table with verbs that no request uses."""

    def scan(self, after: Position | None = None, *, bad: OnUnreadable | None = None) -> Page:
        """Read a page of up to 1 MB of the whole table."""
        start: Any = {"ExclusiveStartKey": {name: {"S": value} for name, value in after.items()}} if after else {}
        with reading():
            answer = self._client.call("Scan", {"TableName": self._name, "ConsistentRead": True, **start})
        position = {name: value["S"] for name, value in answer.get("LastEvaluatedKey", {}).items()}
        rows = readable((partial(read_row, item) for item in answer.get("Items", [])), bad)
        return Page(rows, position or None)

    def damage(self) -> list[str]:
        """List nothing: AWS maintains the disks."""
        return []

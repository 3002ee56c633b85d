"""The table on DynamoDB, through either client of `clients/`."""

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from chalicelib.store.engines.clients.protocol import DynamoClient, ServiceError
from chalicelib.store.engines.dynamo_errors import BUSY, committing, reading
from chalicelib.store.engines.dynamo_items import NUMBER, key_item, read_key, read_row, row_item, write_item
from chalicelib.store.item_limits import check_commit, check_key, check_query, check_take, nothing_between
from chalicelib.store.rows import TAKEN, Action, Delete, Key, OnUnreadable, Page, Position, Put, Row
from chalicelib.store.table import Busy, readable

_BATCH = 100  # keys of one BatchGetItem
_TRIES = 6  # of a batch that DynamoDB answers in part; about 1.5 s with the pauses below
_FIRST_PAUSE = 0.05


class DynamoTable:
    """The four verbs on a DynamoDB table. `pause` waits for a number of seconds."""

    def __init__(self, client: DynamoClient, name: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key: GetItem for one, BatchGetItem for each hundred."""
        wanted = list(dict.fromkeys(keys))
        for key in wanted:
            check_key(key)
        if len(wanted) == 1:
            return self._get_one(wanted[0], consistent)
        found: dict[Key, Row] = {}
        for first in range(0, len(wanted), _BATCH):
            found |= self._get_batch(wanted[first : first + _BATCH], consistent)
        return found

    def query(
        self,
        index: str | None,
        pk: str,
        *,
        start: str | None = None,
        end: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        after: Position | None = None,
        consistent: bool = False,
        bad: OnUnreadable | None = None,
    ) -> Page:
        """Read one partition in order, in one call unless DynamoDB cuts the page at 1 MB."""
        check_query(index, limit=limit, consistent=consistent, is_lenient=bad is not None)
        if nothing_between(start, end):
            return Page([])
        request = self._query_request(index, pk, start, end)
        request |= {"ScanIndexForward": not descending}
        request |= {"ConsistentRead": True} if consistent else {}
        rows: list[Row] = []
        while True:
            request |= {"Limit": limit - len(rows)} if limit is not None else {}
            request |= {"ExclusiveStartKey": {k: {"S": v} for k, v in after.items()}} if after else {}
            with reading():
                answer = self._client.call("Query", request)
            items = _member_of(answer, "Items")
            rows += map(read_row, items) if bad is None else readable((partial(read_row, each) for each in items), bad)
            after = {name: value["S"] for name, value in answer.get("LastEvaluatedKey", {}).items()}
            if not after or len(rows) == limit:
                return Page(rows, after or None)

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none.

        A single action without a condition is sent alone for half the price, because repeating it is harmless. All
        others are sent as TransactWriteItems, whose token lets the SDK repeat them safely.
        """
        check_commit(actions)
        with committing():
            match actions[0], len(actions):
                case Put(row, None), 1:
                    self._client.call("PutItem", {"TableName": self._name, "Item": row_item(row)})
                case Delete(key, None), 1:
                    self._client.call("DeleteItem", {"TableName": self._name, "Key": key_item(key)})
                case _:
                    items = [write_item(action, table=self._name) for action in actions]
                    self._client.call("TransactWriteItems", {"TransactItems": items})

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless it would exceed the cap, in one UpdateItem."""
        check_key(key)
        check_take(n)
        if n > cap:
            return None
        sets, names, values = "#v = :v", {"#v": "v", "#n": TAKEN}, {":v": NUMBER, ":n": _number_value(n)}
        if expires is not None:
            sets += ", #e = :e"
            names["#e"], values[":e"] = "expires", _number_value(expires)
        with reading():
            try:
                answer = self._client.call(
                    "UpdateItem",
                    {
                        "TableName": self._name,
                        "Key": key_item(key),
                        "UpdateExpression": f"SET {sets} ADD #n :n",
                        "ConditionExpression": "attribute_not_exists(#n) OR #n <= :room",
                        "ExpressionAttributeNames": names,
                        "ExpressionAttributeValues": {**values, ":room": _number_value(cap - n)},
                        "ReturnValues": "UPDATED_NEW",
                    },
                )
            except ServiceError as error:
                if error.code == "ConditionalCheckFailedException":
                    return None
                raise
        return int(_member_of(_member_of(answer, "Attributes"), TAKEN)["N"])

    def probe(self) -> None:
        """Do nothing: only a call to DynamoDB could find out more."""

    def flush(self) -> None:
        """Do nothing: what DynamoDB keeps of overwritten items is out of reach."""

    def _get_one(self, key: Key, consistent: bool) -> dict[Key, Row]:
        with reading():
            answer = self._client.call(
                "GetItem", {"TableName": self._name, "Key": key_item(key), "ConsistentRead": consistent}
            )
        return {key: read_row(answer["Item"])} if "Item" in answer else {}

    def _get_batch(self, keys: Sequence[Key], consistent: bool) -> dict[Key, Row]:
        """Repeat until all keys are read: a busy table answers some of the keys without an error."""
        found: dict[Key, Row] = {}
        unread: Any = {"Keys": [key_item(key) for key in keys], "ConsistentRead": consistent}
        for attempt in range(_TRIES):
            if attempt:
                self._pause(_FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1))  # noqa: S311  # jitter
            with reading():
                answer = self._client.call("BatchGetItem", {"RequestItems": {self._name: unread}})
            found |= {read_key(item): read_row(item) for item in answer.get("Responses", {}).get(self._name, [])}
            unread = answer.get("UnprocessedKeys", {}).get(self._name)
            if not unread:
                return found
        raise Busy(f"{len(unread['Keys'])} of {len(keys)} keys were not read")

    def _query_request(self, index: str | None, pk: str, start: str | None, end: str | None) -> dict[str, Any]:
        prefix = index or ""
        values = {":pk": pk} | ({":start": start} if start else {}) | ({":end": end} if end else {})
        condition = {
            (False, False): "",
            (True, False): f" AND {prefix}sk >= :start",
            (False, True): f" AND {prefix}sk <= :end",
            (True, True): f" AND {prefix}sk BETWEEN :start AND :end",
        }[bool(start), bool(end)]
        return {
            "TableName": self._name,
            **({"IndexName": index} if index else {}),
            "KeyConditionExpression": f"{prefix}pk = :pk{condition}",
            "ExpressionAttributeValues": {name: {"S": value} for name, value in values.items()},
        }


def _member_of(answer: Any, name: str) -> Any:
    """Return a required member of an answer. Raises Busy if it is missing."""
    if name not in answer:
        raise Busy(BUSY)
    return answer[name]


def _number_value(value: int) -> dict[str, str]:
    return {"N": str(value)}

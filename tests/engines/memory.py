"""DynamoDB in memory, as a client shows it: quick, strict, and its items can be kept and put back.

It answers the calls of `chalicelib/store/engines` and refuses all others. `tests/store/test_contract.py` holds it, too.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from chalicelib.store.engines.clients.protocol import ServiceError
from tests.engines.aws_limits import MAX_BATCH_BYTES, MAX_PAGE_BYTES, faults_of, size_of

Item = Mapping[str, Any]
Items = dict[str, dict[str, Item]]  # by pk and sk; an item is replaced, never changed
_COMPARE: Mapping[str, Callable[[bytes, bytes], bool]] = {"=": operator.eq, "<=": operator.le, ">=": operator.ge}


def error(code: str, operation: str, *, status: int = 400, reasons: Sequence[str] = ()) -> ServiceError:
    """Make an error as a client raises it."""
    return ServiceError(code, f"{code}, as the tests say.", operation=operation, status=status, reasons=reasons)


class MemoryClient:
    """The calls of a DynamoDB client on items in memory."""

    def __init__(self) -> None:
        self.items: Items = {}
        self._answers: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "GetItem": self._get_item,
            "BatchGetItem": self._batch_get_item,
            "Query": self._query,
            "Scan": self._scan,
            "PutItem": self._put_item,
            "DeleteItem": self._delete_item,
            "UpdateItem": self._update_item,
            "TransactWriteItems": self._transact_write_items,
        }

    def call(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a call, or refuse it as AWS does."""
        if (fault := next(faults_of(operation, params), None)) is not None:
            raise ServiceError("ValidationException", fault, operation=operation)
        return self._answers[operation](params)

    def kept(self) -> Items:
        """Return the items as they are now."""
        return {pk: dict(rows) for pk, rows in self.items.items()}

    @contextmanager
    def showing(self, items: Items) -> Iterator[None]:
        """Answer reads from other items."""
        now, self.items = self.items, items
        try:
            yield
        finally:
            self.items = now

    def _get_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        found = self._at(params["Key"])
        return {} if found is None else {"Item": found}

    def _batch_get_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        ((table, asked),) = params["RequestItems"].items()
        found, size = list[Item](), 0
        for place, key in enumerate(asked["Keys"]):
            item = self._at(key)
            size += 0 if item is None else size_of(item)
            if size > MAX_BATCH_BYTES:
                left = {table: {**asked, "Keys": asked["Keys"][place:]}}
                return {"Responses": {table: found}, "UnprocessedKeys": left}
            found += [] if item is None else [item]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def _query(self, params: Mapping[str, Any]) -> dict[str, Any]:
        index, values = params.get("IndexName", ""), params["ExpressionAttributeValues"]
        rows = self.items.get(values[":pk"]["S"], {}).values() if not index else self._all()
        holds = _condition(params["KeyConditionExpression"], values)
        found = sorted((row for row in rows if holds(row)), key=lambda row: _order(row, index))
        if not params.get("ScanIndexForward", True):
            found.reverse()
        if start := params.get("ExclusiveStartKey"):
            is_down = not params.get("ScanIndexForward", True)
            after = operator.lt if is_down else operator.gt
            found = [row for row in found if after(_order(row, index), _order(start, index))]
        return _page(found, index, limit=params.get("Limit"))

    def _scan(self, params: Mapping[str, Any]) -> dict[str, Any]:
        assert {*params} <= {"TableName", "ConsistentRead"}
        return {"Items": sorted(self._all(), key=lambda row: _order(row, ""))}

    def _put_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        self._put(params["Item"])
        return {}

    def _delete_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        self._delete(params["Key"])
        return {}

    def _update_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        names, values = params["ExpressionAttributeNames"], params["ExpressionAttributeValues"]
        assert params["UpdateExpression"] in ("SET #v = :v ADD #n :n", "SET #v = :v, #e = :e ADD #n :n")
        before = self._at(params["Key"]) or params["Key"]
        counted = int(before.get(names["#n"], {"N": "0"})["N"])
        if names["#n"] in before and counted > int(values[":room"]["N"]):
            raise error("ConditionalCheckFailedException", "UpdateItem")
        total = {"N": str(counted + int(values[":n"]["N"]))}
        sets = {names[f"#{each}"]: values[f":{each}"] for each in ("v", "e") if f"#{each}" in names}
        self._put({**before, **sets, names["#n"]: total})
        return {"Attributes": {**sets, names["#n"]: total}}

    def _transact_write_items(self, params: Mapping[str, Any]) -> dict[str, Any]:
        parts = [each for item in params["TransactItems"] for each in item.items()]
        failed = ["None" if self._allows(part) else "ConditionalCheckFailed" for _, part in parts]
        if {*failed} != {"None"}:
            raise error("TransactionCanceledException", "TransactWriteItems", reasons=failed)
        for name, part in parts:
            if name == "Put":
                self._put(part["Item"])
            elif name == "Delete":
                self._delete(part["Key"])
        return {}

    def _allows(self, part: Mapping[str, Any]) -> bool:
        now = self._at(part.get("Key") or part["Item"])
        match part.get("ConditionExpression"):
            case None:
                return True
            case "attribute_exists(pk)":
                return now is not None
            case "attribute_not_exists(pk)":
                return now is None
            case "#attribute = :value":
                name = part["ExpressionAttributeNames"]["#attribute"]
                return now is not None and now.get(name) == part["ExpressionAttributeValues"][":value"]
        raise AssertionError(f"an unknown condition: {part}")

    def _at(self, key: Item) -> Item | None:
        return self.items.get(key["pk"]["S"], {}).get(key["sk"]["S"])

    def _put(self, item: Item) -> None:
        self.items.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = dict(item)

    def _delete(self, key: Item) -> None:
        self.items.get(key["pk"]["S"], {}).pop(key["sk"]["S"], None)

    def _all(self) -> Iterator[Item]:
        return (row for rows in self.items.values() for row in rows.values())


def _condition(text: str, values: Mapping[str, Any]) -> Callable[[Item], bool]:
    """Read a key condition as `DynamoTable` writes it."""
    words = text.replace(" BETWEEN :start AND :end", " >= :start AND same <= :end").split(" AND ")
    tests, last = list[tuple[str, Callable[[bytes, bytes], bool], bytes]](), ""
    for name, comparison, value in (each.split() for each in words):
        last = last if name == "same" else name
        tests.append((last, _COMPARE[comparison], values[value]["S"].encode()))
    return lambda row: all(name in row and is_so(row[name]["S"].encode(), value) for name, is_so, value in tests)


def _order(row: Item, index: str) -> tuple[bytes, ...]:
    named = [f"{index}sk", "pk", "sk"] if index else ["pk", "sk"]
    return tuple(row[name]["S"].encode() for name in named)


def _page(found: list[Item], index: str, *, limit: int | None) -> dict[str, Any]:
    """Cut a page at its limit, where it has a next one even if nothing follows, or where it exceeds 1 MB."""
    size = 0
    for count, row in enumerate(found, 1):
        size += size_of(row)
        if count == limit or size > MAX_PAGE_BYTES:
            names = {"pk", "sk", f"{index}pk", f"{index}sk"}
            return {"Items": found[:count], "LastEvaluatedKey": {name: row[name] for name in names}}
    return {"Items": found}

"""The limits of DynamoDB that its stand-ins let through: a request that AWS refuses is refused with AWS's error.

`tests/conftest.py` lets every call of every suite pass it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.store.rows import INDEXES

MAX_ACTIONS = MAX_KEYS = 100
MAX_ITEM_BYTES, MAX_COMMIT_BYTES = 400 * 1024, 4 * 1024 * 1024
MAX_PAGE_BYTES, MAX_BATCH_BYTES = 1024 * 1024, 16 * 1024 * 1024
MAX_EXPRESSION_BYTES, MAX_VALUES_BYTES = 4 * 1024, 2 * 1024 * 1024
MAX_KEY_BYTES = {"pk": 2048, "sk": 1024}  # of the table and of each index
KEYS = ("pk", "sk")

Params = Mapping[str, Any]
Item = Mapping[str, Any]


def refuse_as_aws(params: Params, model: Any, **_: Any) -> None:
    """Raise AWS's error for a request that AWS refuses. botocore calls it before each call."""
    if (fault := next(faults_of(model.name, params), None)) is not None:
        raise validation_error(fault, model.name)


def validation_error(message: str, operation: str) -> ClientError:
    """Make the error with which DynamoDB refuses a request."""
    error: Any = {
        "Error": {"Code": "ValidationException", "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    return ClientError(error, operation)


def faults_of(operation: str, params: Params) -> Iterator[str]:
    """Yield what AWS refuses in a request."""
    match operation:
        case "GetItem" | "DeleteItem" | "UpdateItem":
            yield from _of_expressions(params)
            yield from _of_key(params["Key"])
        case "PutItem":
            yield from _of_item(params["Item"])
        case "BatchGetItem":
            for asked in params["RequestItems"].values():
                yield from _of_batch(asked["Keys"])
        case "TransactWriteItems":
            yield from _of_transaction([each for item in params["TransactItems"] for each in item.values()])
        case "Query":
            yield from _of_expressions(params)
            yield from _of_query(params)


def size_of(item: Item) -> int:
    """Count the bytes of an item; a number has at most half its digits, and a byte."""
    return sum(len(name.encode()) + _size_of_value(value) for name, value in item.items())


def check_page(http_response: Any, parsed: Any, model: Any, **_: Any) -> None:
    """Check that an answer is one that DynamoDB could send. botocore calls it after each call."""
    most = {"Query": MAX_PAGE_BYTES, "Scan": MAX_PAGE_BYTES, "BatchGetItem": MAX_BATCH_BYTES}.get(model.name)
    # A refusal has no page, and JSON is longer than the items in it.
    if most is None or http_response.status_code != HTTPStatus.OK or len(http_response.content) <= most:
        return
    found = [*parsed.get("Items", []), *(each for items in parsed.get("Responses", {}).values() for each in items)]
    size = sum(map(size_of, found[:-1]))  # a page may end with the item that exceeds it
    assert size <= most, f"{model.name} answers {size:,} bytes: DynamoDB cuts at {most:,}"


def _of_key(key: Item) -> Iterator[str]:
    if {*key} != {*KEYS} or any({*value} != {"S"} for value in key.values()):
        yield "The provided key element does not match the schema"
        return
    yield from _of_key_values(key, "")


def _of_key_values(item: Item, index: str) -> Iterator[str]:
    for name, most in MAX_KEY_BYTES.items():
        value = item[f"{index}{name}"]["S"]
        if not value:
            yield (
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                f"empty string value. Key: {index}{name}"
            )
        if len(value.encode()) > most:
            yield (
                f"One or more parameter values were invalid: {index}{name}: Size of {_NAMES[name]} has exceeded the "
                f"maximum size limit of{most} bytes"
            )


_NAMES = {"pk": "hashkey", "sk": "rangekey"}


def _of_item(item: Item) -> Iterator[str]:
    yield from _of_key({name: item[name] for name in KEYS if name in item})
    for index in INDEXES:
        given = [name for name in KEYS if f"{index}{name}" in item]
        if any({*item[f"{index}{name}"]} != {"S"} for name in given):
            yield f"One or more parameter values were invalid: Type mismatch for Index Key. IndexName: {index}"
        elif len(given) == len(KEYS):
            yield from _of_key_values(item, index)
    if size_of(item) > MAX_ITEM_BYTES:
        yield "Item size has exceeded the maximum allowed size"


def _of_batch(keys: list[Item]) -> Iterator[str]:
    if not 1 <= len(keys) <= MAX_KEYS:
        yield "Too many items requested for the BatchGetItem call" if keys else "The batch get request list is empty"
    if _has_duplicates(keys):
        yield "Provided list of item keys contains duplicates"
    for key in keys:
        yield from _of_key(key)


def _of_transaction(parts: list[Params]) -> Iterator[str]:
    if not 1 <= len(parts) <= MAX_ACTIONS:
        yield f"Member must have length less than or equal to {MAX_ACTIONS} and greater than or equal to 1"
    if _has_duplicates(each.get("Key") or each["Item"] for each in parts):
        yield "Transaction request cannot include multiple operations on one item"
    for each in parts:
        yield from _of_expressions(each)
        yield from _of_item(each["Item"]) if "Item" in each else _of_key(each["Key"])
    if sum(size_of(each["Item"]) for each in parts if "Item" in each) > MAX_COMMIT_BYTES:
        yield "Transaction size has exceeded the maximum allowed size"


def _has_duplicates(keys: Iterable[Item]) -> bool:
    named = [(key["pk"]["S"], key["sk"]["S"]) for key in keys if {*KEYS} <= {*key}]
    return len({*named}) < len(named)


def _of_expressions(params: Params) -> Iterator[str]:
    texts = {name: each for name, each in params.items() if name.endswith("Expression")}
    names, values = params.get("ExpressionAttributeNames", {}), params.get("ExpressionAttributeValues", {})
    for name, text in texts.items():
        if len(text.encode()) > MAX_EXPRESSION_BYTES:
            size = len(text.encode())
            yield f"Invalid {name}: Expression size has exceeded the maximum allowed size; expression size: {size}"
    used = set(re.findall(r"[#:]\w+", " ".join(texts.values())))
    if unused := {*names, *values} - used:
        yield f"Value provided in ExpressionAttributeNames or ExpressionAttributeValues unused in expressions: {unused}"
    if undefined := used - {*names, *values}:
        yield f"An expression attribute name or value used in expression is not defined: {undefined}"
    if sum(map(_size_of_value, values.values())) > MAX_VALUES_BYTES:
        yield "ExpressionAttributeValues exceed the maximum size"


def _of_query(params: Params) -> Iterator[str]:
    index, values = params.get("IndexName", ""), params["ExpressionAttributeValues"]
    names = [params.get("ExpressionAttributeNames", {}).get(each, each) for each in _named(params)]
    if own := {f"{index}{name}" for name in KEYS}.intersection(names):
        yield f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {min(own)}"
    if index and params.get("ConsistentRead"):
        yield "Consistent reads are not supported on global secondary indexes"
    if params.get("Limit", 1) < 1:
        yield "Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    if any(not value["S"] for value in values.values()):
        yield "One or more parameter values are not valid: a key condition cannot contain an empty string value"
    for name, most in ((":pk", 2048), (":start", 1024), (":end", 1024)):
        if len(values.get(name, {"S": ""})["S"].encode()) > most:
            yield "One or more parameter values were invalid: Size of a key has exceeded the maximum size limit"
    start, end = values.get(":start"), values.get(":end")
    if start and end and start["S"].encode() > end["S"].encode():
        yield (
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to "
            "lower bound"
        )


def _named(params: Params) -> list[str]:
    return re.findall(r"(?<![:#\w])#?\w+", params.get("FilterExpression", ""))


def _size_of_value(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "N":
            return len(held) // 2 + 2
        case "S":
            return len(held.encode())
        case "B":
            return len(held)
        case _:  # the service writes no others; a byte is the least that one has
            return 1

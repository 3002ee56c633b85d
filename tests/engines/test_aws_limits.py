"""All suites are refused the requests that AWS refuses."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from chalicelib.store.engines.clients.protocol import ServiceError
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.rows import Key, Put, Row
from tests.conftest import TABLE_NAME
from tests.engines.aws_limits import check_page, faults_of
from tests.engines.chosen import CHOSEN, MINISTACK
from tests.engines.memory import MemoryClient
from tests.tables import for_each

MEGABYTE = 1024 * 1024
HERE = {"pk": {"S": "p"}, "sk": {"S": "s"}}


def a_query(condition: str = "pk = :pk", **members: Any) -> dict[str, Any]:
    values = {f":{name}": {"S": members.pop(name, name)} for name in ("pk", "start", "end") if f":{name}" in condition}
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, **members}


def a_put(**attributes: str) -> dict[str, Any]:
    return {"Item": {**HERE, **{name: {"S": text} for name, text in attributes.items()}}}


def puts(*items: Mapping[str, Any]) -> dict[str, Any]:
    return {"TransactItems": [{"Put": each} for each in items]}


def keys_of(count: int) -> dict[str, Any]:
    return {"RequestItems": {"t": {"Keys": [{"pk": {"S": f"p{n}"}, "sk": {"S": "s"}} for n in range(count)]}}}


CONDITION = {"ConditionExpression": "#attribute = :value", "ExpressionAttributeNames": {"#attribute": "a"}}
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a filter on a key": ("Query", a_query(FilterExpression="sk > :pk")),
    "a filter on a key of the index": (
        "Query",
        a_query("gsi1pk = :pk", IndexName="gsi1", FilterExpression="gsi1sk > :pk"),
    ),
    "a consistent read of an index": ("Query", a_query("gsi1pk = :pk", IndexName="gsi1", ConsistentRead=True)),
    "an end before the start": ("Query", a_query("pk = :pk AND sk BETWEEN :start AND :end", start="b", end="a")),
    "an empty value": ("Query", a_query(pk="")),
    "a long sort key in a query": ("Query", a_query("pk = :pk AND sk >= :start", start="s" * 1025)),
    "no limit": ("Query", a_query(Limit=0)),
    "an unused value": ("Query", {**a_query(), "ExpressionAttributeValues": {":pk": {"S": "a"}, ":x": {"S": "b"}}}),
    "an undefined value": ("Query", a_query(FilterExpression="body = :x")),
    "an expression over 4 KB": ("Query", a_query(FilterExpression=" OR ".join(["body = :pk"] * 400))),
    "a long partition key": ("GetItem", {"Key": {"pk": {"S": "p" * 2049}, "sk": {"S": "s"}}}),
    "a long sort key": ("DeleteItem", {"Key": {"pk": {"S": "p"}, "sk": {"S": "ä" * 513}}}),
    "a long partition key of an index": ("PutItem", a_put(gsi1pk="p" * 2049, gsi1sk="s")),
    "a long sort key of an index": ("PutItem", a_put(gsi3pk="p", gsi3sk="s" * 1025)),
    "an empty key of an index": ("PutItem", a_put(gsi2pk="p", gsi2sk="")),
    "a number as a key": ("PutItem", {"Item": {"pk": {"N": "1"}, "sk": {"S": "s"}}}),
    "a number as a key of an index": ("PutItem", {"Item": {**HERE, "gsi1pk": {"N": "1"}, "gsi1sk": {"S": "s"}}}),
    "an item over 400 KB": ("PutItem", a_put(body="b" * 410_000)),
    "101 keys": ("BatchGetItem", keys_of(101)),
    "no keys": ("BatchGetItem", keys_of(0)),
    "a key twice": ("BatchGetItem", {"RequestItems": {"t": {"Keys": [HERE, HERE]}}}),
    "101 actions": (
        "TransactWriteItems",
        puts(*({"Item": {"pk": {"S": f"{n}"}, "sk": {"S": "s"}}} for n in range(101))),
    ),
    "two actions on one item": ("TransactWriteItems", puts(a_put(), a_put())),
    "4 MB in one transaction": (
        "TransactWriteItems",
        puts(*({"Item": {"pk": {"S": f"{n}"}, "sk": {"S": "s"}, "body": {"S": "b" * 400_000}}} for n in range(11))),
    ),
    "a condition on nothing": ("TransactWriteItems", puts({**a_put(), **CONDITION})),
}
ALLOWED: dict[str, tuple[str, dict[str, Any]]] = {
    "a filter on a body": ("Query", a_query(FilterExpression="body = :pk")),
    "the longest keys": ("GetItem", {"Key": {"pk": {"S": "p" * 2048}, "sk": {"S": "s" * 1024}}}),
    "the longest keys of an index": ("PutItem", a_put(gsi1pk="p" * 2048, gsi1sk="s" * 1024)),
    "a hundred keys": ("BatchGetItem", keys_of(100)),
    "a condition": (
        "TransactWriteItems",
        puts({**a_put(), **CONDITION, "ExpressionAttributeValues": {":value": {"S": "v"}}}),
    ),
}


@for_each("name", REFUSED)
def test_a_request_that_aws_refuses_is_refused(name: str) -> None:
    operation, params = REFUSED[name]
    assert len([*faults_of(operation, params)]) >= 1
    with pytest.raises(ServiceError, match="ValidationException"):
        MemoryClient().call(operation, params)


@for_each("name", ALLOWED)
def test_a_request_that_aws_takes_is_taken(name: str) -> None:
    assert [*faults_of(*ALLOWED[name])] == []


def test_every_suite_gets_the_refusal_from_its_client(dynamodb: Any) -> None:
    with pytest.raises(ClientError, match="only contain non-primary key attributes"):
        dynamodb.query(TableName=TABLE_NAME, **a_query(FilterExpression="sk > :pk"))


class Response(NamedTuple):
    """The part of an HTTP response that is looked at."""

    content: bytes
    status_code: int = 200


class Model(NamedTuple):
    """The part of a model of an operation that is looked at."""

    name: str


@pytest.mark.parametrize(("operation", "most"), [("Query", MEGABYTE), ("BatchGetItem", 16 * MEGABYTE)])
def test_an_answer_that_dynamodb_would_cut_is_noticed(operation: str, most: int) -> None:
    rows = [{**HERE, "body": {"S": "b" * 300_000}}] * (most // 300_000 + 2)
    parsed = {"Items": rows} if operation == "Query" else {"Responses": {"t": rows}}
    with pytest.raises(AssertionError, match="DynamoDB cuts at"):
        check_page(Response(b"x" * (most + 1)), parsed, Model(operation))
    check_page(Response(b"x" * (most + 1)), {"Items": rows[:3]}, Model(operation))
    check_page(Response(b"x" * (most + 1), 503), parsed, Model(operation))  # a refusal has no page


@pytest.mark.skipif(CHOSEN == MINISTACK, reason="it is about DynamoDB in memory alone")
def test_memory_cuts_pages_and_batches_as_dynamodb_does() -> None:
    memory = MemoryClient()
    table = DynamoTable(memory, "in memory", pause=lambda _seconds: None)
    large = [Row(Key("p", f"{n:02}"), {"text": "b" * 390_000}) for n in range(50)]
    for row in large:
        table.commit([Put(row)])

    first = memory.call("Query", a_query(pk="p"))
    keys = [{"pk": {"S": "p"}, "sk": {"S": row.key.sk}} for row in large]
    batch = memory.call("BatchGetItem", {"RequestItems": {"t": {"Keys": keys}}})

    assert (len(first["Items"]), first["LastEvaluatedKey"]["sk"]["S"]) == (3, "02")
    assert len(batch["Responses"]["t"]) == 43
    assert len(batch["UnprocessedKeys"]["t"]["Keys"]) == 7
    assert len(table.query(None, "p").rows) == len(table.get([row.key for row in large])) == 50

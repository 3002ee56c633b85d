"""A bare function with boto3's client: the developer guide's `get_item`, `query`, `put_item` and `batch_write_item`."""

import json
import os
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import ValidationError

from bench.peers.making import blob_item, created, etag_of, recorded
from bench.peers.shapes import NewFacts, NewModel

FORM = os.environ["FORM"]
CHUNK = 25  # items of a batch
Values = dict[str, Any]
client = boto3.client("dynamodb")
_read, _write = TypeDeserializer().deserialize, TypeSerializer().serialize


def handler(event: Values, _context: Any) -> Values:
    """Answer a request."""
    match event["httpMethod"], event["resource"]:
        case "GET", "/v1/{plural}/{slug}":
            return _get(event["pathParameters"]["slug"], event["headers"].get("If-None-Match"))
        case "GET", "/v1/{plural}":
            return _list(int((event["queryStringParameters"] or {}).get("limit", 20)))
        case "POST", "/v1/{plural}":
            return _create(event["body"])
        case "POST", "/v1/facts":
            return _record(event["body"])
    return _answer(404, {"message": "Not found"})


def _get(slug: str, known: str | None) -> Values:
    found = client.get_item(TableName=FORM, Key={"pk": {"S": f"model/{slug}"}}).get("Item")
    if found is None:
        return _answer(404, {"message": "Not found"})
    etag = etag_of(found["revision"]["N"])
    if known == etag:
        return {"statusCode": 304, "headers": {"ETag": etag}, "body": ""}
    if FORM == "blob":
        return {"statusCode": 200, "headers": {**_JSON, "ETag": etag}, "body": found["body"]["S"]}
    return _answer(200, _entity(found), ETag=etag)


def _list(limit: int) -> Values:
    found = client.query(
        TableName=FORM,
        IndexName="by_kind",
        KeyConditionExpression="kind = :kind",
        ExpressionAttributeValues={":kind": {"S": "model"}},
        ScanIndexForward=False,
        Limit=limit,
    )
    after = found.get("LastEvaluatedKey")
    items = [_entity(item) for item in found["Items"]]
    return _answer(200, {"items": items, "next": after and json.dumps(after)})


def _create(body: str) -> Values:
    try:
        sent = NewModel.model_validate_json(body)
    except ValidationError as error:
        return {"statusCode": 422, "headers": _JSON, "body": error.json()}
    made = created(sent.model_dump(exclude_none=True))
    try:
        client.put_item(TableName=FORM, Item=_item(made["ref"], made), ConditionExpression="attribute_not_exists(pk)")
    except client.exceptions.ConditionalCheckFailedException:
        return _answer(409, {"message": "It exists"})
    return _answer(201, made)


def _record(body: str) -> Values:
    try:
        sent = NewFacts.model_validate_json(body)
    except ValidationError as error:
        return {"statusCode": 422, "headers": _JSON, "body": error.json()}
    made = [recorded(fact.model_dump(exclude_none=True)) for fact in sent.facts]
    puts = [{"PutRequest": {"Item": _item(f"fact/{fact['id']}", fact)}} for fact in made]
    for start in range(0, len(puts), CHUNK):
        waiting: Any = {FORM: puts[start : start + CHUNK]}
        while waiting:
            waiting = client.batch_write_item(RequestItems=waiting).get("UnprocessedItems")
    return _answer(201, {"facts": made})


def _entity(item: Values) -> Values:
    if FORM == "blob":
        found: Values = json.loads(item["body"]["S"])
        return found
    return {name: _read(value) for name, value in item.items() if name != "pk"}


def _item(pk: str, made: Values) -> Values:
    whole = blob_item(pk, "model", made) if FORM == "blob" else {"pk": pk, **made}
    return {name: _write(value) for name, value in whole.items()}


_JSON = {"Content-Type": "application/json"}


def _answer(status: int, body: Values, **headers: str) -> Values:
    return {"statusCode": status, "headers": {**_JSON, **headers}, "body": json.dumps(body, default=_number)}


def _number(value: Any) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value))

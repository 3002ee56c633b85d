"""boto3's table resource, as the guides of FastAPI, Powertools and Chalice use it with DynamoDB."""

import json
import os
from collections.abc import Iterable
from typing import Any

import boto3
from boto3.dynamodb.conditions import Attr, Key

from bench.peers.making import blob_item

FORM = os.environ["FORM"]
Values = dict[str, Any]
table = boto3.resource("dynamodb").Table(FORM)


def get(slug: str) -> Values | None:
    """Read the item of a model."""
    found: Values | None = table.get_item(Key={"pk": f"model/{slug}"}).get("Item")
    return found


def entity(item: Values) -> Values:
    """Return the entity of an item; its numbers are Decimals in the form of attributes."""
    if FORM == "blob":
        found: Values = json.loads(item["body"])
        return found
    del item["pk"]
    return item


def query(limit: int) -> tuple[list[Values], Any]:
    """Read a page of models, and where the next one begins."""
    asked = {"IndexName": "by_kind", "KeyConditionExpression": Key("kind").eq("model"), "ScanIndexForward": False}
    found = table.query(**asked, Limit=limit)
    return [entity(item) for item in found["Items"]], found.get("LastEvaluatedKey")


def create(made: Values) -> bool:
    """Write a new entity; return whether it was new."""
    try:
        table.put_item(Item=_item(made["ref"], made), ConditionExpression=Attr("pk").not_exists())
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def write(facts: Iterable[Values]) -> None:
    """Write facts."""
    with table.batch_writer() as batch:
        for fact in facts:
            batch.put_item(Item=_item(f"fact/{fact['id']}", fact))


def _item(pk: str, made: Values) -> Values:
    return blob_item(pk, "model", made) if FORM == "blob" else {"pk": pk, **made}

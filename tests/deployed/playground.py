"""A deployed table that tests empty and fill, and a client of the service on it."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from chalicelib.operations.world import World, world_of
from chalicelib.settings import Settings
from chalicelib.store.engines.clients.sdk import BotocoreClient
from chalicelib.store.engines.dynamo import DynamoTable
from tests.api.conftest import Answer
from tests.api.http.test_http_rows import OverTheWire
from tests.deployed.stack import Stack

MOST_DELETED = 25  # by one call of DynamoDB
GATEWAYS_OWN = (
    "apigw-",
    "x-amz-",
    "x-amzn-",
)  # headers with ids and types of errors, which API Gateway adds to every answer


class ThroughTheGateway(OverTheWire):
    """Sends requests to a deployment; as other clients do, it takes what comes unless a test says otherwise."""

    def ask(self, an_event: dict[str, Any]) -> Answer:
        """Send the request of an event."""
        answer = super().ask({**an_event, "headers": {"Accept": "*/*", **an_event["headers"]}})
        ours = {name: value for name, value in answer.headers.items() if not name.startswith(GATEWAYS_OWN)}
        return replace(answer, headers=ours)


def through_the_gateway(stack: Stack) -> ThroughTheGateway:
    """Return a client of a deployment."""
    parts = urlsplit(stack.base)
    address = (str(parts.hostname), int(parts.port or 0))
    return ThroughTheGateway(world_outside(stack), base=stack.prefix, address=address, below=parts.path)


def table_of(stack: Stack) -> DynamoTable:
    """Return the table of a stack, used with the rights of its owner."""
    return DynamoTable(BotocoreClient(stack.aws.client("dynamodb")), stack.outputs["TableName"])


def world_outside(stack: Stack) -> World:
    """Return the world on the table of a stack, with the rights of its owner."""
    return world_of(table_of(stack), Settings())


def emptied(stack: Stack) -> World:
    """Delete all items of the table of a stack, and give the world on it."""
    table, client = stack.outputs["TableName"], stack.aws.client("dynamodb")
    for page in client.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk, sk"):
        deleted = [{"DeleteRequest": {"Key": item}} for item in page["Items"]]
        for first in range(0, len(deleted), MOST_DELETED):
            client.batch_write_item(RequestItems={table: deleted[first : first + MOST_DELETED]})
    return world_outside(stack)

"""A webhook gets a retraction from a deployment: through the stream, the event source mapping and the function.

The receiver is on loopback, where a stack on AWS sends nothing. The functions here may, for their endpoint of DynamoDB
is on loopback too: MiniStack sets it for them, and CloudFormation cannot.
"""

import json
import time
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.api.conftest import a_company, create_keys
from tests.conftest import Clock
from tests.deployed.playground import ThroughTheGateway, emptied, table_of, through_the_gateway
from tests.deployed.stack import Stack
from tests.operations import builders
from tests.operations.builders import world_on
from tests.outbound.receiver import Receiver, receiving

PATIENCE_S = 50


@pytest.fixture
def client(playground: Stack) -> ThroughTheGateway:
    """A client of a deployment whose table has keys and a source."""
    emptied(playground)
    world = world_on(table_of(playground), Clock("2026-11-20T00:00:00.000Z"))
    create_keys(world)
    builders.a_source(world)
    return through_the_gateway(playground)


def test_a_retraction_reaches_a_webhook_through_the_stream(playground: Stack, client: ThroughTheGateway) -> None:
    receiver = Receiver()
    client.create("companies", a_company("deepseek", country="CN"))
    (fact,) = client.get("/v1/companies/deepseek/facts?property=country").json["items"]
    rules = playground.aws.client("events")
    for rule in rules.list_rules()["Rules"]:
        rules.disable_rule(Name=rule["Name"])  # the tick would send it as well
    try:
        with receiving(receiver):
            made = client.post(
                "/v1/webhooks", {"url": receiver.url, "name": "a newsroom", "events": ["fact.retracted"]}
            )
            assert made.status == 201, made.text
            began = time.monotonic()
            retracted = client.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "Made up."})
            assert retracted.status == 200, retracted.text
            while not receiver.received and time.monotonic() < began + PATIENCE_S:
                time.sleep(0.05)
    finally:
        for rule in rules.list_rules()["Rules"]:
            rules.enable_rule(Name=rule["Name"])
    (received,) = receiver.received
    message: dict[str, Any] = dict(Webhook(made.json["secret"]).verify(received.body, received.headers))
    (change,) = message["data"]["changes"]
    assert (message["type"], change["ref"], change["facts"]) == ("fact.retracted", "company/deepseek", [fact["id"]])


def test_records_that_fail_have_a_queue(playground: Stack) -> None:
    (mapping,) = playground.aws.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    queues = playground.aws.client("sqs")
    url = playground.resources["Unsent"]
    found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == found["QueueArn"]
    (pattern,) = [json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"]]
    assert pattern["eventName"] == ["INSERT"]

"""A ping, the list of deliveries, and one of them sent again: to a real receiver, which verifies each."""

from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from chalicelib.domain import instants
from chalicelib.operations.sending.run import run
from tests.api.conftest import WRITER, Client, a_company, a_fact
from tests.conftest import Clock
from tests.outbound.receiver import Received, Receiver, receiving


@pytest.fixture(autouse=True)
def _as_now(client: Client, clock: Clock) -> None:
    """Let the clock show the time that the receiver compares signatures with."""
    clock.set(instants.of(datetime.now(UTC)))


def verified(secret: str, received: Received) -> Any:
    """Verify a message as a receiver does, and return it."""
    return Webhook(secret).verify(received.body, received.headers)


def send_all(client: Client) -> None:
    """Send what is due, as the stream does."""
    run(client.world, stop=lambda: False)


def test_a_ping_is_signed_with_the_secret_that_was_shown(client: Client) -> None:
    with receiving(Receiver()) as receiver:
        made = client.post("/v1/webhooks", {"url": receiver.url, "name": "a newsroom"}, key=WRITER).json
        answer = client.post(f"/v1/webhooks/{made['id']}/ping", key=WRITER)

    assert answer.status == 200, answer.text
    assert answer.json["status"] == 204
    assert verified(made["secret"], receiver.received[0])["type"] == "ping"


def test_a_ping_with_the_same_idempotency_key_is_sent_once(client: Client) -> None:
    with receiving(Receiver()) as receiver:
        made = client.post("/v1/webhooks", {"url": receiver.url, "name": "a newsroom"}, key=WRITER).json
        sent = [client.post(f"/v1/webhooks/{made['id']}/ping", key=WRITER, Idempotency_Key="once") for _ in range(2)]

    assert sent[0].json == sent[1].json
    assert len(receiver.received) == 1


def test_a_retraction_arrives_with_a_notice_and_is_listed_and_sent_again(client: Client) -> None:
    client.create("companies", a_company())
    fact = client.post("/v1/facts", {"facts": [a_fact()]}).json["facts"][0]["id"]
    with receiving(Receiver()) as receiver:
        body = {"url": receiver.url, "name": "a report", "used": {"facts": [fact]}}
        made = client.post("/v1/webhooks", body, key=WRITER).json
        path = f"/v1/webhooks/{made['id']}"
        client.post(f"/v1/facts/{fact}/retraction", {"reason": "It was wrong."})
        send_all(client)
        (listed,) = client.get(f"{path}/deliveries", key=WRITER).json["items"]
        again = client.post(f"{path}/deliveries/{listed['first']}/redelivery", key=WRITER)

    first, second = receiver.received
    (notice,) = verified(made["secret"], first)["data"]["notices"]
    assert (notice["used"], notice["reasons"], notice["now"]) == (
        {"fact": fact},
        ["retracted", "superseded"],
        {"country": None},
    )
    assert (listed["state"], len(listed["attempts"]), listed["attempts"][0]["status"]) == ("delivered", 1, 204)
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == listed["id"]
    assert len(again.json["attempts"]) == 2
    assert client.get(path, key=WRITER).json["last"]["status"] == 204
    assert client.post(f"{path}/deliveries/999/redelivery", key=WRITER).status == 404
    assert client.post(f"{path}/deliveries/x/redelivery", key=WRITER).status == 404


def test_a_watch_keeps_the_notice_of_a_correction_until_it_is_fetched(client: Client) -> None:
    client.create("companies", a_company())
    fact = client.post("/v1/facts", {"facts": [a_fact()]}).json["facts"][0]["id"]
    watch = client.post("/v1/watches", {"name": "a report", "used": {"facts": [fact]}}, key=WRITER).json
    replaced = {"source": "source/report", "basis": "third_party_report", "replaces": [fact]}
    assert client.post("/v1/facts", {"facts": [a_fact(value="FR", evidence=replaced)]}).status in (200, 201)
    send_all(client)

    found = client.get(f"/v1/watches/{watch['id']}/notices", key=WRITER).json

    (notice,) = found["items"]
    assert (notice["used"], notice["reasons"], notice["now"]) == ({"fact": fact}, ["superseded"], {"country": "FR"})
    assert found["meta"]["served"] >= notice["change"]
    assert (
        client.get(f"/v1/watches/{watch['id']}/notices?after={found['meta']['last']}", key=WRITER).json["items"] == []
    )

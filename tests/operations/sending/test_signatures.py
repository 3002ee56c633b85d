"""Signatures: the library of Standard Webhooks verifies ours, and refuses all others."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from chalicelib.domain.instants import of, plus_ms
from chalicelib.operations.following.sealing import seal
from chalicelib.operations.sending.by_hand import ping, redeliver
from chalicelib.operations.sending.run import run
from chalicelib.store.records.follower_rows import SealedSecret
from tests.operations.sending.conftest import WHSEC, Stage, fill, never, numbers_of
from tests.outbound.receiver import Received, Receiver, receiving

NEXT = b"another secret of at least 24 b."
WHSEC_NEXT = "whsec_" + base64.b64encode(NEXT).decode()


@pytest.fixture
def today(stage: Stage) -> Stage:
    """The library of the receiver looks at its own clock."""
    stage.time.instant = of(datetime.now(UTC))
    return stage


def verified(received: Received, secret: str = WHSEC) -> dict[str, object]:
    """Verify a message as a receiver does."""
    return dict(Webhook(secret).verify(received.body, received.headers))


def sent_to(receiver: Receiver, stage: Stage) -> Received:
    with receiving(receiver):
        stage.webhook(receiver.url)
        fill(stage.world, 2)
        run(stage.world, stop=never)
    return receiver.received[-1]


def test_the_library_verifies_a_message(today: Stage) -> None:
    received = sent_to(Receiver(), today)
    assert verified(received) == json.loads(received.body)
    assert received.headers["webhook-id"].startswith("msg_")


def test_a_forged_an_old_and_a_foreign_message_are_refused(today: Stage) -> None:
    received = sent_to(Receiver(), today)
    old = str(int((datetime.now(UTC) - timedelta(minutes=6)).timestamp()))
    changed = [
        Received(received.path, received.headers, received.body.replace(b"company", b"product")),
        Received(received.path, received.headers | {"webhook-timestamp": old}, received.body),
        Received(received.path, received.headers | {"webhook-id": "msg_other"}, received.body),
        Received(received.path, received.headers | {"webhook-signature": "v1,AAAA"}, received.body),
    ]
    for each in changed:
        with pytest.raises(WebhookVerificationError):
            verified(each)
    with pytest.raises(WebhookVerificationError):
        verified(received, WHSEC_NEXT)


def test_an_old_message_that_was_signed_then_is_refused_now(stage: Stage) -> None:
    with pytest.raises(WebhookVerificationError, match="too old"):
        verified(sent_to(Receiver(), stage))


def test_both_secrets_sign_while_they_overlap_and_the_old_one_ends(today: Stage) -> None:
    receiver, now = Receiver(), today.world.now()
    with receiving(receiver):
        webhook = today.webhook(receiver.url)
        old = SealedSecret(webhook.secrets[0].sealed, now, until=plus_ms(now, 60_000))
        webhook = today.rotate(webhook, SealedSecret(seal(today.world, NEXT), now), old)
        assert ping(today.world, webhook)["status"] == 204
        today.time.wait(61)
        ping(today.world, webhook)
    both, alone = receiver.received
    assert verified(both) == verified(both, WHSEC_NEXT) == {"type": "ping", "timestamp": now, "data": {}}
    assert len(both.headers["webhook-signature"].split()) == 2
    assert len(alone.headers["webhook-signature"].split()) == 1
    assert verified(alone, WHSEC_NEXT)
    with pytest.raises(WebhookVerificationError):
        verified(alone)


def test_a_secret_of_another_key_of_the_service_is_a_failure_in_words(today: Stage) -> None:
    receiver = Receiver()
    with receiving(receiver):
        webhook = today.webhook(receiver.url)
        other = today.rotate(webhook, SealedSecret(webhook.secrets[0].sealed[:-8] + "AAAAAAA=", today.world.now()))
        result = ping(today.world, other)
    assert "WEBHOOK_KEY has changed" in result["detail"]
    assert receiver.received == []


def test_a_delivery_by_hand_has_the_same_id_and_text_and_a_new_signature(today: Stage) -> None:
    receiver = Receiver()
    with receiving(receiver):
        today.webhook(receiver.url)
        fill(today.world, 3)
        run(today.world, stop=never)
        (delivery,) = today.deliveries()
        sent = redeliver(today.world, today.now(), delivery)
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert verified(second)
    assert [each["status"] for each in sent.attempts] == [204, 204]
    assert today.deliveries() == [sent]
    assert today.now().served == 3


def test_a_delivery_by_hand_that_succeeds_lets_the_next_ones_follow(today: Stage) -> None:
    receiver = Receiver(lambda _: 500)
    with receiving(receiver):
        today.webhook(receiver.url)
        fill(today.world, 3)
        run(today.world, stop=never)
        assert today.now().attempts is not None
        (delivery,) = today.deliveries()
        assert redeliver(today.world, today.now(), delivery).state == "pending"
        receiver.answer = lambda _: 200
        assert redeliver(today.world, today.now(), today.deliveries()[0]).state == "delivered"
        assert (today.now().served, today.now().attempts) == (3, None)
        fill(today.world, 1, start=3)
        run(today.world, stop=never)
    assert numbers_of(receiver.received[-1]) == [4]

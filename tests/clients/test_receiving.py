"""A receiver believes what the service signed, and nothing else."""

import base64
import email.message
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from aifacts_client import BadAnswer, BadSignature, Client, verify
from chalicelib.operations.sending.signing import signature
from tests.clients.conftest import a_company
from tests.clients.receiving import SECRET, send_all
from tests.outbound.receiver import Received, Receiver, receiving

OTHER = "whsec_" + base64.b64encode(bytes(range(32))).decode()
BODY = b'{"type":"ping","timestamp":"2026-11-23T10:00:00.000Z","data":{}}'


@pytest.fixture
def message(client: Client, a_slug: Callable[[], str]) -> Iterator[Received]:
    """A message that the service sent of a new company, signed with two secrets: `OTHER` was replaced by `SECRET`."""
    with receiving(Receiver()) as receiver:
        webhook = client.webhooks.create(receiver.url, secret=OTHER)
        client.webhooks.rotate(webhook, secret=SECRET)
        client.companies.create(a_company(a_slug()))
        send_all()
        client.webhooks.delete(webhook)
        yield receiver.received[0]


def signed(body: bytes = BODY, *, at: int | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a message, as the service signs it."""
    seconds = int(time.time()) if at is None else at
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(key, "msg_1", seconds, body),
    }


def test_a_message_of_the_service_is_verified_with_each_secret_that_signs(message: Received) -> None:
    read = verify(message.headers, message.body, SECRET)

    assert (
        read == verify(message.headers, message.body, OTHER) == verify(message.headers, message.body, [OTHER, SECRET])
    )
    assert (read.type, read.id) == ("changes", message.headers["webhook-id"])
    (change,) = read.data.changes
    assert (change.revision, change.events) == (1, ["entity.created", "fact.recorded"])
    assert read.data.first == read.data.last == read.data.changes[0].number
    assert not read.model_extra
    assert not read.data.model_extra


def test_headers_and_bodies_are_taken_as_frameworks_have_them(message: Received) -> None:
    http = email.message.Message()
    for name, value in message.headers.items():
        http[name.title()] = value

    for headers in (message.headers, httpx2.Headers(message.headers), http):
        assert verify(headers, message.body, SECRET).type == "changes"
    assert verify(message.headers, message.body.decode(), SECRET).type == "changes"
    assert verify(message.headers, message.body, SECRET.removeprefix("whsec_")).type == "changes"


def test_a_body_id_or_time_that_was_changed_is_refused(message: Received) -> None:
    stranger = "whsec_" + base64.b64encode(b"x" * 32).decode()
    others: list[tuple[dict[str, str], bytes, str | list[str]]] = [
        (message.headers, message.body.replace(b"created", b"changed"), SECRET),
        (message.headers | {"webhook-id": "msg_other"}, message.body, SECRET),
        (message.headers | {"webhook-timestamp": str(int(time.time()) - 1)}, message.body, SECRET),
        (message.headers | {"webhook-signature": "v1,"}, message.body, SECRET),
        (message.headers | {"webhook-signature": "v1,é v1a,x =="}, message.body, SECRET),
        (message.headers, message.body, stranger),
        (message.headers, message.body, []),
    ]
    for headers, body, secret in others:
        with pytest.raises(BadSignature, match="No signature"):
            verify(headers, body, secret)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(name: str) -> None:
    with pytest.raises(BadSignature, match=f"no {name}"):
        verify({**signed(), name: ""}, BODY, SECRET)


def test_a_message_that_is_too_old_or_too_new_is_refused() -> None:
    now = int(time.time())
    for late, words in ((310, "s old"), (-310, "ahead of the clock")):
        with pytest.raises(BadSignature, match=words):
            verify(signed(at=now - late), BODY, SECRET)
        assert verify(signed(at=now - late), BODY, SECRET, tolerance=400).type == "ping"
    for late in (290, -290):
        assert verify(signed(at=now - late), BODY, SECRET).id == "msg_1"
    for text in ("soon", "-1", "1.5", "٣", "9" * 30):
        with pytest.raises(BadSignature, match="no number"):
            verify({**signed(), "webhook-timestamp": text}, BODY, SECRET)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "not base64!", "whsec_é"])
def test_what_is_no_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="must be whsec_") as caught:
        verify(signed(), BODY, secret)
    assert "c2hvcnQ" not in str(caught.value)


def test_a_signed_body_of_another_shape_is_no_message() -> None:
    for body in (
        b"[]",
        b"{}",
        b"not json",
        b'{"type":"ping","timestamp":"2026-11-23T10:00:00Z","data":{"changes":[1]}}',
    ):
        with pytest.raises(BadAnswer):
            verify(signed(body), body, SECRET)


@given(st.binary(max_size=200), st.integers(0, 10_000), st.sampled_from([SECRET, OTHER]))
def test_the_reference_and_the_client_agree(noise: bytes, place: int, secret: str) -> None:
    body = json.dumps({"type": "ping", "timestamp": "2026-11-23T10:00:00Z", "data": {"x": noise.hex()}}).encode()
    headers = signed(body)
    changed = bytearray(body)
    changed[place % len(body)] ^= 1

    assert accepts(lambda: Webhook(secret).verify(body, headers)) == accepts(lambda: verify(headers, body, secret))
    assert not accepts(lambda: verify(headers, bytes(changed), SECRET))


def accepts(check: Callable[[], Any]) -> bool:
    """Return whether a message is believed."""
    try:
        check()
    except Exception:  # noqa: BLE001  each library has its own
        return False
    return True

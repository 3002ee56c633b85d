"""Keys: a secret is shown once, and nowhere else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aifacts_client import AifactsError, BadAnswer, Client, ConflictingWrite, Invalid, NotAllowed, NotFound
from aifacts_client.core.calls import parsed
from aifacts_client.core.exchange import Came, Send
from aifacts_client.generated.answers import KeyWithSecret
from aifacts_client.verbs import access
from chalicelib.testing import BaseUrl


def test_a_new_key_works_and_shows_who_it_is(client: Client, base_url: BaseUrl) -> None:
    expiry = datetime.now(UTC) + timedelta(days=30)
    made = client.keys.create("an importer", ["write"], requests_per_minute=50, expires_at=expiry)
    with Client(base_url, made.secret) as importer:
        mine = importer.me()
        with pytest.raises(NotAllowed, match="403"):
            importer.keys.create("another", ["read"])

    assert (mine.id, mine.name, mine.scopes, mine.requests_per_minute) == (made.id, "an importer", ["write"], 50)
    assert (mine.remaining < 50, mine.reset_seconds <= 60) == (True, True)
    assert mine.expires_at is not None
    assert abs(mine.expires_at - expiry) < timedelta(milliseconds=1)
    assert made.id in {key.id for key in client.keys(limit=1)}


def test_a_repeated_key_of_idempotency_gives_the_same_key_without_its_secret(client: Client) -> None:
    made, again = (client.keys.create("twice", ["read"], idempotency_key="keys-twice") for _ in range(2))

    assert (made.id, made.secret is None, again.secret) == (again.id, False, None)


def test_a_key_is_rotated_once_and_revoked(client: Client, base_url: BaseUrl) -> None:
    old = client.keys.create("a notebook", ["read"])
    new = client.keys.rotate(old, overlap_seconds=0)
    with pytest.raises(ConflictingWrite):
        client.keys.rotate(old.id)
    revoked = client.keys.revoke(new)

    assert (new.replaces, new.name, new.secret != old.secret) == (old.id, "a notebook", True)
    assert revoked.revoked_at is not None
    assert client.keys.revoke(new.id, idempotency_key="again").revoked_at == revoked.revoked_at
    for secret in (old.secret, new.secret):
        with Client(base_url, secret) as ended, pytest.raises(NotAllowed, match="401"):
            ended.me()


def test_refusals(client: Client, base_url: BaseUrl) -> None:
    with pytest.raises(Invalid) as caught:
        client.keys.create("", ["write", "write"])
    assert {fault.place for fault in caught.value.faults} == {"/name", "/scopes"}
    with pytest.raises(ValueError, match="no time zone"):
        client.keys.create("a key", ["read"], expires_at=datetime(2030, 1, 1))  # noqa: DTZ001  that is the test
    with pytest.raises(NotFound):
        client.keys.revoke("key_0000000000")
    with pytest.raises(ValueError, match="no id"):
        client.keys.rotate("../webhooks")
    with pytest.raises(ValueError, match="only reads"):
        client.at(known_at="2025-01-01").keys.create("a key", ["read"])
    with Client(base_url) as anonymous, pytest.raises(NotAllowed, match="401"):
        anonymous.me()


def test_no_text_of_an_object_or_an_exception_has_a_secret(client: Client) -> None:
    made = client.keys.create("a secret", ["read"])
    secret = made.secret or ""
    whole = made.model_dump(mode="json")
    call = access.create_key("a key", ["read"])
    shown: list[Any] = [made, call, Came(201, {}, secret.encode())]
    shown += [Send("POST", "/", {"Authorization": f"Bearer {secret}"}, secret.encode())]
    with pytest.raises(BadAnswer) as caught:  # pydantic shows the beginning and the end of what lacks a member
        parsed(KeyWithSecret, {"secret": secret})

    assert len(secret) > 20
    assert not [each for each in shown if secret in f"{each!r} {each}"]
    assert secret[:8] not in str(caught.value)
    assert secret[-8:] not in str(caught.value)
    assert "id" in str(caught.value)
    assert isinstance(caught.value, AifactsError)
    assert whole["secret"] == secret

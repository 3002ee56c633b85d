"""API keys at the edge: remembered for a minute, never more than a thousand, never what is unknown."""

import pytest

from chalicelib.api.http.request import authentication
from chalicelib.domain.errors import Unauthenticated
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import World
from tests.api.conftest import WRITER, Client, a_company
from tests.conftest import Calls, Clock


def test_a_key_revoked_elsewhere_works_for_a_minute_and_no_longer(client: Client, clock: Clock) -> None:
    client.post("/v1/companies", a_company(), key=WRITER)
    record = next(key for key in api_keys.list_keys(client.world) if key["name"] == "the write key")
    api_keys.revoke_key(client.world, key_id=record["id"])
    assert client.post("/v1/companies", a_company("next"), key=WRITER).status == 201
    clock.advance(seconds=60)
    assert client.post("/v1/companies", a_company("third"), key=WRITER).status == 401


def test_where_the_clock_is_set_back_no_key_is_believed_for_longer(client: Client, clock: Clock) -> None:
    clock.set("2027-11-23T10:00:00.000Z")
    assert client.get("/v1/me", key=WRITER).status == 200
    record = next(key for key in api_keys.list_keys(client.world) if key["name"] == "the write key")
    api_keys.revoke_key(client.world, key_id=record["id"])
    clock.set("2026-11-23T10:00:00.000Z")
    assert client.get("/v1/me", key=WRITER).status == 401


def test_a_guess_is_asked_for_every_time(client: Client, calls: Calls) -> None:
    for _ in range(2):
        client.post("/v1/companies", a_company(), key="guessed")
    assert calls.names == ["GetItem", "GetItem"]


def test_a_key_made_after_it_was_tried_works_at_once(client: Client) -> None:
    assert client.post("/v1/companies", a_company(), key="early").status == 401
    api_keys.create_key(client.world, name="early", scopes=["write"], secret="early")
    assert client.post("/v1/companies", a_company(), key="early").status == 201


def test_the_oldest_keys_are_forgotten_first(world: World, monkeypatch: pytest.MonkeyPatch, calls: Calls) -> None:
    monkeypatch.setattr(authentication, "MAX_REMEMBERED_KEYS", 2)
    authentication.forget()
    for secret in ("key-of-the-admin", "key-of-a-writer", "key-of-a-reader"):
        authentication.authenticate(world, authorization=f"Bearer {secret}")
    calls.clear()
    authentication.authenticate(world, authorization="Bearer key-of-a-reader")
    assert calls.names == []
    authentication.authenticate(world, authorization="Bearer key-of-the-admin")
    assert calls.names == ["GetItem"]


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Bearer a b", "Basic a", "Bearer \u00e4", "Bearer " + "a" * 513]
)
def test_another_header_than_a_bearer_s_is_refused_without_a_call(world: World, calls: Calls, sent: str) -> None:
    calls.clear()
    with pytest.raises(Unauthenticated):
        authentication.authenticate(world, authorization=sent)
    assert calls.names == []


def test_the_name_of_a_key_holds_no_control_characters(client: Client) -> None:
    for name in ("a\0b", "a\x1bb", " ", "\0"):
        answer = client.post("/v1/keys", {"name": name, "scopes": ["write"]})
        assert (answer.status, set(answer.pointers)) == (422, {"/name"})

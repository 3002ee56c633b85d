"""/v1/me, keys that expire, and keys that are replaced."""

import pytest

from tests.api.conftest import READER, WRITER, Client
from tests.conftest import Calls, Clock

KEY = {"name": "a guest", "scopes": ["read"]}


def test_a_key_is_shown_what_it_may_do(client: Client) -> None:
    answer = client.get("/v1/me", key=WRITER)
    shown = answer.json
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert (shown["name"], shown["scopes"], shown["requests_per_minute"]) == ("the write key", ["write"], 600)
    assert (shown["expires_at"], shown["replaces"], shown["remaining"]) == (None, None, 599)
    assert 1 <= shown["reset_seconds"] <= 60
    assert "secret" not in shown
    assert "hash" not in shown


def test_without_a_key_the_request_is_refused(client: Client) -> None:
    for key in (None, "guessed"):
        answer = client.get("/v1/me", key=key)
        assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Bearer realm="aifacts"')


def test_a_key_that_may_read_may_see_itself_in_one_call(client: Client, calls: Calls) -> None:
    client.get("/v1/me", key=READER)
    calls.clear()
    assert client.get("/v1/me", key=READER).json["name"] == "the read key"
    assert calls.names == ["GetItem"]


def test_an_expired_key_is_refused_to_the_second_like_a_wrong_one(client: Client, clock: Clock) -> None:
    secret = client.post("/v1/keys", {**KEY, "expires_at": "2026-11-23T10:30:10Z"}).json["secret"]
    clock.set("2026-11-23T10:30:00.000Z")
    assert client.get("/v1/me", key=secret).status == 200
    clock.set("2026-11-23T10:30:10.000Z")
    answer, wrong = client.get("/v1/me", key=secret), client.get("/v1/me", key="guessed")
    assert (answer.status, answer.json["detail"]) == (401, wrong.json["detail"])


@pytest.mark.parametrize("wrong", ["yesterday", "2026-11-22", "2026-13-01T00:00:00Z", 5, "x" * 41])
def test_the_end_of_a_key_is_an_instant_to_come(client: Client, wrong: object) -> None:
    answer = client.post("/v1/keys", {**KEY, "expires_at": wrong})
    assert (answer.status, [*answer.pointers]) == (422, ["/expires_at"])


def test_a_key_is_replaced_while_the_old_one_works_on(client: Client, clock: Clock) -> None:
    old = client.post("/v1/keys", KEY).json
    answer = client.post(f"/v1/keys/{old['id']}/rotation", {"overlap_seconds": 3600})
    new = answer.json
    assert (answer.status, answer.headers["cache-control"], new["replaces"]) == (201, "no-store", old["id"])
    assert client.get("/v1/me", key=old["secret"]).json["replaced_by"] == new["id"]
    assert client.get("/v1/me", key=new["secret"]).json["replaces"] == old["id"]
    clock.advance(seconds=3600)
    assert client.get("/v1/me", key=old["secret"]).status == 401
    assert client.get("/v1/me", key=new["secret"]).status == 200


def test_a_key_without_overlap_is_refused_as_soon_as_it_is_replaced(client: Client) -> None:
    old = client.post("/v1/keys", KEY).json
    assert client.get("/v1/me", key=old["secret"]).status == 200
    client.post(f"/v1/keys/{old['id']}/rotation", {"overlap_seconds": 0})
    assert client.get("/v1/me", key=old["secret"]).status == 401


@pytest.mark.parametrize("overlap", [-1, 604_801, 1.5, "60", None])
def test_an_overlap_is_a_week_at_most(client: Client, overlap: object) -> None:
    answer = client.post("/v1/keys/key_0000000000/rotation", {"overlap_seconds": overlap})
    assert (answer.status, [*answer.pointers]) == (422, ["/overlap_seconds"])


def test_keys_come_in_pages_for_admins_alone(client: Client) -> None:
    listed, url = [], "/v1/keys?limit=2"
    while url:
        page = client.get(url, key=client.key)
        listed += [key["name"] for key in page.json["items"]]
        url = f"/v1/keys?limit=2&cursor={page.json['next']}" if page.json["next"] else ""
    assert sorted(listed) == ["the admin key", "the read key", "the write key"]
    assert client.get("/v1/keys", key=WRITER).status == 403

"""A webhook whose key was revoked: an admin sees why nothing is sent, and takes it over or deletes it."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.api.http import pipeline
from chalicelib.operations.access.api_keys import revoke_key
from chalicelib.operations.sending.run import run
from chalicelib.operations.world import World
from chalicelib.store.keys import api_key
from chalicelib.store.keys.following import owned_key
from tests.api.conftest import ADMIN, WRITER, Client, a_company
from tests.operations.faulty import Reading
from tests.outbound.receiver import Receiver, receiving

HOOK = {"url": "http://127.0.0.1:9/hook", "name": "a newsroom"}


@pytest.fixture
def orphan(client: Client, world: World) -> dict[str, Any]:
    """A webhook whose key is revoked."""
    return made_and_revoked(client, world)


def made_and_revoked(client: Client, world: World, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = client.post("/v1/webhooks", {**HOOK, **more}, key=WRITER).json
    revoke_key(world, key_id=made["key"])
    return made


def owned(client: Client, key_id: str) -> list[str]:
    """List what the table says that a key has."""
    rows = client.world.table.get([owned_key(key_id)])
    return [each for row in rows.values() for each in row.body["ids"]]


def test_an_admin_sees_that_and_why_nothing_is_sent_before_the_sender_has_noticed(
    client: Client, orphan: dict[str, Any]
) -> None:
    read = client.get(f"/v1/webhooks/{orphan['id']}", key=ADMIN).json
    (listed,) = client.get("/v1/webhooks", key=ADMIN).json["items"]
    renamed = client.patch(f"/v1/webhooks/{orphan['id']}", {"name": "another"}, key=ADMIN).json

    assert listed == read
    assert (read["state"], read["disabled_at"] is None) == ("disabled", False)
    assert read["disabled_for"].startswith(f"The key {orphan['key']} was revoked.")
    assert (renamed["name"], renamed["state"], renamed["key"]) == ("another", "disabled", orphan["key"])


def test_a_webhook_of_a_key_with_access_is_shown_to_an_admin_as_active(client: Client) -> None:
    client.post("/v1/webhooks", HOOK, key=WRITER)
    (listed,) = client.get("/v1/webhooks", key=ADMIN).json["items"]
    assert (listed["state"], listed["disabled_for"]) == ("active", None)


@pytest.mark.parametrize("is_noticed", [True, False])
def test_an_admin_takes_it_over_and_it_gets_what_it_missed(client: Client, world: World, is_noticed: bool) -> None:
    with receiving(Receiver()) as receiver:
        made = made_and_revoked(client, world, url=receiver.url)
        path = f"/v1/webhooks/{made['id']}"
        client.create("companies", a_company())
        if is_noticed:
            run(world, stop=lambda: False)
        assert client.post(f"{path}/ping", key=ADMIN).status == 409
        assert client.post(f"{path}/deliveries/1/redelivery", key=ADMIN).status == 409
        assert receiver.received == []
        taken = client.patch(path, {"state": "active"}, key=ADMIN).json
        run(world, stop=lambda: False)
        pinged = client.post(f"{path}/ping", key=ADMIN).json

    assert (taken["state"], taken["disabled_at"], taken["disabled_for"]) == ("active", None, None)
    assert taken["key"] != made["key"]
    assert (owned(client, made["key"]), owned(client, taken["key"])) == ([], [made["id"]])
    assert len(receiver.received) == 2
    assert pinged["status"] == 204
    assert client.get(path, key=ADMIN).json["served"] > 0
    assert client.send("DELETE", path, key=ADMIN).status == 200
    assert owned(client, taken["key"]) == []


def test_a_repeated_request_takes_it_over_once(client: Client, orphan: dict[str, Any]) -> None:
    path, once = f"/v1/webhooks/{orphan['id']}", {"Idempotency_Key": "take-it"}
    first = client.patch(path, {"state": "active"}, key=ADMIN, **once).json
    again = client.patch(path, {"state": "active"}, key=ADMIN, **once).json
    assert first == again
    assert owned(client, first["key"]) == [orphan["id"]]


def test_it_is_not_taken_over_by_a_key_that_has_no_room(client: Client, orphan: dict[str, Any]) -> None:
    for _ in range(20):
        assert client.post("/v1/webhooks", HOOK, key=ADMIN).status == 201
    refused = client.patch(f"/v1/webhooks/{orphan['id']}", {"state": "active"}, key=ADMIN)
    assert (refused.status, refused.json["code"]) == (422, "too_many_followers")
    assert owned(client, orphan["key"]) == [orphan["id"]]


def test_an_admin_who_activates_a_webhook_of_a_key_with_access_leaves_it_where_it_is(client: Client) -> None:
    made = client.post("/v1/webhooks", HOOK, key=WRITER).json
    client.patch(f"/v1/webhooks/{made['id']}", {"state": "disabled"}, key=WRITER)
    activated = client.patch(f"/v1/webhooks/{made['id']}", {"state": "active"}, key=ADMIN).json
    assert (activated["state"], activated["key"]) == ("active", made["key"])


def test_an_admin_deletes_it(client: Client, orphan: dict[str, Any]) -> None:
    assert client.send("DELETE", f"/v1/webhooks/{orphan['id']}", key=ADMIN).status == 200
    assert client.get("/v1/webhooks", key=ADMIN).json["items"] == []
    assert owned(client, orphan["key"]) == []


def test_ones_own_webhooks_cost_no_read_of_a_key(client: Client, world: World) -> None:
    made = client.post("/v1/webhooks", HOOK, key=WRITER).json
    reading = Reading(world.table)
    pipeline.set_world(replace(world, table=reading))

    client.get("/v1/webhooks", key=WRITER)  # which reads the key to authenticate it
    authenticated = len(reading.reads)
    own = client.get(f"/v1/webhooks/{made['id']}", key=WRITER)
    reads_of_owner = [each for each in reading.reads[authenticated:] if api_key(made["key"]) in each]
    other = client.get(f"/v1/webhooks/{made['id']}", key=ADMIN)

    assert own.json == other.json
    assert reads_of_owner == []
    assert reading.reads[-1] == [api_key(made["key"])]

"""API keys over HTTP: who is calling, what every answer says of the key's limit, and 429 when its minute is used up."""

import re
from dataclasses import replace

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.http.request import authentication
from chalicelib.domain.errors import Unauthenticated
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import World
from tests.api.conftest import READER, WRITER, Client, a_company
from tests.api.provoked import rate_limited
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


def test_a_key_made_after_it_was_tried_works_immediately(client: Client) -> None:
    assert client.post("/v1/companies", a_company(), key="early").status == 401
    api_keys.create_key(client.world, name="early", scopes=["write"], secret="early")
    assert client.post("/v1/companies", a_company(), key="early").status == 201


def test_the_oldest_keys_are_forgotten_first(world: World, monkeypatch: pytest.MonkeyPatch, calls: Calls) -> None:
    monkeypatch.setattr(authentication, "MAX_REMEMBERED_KEYS", 2)
    authentication.forget_keys()
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


COMPANIES = "/v1/companies"


def a_key(client: Client, *, limit: int, scope: str = "read") -> str:
    made = client.post("/v1/keys", {"name": "a key", "scopes": [scope], "requests_per_minute": limit})
    assert made.status == 201, made.text
    secret: str = made.json["secret"]
    return secret


def left(header: str) -> int:
    found = re.fullmatch(r'"key";r=(\d+);t=([1-9]|[1-5]\d|60)', header)
    assert found is not None, header
    return int(found[1])


def test_a_key_without_the_scope_of_a_route_is_refused_with_the_scope(client: Client) -> None:
    for answer, scope in (
        (client.post("/v1/companies", a_company(), key=READER), "write"),
        (client.get("/v1/keys", key=WRITER), "admin"),
    ):
        assert (answer.status, answer.json["code"], answer.json["scope"]) == (403, "forbidden", scope)


def test_every_answer_to_a_key_says_what_is_left(client: Client) -> None:
    key = a_key(client, limit=100)
    urls = (COMPANIES, "/v1/companies/nobody", "/v1/keys", "/v1/companies?limit=0", "/v1/me")
    answers = [client.get(url, key=key) for url in urls]
    assert [answer.status for answer in answers] == [200, 404, 403, 400, 200]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"key";q=100;w=60'}
    assert [left(answer.headers["ratelimit"]) for answer in answers] == [99, 98, 97, 96, 95]


def test_without_a_key_that_is_known_nothing_is_counted_or_said(client: Client, calls: Calls) -> None:
    assert "ratelimit" not in client.get(COMPANIES).headers
    assert calls.names == ["Query"]
    calls.clear()
    refused = client.get(COMPANIES, key="guessed")
    assert (refused.status, "ratelimit" in refused.headers, calls.names) == (401, False, ["GetItem"])


def test_a_batch_counts_one(client: Client) -> None:
    key = a_key(client, limit=10, scope="write")
    client.post("/v1/entities/get", {"refs": ["source/report"] * 2 + [f"source/s{n}" for n in range(50)]}, key=key)
    assert left(client.get(COMPANIES, key=key).headers["ratelimit"]) == 8


def test_a_request_beyond_the_limit_is_refused_with_the_time_of_the_next_one(client: Client, clock: Clock) -> None:
    answer = rate_limited(client)
    assert (answer.status, answer.json["code"], answer.json["limit"]) == (429, "rate_limited", 1)
    assert answer.headers["retry-after"] == str(answer.json["retry_after"])
    assert left(answer.headers["ratelimit"]) == 0
    assert answer.headers["cache-control"] == "no-store"


def test_after_the_seconds_of_retry_after_the_key_works_again(client: Client, clock: Clock) -> None:
    key = a_key(client, limit=1)
    clock.set("2026-11-23T10:30:05.000Z")
    assert [client.get(COMPANIES, key=key).status for _ in range(3)] == [200, 429, 429]
    clock.advance(seconds=int(client.get(COMPANIES, key=key).headers["retry-after"]))
    assert client.get(COMPANIES, key=key).status == 200


def test_a_refused_request_does_nothing_and_costs_no_call(client: Client, clock: Clock, calls: Calls) -> None:
    key = a_key(client, limit=1, scope="write")
    clock.set("2026-11-23T10:30:00.000Z")
    client.get(COMPANIES, key=key)
    calls.clear()
    assert client.post(COMPANIES, a_company(), key=key).status == 429
    assert calls.names == []
    assert client.get("/v1/companies/deepseek").status == 404


def test_a_read_says_the_same_to_everybody(client: Client) -> None:
    client.create("companies", a_company())
    keyed, open_ = client.get("/v1/companies/deepseek", key=READER), client.get("/v1/companies/deepseek")
    assert (keyed.text, keyed.headers["etag"]) == (open_.text, open_.headers["etag"])


def test_the_services_own_limit_is_a_setting(client: Client) -> None:
    pipeline.set_world(replace(client.world, requests_per_minute=30))
    assert client.get(COMPANIES, key=WRITER).headers["ratelimit-policy"] == '"key";q=30;w=60'


@pytest.mark.parametrize("limit", [0, 1_000_001, 1.5, "10", True])
def test_a_limit_is_a_whole_number_from_1_to_a_million(client: Client, limit: object) -> None:
    answer = client.post("/v1/keys", {"name": "a key", "scopes": ["read"], "requests_per_minute": limit})
    assert (answer.status, [*answer.pointers]) == (422, ["/requests_per_minute"])

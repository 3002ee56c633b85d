"""Upkeep over HTTP: retiring, merging, changes, keys, health, the contract, the worked examples."""

import pytest

from chalicelib.kinds import KINDS
from tests.api.conftest import (
    ADMIN,
    EVIDENCE,
    READER,
    WRITER,
    Client,
    a_company,
)
from tests.kinds.examples import supporting

COMPANY = "/v1/companies/deepseek"


def test_retiring_needs_admin(client: Client) -> None:
    client.create("companies", a_company())
    assert client.post(f"{COMPANY}/retirement", {"reason": "A test."}, key=WRITER).status == 403
    answer = client.post(f"{COMPANY}/retirement", {"reason": "A test."}, key=ADMIN, If_Match='"r1"')
    assert (answer.status, answer.json["ref"]) == (200, "company/deepseek")
    assert client.get(COMPANY).status == 410
    assert client.get("/v1/companies").json["items"] == []
    assert client.get(f"{COMPANY}/history").json["items"][0]["cause"] == "retired"


def test_merging_moves_what_points_at_the_loser(client: Client) -> None:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek", country="CN"))
    client.create("companies", a_company("rival", competes_with=["company/deep-seek"]))
    answer = client.post(
        "/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*"
    )
    assert answer.json == {
        "ref": "company/deep-seek",
        "merged_into": "company/deepseek",
        "moved": 1,
        "remaining": False,
    }
    assert client.get("/v1/companies/rival").json["competes_with"] == ["company/deepseek"]
    assert client.get(COMPANY).json["country"] == "CN"


def test_changes_are_dense_and_followed_by_their_numbers(client: Client) -> None:
    client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    items = client.every("/v1/changes?limit=1")
    assert [item["number"] for item in items] == [1, 2, 3]
    assert [item["ref"] for item in items] == ["source/report", "company/deepseek", "company/deepseek"]
    assert client.get("/v1/changes?after=3").json["items"] == []


def test_a_key_is_made_used_listed_and_revoked(client: Client) -> None:
    made = client.post("/v1/keys", {"name": "importer", "scopes": ["write"]})
    assert (made.status, made.headers["cache-control"]) == (201, "no-store")
    secret, key_id = made.json["secret"], made.json["id"]
    assert client.post("/v1/companies", a_company(), key=secret).status == 201
    listed = client.get("/v1/keys", key=ADMIN)
    assert listed.headers["cache-control"] == "no-store"
    assert secret not in listed.text
    assert {key["name"] for key in listed.json["items"]} >= {"importer", "the admin key"}
    assert client.post(f"/v1/keys/{key_id}/revocation").json["revoked_at"] is not None
    assert client.post("/v1/companies", a_company("next"), key=secret).status == 401


def test_reads_are_closed_by_a_setting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.create("companies", a_company())
    monkeypatch.setenv("READS", "closed")
    assert client.get(COMPANY).status == 401
    answer = client.get(COMPANY, key=READER)
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-cache")
    assert client.get("/healthz").status == 200


def test_health_and_readiness_answer_and_are_not_kept(client: Client) -> None:
    for url in ("/healthz", "/readyz"):
        answer = client.get(url)
        assert (answer.status, answer.json, answer.headers["cache-control"]) == (
            200,
            {"status": "ok"},
            "no-store",
        )


def test_openapi_is_served(client: Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.json["openapi"].startswith("3.1")
    assert client.get("/openapi.json", If_None_Match=answer.headers["etag"]).status == 304


@pytest.mark.parametrize("name", ["深度求索", "a\u200db", "😀", "\u00e9"])
def test_clean_text_comes_back_as_it_was_sent(client: Client, name: str) -> None:
    client.create("companies", a_company(name=name))
    assert client.get(COMPANY).json["name"] == name


def test_every_worked_example_is_created_and_read_over_http(client: Client) -> None:
    """Every answer here is also held against its schema, of each kind and of each event type."""
    for kind_name, body in supporting():
        client.create(KINDS[kind_name].plural, dict(body))
    for kind in KINDS.values():
        for example in [t.example for t in kind.types] or [kind.example]:
            url = client.create(kind.plural, dict(example)).headers["location"].removeprefix("/stage")
            assert client.get(f"{url}?include=facts&explain=true").status == 200
            assert client.get(f"{url}/timeline").status == 200
        assert client.get(f"/v1/{kind.plural}?limit=100").status == 200

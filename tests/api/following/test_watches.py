"""Watches over HTTP: what had happened before, and what happens later, is fetched as notices."""

from typing import Any

from chalicelib.operations.world import World
from tests.api.conftest import WRITER, Client, a_company, a_fact, fact_ids

COMPANY = "company/deepseek"


def watch(client: Client, facts: list[str] | None = None, **entities: int) -> Any:
    """Register a watch."""
    used = {"facts": facts or [], "entities": [{"ref": COMPANY, "revision": n} for n in entities.values()]}
    answer = client.post("/v1/watches", {"name": "a report", "used": used}, key=WRITER)
    assert answer.status == 201, answer.text
    return answer.json


def country_of(client: Client) -> str:
    """Record a country and return the fact."""
    client.create("companies", a_company())
    return str(client.post("/v1/facts", {"facts": [a_fact()]}).json["facts"][0]["id"])


def test_a_watch_of_what_is_as_it_was_has_no_notices(client: Client) -> None:
    fact = country_of(client)

    made = watch(client, [fact], company=2)

    assert made["notices"] == []
    found = client.get(f"/v1/watches/{made['id']}/notices", key=WRITER).json
    assert found == {"items": [], "next": None, "meta": {"served": 3, "last": 3, "returned": 0}}
    assert client.get("/v1/watches", key=WRITER).json["items"] == [
        client.get(f"/v1/watches/{made['id']}", key=WRITER).json
    ]


def test_a_fact_that_was_retracted_before_is_in_the_answer_and_kept(client: Client) -> None:
    fact = country_of(client)
    client.post(f"/v1/facts/{fact}/retraction", {"reason": "It was wrong."})

    made = watch(client, [fact])

    (notice,) = made["notices"]
    assert notice["used"] == {"fact": fact}
    assert notice["reasons"] == ["retracted"]
    assert (notice["ref"], notice["change"], notice["revision"], notice["properties"]) == (COMPANY, 4, 3, ["country"])
    assert notice["now"] == {"country": None}
    assert client.get(f"/v1/watches/{made['id']}/notices", key=WRITER).json["items"] == [notice]
    assert client.get(f"/v1/watches/{made['id']}/notices?after=4", key=WRITER).json["items"] == []


def test_a_revision_that_is_not_the_newest_has_a_notice_of_what_changed(client: Client) -> None:
    fact = country_of(client)
    client.post(f"/v1/facts/{fact}/retraction", {"reason": "It was wrong."})

    (notice,) = watch(client, company=1)["notices"]

    assert notice["used"] == {"entity": COMPANY, "revision": 1}
    assert notice["reasons"] == ["retracted", "superseded"]
    assert (notice["change"], notice["revision"], notice["properties"]) == (4, 3, ["country"])


def test_a_watch_needs_something_that_was_used(client: Client) -> None:
    answer = client.post("/v1/watches", {"name": "a report", "used": {}}, key=WRITER)
    assert answer.status == 422
    assert answer.pointers == {"/used": "empty"}


def test_a_deleted_watch_is_gone(client: Client, world: World) -> None:
    made = watch(client, [country_of(client)])
    path = f"/v1/watches/{made['id']}"

    assert client.send("DELETE", path, key=WRITER).json["id"] == made["id"]
    assert client.get(path, key=WRITER).status == 404
    assert client.get(f"{path}/notices", key=WRITER).status == 404
    assert client.get(f"/v1/webhooks/{made['id']}", key=WRITER).status == 404
    assert fact_ids(client, "/v1/companies/deepseek")

"""Webhooks over HTTP: registered, listed, changed, deleted, with secrets that are shown once."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.api.http import pipeline
from chalicelib.operations.access import api_keys
from chalicelib.operations.access.api_keys import rotate_key
from chalicelib.operations.world import World
from tests.api.conftest import ADMIN, READER, WRITER, Client, a_company

URL = "http://127.0.0.1:9/hook"
HOOK = {"url": URL, "name": "a newsroom"}
OTHER = "key-of-another-writer"


@pytest.fixture
def another(world: World) -> str:
    """A second key with the scope write."""
    api_keys.create_key(world, name="another", scopes=["write"], secret=OTHER)
    return OTHER


def text_of_table(client: Client) -> str:
    """Return everything in the table as text."""
    table: Any = client.world.table
    rows, page = [], table.scan()
    while True:
        rows += [row.text for row in page.rows]
        if page.next is None:
            return "\n".join(rows)
        page = table.scan(page.next)


def test_a_webhook_is_registered_with_a_secret_that_is_shown_once(client: Client) -> None:
    answer = client.post("/v1/webhooks", HOOK, key=WRITER)

    assert answer.status == 201, answer.text
    made = answer.json
    secret = base64.b64decode(made.pop("secret").removeprefix("whsec_"))
    assert len(secret) == 32
    assert made.pop("notices") == []
    assert answer.headers["location"] == f"/stage/v1/webhooks/{made['id']}"
    read = client.get(f"/v1/webhooks/{made['id']}", key=WRITER)
    assert read.json == made
    assert (made["state"], made["url"], made["name"], made["kinds"]) == ("active", URL, "a newsroom", [])
    assert client.get("/v1/webhooks", key=WRITER).json["items"] == [made]


def test_no_secret_is_in_the_table_in_clear(client: Client) -> None:
    secret = client.post("/v1/webhooks", HOOK, key=WRITER).json["secret"]

    assert secret not in text_of_table(client)
    assert base64.b64decode(secret.removeprefix("whsec_")).hex() not in text_of_table(client)


def test_no_secret_is_in_a_log_an_export_or_the_change_feed(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    mine = "whsec_" + base64.b64encode(b"my own secret of 28 bytes...").decode()
    made = client.post("/v1/webhooks", {**HOOK, "secret": mine}, key=WRITER, Idempotency_Key="a-key").json
    rotated = client.post(f"/v1/webhooks/{made['id']}/rotation", {}, key=WRITER, Idempotency_Key="b-key").json
    client.post("/v1/webhooks", {**HOOK, "secret": f"{mine}!"}, key=WRITER)

    said = capsys.readouterr()
    texts = [said.out, said.err, client.get("/v1/export", key=ADMIN).text, client.get("/v1/changes").text]
    texts += [client.get("/v1/webhooks", key=ADMIN).text, text_of_table(client)]

    assert made["secret"] == mine
    for secret in (mine, rotated["secret"]):
        assert [text for text in texts if secret.removeprefix("whsec_")[:20] in text] == []


def test_a_repeated_request_makes_one_webhook_and_shows_no_secret(client: Client) -> None:
    once = {"Idempotency_Key": "the-same"}
    first = client.post("/v1/webhooks", HOOK, key=WRITER, **once)
    again = client.post("/v1/webhooks", HOOK, key=WRITER, **once)

    assert again.status == 201
    assert again.headers["idempotency-replayed"] == "true"
    assert "secret" not in again.json
    assert again.json["id"] == first.json["id"]
    assert len(client.get("/v1/webhooks", key=WRITER).json["items"]) == 1


def test_a_secret_of_ones_own_is_taken(client: Client) -> None:
    secret = "whsec_" + base64.b64encode(b"s" * 24).decode()
    assert client.post("/v1/webhooks", {**HOOK, "secret": secret}, key=WRITER).json["secret"] == secret


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        ("s" * 40, "bad_secret"),
        ("whsec_" + base64.b64encode(b"s" * 23).decode(), "too_short"),
        ("whsec_" + base64.b64encode(b"s" * 65).decode(), "too_long"),
        ("whsec_" * 9, "bad_secret"),
        ("whsec_", "too_short"),
    ],
)
def test_a_bad_secret_is_refused_without_being_repeated(client: Client, secret: str, code: str) -> None:
    answer = client.post("/v1/webhooks", {**HOOK, "secret": secret}, key=WRITER)

    assert answer.status == 422
    assert answer.pointers == {"/secret": code}
    assert secret.removeprefix("whsec_") not in answer.text or len(secret) < 10


def test_every_fault_is_listed_at_once(client: Client) -> None:
    client.create("companies", a_company())
    body = {
        "url": "https://10.0.0.1/hook",
        "name": "a newsroom",
        "kinds": ["company", "compny"],
        "refs": ["company/nobody", "company/deepseek", "no ref"],
        "properties": ["country", "contry"],
        "events": ["fact.retractd"],
        "secret": "whsec_c2hvcnQ=",
        "used": {
            "facts": ["company~deepseek~country~0000000000000000000000"],
            "entities": [{"ref": "company/deepseek", "revision": 9}, {"ref": "company/nobody", "revision": 1}],
        },
        "color": "red",
    }
    answer = client.post("/v1/webhooks", body, key=WRITER)

    assert answer.status == 422
    assert answer.pointers == {
        "/url": "refused_url",
        "/kinds/1": "unknown_code",
        "/refs/0": "no_such_entity",
        "/refs/2": "not_a_ref",
        "/properties/1": "unknown_property",
        "/events/0": "unknown_code",
        "/secret": "too_short",
        "/used/facts/0": "no_such_fact",
        "/used/entities/0/revision": "bad_range",
        "/used/entities/1/ref": "no_such_entity",
        "/color": "unknown_field",
    }
    details = {each["pointer"]: each["detail"] for each in answer.json["errors"]}
    assert 'did you mean "fact.retracted"?' in details["/events/0"]
    assert 'did you mean "company"?' in details["/kinds/1"]
    assert '"country"' in details["/properties/1"]
    assert "the newest is 1" in details["/used/entities/0/revision"]


def test_a_webhook_of_another_key_is_not_found_but_an_admin_sees_all(client: Client, another: str) -> None:
    made = client.post("/v1/webhooks", HOOK, key=WRITER).json["id"]
    path = f"/v1/webhooks/{made}"

    answers = [
        client.get(path, key=another),
        client.patch(path, {"state": "disabled"}, key=another),
        client.send("DELETE", path, key=another),
        client.post(f"{path}/rotation", {}, key=another),
        client.get(f"{path}/deliveries", key=another),
    ]

    assert {answer.status for answer in answers} == {404}
    assert client.get("/v1/webhooks", key=another).json["items"] == []
    assert [each["id"] for each in client.get("/v1/webhooks", key=ADMIN).json["items"]] == [made]
    assert client.get(path, key=ADMIN).json["id"] == made


@pytest.mark.parametrize("path", ["/v1/webhooks", "/v1/watches"])
def test_a_key_to_read_and_no_key_are_refused(client: Client, path: str) -> None:
    assert client.get(path, key=READER).status == 403
    assert client.get(path).status == 401


def test_a_key_has_at_most_twenty(client: Client, another: str) -> None:
    for _ in range(20):
        assert client.post("/v1/webhooks", HOOK, key=WRITER).status == 201
    refused = client.post("/v1/webhooks", HOOK, key=WRITER)

    assert (refused.status, refused.json["code"], refused.json["limit"]) == (422, "too_many_followers", 20)
    assert client.post("/v1/webhooks", HOOK, key=another).status == 201
    first = client.get("/v1/webhooks?limit=15", key=ADMIN).json
    rest = client.get(f"/v1/webhooks?limit=15&cursor={first['next']}", key=ADMIN).json
    assert len({each["id"] for each in first["items"] + rest["items"]}) == 21
    first = client.get("/v1/webhooks?limit=20", key=WRITER).json
    assert (len(first["items"]), first["next"]) == (20, None)
    assert client.send("DELETE", f"/v1/webhooks/{first['items'][0]['id']}", key=WRITER).status == 200
    assert client.post("/v1/webhooks", HOOK, key=WRITER).status == 201


def test_pages_of_ones_own_continue_where_the_last_one_ended(client: Client) -> None:
    made = sorted(client.post("/v1/webhooks", HOOK, key=WRITER).json["id"] for _ in range(5))

    first = client.get("/v1/webhooks?limit=2", key=WRITER).json
    second = client.get(f"/v1/webhooks?limit=3&cursor={first['next']}", key=WRITER).json

    assert [each["id"] for each in first["items"] + second["items"]] == made
    assert second["next"] is None


def test_a_key_that_replaces_another_keeps_its_webhooks(client: Client, world: World) -> None:
    made = client.post("/v1/webhooks", HOOK, key=WRITER).json
    new, record = rotate_key(world, key_id=made["key"], overlap_seconds=0)
    newer, _ = rotate_key(world, key_id=record["id"], overlap_seconds=0)

    assert "line" not in record
    assert client.get(f"/v1/webhooks/{made['id']}", key=new).status in (200, 401)
    assert client.get(f"/v1/webhooks/{made['id']}", key=newer).json["id"] == made["id"]
    assert len(client.get("/v1/webhooks", key=newer).json["items"]) == 1


def test_a_webhook_is_changed_and_null_removes_a_filter(client: Client) -> None:
    client.create("companies", a_company())
    made = client.post("/v1/webhooks", {**HOOK, "kinds": ["company"], "events": ["fact.retracted"]}, key=WRITER).json
    path = f"/v1/webhooks/{made['id']}"

    changed = client.patch(path, {"name": "another", "kinds": None, "refs": ["company/deepseek"]}, key=WRITER)

    assert changed.status == 200, changed.text
    assert (changed.json["name"], changed.json["kinds"], changed.json["refs"]) == ("another", [], ["company/deepseek"])
    assert changed.json["events"] == ["fact.retracted"]
    assert client.get(path, key=WRITER).json == changed.json
    wrong = client.patch(path, {"kinds": ["model"], "refs": ["company/deepseek"], "url": "ftp://a.example"}, key=WRITER)
    assert wrong.pointers == {"/url": "refused_url", "/refs/0": "wrong_kind"}
    assert client.get(path, key=WRITER).json == changed.json


def test_a_webhook_is_disabled_and_activated_again(client: Client) -> None:
    path = f"/v1/webhooks/{client.post('/v1/webhooks', HOOK, key=WRITER).json['id']}"

    off = client.patch(path, {"state": "disabled"}, key=WRITER).json
    on = client.patch(path, {"state": "active"}, key=WRITER).json

    assert (off["state"], off["disabled_for"][:8]) == ("disabled", "Disabled")
    assert (on["state"], on["disabled_at"], on["disabled_for"], on["served"]) == ("active", None, None, off["served"])


def test_a_deleted_webhook_is_gone(client: Client) -> None:
    made = client.post("/v1/webhooks", HOOK, key=WRITER).json
    path, once = f"/v1/webhooks/{made['id']}", {"Idempotency_Key": "delete-it"}

    deleted = client.send("DELETE", path, key=WRITER, headers=once)

    assert deleted.status == 200
    assert deleted.json["id"] == made["id"]
    assert client.get(path, key=WRITER).status == 404
    assert client.send("DELETE", path, key=WRITER).status == 404
    assert client.send("DELETE", path, key=WRITER, headers=once).json == deleted.json
    assert client.get("/v1/webhooks", key=WRITER).json["items"] == []
    assert [row.key.sk for row in client.world.table.query(None, "Y").rows] == []


def test_a_secret_is_rotated_and_the_old_one_signs_until_the_overlap_ends(client: Client, world: World) -> None:
    made = client.post("/v1/webhooks", HOOK, key=WRITER).json
    path = f"/v1/webhooks/{made['id']}"

    rotated = client.post(f"{path}/rotation", {"overlap_seconds": 3600}, key=WRITER)

    assert rotated.status == 201
    assert rotated.json["secret"] != made["secret"]
    new, old = rotated.json["secrets"]
    assert new["until"] is None
    assert old["since"] == made["created_at"]
    assert old["until"] > new["since"]
    at_once = client.post(f"{path}/rotation", {"overlap_seconds": 0}, key=WRITER).json
    assert len(at_once["secrets"]) == 1
    wrong = client.post(f"{path}/rotation", {"secret": "whsec_c2hvcnQ="}, key=WRITER)
    assert wrong.pointers == {"/secret": "too_short"}


def test_without_a_key_of_the_operator_there_are_watches_but_no_webhooks(client: Client, world: World) -> None:
    client.create("companies", a_company())
    pipeline.set_world(replace(world, webhook_keys=()))

    refused = client.post("/v1/webhooks", HOOK, key=WRITER)

    assert (refused.status, refused.json["code"], refused.json["setting"]) == (503, "not_set_up", "WEBHOOK_KEY")
    used = {"entities": [{"ref": "company/deepseek", "revision": 1}]}
    assert client.post("/v1/watches", {"name": "a report", "used": used}, key=WRITER).status == 201


def test_a_merged_ref_is_followed_to_the_survivor(client: Client) -> None:
    for slug in ("deepseek", "deep-seek"):
        client.create("companies", a_company(slug), is_namesake=True)
    into = {"into": "company/deepseek", "reason": "The same company."}
    assert client.post("/v1/companies/deep-seek/merge", into, If_Match="*").status == 200

    made = client.post("/v1/webhooks", {**HOOK, "refs": ["company/deep-seek"]}, key=WRITER)

    assert made.json["refs"] == ["company/deepseek"]
    assert made.json["adjusted"] == [{"pointer": "/refs/0", "sent": "company/deep-seek", "kept": "company/deepseek"}]


def test_a_webhook_and_a_watch_need_no_name(client: Client) -> None:
    client.create("companies", a_company())
    webhook = client.post("/v1/webhooks", {"url": URL}, key=WRITER)
    watch = client.post("/v1/watches", {"used": {"entities": [{"ref": "company/deepseek", "revision": 1}]}}, key=WRITER)
    assert [(each.status, each.json["name"]) for each in (webhook, watch)] == [(201, None), (201, None)]

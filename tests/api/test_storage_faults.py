"""The service on a file that is full, damaged or held by others: what callers, /readyz and the log see."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.http import pipeline
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.api.conftest import ADMIN, EVIDENCE, Client, a_company, a_fact, a_source
from tests.conftest import Clock

COMPANY = "/v1/companies/deepseek"
INCOMPRESSIBLE = " ".join(sha256(bytes([n])).hexdigest() for n in range(30))
LONG: dict[str, Any] = {"remarks": [{"value": {"text": INCOMPRESSIBLE, "language": "en"}}]}
A_REMARK = a_fact("company/deepseek", "remarks", LONG["remarks"][0]["value"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aifacts.sqlite3"


@pytest.fixture
def file(path: Path, clock: Clock) -> Iterator[SqliteTable]:
    table = SqliteTable(path)
    yield table
    table.close()


@pytest.fixture
def client(file: SqliteTable, clock: Clock) -> Client:
    """A client of the service on a file, with a source and a company."""
    tokens = count()
    world = World(file, clock, lambda: f"token{next(tokens)}", lambda _seconds: None, b"a secret")
    api_keys.create_key(world, name="the admin", scopes=["admin"], secret=ADMIN)
    pipeline.set_world(world)
    made = Client(world)
    made.create("sources", a_source())
    made.create("companies", a_company(country="CN"))
    return made


def fill(file: SqliteTable, client: Client) -> None:
    """Let the file grow no more, and use up what room is in it."""
    file._connection.execute("PRAGMA max_page_count = 1")
    for n in range(100):
        if client.post("/v1/companies", a_company(f"filler-{n}", **LONG)).status != 201:
            return
    raise AssertionError("there was always room")


def test_a_full_disk_is_507_with_a_true_text_for_writes_alone(
    file: SqliteTable, client: Client, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/readyz").status == 200
    fill(file, client)
    capsys.readouterr()

    refused = client.post("/v1/facts", {"facts": [A_REMARK]})
    apart = client.post("/v1/facts?atomic=false", {"facts": [A_REMARK]})
    ready = client.get("/readyz")

    for answer in (refused, apart, ready):
        assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (507, "storage_full", "60")
        assert "the disk is full" in answer.json["detail"]
        assert "SQLite" not in answer.text
        assert "database" not in answer.text
        assert str(path) not in answer.text
    assert f"{path} cannot grow" in capsys.readouterr().out
    for url in (COMPANY, "/v1/companies", "/v1/changes", "/v1/stats", "/v1/keys", "/healthz"):
        assert client.get(url, key=ADMIN).status == 200, url
    file._connection.execute("PRAGMA max_page_count = 100000")
    assert client.get("/readyz").status == 200
    assert client.patch(COMPANY, {**LONG, "evidence": EVIDENCE}).status == 200


def test_what_has_its_number_is_read_from_the_feed_though_nothing_can_be_numbered(
    file: SqliteTable, client: Client
) -> None:
    before = client.get("/v1/changes").json["items"]
    client.create("companies", a_company("rival"))
    file._connection.execute("PRAGMA query_only = 1")

    assert client.get("/v1/changes").json["items"] == before
    assert client.get("/v1/stats").json["settled"] is False
    assert client.get("/readyz").json["code"] == "unavailable"

    file._connection.execute("PRAGMA query_only = 0")
    assert len(client.get("/v1/changes").json["items"]) == len(before) + 1


def test_a_file_that_may_only_be_read_is_503_for_writes(file: SqliteTable, client: Client) -> None:
    file._connection.execute("PRAGMA query_only = 1")
    answer = client.patch(COMPANY, {"founded": "2023", "evidence": EVIDENCE})
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert client.get(COMPANY).status == 200


def test_a_damaged_item_takes_down_its_entity_alone(
    file: SqliteTable, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.create("companies", a_company("rival"))
    file._connection.execute("UPDATE items SET body = substr(body, 9) WHERE pk = 'E#company/rival' AND sk = '@'")

    for answer in (client.get("/v1/companies/rival"), client.patch("/v1/companies/rival", {"evidence": EVIDENCE})):
        assert (answer.status, answer.json["code"]) == (503, "unavailable")
        assert "cannot be read as it was written" in answer.json["detail"]
    assert "The item E#company/rival @ does not hold what was written" in capsys.readouterr().out
    assert client.get(COMPANY).status == 200


def test_an_item_of_another_shape_is_damage_too(file: SqliteTable, client: Client) -> None:
    file._connection.execute("UPDATE items SET body = '{}' WHERE pk = 'E#company/deepseek'")
    for url in (COMPANY, f"{COMPANY}?include=facts", f"{COMPANY}/history"):
        assert client.get(url).json["code"] == "unavailable", url


def test_a_counter_that_cannot_be_written_stops_nobody(file: SqliteTable, client: Client) -> None:
    pipeline.set_world(replace(client.world))  # what was leased is forgotten
    file._connection.execute("PRAGMA query_only = 1")
    assert client.get("/v1/me", key=ADMIN).status == 200

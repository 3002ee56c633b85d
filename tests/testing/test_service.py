"""Other people's tests start the service in their process, and find nothing changed afterwards."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.models.table import Table as MotoTable

import chalicelib.testing
from chalicelib.api.http.request.world import set_world
from chalicelib.seeds import BadSeed
from chalicelib.store.engines.clients.sdk import connect, ensure_table
from tests.tables import for_each

ROOT = Path(__file__).parents[2]
SOURCE = {"slug": "report", "title": "A report"}
PROJECT = {
    # A module of the name of ours, and a name of the settings that would close reads.
    "app.py": "raise SystemExit('the app of the project is not ours')\n",
    "pytest.ini": "[pytest]\nfilterwarnings = error\n",
    "test_reader.py": """
import json
from urllib.request import Request, urlopen

import chalicelib.testing


def test_the_reader_finds_the_source_it_wrote():
    with chalicelib.testing.service() as base_url:
        body = json.dumps({"slug": "mine", "title": "Mine"}).encode()
        urlopen(Request(f"{base_url}/v1/sources", body, {"Content-Type": "application/json", **base_url.headers}))
        assert json.load(urlopen(f"{base_url}/v1/sources/mine"))["title"] == "Mine"
""",
}


def ask(base_url: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    with closing(HTTPConnection(urlsplit(base_url).netloc, timeout=10)) as connection:
        sent = {"Content-Type": "application/json", **headers}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@contextmanager
def nothing_changed() -> Iterator[None]:
    """Compare the process before and after: its threads, environment, logger, folder, moto and world."""

    def state() -> Any:
        ours = logging.getLogger("aifacts")
        moto = (MotoTable.__dict__.get("__deepcopy__"), MotoTable.all_items, BotocoreStubber.__call__)
        handlers = (ours.level, ours.propagate, [*ours.handlers])
        return {**os.environ}, handlers, moto, {*Path.cwd().iterdir()}

    threads, before = {*threading.enumerate()}, state()
    yield
    assert state() == before
    assert {*threading.enumerate()} <= threads


@pytest.mark.parametrize("engine", chalicelib.testing.ENGINES)
def test_reads_need_no_key_and_writes_take_that_of_the_service(
    engine: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READS", "closed")
    with nothing_changed(), chalicelib.testing.service(engine) as base_url:
        assert ask(base_url, "POST", "/v1/sources", SOURCE)[0] == 401
        assert ask(base_url, "POST", "/v1/sources", SOURCE, **base_url.headers)[0] == 201
        assert ask(base_url, "GET", "/v1/sources/report")[1]["title"] == "A report"
        assert ask(base_url, "GET", "/v1/changes")[1]["meta"]["head"] == 1


def test_the_mock_of_the_tests_themselves_stays_as_it_was() -> None:
    with mock_aws():
        theirs = connect(region="us-east-1")
        before = {*theirs.list_tables()["TableNames"]}  # a mock of all tests may be around this one
        ensure_table(theirs, "theirs")
        for _ in range(2):
            with chalicelib.testing.service("moto") as base_url:
                assert ask(base_url, "POST", "/v1/sources", SOURCE, **base_url.headers)[0] == 201
                assert {*theirs.list_tables()["TableNames"]} == before | {"theirs", chalicelib.testing.TABLE}
        assert {*theirs.list_tables()["TableNames"]} == before | {"theirs"}
        theirs.delete_table(TableName="theirs")


def test_a_setting_that_a_test_makes_in_the_block_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with chalicelib.testing.service() as base_url:
        monkeypatch.setenv("READS", "closed")
        assert ask(base_url, "GET", "/v1/companies")[0] == 401


def test_a_second_service_starts_empty_after_the_first_and_not_beside_it() -> None:
    with chalicelib.testing.service() as first:
        ask(first, "POST", "/v1/sources", SOURCE, **first.headers)
        with pytest.raises(chalicelib.testing.Unusable, match="Share it"), chalicelib.testing.service():
            pass
        assert ask(first, "GET", "/v1/sources/report")[0] == 200
    with chalicelib.testing.service() as second:
        assert ask(second, "GET", "/v1/sources/report")[0] == 404
        assert ask(second, "POST", "/v1/sources", SOURCE, **first.headers)[0] == 401


def test_it_ends_with_a_test_that_fails_while_a_client_keeps_a_connection() -> None:
    kept: list[HTTPConnection] = []

    def fail() -> None:
        with chalicelib.testing.service() as base_url:
            kept.append(HTTPConnection(urlsplit(base_url).netloc, timeout=10))
            kept[0].request("GET", "/healthz")
            kept[0].getresponse().read()
            raise ZeroDivisionError

    with nothing_changed(), pytest.raises(ZeroDivisionError):
        fail()
    kept[0].close()
    with pytest.raises(OSError, match="refused"):
        kept[0].request("GET", "/healthz")


def test_the_world_of_before_is_served_again() -> None:
    world = set_world(None)
    set_world(world)
    with chalicelib.testing.service():
        pass
    assert set_world(world) is world


def test_boto3_calls_the_network_again_after_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    # In a separate process, for the tests of this one run in moto.
    program = f"""
import os
os.environ.pop("AWS_PROFILE", None)
import chalicelib.testing, boto3
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError

def tables():
    quick = Config(retries={{"total_max_attempts": 1}}, connect_timeout=1)
    keys = dict(aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1")
    return boto3.client("dynamodb", **keys, config=quick, endpoint_url=address)

address = None
with chalicelib.testing.service("moto"):
    assert tables().list_tables()["TableNames"] == ["{chalicelib.testing.TABLE}"]
address = "http://127.0.0.1:9"
try:
    tables().list_tables()
except EndpointConnectionError:
    print("the network")
"""
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("the network\n", "")


@for_each("engine", ["", "dynamo", None])
def test_an_unknown_engine_is_refused(engine: Any) -> None:
    with (
        pytest.raises(chalicelib.testing.Unusable, match="it must be sqlite or moto"),
        chalicelib.testing.service(engine),
    ):
        pass


def test_seeds_of_the_project_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "mine.json").write_text('{"title": "Mine"}')
    with chalicelib.testing.service(seeds=tmp_path) as base_url:
        assert ask(base_url, "GET", "/v1/sources/mine")[0] == 200


def test_seeds_that_cannot_be_loaded_leave_no_service_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(chalicelib.testing.Unusable, match="no seeds"),
        chalicelib.testing.service(seeds=tmp_path / "no"),
    ):
        pass
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "bad.json").write_text('{"title": 7}')
    with nothing_changed(), pytest.raises(BadSeed), chalicelib.testing.service(seeds=tmp_path):
        pass
    with chalicelib.testing.service() as base_url:
        assert ask(base_url, "GET", "/healthz")[0] == 200


def test_somebody_elses_test_passes_with_an_import_path_alone(tmp_path: Path) -> None:
    for name, text in PROJECT.items():
        (tmp_path / name).write_text(text)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COV_", "PYTEST_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**inherited, "PYTHONPATH": str(ROOT), "READS": "closed", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in ended.stdout, ended.stdout + ended.stderr
    assert {each.name for each in tmp_path.iterdir()} == PROJECT.keys()


def test_origins_that_were_set_before_the_block_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCP_ORIGINS", "https://example.org")
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    with chalicelib.testing.service() as base_url:
        assert ask(base_url, "POST", "/mcp", ping)[0] == 200
        assert ask(base_url, "POST", "/mcp", ping, Origin="https://example.org")[0] == 403

"""The local program on a file or engine that cannot be used: one line names it and says what to do."""

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain.errors import Unavailable
from chalicelib.store.engines.sqlite import SqliteTable

ROOT = Path(__file__).parents[2]
PAGE = 4096


def run(
    *arguments: str, data: Path, preexec: Callable[[], None] | None = None, **environment: str
) -> tuple[int, str, str]:
    """Run the local program to its end; give its exit status and what it said."""
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("AWS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "chalicelib.local", *arguments],
        cwd=ROOT,
        env={**inherited, "PORT": "0", "DATA": str(data), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        preexec_fn=preexec,  # no thread of ours is at work
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_a_full_disk_at_start_is_named_and_no_seed_is_blamed(tmp_path: Path) -> None:
    def no_larger() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    status, _, said = run("run", data=tmp_path, preexec=no_larger)

    assert status == 1
    assert said.startswith(f"aifacts: {tmp_path / 'aifacts.sqlite3'} cannot grow (")
    assert "seeds/" not in said
    assert said.count("\n") == 1


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with some hundred entities in it."""
    folder = tmp_path_factory.mktemp("seeded")
    program = (
        "from chalicelib.local.place import Options, place; from chalicelib.settings import Settings\n"
        "from chalicelib import seeds; from chalicelib.local.run import SEEDS; from pathlib import Path\n"
        "from chalicelib.operations.world import Caller; import sys\n"
        "with place(Options(data=Path(sys.argv[1])), Settings()) as where:\n"
        "    seeds.load(where.world, Caller('key_test', frozenset({'write'})), SEEDS)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.fixture
def file(seeded: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    copy = tmp_path / "aifacts.sqlite3"
    source = sqlite3.connect(seeded / "aifacts.sqlite3")
    target = sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    return copy


def test_a_damaged_file_at_start_is_named_and_no_seed_is_blamed(file: Path) -> None:
    noise = random.Random(5)
    with file.open("r+b") as opened:
        for page in range(8, file.stat().st_size // PAGE):
            opened.seek(page * PAGE)
            opened.write(noise.randbytes(PAGE))

    status, _, said = run("run", data=file.parent)

    assert status == 1
    assert said.startswith(f"aifacts: {file} is damaged")
    assert "`make audit`" in said
    assert "seeds/" not in said
    assert said.count("\n") == 1


def test_an_audit_continues_after_bad_items_and_lists_each(file: Path) -> None:
    connection = sqlite3.connect(file)
    changed = {"F#": "{", "R#": "[]", "@": '{"flat": 1}'}
    for start, body in changed.items():
        connection.execute(
            "UPDATE items SET body = ? WHERE (pk, sk) IN (SELECT pk, sk FROM items "
            "WHERE pk LIKE 'E#company/%' AND sk LIKE ? ORDER BY pk LIMIT 2)",
            (body, f"{start}%"),
        )
    connection.execute("UPDATE items SET v = 9 WHERE pk = 'E#event/alibaba-shares-rise-on-qwen-2.5' AND sk = '@'")
    connection.execute("UPDATE items SET body = '' WHERE pk LIKE 'L#%' AND rowid % 7 = 0")
    connection.commit()
    bad = connection.execute("SELECT count(*) FROM items WHERE body IN ('{', '[]', '') OR v = 9").fetchone()[0]
    connection.close()

    status, out, said = run("audit", data=file.parent)

    assert status == 1
    items = [line for line in out.splitlines() if line.startswith("an item\tlost\tThe item ")]
    assert len(items) == bad
    assert any("has the schema number 9" in line for line in items)
    assert "cannot be audited: The item E#company/" in out
    assert "that it cannot fix, 0 ahead of the clock." in said
    assert said.count("\n") == 1


def test_an_audit_continues_after_damaged_pages(file: Path) -> None:
    noise = random.Random(5)
    with file.open("r+b") as opened:
        for page in range(60, 64):
            opened.seek(page * PAGE)
            opened.write(noise.randbytes(PAGE))

    status, out, said = run("audit", data=file.parent)

    assert status == 1
    assert "the storage\tlost\t" in out
    assert "findings that `repair` fixes" in said
    assert "Traceback" not in said


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "a folder in the file's place": lambda data: (data / "aifacts.sqlite3").mkdir(),
    "no table at all": lambda data: (data / "aifacts.sqlite3").write_text("a diary of some length " * 50),
    "a file in the folder's place": lambda data: [data.rename(data.with_name("moved")), data.write_text("")],
}


@pytest.mark.parametrize("name", UNUSABLE)
@pytest.mark.parametrize("command", [["run"], ["audit"], ["keys", "list"]], ids=lambda command: command[0])
def test_what_cannot_be_opened_is_named_in_one_line(tmp_path: Path, name: str, command: list[str]) -> None:
    data = tmp_path / "data"
    data.mkdir()
    UNUSABLE[name](data)

    status, out, said = run(*command, data=data)

    assert (status, out) == (1, "")
    assert str(data) in said
    assert said.count("\n") == 1


@pytest.fixture
def nobody() -> Iterator[None]:
    """Run as a user with few rights, where the tests run as root, whom no file refuses."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65_534)
    yield
    os.seteuid(own)


@pytest.fixture
def locked_away(file: Path) -> Iterator[Path]:
    """A table in a folder that all may read and nobody may write."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, "aifacts.sqlite3")
        shutil.copy(file, copy)
        copy.chmod(0o444)
        Path(folder).chmod(0o555)
        yield copy
        Path(folder).chmod(0o755)


def test_a_file_that_this_user_may_not_write_is_named_with_what_to_do(locked_away: Path, nobody: None) -> None:
    with pytest.raises(Unavailable) as refused:
        SqliteTable(locked_away)
    assert f"{locked_away} cannot be used" in refused.value.cause
    assert "give this user the right" in refused.value.cause or "may read and write" in refused.value.cause


class StandIn(BaseHTTPRequestHandler):
    """DynamoDB over HTTP, played by moto, without some operations."""

    lacks: frozenset[str] = frozenset()

    def do_POST(self) -> None:  # the name that http.server asks for
        """Answer an operation, or that it is not known."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["X-Amz-Target"].partition(".")[2] in self.lacks:
            unknown = json.dumps({"__type": "com.amazon.coral.service#UnknownOperationException"}).encode()
            self._answer(400, unknown)
            return
        headers: Any = HTTPHeaders()
        for name, value in self.headers.items():
            headers[name] = value
        asked = AWSPreparedRequest(
            "POST", "https://dynamodb.us-east-1.amazonaws.com/", headers, body, stream_output=False
        )
        status, _, answer = botocore_stubber.process_request(asked) or (404, {}, b"")
        self._answer(status, answer.encode() if isinstance(answer, str) else answer)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def stand_in(request: pytest.FixtureRequest, dynamodb: Any) -> Iterator[str]:
    """An engine on a free port that lacks some operations; give its address."""
    made = type("Lacking", (StandIn,), {"lacks": frozenset(request.param)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), made)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    for backend in dynamodb_backends[DEFAULT_ACCOUNT_ID].values():
        backend.tables.pop("aifacts", None)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def keys_on(stand_in: str, tmp_path: Path) -> tuple[int, str, str]:
    create = ["keys", "create", "--name", "x", "--scopes", "read"]
    return run(*create, data=tmp_path, AWS_ENDPOINT_URL_DYNAMODB=stand_in)


@pytest.mark.parametrize("stand_in", [["UpdateTimeToLive"]], indirect=True)
def test_an_engine_without_ttl_is_used_without_it_and_that_is_said(stand_in: str, tmp_path: Path) -> None:
    status, out, said = keys_on(stand_in, tmp_path)

    assert (status, said) == (
        0,
        "This engine does not support TTL: expired items stay in the table.\n",
    )
    assert out.startswith("key_")


@pytest.mark.parametrize("stand_in", [["UpdateTimeToLive", "TransactWriteItems"]], indirect=True)
def test_an_engine_without_transactions_is_named_at_the_first_write(stand_in: str, tmp_path: Path) -> None:
    status, out, said = keys_on(stand_in, tmp_path)

    assert (status, out) == (1, "")
    assert said.splitlines()[1] == (
        "aifacts: This engine does not support TransactWriteItems, which aifacts needs. Use another DynamoDB engine."
    )
    assert len(said.splitlines()) == 2

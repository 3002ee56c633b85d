"""The program reports what is wrong, and changes nothing then."""

import gzip
import io
import json
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from app import app
from chalicelib.api.http.request.world import set_world
from chalicelib.local.gateway import Gateway
from chalicelib.local.package import build as building
from chalicelib.local.package import smoke
from chalicelib.local.package.__main__ import main
from chalicelib.local.package.build import ROOT, build
from chalicelib.local.package.smoke import CHECKS
from chalicelib.local.package.template import stage
from chalicelib.local.place import Unusable
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock


def test_an_unknown_stage_is_named_with_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--stage", "moon", "--into", str(tmp_path / "made")]) == 1
    assert "There is no stage 'moon'. The stages are dev and prod." in capsys.readouterr().err
    assert not (tmp_path / "made").exists()


def test_a_build_that_fails_leaves_the_last_one(tmp_path: Path) -> None:
    made, root = tmp_path / "made", tmp_path / "root"
    for folder in (made, root / ".chalice"):
        folder.mkdir(parents=True)
    (made / "template.json").write_text("the last one")
    (root / "requirements.txt").write_text("pydantic~=2.14\nsomething-new~=1.0\n")
    shutil.copy(ROOT / ".chalice" / "requirements.lock", root / ".chalice")

    with pytest.raises(Unusable, match="The lock lacks something-new"):
        build(stage(ROOT, "dev"), made, root=root)
    assert (made / "template.json").read_text() == "the last one"


def test_a_parameter_that_the_template_has_not_is_named(tmp_path: Path) -> None:
    (tmp_path / ".chalice").mkdir()
    shutil.copy(ROOT / ".chalice" / "resources.json", tmp_path / ".chalice")
    stages = {"stages": {"dev": {"template_parameters": {"Colour": "red"}}}}
    (tmp_path / ".chalice" / "config.json").write_text(json.dumps(stages))

    with pytest.raises(Unusable, match="Stage dev sets Colour"):
        stage(tmp_path, "dev")


def test_another_python_is_refused_with_what_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "sys", SimpleNamespace(version_info=(3, 11, 7)))

    with pytest.raises(Unusable, match=r"Lambda runs Python 3\.13, and this is 3\.11"):
        building.check_python()


@contextmanager
def served(answer: Callable[[dict[str, Any], Any], dict[str, Any]], resources: Iterable[str]) -> Iterator[str]:
    gateway = Gateway(("127.0.0.1", 0), answer, resources=resources, log=io.StringIO())
    serving = Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield gateway.url
    finally:
        gateway.shutdown()
        serving.join()
        gateway.server_close()


@pytest.fixture
def secret(sqlite_table: SqliteTable, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the application serve an empty table with one key, which only reads; return the key."""
    monkeypatch.delenv("KEY", raising=False)
    world = World(table=sqlite_table, now=clock, token=lambda: "t", pause=lambda _seconds: None, cursor_secret=b"")
    set_world(world)
    return create_key(world, name="smoke", scopes=["read"])[0]


def test_every_check_holds_where_the_service_runs(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    with served(app, app.routes) as url:
        assert main(["smoke", url]) == 0
    assert capsys.readouterr().out.count("ok ") == len(CHECKS) - 1  # none of the key


def test_where_reads_are_closed_every_check_holds_with_a_key(
    secret: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("READS", "closed")
    with served(app, app.routes) as url:
        assert main(["smoke", url]) == 1
        assert "Are its reads closed? Then send a key: KEY=..." in capsys.readouterr().out
        monkeypatch.setenv("KEY", secret)
        assert main(["smoke", url]) == 0
    said = capsys.readouterr()
    assert said.out.count("ok ") == len(CHECKS)
    assert secret not in said.out + said.err


def test_no_check_holds_where_something_else_runs(capsys: pytest.CaptureFixture[str]) -> None:
    something = {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": '"hello"'}
    with served(lambda _event, _context: something, app.routes) as url:
        assert main(["smoke", url]) == 1

    reply = capsys.readouterr()
    assert "NO   it is alive: /healthz answered 200" in reply.out
    assert "checks failed" in reply.err


@pytest.mark.parametrize("url", ["", "ftp://example.org", "example.org", "http://127.0.0.1:9"])
def test_a_place_without_a_service_is_said_to_be_none(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["smoke", url]) == 1
    assert capsys.readouterr().err.startswith("aifacts: ")


DOCUMENT = b'{"openapi": "3.1.0", "items": [], "status": 200}'


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Serve these bytes to every request and close the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        connection.sendall(answer)

        serving = Thread(target=serve, daemon=True)
        serving.start()
        try:
            yield "http://{}:{}".format(*listening.getsockname())
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            serving.join()


def said_of(body: bytes, *, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """Write an answer with these headers, `_` for `-`."""
    named = {"Content_Type": "application/json", "Content_Length": str(length or len(body)), **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (said_of(DOCUMENT, Content_Encoding="gzip"), "headers say gzip, and the body cannot be unpacked"),
        (
            said_of(gzip.compress(DOCUMENT)[:-12], Content_Encoding="gzip"),
            "headers say gzip, and the body cannot be unpacked",
        ),
        (said_of(b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff", Content_Encoding="gzip"), "cannot be unpacked"),
        (said_of(DOCUMENT, Content_Encoding="br"), "unknown coding 'br'"),
        (said_of(b"<html>hello</html>"), "no JSON"),
        (said_of(b""), "no JSON"),
        (said_of(b"[" * 100_000), "no JSON"),
        (said_of('{"openapi": "3.1", "title": "caf\u00e9"}'.encode("latin-1")), "not UTF-8"),
        (said_of(DOCUMENT.decode().encode("utf-16")), "not UTF-8"),
        (said_of(DOCUMENT, length=1_000), f"cut off after {len(DOCUMENT)} bytes"),
        (said_of(DOCUMENT, status="404 Not Found", length=1_000), "cut off"),
        (b"", "gave no whole answer"),
        (b"SSH-2.0-OpenSSH\r\n", "gave no whole answer"),
    ],
    ids=str,
)
def test_an_answer_that_cannot_be_read_is_a_no_and_the_other_checks_go_on(
    answer: bytes, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(answer) as url:
        assert main(["smoke", url]) == 1

    shown = capsys.readouterr()
    (line,) = (line for line in shown.out.splitlines() if "it describes itself" in line)
    assert line.startswith("NO ")
    assert says in line
    assert len(shown.out.splitlines()) == len(CHECKS) - 1  # a line each, none of the key
    assert "checks failed" in shown.err


def test_an_answer_that_does_not_come_is_a_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smoke, "PATIENCE_S", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert main(["smoke", "http://{}:{}".format(*listening.getsockname())]) == 1
    assert "gave no whole answer: nothing came for 0.02 s" in capsys.readouterr().out


def test_an_answer_that_is_not_compressed_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(said_of(DOCUMENT)) as url:
        main(["smoke", url])
    shown = capsys.readouterr().out
    assert "ok   it describes itself" in shown
    assert "NO   it compresses with gzip" in shown


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_redirect_takes_the_key_to_no_other_origin(
    elsewhere: bool, secret: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEY", secret)
    seen: list[tuple[str, dict[str, str]]] = []

    def note(event: dict[str, Any], context: Any) -> dict[str, Any]:
        seen.append((event["path"], event["headers"]))
        return app(event, context)

    with served(note, app.routes) as there:
        target = there if elsewhere else ""

        def lead(event: dict[str, Any], context: Any) -> dict[str, Any]:
            if event["path"] == "/healthz":
                return {"statusCode": 302, "headers": {"Location": f"{target}/readyz"}, "body": ""}
            return note(event, context)

        with served(lead, app.routes) as url:
            ended = main(["smoke", url])

    shown, reached = capsys.readouterr(), [path for path, _ in seen].count("/readyz")
    said = f"/healthz answered 302: b'' It redirects to another origin, where the key is not sent: URL={there}"
    assert (ended, reached, said in shown.out) == ((1, 1, True) if elsewhere else (0, 2, False))
    assert all(secret in sent.get("Authorization", "") for path, sent in seen if path == "/readyz")


def test_every_request_says_what_it_accepts() -> None:
    seen: list[str] = []

    def note(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        seen.append(event["headers"]["Accept"])
        return {"statusCode": 200, "headers": {}, "body": ""}

    with served(note, app.routes) as url:
        main(["smoke", url])
    assert set(seen) == {"application/json, application/problem+json"}

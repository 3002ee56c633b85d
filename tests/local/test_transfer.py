"""`dump`, `load` and `backup`, from the command line."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from chalicelib.api.http.request.world import set_world
from chalicelib.local.__main__ import main
from chalicelib.local.gateway import Gateway
from chalicelib.local.place import Environment, Unusable, place
from chalicelib.local.place import Options as PlaceOptions
from chalicelib.local.transfer import flat_lines
from chalicelib.local.transfer.files import is_export, lines, pages
from chalicelib.local.transfer.remote import Remote
from chalicelib.operations.access import api_keys
from chalicelib.operations.transfer import export as exporting
from chalicelib.operations.transfer import import_lines as importing
from chalicelib.operations.world import Caller, RequestContext
from chalicelib.operations.writes.batch import batch
from chalicelib.settings import Settings

EVIDENCE = {"source": "source/report", "basis": "third_party_report"}
FLAT: list[dict[str, Any]] = [
    {"kind": "source", "slug": "report", "title": "The report"},
    {"kind": "company", "slug": "zeta", "name": "Zeta", "country": "FR", "evidence": EVIDENCE},
    {"kind": "company", "slug": "zeta", "founded": "2021", "evidence": EVIDENCE},
    {"entity": "company/zeta", "property": "website", "value": "https://zeta.example", "evidence": EVIDENCE},
]


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "ENGINE", "LOCAL_KEY", "READS", "KEY", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    return written(tmp_path / "flat.ndjson", *map(json.dumps, FLAT))


def written(file: Path, *texts: str) -> Path:
    file.write_text("".join(text + "\n" for text in texts))
    return file


def in_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    monkeypatch.setenv("DATA", str(folder))
    return folder


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MAX_PAGE_BYTES", 1_500)


@pytest.mark.usefixtures("small_pages")
def test_what_is_loaded_and_dumped_can_be_loaded_elsewhere(
    flat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"

    assert main(["load", "--file", str(flat)]) == 0
    assert "2 created, 1 changed" not in capsys.readouterr().err
    assert main(["dump", "--file", str(first)]) == 0
    in_folder(monkeypatch, tmp_path / "other")
    assert main(["load", "--file", str(first)]) == 0
    assert "2 entities imported" in capsys.readouterr().out
    assert main(["dump", "--file", str(second)]) == 0

    assert first.read_bytes() == second.read_bytes()
    assert len([*pages(first)]) > 2
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "data",
        "first.ndjson",
        "flat.ndjson",
        "other",
        "second.ndjson",
    ]


@pytest.mark.usefixtures("small_pages")
def test_a_killed_dump_and_a_killed_load_continue(flat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, file = tmp_path / "whole.ndjson", tmp_path / "file.ndjson"
    main(["load", "--file", str(flat)])
    main(["dump", "--file", str(whole)])
    asked: list[Any] = []
    true_export = exporting.export

    def dying_export(*given: Any, **named: Any) -> Any:
        asked.append(named["cursor"])
        if len(asked) == 3:
            raise KeyboardInterrupt
        return true_export(*given, **named)

    monkeypatch.setattr("chalicelib.local.transfer.dump.export", dying_export)
    main(["dump", "--file", str(file)])
    with file.open("a") as out:
        out.write('{"line":"fa')
    main(["dump", "--file", str(file)])
    assert asked[3] == asked[2] is not None
    assert file.read_bytes() == whole.read_bytes()

    in_folder(monkeypatch, tmp_path / "other")
    sent: list[int] = []
    true_import = importing.import_lines

    def dying_import(world: Any, *, lines: Any, **named: Any) -> Any:
        sent.append(lines[0]["page"])
        if len(sent) == 2:
            raise KeyboardInterrupt
        return true_import(world, lines=lines, **named)

    monkeypatch.setattr("chalicelib.local.transfer.load.import_lines", dying_import)
    main(["load", "--file", str(file)])
    assert main(["load", "--file", str(file)]) == 0
    assert sent[:3] == [1, 2, 2]
    main(["dump", "--file", str(tmp_path / "again.ndjson")])
    assert (tmp_path / "again.ndjson").read_bytes() == whole.read_bytes()


def test_a_refused_line_is_named_and_the_load_continues_or_stops_by_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"kind": "company", "slug": "wrong", "name": "Wrong", "country": "Nowhere", "evidence": EVIDENCE}
    file = written(tmp_path / "flat.ndjson", *map(json.dumps, [FLAT[0], wrong, *FLAT[1:]]))
    monkeypatch.setattr(flat_lines, "MAX_LINES", 2)

    assert main(["load", "--file", str(file), "--stop"]) == 1
    assert "line 2" in capsys.readouterr().err
    assert main(["load", "--file", str(file)]) == 0

    assert "1 created, 1 changed, 1 unchanged" not in capsys.readouterr().out
    assert main(["load", "--file", str(file)]) == 0
    said = capsys.readouterr()
    assert "line 2 refused: /1/country" in said.err
    assert "0 created, 0 changed, 4 unchanged, 1 refused lines" in said.out


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (['{"kind": "source"', "{}"], "line 1: it is not JSON"),
        (["[]"], "Line 1 is no JSON object"),
        (['\ufeff{"kind": "source"}'], "line 1: it begins with a byte order mark. Save it as UTF-8 without one."),
        (['{"line":"page","schema":1,"page":1,"change":0,"since":0,"kinds":[],"before":""}'], "ends within page 1"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], texts: list[str], wrong: str
) -> None:
    file = written(tmp_path / "broken.ndjson", *texts)

    assert main(["load", "--file", str(file)]) == 1

    assert wrong in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", "--file", str(tmp_path / "none")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    with pytest.raises(Unusable):
        is_export(tmp_path / "none")
    long = written(tmp_path / "long.ndjson", '"' + "x" * 1_000_001 + '"')
    with pytest.raises(Unusable, match="line 1"):
        next(lines(long))


def test_a_backup_is_the_table_as_of_a_moment(flat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", "--file", str(flat)])
    copy, served = tmp_path / "copy.sqlite3", tmp_path / "data" / "aifacts.sqlite3"

    with place(PlaceOptions(data=tmp_path / "data"), Settings()) as where:  # a service that has the file open
        assert main(["backup", "--file", str(copy)]) == 0
        api_keys.create_key(where.world, name="later", scopes=("read",))

    rows = [sqlite3.connect(each).execute("SELECT count(*) FROM items").fetchone()[0] for each in (copy, served)]
    assert rows[0] == rows[1] - 1
    assert main(["backup", "--file", str(copy)]) == 1
    assert "exists" in capsys.readouterr().err
    assert main(["backup", "--file", str(tmp_path / "no" / "folder.sqlite3")]) == 1


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[str, str, Environment]]:
    """The address and an admin key of a service on its own table."""
    from app import app

    with place(PlaceOptions(data=tmp_path / "served"), Settings()) as where:
        key, _ = api_keys.create_key(where.world, name="test", scopes=("admin",))
        set_world(where.world)
        with Gateway(("127.0.0.1", 0), app, resources=app.routes, binary_types=app.api.binary_types) as gateway:
            thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            yield gateway.url, key, where
            gateway.shutdown()
            thread.join()


@pytest.mark.usefixtures("small_pages")
def test_a_service_is_dumped_and_loaded_over_http(
    flat: Path, tmp_path: Path, service: tuple[str, str, Environment], capsys: pytest.CaptureFixture[str]
) -> None:
    url, key, _ = service
    remote = ["--url", url, "--key", key]
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    main(["load", "--file", str(flat)])
    main(["dump", "--file", str(first)])

    assert main(["load", "--file", str(first), *remote]) == 0
    assert main(["dump", "--file", str(second), *remote]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert main(["load", "--file", str(flat), *remote]) == 0

    assert "0 created, 0 changed, 4 unchanged, 0 refused" in capsys.readouterr().out
    assert main(["load", "--file", str(first), "--url", url]) == 1
    assert "KEY" in capsys.readouterr().err
    assert main(["load", "--file", str(first), "--url", url, "--key", "aif_wrong"]) == 1
    assert "401" in capsys.readouterr().err


class Answers(BaseHTTPRequestHandler):
    """Answers from a list, one a request."""

    waiting: ClassVar[list[tuple[int, dict[str, str]]]] = []

    def do_GET(self) -> None:
        status, headers = self.waiting.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def answer(*waiting: tuple[int, dict[str, str]]) -> str:
        Answers.waiting = [*waiting]
        return f"http://127.0.0.1:{server.server_port}"

    yield answer
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_limit_is_waited_for_as_long_as_it_asks_and_a_long_wait_is_announced(
    answering: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    url, waited = answering((429, {"Retry-After": "7"}), (503, {}), (200, {})), list[float]()

    assert Remote(url, "key", waited.append).get("/x").status == 200

    assert waited == [7.0, 1.0]
    assert capsys.readouterr().err == f"{url}/x answered 429: trying again in 7 s, 2 of 20\n"


def test_a_service_that_never_answers_is_given_up(answering: Callable[..., str]) -> None:
    url = answering(*[(503, {})] * 20)
    waited: list[float] = []

    with pytest.raises(Unusable, match="did not answer 20 times"):
        Remote(url, "key", waited.append).get("/x")

    assert max(waited) == 65.0
    with pytest.raises(Unusable, match="URL is"):
        Remote("nowhere", "key").get("/x")


def test_a_key_follows_a_redirect_within_its_origin_alone(answering: Callable[..., str]) -> None:
    url = answering((302, {"Location": "/there"}), (200, {}), (302, {"Location": "http://localhost:9/there"}))

    assert Remote(url, "key").get("/x").status == 200

    with pytest.raises(Unusable, match="/x redirects to http://localhost:9/there, where the key is not sent"):
        Remote(url, "key", lambda _seconds: None).get("/x")
    assert Answers.waiting == []


def test_from_a_file_nothing_looks_for_duplicates(tmp_path: Path) -> None:
    with place(PlaceOptions(data=tmp_path / "here"), Settings()) as where:
        context = RequestContext(where.world, Caller("key_test", frozenset({"write"})))
        twins = [{**FLAT[1], "slug": slug} for slug in ("zeta", "zeta-2")]
        done = batch(context, body={}, lines=[FLAT[0], *twins], atomic=False, looks_for_duplicates=False)

    assert [each.outcome.value for each in done.outcomes] == ["created"] * 3

"""The commands of the local program, without a server."""

import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.instants import plus_ms
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.local.__main__ import main
from chalicelib.local.place import Options, Unusable, place
from chalicelib.local.run import ticking
from chalicelib.operations.numbering.sequencer import feed_head
from chalicelib.operations.world import Caller, RequestContext
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.patch import patch
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.rows import Delete
from tests.conftest import TABLE_NAME

WRITER = Caller("key_test", frozenset({"write"}))


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Run in a data folder of the test, and give the signals back afterwards."""
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    for name in ("PORT", "ENGINE", "LOCAL_KEY", "READS", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield tmp_path
    for number, action in before.items():
        signal.signal(number, action)


def test_without_settings_it_is_sqlite_on_port_8000() -> None:
    assert Options.read({}) == Options(8000, None, "sqlite", Path("data"))


def test_an_empty_setting_is_as_good_as_none() -> None:
    assert Options.read({"PORT": "", "LOCAL_KEY": "", "ENGINE": "", "DATA": ""}) == Options()


@pytest.mark.parametrize(
    ("environment_says", "what"),
    [
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"PORT": "65536"}, "PORT is '65536'"),
        ({"PORT": "²"}, "PORT is '²'"),
        ({"ENGINE": "mysql"}, "it must be sqlite or moto"),
    ],
)
def test_a_setting_that_is_not_understood_is_named(environment_says: dict[str, str], what: str) -> None:
    with pytest.raises(Unusable, match=what):
        Options.read(environment_says)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGINE", "mysql"),
        ("READS", "sometimes"),
        ("DATA", "/dev/null/data"),
        ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1"),  # nobody listens there
    ],
)
def test_a_setting_that_cannot_be_followed_ends_the_program_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    assert main(["keys", "list"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_taken_port_ends_the_program_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))

        assert main([]) == 1

    assert "Choose another: PORT=8001" in capsys.readouterr().err


def test_a_key_is_created_listed_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "--name", "a reader", "--scopes", "read,write"]) == 0
    record, secret = capsys.readouterr().out.splitlines()
    key_id, scopes, limit, _, expires, revoked, name = record.split("\t")
    assert (set(scopes.split(",")), limit, expires, revoked, name) == ({"read", "write"}, "600", "-", "-", "a reader")
    assert len(secret) >= 20

    assert main(["keys", "revoke", key_id]) == 0
    capsys.readouterr()

    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert listed.split("\t")[0] == key_id
    assert listed.split("\t")[5] != "-"
    assert secret not in listed


def test_a_key_has_a_limit_and_an_end_and_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    end = ["--requests-per-minute", "30", "--expires", "2999-01-01"]
    assert main(["keys", "create", "--name", "a guest", "--scopes", "read", *end]) == 0
    record, secret = capsys.readouterr().out.splitlines()
    key_id, _, limit, _, expires, *_ = record.split("\t")
    assert (limit, expires) == ("30", "2999-01-01T00:00:00.000Z")

    assert main(["keys", "rotate", key_id, "--overlap", "60"]) == 0
    new, fresh = capsys.readouterr().out.splitlines()
    assert new.split("\t")[0] != key_id
    assert fresh != secret
    assert main(["keys", "rotate", key_id]) == 1
    assert "already replaced" in capsys.readouterr().err


def test_an_end_that_is_no_instant_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "--name", "x", "--expires", "tomorrow"]) == 1
    assert "is no instant" in capsys.readouterr().err


def test_a_local_key_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create"]) == 1
    assert "Name the owner of the key: NAME=..." in capsys.readouterr().err


def test_a_key_that_there_is_not_cannot_be_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "revoke", "key_0000000000"]) == 1
    assert "aifacts: " in capsys.readouterr().err


def test_a_scope_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "--name", "x", "--scopes", "everything"]) == 1
    assert "aifacts: " in capsys.readouterr().err


@pytest.fixture
def a_source(environment: Path) -> str:
    """Record one source in the local table; give its ref."""
    with place(Options(data=environment / "data"), Settings()) as where:
        written = create(
            RequestContext(where.world, WRITER), kind=KINDS["source"], body={"slug": "report", "title": "A report"}
        )
    return written.ref


def test_everything_is_repaired_as_a_revision(a_source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repair", "--kind", "company"]) == 0
    assert capsys.readouterr().out == ""

    assert main(["repair", "--kind", "source"]) == 0
    assert capsys.readouterr().out == f"{a_source}\tr2\n"

    assert main(["repair"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{a_source}\tr3"


def test_an_audit_says_what_does_not_agree_and_a_repair_fixes_it(
    a_source: str, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["repair"])
    assert main(["audit"]) == 0
    with place(Options(data=environment / "data"), Settings()) as where:
        where.table.commit([Delete(keys.view_key(a_source))])
    capsys.readouterr()

    assert main(["audit"]) == 1
    said = capsys.readouterr()
    assert f"{a_source}\trepairable\tits view is missing or torn\n" in said.out
    assert "findings that `repair` fixes, 0 that it cannot fix" in said.err
    assert main(["repair"]) == 0
    assert main(["audit"]) == 0


def test_what_lies_ahead_of_the_clock_is_audited_until_an_operator_accepts_it(
    a_source: str, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["repair"])
    with place(Options(data=environment / "data"), Settings()) as where:
        ahead = replace(where.world, now=lambda: plus_ms(where.world.now(), 31_536_000_000))
        body = {"language": "en", "evidence": {"source": a_source, "basis": "record_of_truth"}}
        patch(RequestContext(ahead, WRITER), ref=Ref.of(a_source), body=body)
    capsys.readouterr()

    assert main(["audit"]) == 1
    said = capsys.readouterr()
    assert f"{a_source}\tahead\tit was last written at " in said.out
    assert "0 findings that `repair` fixes, 0 that it cannot fix, 1 ahead of the clock" in said.err
    assert main(["repair", "--accept-ahead"]) == 1
    assert "requires the refs" in capsys.readouterr().err
    assert main(["repair", "--accept-ahead", a_source]) == 0
    capsys.readouterr()
    assert main(["audit"]) == 0
    assert f"{a_source}\taccepted\t" in capsys.readouterr().out


def test_an_item_of_newer_code_is_reported_and_the_others_are_repaired(
    a_source: str, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with place(Options(data=environment / "data"), Settings()) as where:
        zine = {"slug": "zine", "title": "A zine"}
        other = create(RequestContext(where.world, WRITER), kind=KINDS["source"], body=zine).ref
    file = sqlite3.connect(environment / "data" / "aifacts.sqlite3", isolation_level=None)
    file.execute("UPDATE items SET v = 7 WHERE pk = ? AND sk = '@'", (f"E#{a_source}",))
    file.close()

    for names in ([], [a_source, other]):
        assert main(["repair", *names]) == 1

        said = capsys.readouterr()
        assert f"{a_source}\tfailed: The item E#{a_source} @ has the schema number 7" in said.out
        assert f"{other}\tr" in said.out
        assert "could not be repaired" in said.err
        assert said.err.count("\n") == 1


def test_the_old_name_of_repair_works_for_one_release(a_source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", a_source]) == 0
    assert capsys.readouterr().out == f"{a_source}\tr2\n"


def test_a_table_on_dynamodb_is_audited_by_name_and_never_created(
    dynamodb: Any, table: DynamoTable, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--table", TABLE_NAME]) == 0
    assert TABLE_NAME in capsys.readouterr().out

    assert main(["repair", "--table", "misspelt"]) == 1
    assert "misspelt cannot be used" in capsys.readouterr().err
    assert dynamodb.list_tables()["TableNames"] == [TABLE_NAME]


def test_the_local_run_ticks_as_the_schedule_does(a_source: str, environment: Path) -> None:
    with place(Options(data=environment / "data"), Settings()) as where:
        with ticking(where.world, every=0.01):
            deadline = time.monotonic() + 10
            while feed_head(where.world) is None and time.monotonic() < deadline:
                time.sleep(0.01)
        head = feed_head(where.world)

    assert head is not None
    assert head.body["n"] == 1


def test_one_entity_is_repaired_by_name(a_source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repair", a_source]) == 0
    assert main(["repair", "company/nobody"]) == 1

    said = capsys.readouterr()
    assert said.out == f"{a_source}\tr2\ncompany/nobody\tfailed: There is no company/nobody.\n"
    assert "1 could not be repaired" in said.err


def test_a_file_that_is_no_table_is_left_alone(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = environment / "data" / "aifacts.sqlite3"
    file.parent.mkdir()
    file.write_text("a diary, and a long one, so that it is not taken for an empty file " * 20)

    assert main(["keys", "list"]) == 1
    assert f"{file} is damaged, or no table of aifacts" in capsys.readouterr().err
    assert file.read_text().startswith("a diary")


def test_a_run_needs_a_key_that_is_not_revoked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys", "create", "--name", "x", "--scopes", "admin"])
    record, secret = capsys.readouterr().out.splitlines()
    main(["keys", "revoke", record.split("\t")[0]])
    monkeypatch.setenv("LOCAL_KEY", secret)
    monkeypatch.setenv("PORT", "0")

    assert main(["run"]) == 1
    assert "revoked" in capsys.readouterr().err

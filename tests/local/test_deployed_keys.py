"""Keys of a table on DynamoDB: the first one, where it is shown, and the tables that get none."""

import os
import select
import signal
import stat
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.instants import FOREVER
from chalicelib.local.__main__ import main
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import world_of
from chalicelib.settings import Settings
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.schema import table_definition
from tests.conftest import TABLE_NAME

CREATE = ["keys", "create", "--table", TABLE_NAME]


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run beside a data folder of the test, and give the signals back afterwards."""
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, action in before.items():
        signal.signal(number, action)


def keys_of(table: DynamoTable) -> list[dict[str, Any]]:
    return api_keys.list_keys(world_of(table, Settings()))


def caller_of(table: DynamoTable, secret: str) -> Any:
    return api_keys.authenticate(world_of(table, Settings()), secret=secret)


def shown_on(terminal: int, *, lines: int) -> str:
    """Read as many lines of a terminal as a command writes; one read gives what has arrived, which may be one line."""
    shown = b""
    while shown.count(b"\n") < lines and select.select([terminal], [], [], 10)[0]:
        shown += os.read(terminal, 10_000)
    return shown.decode()


def test_the_first_key_is_an_admin_key_in_a_file_that_only_its_owner_can_read(
    table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "admin.key"
    assert main([*CREATE, "--file", str(file)]) == 0

    secret, said = file.read_text().strip(), capsys.readouterr()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"The key is in {file}" in said.out
    assert secret not in said.out + said.err
    caller = caller_of(table, secret)
    assert caller.scopes == {"read", "write", "admin"}
    assert caller.expires_at is None
    assert [(each["id"], each["name"]) for each in keys_of(table)] == [(caller.key_id, "first key")]


def test_on_a_terminal_the_key_is_shown_once(table: DynamoTable) -> None:
    reader, writer = os.openpty()
    with os.fdopen(writer, "w") as terminal, redirect_stdout(terminal):
        assert main(CREATE) == 0
        terminal.flush()
        *_, notice, secret = shown_on(reader, lines=3).splitlines()
    os.close(reader)

    assert notice == "The key, which is shown only now:"
    assert caller_of(table, secret).key_id == keys_of(table)[0]["id"]


def test_without_a_terminal_or_a_file_there_is_no_key(table: DynamoTable, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CREATE) == 1
    assert "might be kept in a log" in capsys.readouterr().err
    assert keys_of(table) == []


@pytest.mark.parametrize(("name", "says"), [("taken", "File exists"), ("no/such/folder", "No such file")])
def test_without_a_place_for_the_key_there_is_no_key(
    table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    (tmp_path / "taken").write_text("another key")

    assert main([*CREATE, "--file", str(tmp_path / name)]) == 1
    assert says in capsys.readouterr().err
    assert keys_of(table) == []
    assert (tmp_path / "taken").read_text() == "another key"


def test_a_refused_key_leaves_no_file(table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CREATE, "--scopes", "everything", "--file", str(tmp_path / "key")]) == 1
    assert list(tmp_path.iterdir()) == []
    assert keys_of(table) == []


def test_where_there_is_an_admin_key_another_one_must_be_asked_for(
    table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CREATE, "--file", str(tmp_path / "first")]) == 0
    first = keys_of(table)[0]["id"]
    capsys.readouterr()

    assert main([*CREATE, "--file", str(tmp_path / "second")]) == 1
    said = capsys.readouterr().err
    assert f"has the admin key {first}" in said
    assert f"keys revoke --table {TABLE_NAME} {first}" in said
    assert not (tmp_path / "second").exists()

    assert main([*CREATE, "--another", "--name", "owner", "--file", str(tmp_path / "second")]) == 0
    assert len(keys_of(table)) == 2


def test_an_admin_key_that_is_revoked_or_a_key_without_the_scope_is_none(table: DynamoTable, tmp_path: Path) -> None:
    assert main([*CREATE, "--scopes", "write", "--file", str(tmp_path / "a writer")]) == 0
    assert main([*CREATE, "--expires", FOREVER, "--file", str(tmp_path / "an admin")]) == 0
    admin = next(each["id"] for each in keys_of(table) if "admin" in each["scopes"])
    assert main([*CREATE, "--file", str(tmp_path / "refused")]) == 1
    assert main(["keys", "revoke", "--table", TABLE_NAME, admin]) == 0
    assert main([*CREATE, "--file", str(tmp_path / "the next admin")]) == 0


def test_a_key_of_a_deployed_table_is_listed_and_replaced(
    table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*CREATE, "--file", str(tmp_path / "old")])
    first = keys_of(table)[0]["id"]
    capsys.readouterr()
    assert main(["keys", "list", "--table", TABLE_NAME]) == 0
    assert capsys.readouterr().out.startswith(first)

    rotation = ["keys", "rotate", "--table", TABLE_NAME, first]
    assert main(rotation) == 1
    assert main([*rotation, "--file", str(tmp_path / "new")]) == 0
    new = caller_of(table, (tmp_path / "new").read_text().strip())
    assert new.key_id in {each["id"] for each in keys_of(table)} - {first}


def test_a_table_that_does_not_exist_is_not_created(
    dynamodb: Any, table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "create", "--table", "misspelt", "--file", str(tmp_path / "key")]) == 1
    assert "misspelt cannot be used" in capsys.readouterr().err
    assert dynamodb.list_tables()["TableNames"] == [TABLE_NAME]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lacks", ["keys", "an index"])
def test_a_table_of_something_else_gets_no_key(
    dynamodb: Any, table: DynamoTable, tmp_path: Path, capsys: pytest.CaptureFixture[str], lacks: str
) -> None:
    other: dict[str, Any] = dict(table_definition("other"))
    if lacks == "keys":
        other["KeySchema"] = [{"AttributeName": "id", "KeyType": "HASH"}]
        other["AttributeDefinitions"] = [{"AttributeName": "id", "AttributeType": "S"}]
    del other["GlobalSecondaryIndexes"]
    other["AttributeDefinitions"] = [
        each for each in other["AttributeDefinitions"] if each["AttributeName"] in {"id", "pk", "sk"}
    ]
    dynamodb.create_table(**other)
    try:
        for command in (["keys", "create", "--file", str(tmp_path / "key")], ["audit"], ["repair"]):
            assert main([*command, "--table", "other"]) == 1
            assert "The table other is no table of aifacts" in capsys.readouterr().err
        assert dynamodb.scan(TableName="other")["Count"] == 0
        assert list(tmp_path.iterdir()) == []
    finally:
        dynamodb.delete_table(TableName="other")

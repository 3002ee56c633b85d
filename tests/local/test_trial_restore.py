"""The trial of a restore that docs/operations.md describes: what each of its commands brings about."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.__main__ import main
from chalicelib.operations.world import world_of
from chalicelib.settings import Settings
from chalicelib.store.engines.clients.sdk import connect
from chalicelib.store.engines.dynamo import DynamoTable
from tests.conftest import REGION, TABLE_NAME
from tests.operations.builders import a_company, a_source, say

TRIAL = f"{TABLE_NAME}-trial"


@pytest.fixture
def operator(
    table: DynamoTable, dynamodb_url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A client with the rights of an operator, of a table with point-in-time recovery and some facts."""
    monkeypatch.setenv("DATA", str(tmp_path / "trial"))
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_url or "")
    client = connect(region=REGION, endpoint_url=dynamodb_url)
    client.update_continuous_backups(
        TableName=TABLE_NAME, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    world = world_of(table, Settings())
    a_source(world)
    a_company(world, country="CN")
    say(world, "company/deepseek", founded="2023")
    yield client
    for name in client.list_tables()["TableNames"]:
        if name != TABLE_NAME:
            client.delete_table(TableName=name)


def test_a_restored_table_is_sound_and_its_dump_fills_another(
    operator: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operator.restore_table_to_point_in_time(
        SourceTableName=TABLE_NAME, TargetTableName=TRIAL, UseLatestRestorableTime=True
    )
    operator.get_waiter("table_exists").wait(TableName=TRIAL)
    dumped, again = tmp_path / "trial.ndjson", tmp_path / "again.ndjson"

    assert main(["audit", "--table", TRIAL]) == 0
    assert main(["repair", "--table", TRIAL]) == 0
    assert main(["audit", "--table", TRIAL]) == 0
    assert main(["dump", "--file", str(dumped), "--table", TRIAL]) == 0
    assert main(["load", "--file", str(dumped)]) == 0
    assert "2 entities imported" in capsys.readouterr().out
    assert main(["audit"]) == 0
    assert main(["dump", "--file", str(again)]) == 0
    assert again.read_bytes() == dumped.read_bytes()


def test_a_table_from_a_backup_under_another_name_has_the_keys_and_indexes_of_the_service(operator: Any) -> None:
    backup = operator.create_backup(TableName=TABLE_NAME, BackupName="for-the-trial")["BackupDetails"]["BackupArn"]
    operator.restore_table_from_backup(TargetTableName=TRIAL, BackupArn=backup)
    operator.get_waiter("table_exists").wait(TableName=TRIAL)

    assert main(["audit", "--table", TRIAL]) == 0

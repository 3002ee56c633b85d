"""The shim changes moto's speed and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.local import mock
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.rows import PRESENT, Check, Delete, Key, Put, Row
from chalicelib.store.table import Collision
from tests.conftest import REGION, TABLE_NAME


def contents() -> dict[str, Any]:
    items = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE_NAME].all_items()
    return {str((item.hash_key, item.range_key)): item.to_json() for item in items}


def test_a_cancelled_transaction_leaves_every_item_as_it_was(table: DynamoTable) -> None:
    table.commit([Put(Row(Key(pk, sk), {"of": pk + sk}, condition_attributes={"n": 1})) for pk in "pq" for sk in "123"])
    before = contents()
    with pytest.raises(Collision):
        table.commit(
            [
                Put(Row(Key("p", "1"), {"changed": True})),
                Delete(Key("p", "2")),
                Put(Row(Key("new", "1"), {})),
                Check(Key("no", "where"), PRESENT),
                Delete(Key("q", "3")),
            ]
        )
    assert contents() == before


def test_the_table_works_on_after_a_roll_back(table: DynamoTable) -> None:
    with pytest.raises(Collision):
        table.commit([Put(Row(Key("p", "1"), {})), Check(Key("p", "2"), PRESENT)])
    table.commit([Put(Row(Key("p", "1"), {})), Put(Row(Key("p", "2"), {}))])
    assert len(contents()) == 2


def test_threads_lose_nothing(table: DynamoTable) -> None:
    with ThreadPoolExecutor(8) as threads:
        totals = list(threads.map(lambda _: table.take(Key("p", "s"), 1, 60), range(80)))
    assert sorted(total for total in totals if total) == list(range(1, 61))


def test_installing_it_again_changes_nothing(table: DynamoTable) -> None:
    mock.patch_moto()
    assert table.take(Key("p", "s"), 1, 5) == 1

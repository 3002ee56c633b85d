"""The shims change moto's speed and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from chalicelib.local import mock
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.rows import PRESENT, Check, Delete, Key, Put, Row
from chalicelib.store.table import Collision
from tests import quick_moto
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


def test_attributes_of_every_type_are_written_as_moto_writes_them(
    dynamodb: Any, table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    simple = {"s": {"S": ""}, "n": {"N": "-1.5"}, "b": {"B": b"ab"}, "yes": {"BOOL": True}, "none": {"NULL": True}}
    sets = {"ss": {"SS": ["a"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": [b"x"]}}
    nested = {"l": {"L": [*simple.values()]}, "m": {"M": {**simple, "deep": {"M": {"S": {"S": "S"}}}}}, "e": {"M": {}}}
    item = {"pk": {"S": "p"}, "sk": {"S": "s"}, **simple, **sets, **nested}
    dynamodb.put_item(TableName=TABLE_NAME, Item=item)

    def answers() -> list[Any]:
        one = dynamodb.get_item(TableName=TABLE_NAME, Key={"pk": {"S": "p"}, "sk": {"S": "s"}})
        return [one["Item"], dynamodb.scan(TableName=TABLE_NAME)["Items"]]

    quick = answers()
    monkeypatch.setattr(BaseJSONSerializer, "_serialize_type_structure", quick_moto._serialize_structure)
    assert quick == answers()
    assert quick[0] == item


@pytest.mark.parametrize("other", ["a", "1"])
def test_values_of_every_type_are_compared_as_moto_compares_them(other: str) -> None:
    texts: list[dict[str, Any]] = [{"S": "a"}, {"S": "1"}, {"SS": ["a"]}, {"M": {"a": {"S": "a"}}}, {"L": [{"S": "a"}]}]
    values = [DynamoType(each) for each in [*texts, {"N": "1"}, {"N": "1.0"}, {"B": b"1"}, {"NULL": True}]]

    for one in values:
        for text in (DynamoType({"S": other}), one):
            assert (one == text) == quick_moto._equal(one, text)
            assert (text == one) == quick_moto._equal(text, one)
    assert hash(DynamoType({"S": other})) == hash(DynamoType({"S": other}))
    assert hash(DynamoType({"N": "1"})) == hash(DynamoType({"N": "1.0"}))

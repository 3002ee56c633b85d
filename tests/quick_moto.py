"""moto without work that has no effect, beyond what `chalicelib.local.mock` takes out of it.

For each attribute of an answer moto tries all ten types, each under four spellings, and for each call it lists the
methods of one class again. A dict names its type itself, and a class keeps its methods. Before moto compares or hashes
a text, such as every key, it asks whether it is a number, a set, a list, a map or nothing. For each action of a
transaction it copies the table, though it keeps one copy.
"""

from functools import cache
from typing import Any

from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_serialize_structure = BaseJSONSerializer._serialize_type_structure
_write = DynamoDBBackend.transact_write_items
_equal = DynamoType.__eq__
_hash = DynamoType.__hash__


def quicken_moto() -> None:
    """Patch moto, once or many times."""
    setattr(BaseJSONSerializer, _serialize_structure.__name__, serialize_attribute)
    setattr(responses, method_names_from_class.__name__, cache(method_names_from_class))
    setattr(DynamoType, _hash.__name__, hash_of)
    setattr(DynamoType, _equal.__name__, is_equal)
    setattr(DynamoDBBackend, _write.__name__, write_with_one_copy)


def hash_of(value: Any) -> int:
    """Hash a text by itself."""
    return hash(value.value) if value.type == "S" else _hash(value)


def is_equal(one: Any, other: Any) -> bool:
    """Compare texts by themselves."""
    if one.type == "S":
        return bool(other.type == "S" and one.value == other.value)
    return bool(_equal(one, other))


def write_with_one_copy(backend: Any, actions: Any) -> None:
    """Write a transaction; all copies of a table are made before its first action, so that they are alike."""
    name, twins = "__deepcopy__", dict[int, Any]()
    copy = getattr(Table, name)

    def copy_once(table: Any, memo: Any) -> Any:
        if id(table) not in twins:
            twins[id(table)] = copy(table, memo)
        return twins[id(table)]

    setattr(Table, name, copy_once)
    try:
        _write(backend, actions)
    finally:
        setattr(Table, name, copy)


def serialize_attribute(serializer: Any, serialized: dict[str, Any], value: Any, shape: Any, key: str) -> None:
    """Write a structure as moto does; of an attribute only the type that it has."""
    if shape.name != "AttributeValue" or type(value) is not dict:
        _serialize_structure(serializer, serialized, value, shape, key)
        return
    typed: dict[str, Any] = {}
    for name, part in value.items():
        serializer._serialize(typed, part, shape.members[name], name)
    serializer._default_serialize(serialized, typed, shape, key)

"""Converts rows to DynamoDB items and back; no other module knows DynamoDB's types."""

from typing import TYPE_CHECKING, Any

from chalicelib.store.rows import (
    INDEXES,
    PRESENT,
    RESERVED,
    SCHEMA,
    UNREADABLE,
    Action,
    AttributeValue,
    Check,
    Delete,
    Equals,
    Key,
    Put,
    Row,
    damaged_item,
    upgraded,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, Any]
NUMBER = {"N": str(SCHEMA)}  # `v`
_OF_EACH_ROW = frozenset({"pk", "sk", "v", "body"})  # most rows have nothing else


def key_item(key: Key) -> Item:
    """Write a key."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def row_item(row: Row) -> Item:
    """Write a row."""
    item: Item = {**key_item(row.key), "v": NUMBER, "body": {"S": row.text}}
    for index, key in row.indexes.items():
        item[f"{index}pk"], item[f"{index}sk"] = {"S": key.pk}, {"S": key.sk}
    for name, value in row.condition_attributes.items():
        item[name] = attribute_value(value)
    if row.expires is not None:
        item["expires"] = {"N": str(row.expires)}
    return item


def read_key(item: Item) -> Key:
    """Read a key."""
    return Key(item["pk"]["S"], item["sk"]["S"])


def read_row(item: Item) -> Row:
    """Read a row; a counter has an empty body. Raises Damaged and Unreadable."""
    key = read_key(item)
    try:
        row, number = _row_of_item(key, item), int(item["v"]["N"])
    except UNREADABLE as error:
        raise damaged_item(key) from error
    return upgraded(row, number)


def _row_of_item(key: Key, item: Item) -> Row:
    text = item["body"]["S"] if "body" in item else "{}"
    if _OF_EACH_ROW.issuperset(item):
        return Row.stored(key, text, indexes={}, condition_attributes={}, expires=None)
    return Row.stored(
        key,
        text,
        indexes={i: Key(item[f"{i}pk"]["S"], item[f"{i}sk"]["S"]) for i in INDEXES if f"{i}pk" in item},
        condition_attributes={name: _read_attribute(value) for name, value in item.items() if name not in RESERVED},
        expires=int(item["expires"]["N"]) if "expires" in item else None,
    )


def attribute_value(value: AttributeValue) -> "AttributeValueTypeDef":
    """Write the value of a condition attribute."""
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def write_item(action: Action, *, table: str) -> Any:
    """Write an action as a part of TransactWriteItems."""
    match action:
        case Put(row):
            return {"Put": {"TableName": table, "Item": row_item(row), **_condition_members(action)}}
        case Delete(key):
            return {"Delete": {"TableName": table, "Key": key_item(key), **_condition_members(action)}}
        case Check(key):
            return {"ConditionCheck": {"TableName": table, "Key": key_item(key), **_condition_members(action)}}


def _condition_members(action: Action) -> dict[str, Any]:
    if action.when is None:
        return {}
    if isinstance(action.when, Equals):
        return {
            "ConditionExpression": "#attribute = :value",
            "ExpressionAttributeNames": {"#attribute": action.when.attribute},
            "ExpressionAttributeValues": {":value": attribute_value(action.when.value)},
        }
    return {"ConditionExpression": f"attribute_{'' if action.when is PRESENT else 'not_'}exists(pk)"}


def _read_attribute(value: dict[str, str]) -> AttributeValue:
    return value["S"] if "S" in value else int(value["N"])

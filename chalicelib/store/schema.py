"""The definition of the table: for tests, the local run and packaging."""

from typing import TYPE_CHECKING

from chalicelib.store.rows import INDEXES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        CreateTableInputTypeDef,
        KeySchemaElementTypeDef,
        TimeToLiveSpecificationTypeDef,
    )

TTL_ATTRIBUTE = "expires"


def table_definition(name: str) -> "CreateTableInputTypeDef":
    """Return the input of CreateTable; CloudFormation's AWS::DynamoDB::Table uses the same names."""
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": "S"}
            for prefix in ("", *INDEXES)
            for attribute in _key_attributes(prefix)
        ],
        "KeySchema": _key_schema(""),
        "GlobalSecondaryIndexes": [
            {"IndexName": index, "KeySchema": _key_schema(index), "Projection": {"ProjectionType": "ALL"}}
            for index in INDEXES
        ],
    }


def time_to_live() -> "TimeToLiveSpecificationTypeDef":
    """Return the TimeToLiveSpecification: DynamoDB deletes rows some time after `expires`."""
    return {"AttributeName": TTL_ATTRIBUTE, "Enabled": True}


def _key_attributes(prefix: str) -> tuple[str, str]:
    return f"{prefix}pk", f"{prefix}sk"


def _key_schema(prefix: str) -> "list[KeySchemaElementTypeDef]":
    pk, sk = _key_attributes(prefix)
    return [{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}]

"""The DynamoDB engine alone: calls, partial answers, and errors translated into the table's."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import Stubber

import chalicelib.store
from chalicelib.domain.errors import Oversized
from chalicelib.store.engines.clients.protocol import ServiceError
from chalicelib.store.engines.clients.sdk import BotocoreClient, connect, ensure_table
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.rows import ABSENT, Check, Delete, Key, Put, Row
from chalicelib.store.schema import table_definition
from chalicelib.store.table import Busy, Collision, Table, Unavailable, Unsure
from tests.conftest import REGION, TABLE_NAME, Calls

HERE = Key("p", "s")
PUT = Put(Row(HERE, {}), ABSENT)
ITEM = {"v": {"N": "1"}, "pk": {"S": "p"}, "sk": {"S": "s"}, "body": {"S": "{}"}}

Ask = Callable[[Table], object]

READS: dict[str, Ask] = {
    "get": lambda table: table.get([HERE]),
    "get many": lambda table: table.get([HERE, Key("p", "t")]),
    "query": lambda table: table.query(None, "p"),
    "take": lambda table: table.take(HERE, 1, 5),
}
COMMITS: dict[str, Ask] = {
    "transaction": lambda table: table.commit([PUT]),
    "put": lambda table: table.commit([Put(Row(HERE, {}))]),
    "delete": lambda table: table.commit([Delete(HERE)]),
}
OPERATIONS = {
    "get": "get_item",
    "get many": "batch_get_item",
    "query": "query",
    "take": "update_item",
    "transaction": "transact_write_items",
    "put": "put_item",
    "delete": "delete_item",
}


@pytest.fixture
def stubbed() -> Iterator[tuple[DynamoTable, Stubber]]:
    """A table whose client answers what the test says, and tries once."""
    client = boto3.client("dynamodb", region_name=REGION, config=Config(retries={"total_max_attempts": 1}))
    with Stubber(client) as stubber:
        yield DynamoTable(BotocoreClient(client), "t", pause=lambda _seconds: None), stubber


def a_table_that_raises(error: Exception) -> DynamoTable:
    client = boto3.client("dynamodb", region_name=REGION, config=Config(retries={"total_max_attempts": 1}))

    def fail(**_: Any) -> None:
        raise error

    client.meta.events.register_first("before-send.dynamodb", fail)
    return DynamoTable(BotocoreClient(client), "t")


# Calls


def test_each_verb_is_one_call(table: DynamoTable, calls: Calls) -> None:
    table.commit([PUT, Check(Key("p", "t"), ABSENT)])
    table.get([HERE, HERE])
    table.get([HERE, Key("p", "t")])
    table.query("gsi1", "p", limit=5)
    table.query(None, "p")
    table.take(HERE, 1, 5)
    table.get([])
    assert calls.names == ["TransactWriteItems", "GetItem", "BatchGetItem", "Query", "Query", "UpdateItem"]


def test_one_action_without_a_condition_goes_alone(table: DynamoTable, calls: Calls) -> None:
    table.commit([Put(Row(HERE, {}))])
    table.commit([Delete(HERE)])
    table.commit([PUT])
    assert calls.names == ["PutItem", "DeleteItem", "TransactWriteItems"]


def test_consistent_reads_are_asked_for_only_where_wanted(table: DynamoTable, calls: Calls) -> None:
    for consistent in (False, True):
        table.get([HERE], consistent=consistent)
        table.get([HERE, Key("p", "t")], consistent=consistent)
        table.query(None, "p", consistent=consistent)
    asked = [str(call.params).count("'ConsistentRead': True") for call in calls]
    assert asked == [0, 0, 0, 1, 1, 1]


def test_a_page_over_a_megabyte_is_read_to_its_end(table: DynamoTable, calls: Calls) -> None:
    for n in range(6):
        table.commit([Put(Row(Key("p", str(n)), {"text": "x" * 380_000}))])
    calls.clear()
    assert len(table.query(None, "p").rows) == 6
    assert len(table.query(None, "p", limit=5).rows) == 5
    assert calls.names == ["Query"] * 6


def test_nothing_is_asked_for_a_range_that_holds_nothing(table: DynamoTable, calls: Calls) -> None:
    table.query(None, "p", start="b", end="a")
    table.take(HERE, 6, 5)
    assert calls == []


def test_the_source_has_no_scan_and_no_filter() -> None:
    folder = Path(chalicelib.store.__path__[0])
    # A repair by hand needs this module; no module of the service imports it (tests/house).
    source = "".join(path.read_text() for path in folder.rglob("*.py") if path.stem != "dynamo_scan")
    assert not {word for word in ("Filter" + "Expression", ".scan(", "batch_write", "list_tables") if word in source}


# Half answers


def test_keys_that_were_left_over_are_asked_for_again(stubbed: tuple[DynamoTable, Stubber]) -> None:
    table, stubber = stubbed
    rest = {"t": {"Keys": [{"pk": {"S": "p"}, "sk": {"S": "t"}}]}}
    stubber.add_response("batch_get_item", {"Responses": {"t": [ITEM]}, "UnprocessedKeys": rest})
    stubber.add_response("batch_get_item", {"Responses": {}, "UnprocessedKeys": rest})
    stubber.add_response("batch_get_item", {"Responses": {"t": [ITEM | {"sk": {"S": "t"}}]}, "UnprocessedKeys": {}})
    assert set(table.get([HERE, Key("p", "t")])) == {HERE, Key("p", "t")}


def test_keys_that_are_left_over_for_good_make_the_table_busy(stubbed: tuple[DynamoTable, Stubber]) -> None:
    table, stubber = stubbed
    rest = {"t": {"Keys": [{"pk": {"S": "p"}, "sk": {"S": "t"}}]}}
    for _ in range(6):
        stubber.add_response("batch_get_item", {"Responses": {}, "UnprocessedKeys": rest})
    with pytest.raises(Busy, match="1 of 2 keys"):
        table.get([HERE, Key("p", "t")])


# Errors

THROTTLED = ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"]


@pytest.mark.parametrize("name", [*READS, *COMMITS])
@pytest.mark.parametrize("code", THROTTLED)
def test_a_throttled_table_is_busy(stubbed: tuple[DynamoTable, Stubber], name: str, code: str) -> None:
    table, stubber = stubbed
    stubber.add_client_error(OPERATIONS[name], code, http_status_code=400)
    with pytest.raises(Busy):
        (READS | COMMITS)[name](table)


@pytest.mark.parametrize("name", READS)
def test_a_read_that_failed_inside_aws_may_be_tried_again(stubbed: tuple[DynamoTable, Stubber], name: str) -> None:
    table, stubber = stubbed
    stubber.add_client_error(OPERATIONS[name], "InternalServerError", http_status_code=500)
    with pytest.raises(Busy):
        READS[name](table)


@pytest.mark.parametrize("name", COMMITS)
@pytest.mark.parametrize("code", ["InternalServerError", "ServiceUnavailable", "TransactionInProgressException"])
def test_a_commit_that_failed_inside_aws_may_have_happened(
    stubbed: tuple[DynamoTable, Stubber], name: str, code: str
) -> None:
    table, stubber = stubbed
    stubber.add_client_error(OPERATIONS[name], code, http_status_code=500)
    with pytest.raises(Unsure):
        COMMITS[name](table)


LOST = [
    ReadTimeoutError(endpoint_url="https://dynamodb"),
    ConnectTimeoutError(endpoint_url="https://dynamodb"),
    ConnectionClosedError(endpoint_url="https://dynamodb"),
    EndpointConnectionError(endpoint_url="https://dynamodb"),
]


@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error).__name__)
def test_a_lost_answer_leaves_reads_busy_and_commits_unsure(error: Exception) -> None:
    table = a_table_that_raises(error)
    for read in READS.values():
        with pytest.raises(Busy):
            read(table)
    for commit in COMMITS.values():
        with pytest.raises(Unsure):
            commit(table)


@pytest.mark.parametrize(
    ("reasons", "failed"),
    [
        (["None", "ConditionalCheckFailed", "None", "ConditionalCheckFailed"], [1, 3]),
        (["TransactionConflict", "None"], [0]),
        (["ThrottlingError", "ConditionalCheckFailed"], [1]),
    ],
)
def test_a_cancelled_commit_names_the_actions_that_collided(
    stubbed: tuple[DynamoTable, Stubber], reasons: list[str], failed: list[int]
) -> None:
    table, stubber = stubbed
    cancelled(stubber, reasons)
    with pytest.raises(Collision) as collision:
        table.commit([PUT])
    assert collision.value.failed == failed


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_commit_cancelled_by_throttling_is_busy(stubbed: tuple[DynamoTable, Stubber], reason: str) -> None:
    table, stubber = stubbed
    cancelled(stubber, ["None", reason])
    with pytest.raises(Busy):
        table.commit([PUT])


def test_a_single_write_that_meets_a_transaction_collided(stubbed: tuple[DynamoTable, Stubber]) -> None:
    table, stubber = stubbed
    stubber.add_client_error("put_item", "TransactionConflictException")
    with pytest.raises(Collision) as collision:
        table.commit([Put(Row(HERE, {}))])
    assert collision.value.failed == [0]


@pytest.mark.parametrize("name", [*READS, *COMMITS])
def test_our_own_mistake_stays_an_error_of_the_client(stubbed: tuple[DynamoTable, Stubber], name: str) -> None:
    table, stubber = stubbed
    stubber.add_client_error(OPERATIONS[name], "ValidationException")
    with pytest.raises(ServiceError):
        (READS | COMMITS)[name](table)


def test_a_commit_cancelled_for_what_an_item_would_be_is_oversized(stubbed: tuple[DynamoTable, Stubber]) -> None:
    table, stubber = stubbed
    cancelled(stubber, ["None", "ValidationError"])
    with pytest.raises(Oversized):
        table.commit([PUT])


@pytest.mark.parametrize("reasons", [["None", "None"], ["DuplicateItem"]])
def test_a_commit_cancelled_for_no_reason_or_a_duplicate_collided(
    stubbed: tuple[DynamoTable, Stubber], reasons: list[str]
) -> None:
    table, stubber = stubbed
    cancelled(stubber, reasons)
    with pytest.raises(Collision) as collision:
        table.commit([PUT])
    assert collision.value.failed == ([0] if "DuplicateItem" in reasons else [])


def test_a_commit_cancelled_for_a_reason_that_nobody_knows_is_unavailable(
    stubbed: tuple[DynamoTable, Stubber],
) -> None:
    table, stubber = stubbed
    cancelled(stubber, ["AccessDenied"])
    with pytest.raises(Unavailable):
        table.commit([PUT])


def cancelled(stubber: Stubber, reasons: list[str]) -> None:
    stubber.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": [{"Code": reason} for reason in reasons]},
    )


# The table itself


def test_the_table_is_as_it_is_defined(dynamodb: Any) -> None:
    described = dynamodb.describe_table(TableName=TABLE_NAME)["Table"]
    defined = table_definition(TABLE_NAME)
    assert described["KeySchema"] == defined["KeySchema"]
    assert described["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert [index["IndexName"] for index in described["GlobalSecondaryIndexes"]] == ["gsi1", "gsi2", "gsi3"]
    ttl = dynamodb.describe_time_to_live(TableName=TABLE_NAME)["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


def test_a_table_that_is_there_is_left_as_it_is(dynamodb: Any, calls: Calls) -> None:
    ensure_table(dynamodb, TABLE_NAME)
    assert calls.names == ["DescribeTable"]


def test_not_being_allowed_to_look_is_not_taken_for_absence(stubbed: tuple[DynamoTable, Stubber]) -> None:
    stubber: Any = stubbed[1]
    stubber.add_client_error("describe_table", "AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        ensure_table(stubber.client, "t")


def test_the_client_gives_up_early() -> None:
    config: Any = connect(endpoint_url="http://localhost:1", region=REGION).meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 5)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}

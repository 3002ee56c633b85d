"""The client of botocore: for every setting that AWS's SDKs know, for audits and for the mock of AWS in process."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ChecksumError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from chalicelib.store.engines.clients.answers import CHECKSUM, FAILED, GOOD, is_an_object, is_damaged, named_error
from chalicelib.store.engines.clients.connections import CONNECT_SECONDS, READ_SECONDS
from chalicelib.store.engines.clients.protocol import METHODS, ClientUnusable, LostAnswer, ServiceError, reason_codes
from chalicelib.store.engines.clients.retrying import TRIES
from chalicelib.store.schema import table_definition, time_to_live

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AWS_ERRORS = (BotoCoreError, ClientError, ResponseParserError)
LOST = (NoConnection, HTTPClientError, ChecksumError, ResponseParserError)
UNSURE = "Unsure"  # in the metadata of an error: an earlier try of the call may have succeeded
USER_AGENT = "aifacts"  # the SDK would build its own for every request, which takes longer than to sign one
_WITHOUT_TTL = ("UnknownOperationException", "404", "501")


def connect(*, endpoint_url: str | None = None, region: str | None = None, connections: int = 50) -> "DynamoDBClient":
    """Build botocore's client with short timeouts, because API Gateway waits for 29 s at most.

    boto3 returns the same client and also loads its S3 transfers.
    """
    from botocore.config import Config  # both take half a second, which SQLite does not need
    from botocore.session import get_session

    config = Config(
        retries={"mode": "standard", "total_max_attempts": TRIES},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=connections,
        parameter_validation=False,  # DynamoDB validates requests, and `store/item_limits.py` has before
        user_agent=USER_AGENT,
    )
    client: Any = get_session().create_client("dynamodb", endpoint_url=endpoint_url, region_name=region, config=config)
    watch(client)
    return cast("DynamoDBClient", client)


def ensure_table(client: "DynamoDBClient", name: str) -> bool:
    """Create the table if it is absent and wait for it; return False if the engine does not support TTL.

    Without TTL expired items stay in the table, where they are ignored.
    """
    try:
        client.describe_table(TableName=name)
    except ClientError as error:
        if _code_of(error) != "ResourceNotFoundException":
            raise
        client.create_table(**table_definition(name))
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        return _enable_ttl(client, name)
    return True


def _enable_ttl(client: "DynamoDBClient", name: str) -> bool:
    try:
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=time_to_live())
    except ClientError as error:
        if _code_of(error) in _WITHOUT_TTL:
            return False
        raise
    return True


class BotocoreClient:
    """Calls DynamoDB through a client of botocore or boto3, and translates its errors."""

    def __init__(self, sdk: "DynamoDBClient") -> None:
        self.sdk = sdk
        self._methods = {operation: getattr(sdk, method) for operation, method in METHODS.items()}

    def call(self, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a request, if necessary several times, and return the answer."""
        try:
            answer: Mapping[str, Any] = self._methods[operation](**params)
        except LOST as error:
            raise LostAnswer(f"{type(error).__name__}: {error}") from error
        except ClientError as error:
            raise _service_error(error) from error
        except BotoCoreError as error:
            raise ClientUnusable(f"{type(error).__name__}: {error}") from error
        return answer


def _service_error(error: ClientError) -> ServiceError:
    given: Any = error.response
    metadata = given.get("ResponseMetadata", {})
    return ServiceError(
        _code_of(error),
        str(given["Error"].get("Message", "")),
        operation=error.operation_name,
        status=int(metadata.get("HTTPStatusCode", 0)),
        reasons=reason_codes(given.get("CancellationReasons")),
        is_unsure=bool(metadata.get(UNSURE)),
    )


def _code_of(error: ClientError) -> str:
    return error.response["Error"].get("Code", "")


def watch(client: Any) -> None:
    """Make a client detect answers that DynamoDB did not send, and remember tries with an unknown outcome."""
    client.meta.events.register("before-parse.dynamodb", _check_answer)
    client.meta.events.register("needs-retry.dynamodb", _note_lost_try)
    client.meta.events.register("after-call.dynamodb", _check_sum)


def _check_answer(response_dict: dict[str, Any], **_: Any) -> None:
    """Refuse a 2xx answer that is no JSON object, and reduce an error that is not DynamoDB's to its status.

    A proxy may answer with its own page, which botocore would read as an absent item.
    """
    body: bytes = response_dict["body"]
    if response_dict["status_code"] < GOOD:
        if not is_an_object(body):
            raise ResponseParserError("An answer is no JSON object.")
    elif named_error(body) is None:
        response_dict["body"] = b"{}"


def _note_lost_try(response: Any, caught_exception: Any, request_dict: dict[str, Any], **_: Any) -> None:
    """Note that a try of a call got no certain answer, and add that to the answers of later tries."""
    http, parsed = response or (None, dict[str, Any]())
    context = request_dict["context"]
    if context.get(UNSURE):
        parsed.setdefault("ResponseMetadata", {})[UNSURE] = True
    if caught_exception is not None or (http is not None and (http.status_code >= FAILED or _is_damaged(http))):
        context[UNSURE] = True


def _check_sum(http_response: Any, **_: Any) -> None:
    """Refuse a damaged answer: after its last try botocore would return it."""
    if _is_damaged(http_response):
        raise ChecksumError(
            checksum_type="crc32", expected_checksum=http_response.headers[CHECKSUM], actual_checksum="another one"
        )


def _is_damaged(http: Any) -> bool:
    checksum = http.headers.get(CHECKSUM)
    return checksum is not None and is_damaged(checksum, http.content)

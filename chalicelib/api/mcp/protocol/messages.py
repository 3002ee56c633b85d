"""Reads one message of JSON-RPC 2.0 from a body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.request.body import read_json
from chalicelib.api.http.request.key_redaction import refuse_keys_in_body
from chalicelib.api.mcp.protocol.errors import ErrorCode, ProtocolError, with_faults
from chalicelib.api.writes.batch import MAX_BATCH_MEMBERS
from chalicelib.domain.errors import BadJson, Invalid, TooLarge
from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import described

MAX_MEMBERS = MAX_BATCH_MEMBERS + 100  # of a body: a batch, and the message that contains it
MAX_ID_CHARS = 256
MAX_ID = 2**53 - 1  # a larger number is not the same in every language
MAX_METHOD_CHARS = 100
VERSION = "2.0"
NO_BATCH = "The body is a list. Batches are not supported: send each message in a request by itself."

MessageId = str | int


@dataclass(frozen=True)
class Message:
    """A request, or without an id a notification."""

    method: str
    params: Mapping[str, Any]
    id: MessageId | None


def read_body(read_raw: Callable[[], bytes]) -> dict[str, Any]:
    """Parse the body. Raises ProtocolError if it is no JSON object, or too large, or contains an API key."""
    try:
        raw = read_raw()
        refuse_keys_in_body(raw)
        body = read_json(raw, most=MAX_MEMBERS)
    except BadJson as refusal:
        raise ProtocolError(ErrorCode.PARSE_ERROR, refusal.detail) from None
    except TooLarge as refusal:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        raise ProtocolError(ErrorCode.INVALID_REQUEST, refusal.detail, data=refusal.context, status=status) from None
    except Invalid as refusal:
        raise with_faults(ErrorCode.INVALID_REQUEST, refusal.faults) from None
    if not isinstance(body, dict):
        detail = NO_BATCH if isinstance(body, list) else f"Expected an object, not {described(body)}."
        raise ProtocolError(ErrorCode.INVALID_REQUEST, detail)
    return body


def usable_id(body: Mapping[str, Any]) -> MessageId | None:
    """Return the id of a message if it is valid, for the answer to a message that is not."""
    sent = body.get("id")
    return sent if isinstance(sent, (str, int)) and _fault_of_id(sent) is None else None


def read_message(body: Mapping[str, Any]) -> Message:
    """Read a message. Raises ProtocolError with all faults."""
    if "method" not in body and ("result" in body or "error" in body):
        raise ProtocolError(ErrorCode.INVALID_REQUEST, "This is an answer. This service sends no requests to clients.")
    faults = Faults()
    if body.get("jsonrpc") != VERSION:
        faults.add("/jsonrpc", "bad_value", '`jsonrpc` must be "2.0".')
    if "id" in body and (detail := _fault_of_id(body["id"])):
        faults.add("/id", "bad_value", detail)
    method = body.get("method")
    if not isinstance(method, str) or not 0 < len(method) <= MAX_METHOD_CHARS:
        detail = f"`method` must be a text of 1 to {MAX_METHOD_CHARS} characters, such as tools/list."
        faults.add("/method", "bad_value" if "method" in body else "missing_field", detail)
    params = body.get("params", {})
    if not isinstance(params, dict):
        faults.add("/params", "wrong_type", f"`params` must be an object, not {described(params)}.")
    if faults:
        raise with_faults(ErrorCode.INVALID_REQUEST, faults.found)
    return Message(str(method), params, body.get("id"))


def _fault_of_id(sent: Any) -> str | None:
    """Say what is wrong with an id; None if it is right."""
    if isinstance(sent, str):
        return f"`id` is longer than {MAX_ID_CHARS} characters." if len(sent) > MAX_ID_CHARS else None
    if isinstance(sent, bool) or not isinstance(sent, int):
        return f"`id` must be a text or a whole number, not {described(sent)}. A notification has none."
    return f"`id` is beyond ±{MAX_ID}." if abs(sent) > MAX_ID else None

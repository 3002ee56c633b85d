"""What botocore takes on trust: that an answer is JSON, and that the last try tells of all tries."""

import json
from typing import Any

from botocore.parsers import ResponseParserError

UNSURE = "Unsure"  # in the metadata of an error: an earlier try of the same call may have been carried out
_GOOD, _FAILED = 300, 500  # statuses below the one, and from the other on


def watch(client: Any) -> None:
    """Let a client notice answers that no DynamoDB sent, and tries whose outcome nobody knows."""
    client.meta.events.register("before-parse.dynamodb", _check)
    client.meta.events.register("needs-retry.dynamodb", _note)


def _check(response_dict: dict[str, Any], **_: Any) -> None:
    """Refuse a good answer that is no JSON object, and let an error that is none be known by its status alone.

    What stands between may answer with a page of its own, which botocore would read as an item that is not there.
    """
    body: bytes = response_dict["body"]
    if response_dict["status_code"] < _GOOD:
        if not (body.startswith(b"{") and body.rstrip().endswith(b"}")):
            raise ResponseParserError("An answer is no JSON object.")
    elif not _names_an_error(body):
        response_dict["body"] = b"{}"


def _names_an_error(body: bytes) -> bool:
    try:
        error = json.loads(body)
    except ValueError:
        return False
    return isinstance(error, dict) and isinstance(error.get("__type"), str)


def _note(response: Any, caught_exception: Any, request_dict: dict[str, Any], **_: Any) -> None:
    """Remember with a call that a try of it got no sure answer, and say so in the answers of later tries."""
    http, parsed = response or (None, dict[str, Any]())
    context = request_dict["context"]
    if context.get(UNSURE):
        parsed.setdefault("ResponseMetadata", {})[UNSURE] = True
    if caught_exception is not None or (http is not None and http.status_code >= _FAILED):
        context[UNSURE] = True

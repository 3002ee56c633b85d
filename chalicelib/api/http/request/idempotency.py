"""`Idempotency-Key`: the header, and the identity of the request that it comes with."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.parameters import refusal
from chalicelib.api.http.routing.routes import Route
from chalicelib.domain.errors import Fault
from chalicelib.operations.world import Caller, IdempotentRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
METHODS = ("POST", "PATCH", "DELETE")
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def read_key(route: Route, *, incoming: IncomingRequest) -> str | None:
    """Return the key in the header; None if there is none, or if the route writes nothing.

    The whole text is the key, including the quotes of a structured field.
    """
    sent = incoming.headers.get(HEADER.lower()) if route.method in METHODS else None
    if sent is None:
        return None
    if not KEY.fullmatch(sent.strip()):
        detail = f"{HEADER} must have 1 to 255 visible ASCII characters, such as a UUID."
        raise refusal(Fault(HEADER, "bad_value", detail))
    return None if route.scope == "read" else sent.strip()


def identify_request(
    key: str, caller: Caller, *, incoming: IncomingRequest, body: Mapping[str, Any] | Sequence[Any]
) -> IdempotentRequest:
    """Return the request that a key identifies. Two callers may use the same key."""
    return IdempotentRequest(digest=_digest_json([caller.key_id, key]), asked=_digest_request(incoming, body))


def identify_content(key: str | None, caller: Caller, *, content: Sequence[Any]) -> IdempotentRequest:
    """Return the write that a key identifies, of a face that is no route; without a key its content identifies it."""
    asked = _digest_json(content)
    named = [caller.key_id, key] if key is not None else [caller.key_id, "content", asked]
    return IdempotentRequest(digest=_digest_json(named), asked=asked)


def _digest_request(incoming: IncomingRequest, body: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return the digest of method, path, query and body, regardless of spacing and order."""
    query = sorted((name, list(values)) for name, values in incoming.query.items())
    return _digest_json([incoming.method, incoming.resource, dict(incoming.path), query, body])


def _digest_json(said: Any) -> str:
    # The exact numbers of a body are no JSON values; no text looks like their `repr`.
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()

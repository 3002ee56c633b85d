"""`Idempotency-Key`: the header, and the identity of the request that it comes with."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.parameters import refusal
from chalicelib.api.http.routing.routes import Route
from chalicelib.domain.errors import Fault
from chalicelib.operations.world import Caller, IdempotentRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
METHODS = ("POST", "PATCH")
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def read_key(route: Route, *, asked: IncomingRequest) -> str | None:
    """Read the header; None where there is none, and where nothing is written anyhow.

    The whole text is the key, quotes of a structured field included.
    """
    sent = asked.headers.get(HEADER.lower()) if route.method in METHODS else None
    if sent is None:
        return None
    if not KEY.fullmatch(sent.strip()):
        detail = f"{HEADER} takes 1 to 255 visible ASCII characters, such as a UUID."
        raise refusal(Fault(HEADER, "bad_value", detail))
    return None if route.scope == "read" else sent.strip()


def identify_request(key: str, caller: Caller, *, asked: IncomingRequest, body: Mapping[str, Any]) -> IdempotentRequest:
    """Return the request that a key identifies; each caller has keys of their own."""
    return IdempotentRequest(digest=_digest([caller.key_id, key]), asked=_digest_request(asked, body))


def _digest_request(asked: IncomingRequest, body: Mapping[str, Any]) -> str:
    """Return the digest of method, path, query and body, regardless of spacing and order."""
    query = sorted((name, list(values)) for name, values in asked.query.items())
    return _digest([asked.method, asked.resource, dict(asked.path), query, body])


def _digest(said: Any) -> str:
    # `repr` of what JSON has no word for (the exact numbers of a body): no text looks like it.
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()

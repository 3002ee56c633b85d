"""API keys in the wrong places: refused in URLs and bodies, redacted in responses and logs."""

import re
from urllib.parse import quote, unquote

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.parameters import refusal
from chalicelib.domain.errors import Fault, Invalid
from chalicelib.operations.access.api_key_records import PREFIX, SECRET

ADVICE = "Send it in the header `Authorization: Bearer <key>` only, and replace this key: others may have seen it."

_ESCAPED = re.compile(r"\\u00([0-7][0-9A-Fa-f])")


def redact_keys(text: str) -> str:
    """Replace every API key of this service in a text."""
    return SECRET.sub(f"{PREFIX}...", text) if PREFIX in text else text


def refuse_keys_in_url(incoming: IncomingRequest) -> None:
    """Refuse a request with a key in its path or query, because proxies and browsers log URLs."""
    parts = [
        incoming.url,
        *incoming.path.values(),
        *incoming.query,
        *(t for texts in incoming.query.values() for t in texts),
    ]
    if any(PREFIX in part and SECRET.search(part) for part in parts):
        raise refusal(Fault("Authorization", "misplaced_key", f"The URL contains an API key. {ADVICE}"))


def redacted_url(url: str) -> str:
    """Return a URL without API keys, percent-encoded ones included."""
    plain = unquote(url)
    return quote(redact_keys(plain)) if PREFIX in plain and SECRET.search(plain) else url


def refuse_keys_in_body(raw: bytes) -> None:
    """Refuse a body that contains a key, plain or escaped, because recorded facts are public."""
    text = _unescaped(raw)
    if PREFIX in text and SECRET.search(text):
        detail = f"The body contains an API key. {ADVICE}"
        raise Invalid(detail, faults=(Fault("", "misplaced_key", detail),))


def _unescaped(raw: bytes) -> str:
    """Decode the JSON escapes of ASCII, the only ones that can hide a key."""
    text = raw.decode("utf-8", "replace")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u00" in text else text

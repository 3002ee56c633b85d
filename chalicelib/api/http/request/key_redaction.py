"""Keys where they do not belong: none is taken there, and none is ever repeated."""

import re
from urllib.parse import quote, unquote

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.parameters import refusal
from chalicelib.domain.errors import Fault, Invalid
from chalicelib.operations.access.api_key_records import PREFIX, SECRET

ADVICE = "send it as `Authorization: Bearer <key>` alone. Who has seen it here may use it: replace the key."

_ESCAPED = re.compile(r"\\u00([0-7][0-9A-Fa-f])")


def redact_keys(text: str) -> str:
    """Blank out every key of ours in a text."""
    return SECRET.sub(f"{PREFIX}...", text) if PREFIX in text else text


def refuse_keys_in_url(asked: IncomingRequest) -> None:
    """Refuse a request with a key in its path or query: proxies and browsers write URLs down."""
    parts = [asked.url, *asked.path.values(), *asked.query, *(t for texts in asked.query.values() for t in texts)]
    if any(PREFIX in part and SECRET.search(part) for part in parts):
        raise refusal(Fault("Authorization", "misplaced_key", f"An API key stands in the URL; {ADVICE}"))


def redacted_url(url: str) -> str:
    """Give a URL as it may be told: without a key, however much of that is percent-encoded."""
    plain = unquote(url)
    return quote(redact_keys(plain)) if SECRET.search(plain) else url


def refuse_keys_in_body(raw: bytes) -> None:
    """Refuse a body with a key in it, spelt out or escaped: what is recorded can be read by anybody."""
    text = _unescaped(raw)
    if PREFIX in text and SECRET.search(text):
        detail = f"An API key stands in the body; {ADVICE}"
        raise Invalid(detail, faults=(Fault("", "misplaced_key", detail),))


def _unescaped(raw: bytes) -> str:
    """Read the escapes of ASCII in JSON, which are all that a key could hide behind."""
    text = raw.decode("utf-8", "replace")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u00" in text else text

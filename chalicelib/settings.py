"""The settings of the service: the only reader of the environment, read late."""

import os
import re
from collections.abc import Mapping
from typing import Literal

from chalicelib.late_dataclass import dataclass

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
Reads = Literal["open", "closed"]
Client = Literal["lean", "botocore"]
MAX_MCP_ORIGINS = 20
MIN_WEBHOOK_KEY = 32
_ORIGIN = re.compile(r"https?://([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Settings:
    """The settings that the environment may change.

    `reads`: if closed, every read requires a key with the scope `read`. `cursor_secret` seals page cursors; if it is
    empty they carry only a checksum. It also salts the digests of addresses in the log. `endpoint` is the URL of a
    DynamoDB-compatible engine. `client` is the client of DynamoDB: the lean one wherever it knows all that the
    environment sets, or botocore's. `security_contact` is the URI in security.txt. `requests_per_minute` is the default
    limit of a key. `hsts_max_age` is the max-age of Strict-Transport-Security in seconds; None omits the header.
    `mcp_origins` are the origins of other sites whose pages may call /mcp. `webhook_keys` encrypt the secrets of
    webhooks: the first one encrypts, all of them decrypt; without one there are no webhooks.
    """

    table_name: str = "aifacts"
    endpoint: str | None = None
    client: Client = "lean"
    reads: Reads = "open"
    cursor_secret: bytes = b""
    log_level: str = "INFO"
    requests_per_minute: int = 600
    security_contact: str = "mailto:security@localhost"
    hsts_max_age: int | None = None
    mcp_origins: frozenset[str] = frozenset()
    webhook_keys: tuple[bytes, ...] = ()
    on_lambda: bool = False
    is_here: bool = False


def settings() -> Settings:
    """Read the settings from the environment. Raises ValueError for an invalid one."""
    return Settings(
        table_name=os.environ.get("TABLE_NAME") or "aifacts",
        endpoint=os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or None,
        client=_client(os.environ.get("DYNAMODB_CLIENT") or "lean"),
        reads=reads(),
        cursor_secret=cursor_secret(),
        log_level=_log_level(os.environ.get("LOG_LEVEL") or "INFO"),
        requests_per_minute=_requests_per_minute(os.environ.get("REQUESTS_PER_MINUTE") or "600"),
        security_contact=_security_contact(os.environ.get("SECURITY_CONTACT") or "mailto:security@localhost"),
        hsts_max_age=hsts_max_age(),
        mcp_origins=mcp_origins(),
        webhook_keys=_webhook_keys(os.environ.get("WEBHOOK_KEY", "").split()),
        on_lambda=on_lambda(),
        is_here=is_here(),
    )


def reads() -> Reads:
    """Read whether reads are open, without the other settings, because most requests need only this."""
    text = os.environ.get("READS") or "open"
    if text == "open":
        return "open"
    if text == "closed":
        return "closed"
    raise ValueError(f"READS is {text!r}; it must be open or closed.")


def cursor_secret() -> bytes:
    """Read the secret of this deployment, without the other settings."""
    return os.environ.get("CURSOR_SECRET", "").encode()


def hsts_max_age() -> int | None:
    """Read the max-age of Strict-Transport-Security, without the other settings."""
    text = os.environ.get("HSTS_MAX_AGE") or ""
    if not text:
        return None
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    raise ValueError(f"HSTS_MAX_AGE is {text!r}; it must be a number of seconds of at most nine digits.")


def aws_variables() -> Mapping[str, str]:
    """Return the variables that AWS's SDKs read, such as those of credentials and proxies, as they are at any time."""
    return os.environ


def _client(text: str) -> Client:
    if text == "lean":
        return "lean"
    if text == "botocore":
        return "botocore"
    raise ValueError(f"DYNAMODB_CLIENT is {text!r}; it must be lean or botocore.")


def mcp_origins() -> frozenset[str]:
    """Read the origins of other sites whose pages may call /mcp, without the other settings."""
    origins = os.environ.get("MCP_ORIGINS", "").lower().split()
    if wrong := [origin for origin in origins if not _ORIGIN.fullmatch(origin)]:
        raise ValueError(
            f"MCP_ORIGINS has {wrong[0]!r}; an origin is like https://example.org or http://localhost:3000."
        )
    if len(origins) > MAX_MCP_ORIGINS:
        raise ValueError(f"MCP_ORIGINS has {len(origins)} origins; the maximum is {MAX_MCP_ORIGINS}.")
    return frozenset(origins)


def on_lambda() -> bool:
    """Say whether the service runs on AWS Lambda."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def _webhook_keys(words: list[str]) -> tuple[bytes, ...]:
    if any(len(word) < MIN_WEBHOOK_KEY for word in words):  # the message has none of it: it is a secret
        raise ValueError(
            f"WEBHOOK_KEY is too short; it must be {MIN_WEBHOOK_KEY} random characters or more. "
            "To change it, put the new key before the old one, with a space between."
        )
    return tuple(word.encode() for word in words)


def is_here() -> bool:
    """Say whether the endpoint of DynamoDB is on this machine's loopback, as no stack on AWS can have it."""
    url = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL") or ""
    return re.fullmatch(r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?/?", url) is not None


def _log_level(text: str) -> str:
    if text.upper() in LEVELS:
        return text.upper()
    raise ValueError(f"LOG_LEVEL is {text!r}; it must be one of {', '.join(LEVELS)}.")


def _requests_per_minute(text: str) -> int:
    if re.fullmatch("[1-9][0-9]{0,5}|1000000", text):
        return int(text)
    raise ValueError(f"REQUESTS_PER_MINUTE is {text!r}; it must be a number from 1 to 1000000.")


def _security_contact(text: str) -> str:
    if re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]\S*|tel:\+[0-9-]+)", text):
        return text
    raise ValueError(f"SECURITY_CONTACT is {text!r}; it must be a URI: mailto:..., https://... or tel:+...")

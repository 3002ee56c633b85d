"""The settings of the service: the only reader of the environment, read late."""

import os
from dataclasses import dataclass
from typing import Literal

Reads = Literal["open", "closed"]


@dataclass(frozen=True)
class Settings:
    """What the environment may change.

    `reads` closed asks a key with the scope `read` of every read. `cursor_secret` seals page cursors: where
    it is empty they carry a checksum only. `endpoint` points at another DynamoDB-compatible engine.
    """

    table_name: str = "aifacts"
    endpoint: str | None = None
    reads: Reads = "open"
    cursor_secret: bytes = b""
    log_level: str = "INFO"
    on_lambda: bool = False


def settings() -> Settings:
    """Read the settings from the environment as it is now; raise ValueError where one is not understood."""
    return Settings(
        table_name=os.environ.get("TABLE_NAME") or "aifacts",
        endpoint=os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or None,
        reads=_reads(os.environ.get("READS") or "open"),
        cursor_secret=os.environ.get("CURSOR_SECRET", "").encode(),
        log_level=(os.environ.get("LOG_LEVEL") or "INFO").upper(),
        on_lambda="AWS_LAMBDA_FUNCTION_NAME" in os.environ,
    )


def _reads(text: str) -> Reads:
    if text == "open":
        return "open"
    if text == "closed":
        return "closed"
    raise ValueError(f"READS is {text!r}; it must be open or closed.")

"""The variables of a process that is measured: fixed keys, no file of a home."""

import os

TABLE = "aifacts"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "x" * 40,
    "AWS_SESSION_TOKEN": "x" * 700,
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_REGION": "eu-central-1",
    "HOME": "/nonexistent",
}
SETTINGS = {
    "TABLE_NAME": TABLE,
    "LOG_LEVEL": "INFO",
    "REQUESTS_PER_MINUTE": "1000000",
    "CURSOR_SECRET": "a secret of the bench",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


def variables(client: str, *, endpoint: str | None = None) -> dict[str, str]:
    """Return the whole environment of a process with one of the two clients."""
    endpoints = {} if endpoint is None else {"AWS_ENDPOINT_URL_DYNAMODB": endpoint}
    found = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**found, **KEYS, **SETTINGS, **endpoints, "DYNAMODB_CLIENT": client}

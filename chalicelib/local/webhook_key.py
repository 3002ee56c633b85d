"""The key of the local run that encrypts the secrets of webhooks, in a file beside its data."""

import os
import secrets
from pathlib import Path

FILE_NAME = "webhook.key"


def kept_key(folder: Path) -> bytes:
    """Return the key in the file of a folder, which only you can read; make it if there is none. Raises OSError."""
    file = folder / FILE_NAME
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes().strip()
    with os.fdopen(handle, "wb") as opened:
        key = new_key()
        opened.write(key + b"\n")
    return key


def new_key() -> bytes:
    """Return a new key of 256 random bits."""
    return secrets.token_urlsafe(32).encode()

"""Writes the snapshot of the contract: `python -m tests.contract.snapshot`."""

import json
from pathlib import Path

from chalicelib.api.openapi import document

PATH = Path(__file__).parents[1] / "openapi.json"


def text() -> str:
    """Give the contract as it is now, a line a member, so that a change of it is a diff that can be read."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")

"""Writes the snapshot of the contract: `python -m tests.contract.snapshot`."""

import json
from pathlib import Path
from typing import Any

from chalicelib.api.openapi import document

PATH = Path(__file__).parents[1] / "openapi.json"
DEPTH = 3  # of the members on separate lines: paths, path, operation; components, section, component


def text() -> str:
    """Give the contract as it is now, one line per operation, schema and parameter: a change is a short diff."""
    return f"{_lines(document(), depth=DEPTH)}\n"


def _lines(value: Any, *, depth: int) -> str:
    if depth == 0 or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    members = (f"{json.dumps(name)}:{_lines(value[name], depth=depth - 1)}" for name in sorted(value))
    return "{\n" + ",\n".join(members) + "\n}"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")

"""Examples of successful answers, recorded from the service by `make contract`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("answers.json")


@cache
def recorded_answers() -> dict[str, dict[str, Any]]:
    """Return the examples by the names of their schemas, then by their own. Only assembling the document needs them."""
    found: dict[str, dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))
    return found

"""Records the examples of answers that the contract shows: `python -m tests.contract.record_answers`."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.api.openapi.recorded import PATH
from tests.contract.recorded_requests import record_answers


def text() -> str:
    """Give the examples as they are now, one line per answer: a change is a short diff."""
    schemas = (f"{json.dumps(schema)}:{{\n{_lines(examples)}\n}}" for schema, examples in record_answers().items())
    return "{\n" + ",\n".join(schemas) + "\n}\n"


def _lines(examples: Mapping[str, Any]) -> str:
    return ",\n".join(f"{json.dumps(name)}:{_compact(example)}" for name, example in examples.items())


def _compact(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # the service logs each request
    PATH.write_text(text(), encoding="utf-8")

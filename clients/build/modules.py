"""The generated modules of the Python client, by path."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from chalicelib.api.openapi import document
from clients.build import answers, asynchronous, filters, kinds, plurals

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "clients" / "python" / "aifacts_client" / "generated"
WRITERS: dict[str, Callable[[dict[str, object]], str]] = {
    "answers": answers.text,
    "filters": filters.text,
    "kinds": kinds.text,
    "plurals": plurals.text,
}


def texts() -> dict[Path, str]:
    """Return the text of each module, formatted as the rest of the code."""
    contract = document()
    written = {name: write(contract) for name, write in WRITERS.items()} | asynchronous.texts()
    return {FOLDER / f"{name}.py": _formatted(text) for name, text in written.items()}


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FOLDER / "any.py"), "-"]
    # Sorted imports are written by hand; the formatter decides on lines alone.
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603  our own formatter

"""The state file of a dump or a load, by which a killed one continues, and its progress bar."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm


class StateFile:
    """A small file beside the one that is written or read; it is gone when all is done."""

    def __init__(self, file: Path, *, of: str, about: Mapping[str, Any]) -> None:
        self._path = file.with_name(f"{file.name}.{of}")
        self._about = dict(about)

    def read(self) -> dict[str, Any] | None:
        """Return what was kept, None if there is nothing, or if it is about another table or file."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        matches = isinstance(kept, dict) and kept.get("about") == self._about
        return kept["state"] if matches else None

    def keep(self, state: Mapping[str, Any]) -> None:
        """Keep a state in place of the one before."""
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.write_text(json.dumps({"about": self._about, "state": state}), encoding="utf-8")
        beside.replace(self._path)

    def remove(self) -> None:
        """Remove the file: all is done."""
        self._path.unlink(missing_ok=True)


def say(text: str) -> None:
    """Print a line beside a bar."""
    tqdm.write(text, file=sys.stderr)


@contextmanager
def bar(total: int, *, done: int, unit: str, what: str) -> Iterator["tqdm[Any]"]:
    """Show a bar with rate and time left; without a terminal it prints nothing."""
    scaled = unit == "B"
    with tqdm(total=total, initial=done, unit=unit, desc=what, file=sys.stderr, disable=None, unit_scale=scaled) as it:
        yield it

"""The files of the repository, as the tests of the house read them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Refusal

ROOT = Path(__file__).parents[2]
CODE = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(path: Path) -> str:
    """Return a path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


def chalice(name: str) -> Any:
    """Parse a JSON file of the folder `.chalice`."""
    return json.loads((ROOT / ".chalice" / name).read_text())


def refusals(root: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """List every class of refusal below one."""
    for subclass in root.__subclasses__():
        yield subclass
        yield from refusals(subclass)

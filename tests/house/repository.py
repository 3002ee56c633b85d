"""The files of the repository, as the tests of the house read them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Refusal

ROOT = Path(__file__).parents[2]
CODE = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]
# Of the clients, the modules that are written by hand.
CLIENTS = sorted(path for path in (ROOT / "clients").rglob("*.py") if path.parent.name != "generated")
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FOLDERS_WITH_PROSE = ("chalicelib", "tests", "bench", "clients", "docs", "examples", ".ci", ".github", ".chalice")
SUFFIXES_OF_PROSE = {".md", ".py", ".toml", ".yaml", ".yml", ".json", ".ts"}
# Generated files and files of others. The sources of the contract are checked instead of its snapshot.
WITHOUT_PROSE = (
    "tests/openapi.json",
    "clients/python/aifacts_client/generated/",
    "clients/python/build/",
    "chalicelib/api/pages/docs_assets/",
    ".chalice/deploy",
    ".ci/linters/package-lock.json",
    ".ci/linters/node_modules/",
    ".ci/linters/built/",
    ".ci/linters/generated/",
    ".ci/linters/aifacts.d.ts",
)
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


def files_with_prose() -> list[Path]:
    """List every file with prose of ours; the seeds quote others."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("*.py"), ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run"]
    for folder in FOLDERS_WITH_PROSE:
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES_OF_PROSE]
    return sorted(path for path in found if path.is_file() and not name_of(path).startswith(WITHOUT_PROSE))

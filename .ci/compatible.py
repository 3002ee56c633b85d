"""Compares the contract with the earlier one; the changelog must name every change that breaks clients.

A name of the changelog may stand for a group: `QuantityOf*`.

The earlier contract is that of the last tag or, without a tag, of the previous commit. A clone without either has
nothing to compare with.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SNAPSHOT = "tests/openapi.json"
sys.path.insert(0, str(ROOT))

from tests.contract.compatibility import Comparison  # noqa: E402  the tests are not an installed package


def main() -> None:
    """Exit with every break that the changelog does not name."""
    earlier = earlier_contract()
    if earlier is None:
        sys.stdout.write("There is no earlier contract in this clone.\n")
        return
    named = incompatible((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    breaks = Comparison(earlier, json.loads((ROOT / SNAPSHOT).read_text(encoding="utf-8"))).breaks()
    if unnamed := [f"`{each.name}`: {each.what}" for each in breaks if not is_named(each.name, named)]:
        lines = "\n  ".join(unnamed)
        sys.exit(f"This breaks clients. Undo it, or name it in CHANGELOG.md, Unreleased, Incompatible:\n  {lines}")


def earlier_contract() -> Any:
    """Read the contract of the last tag, or else of the previous commit."""
    tag = _git("describe", "--tags", "--abbrev=0")
    text = _git("show", f"{(tag or 'HEAD^').strip()}:{SNAPSHOT}")
    return None if text is None else json.loads(text)


def incompatible(changelog: str) -> set[str]:
    """Return the names in backticks in the section Unreleased, Incompatible of the changelog."""
    unreleased = changelog.partition("## Unreleased")[2].partition("\n## ")[0]
    section = unreleased.partition("### Incompatible")[2].partition("\n### ")[0]
    return set(re.findall(r"`([^`]+)`", section))


def is_named(name: str, named: Iterable[str]) -> bool:
    """Return whether a name is one of these, or in the group that one of them stands for."""
    return any(fnmatchcase(name, each) for each in named)


def _git(*arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return None if done.returncode else done.stdout


if __name__ == "__main__":
    main()

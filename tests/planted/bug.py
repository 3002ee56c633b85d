"""A planted bug: a few lines of a file in place of others, and the tests that must notice it."""

from pathlib import Path
from typing import NamedTuple


class DoesNotApply(Exception):
    """The lines that a bug replaces are not in the file, or more than once; the text says which."""


class Bug(NamedTuple):
    """A bug: its name, the file, the text that is there once, the text that comes in its place, and the tests."""

    name: str
    file: str
    right: str
    wrong: str
    noticed_by: tuple[str, ...]

    def spoiled(self, tree: Path) -> str:
        """Return the text of the file in a tree with the bug. Raises DoesNotApply."""
        path = tree / self.file
        if not path.exists():
            raise DoesNotApply(f"{self.name}: there is no {self.file}. Name the file that has these lines now.")
        text = path.read_text(encoding="utf-8")
        if (times := text.count(self.right)) != 1:
            raise DoesNotApply(
                f"{self.name}: {self.file} has these lines {times} times, not once. Plant the bug anew:\n{self.right}"
            )
        return text.replace(self.right, self.wrong)

"""The documents of the repository, and their fenced blocks with the lines on which they are."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
# Documents whose commands need tools or a table that the tour does not have, and the test that runs them instead.
RUN_ELSEWHERE = {
    "docs/analysis.md": "tests/api/http/test_recipes.py",
    "docs/tutorials/analyst.md": "tests/docs/test_tutorials.py",
    "docs/tutorials/dashboard.md": "tests/docs/test_tutorials.py",
    "docs/tutorials/news-pipeline.md": "tests/docs/test_tutorials.py",
    "docs/tutorials/operator.md": "tests/docs/test_tutorials.py",
}


@dataclass(frozen=True)
class Block:
    """A fenced block of a document; `line` is the number of its first line of text."""

    document: Path
    line: int
    language: str
    text: str


def name_of(document: Path) -> str:
    """Return a document as the repository names it, or its file name if it is outside."""
    return document.relative_to(ROOT).as_posix() if document.is_relative_to(ROOT) else document.name


def documents() -> list[Path]:
    """List README, and the pages and tutorials in `docs`."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/tutorials").glob("*.md"))]


def blocks_of(document: Path, languages: Sequence[str] = ()) -> list[Block]:
    """List the fenced blocks of a document in one of these languages, or all."""
    text = document.read_text(encoding="utf-8")
    return [
        Block(document, text.count("\n", 0, each.start("text")) + 1, each["language"], textwrap.dedent(each["text"]))
        for each in FENCE.finditer(text)
        if not languages or each["language"] in languages
    ]


def replayed() -> list[Path]:
    """List the documents with a shell block that calls the service."""
    return [
        document
        for document in documents()
        if name_of(document) not in RUN_ELSEWHERE
        and any("$BASE" in block.text for block in blocks_of(document, ["sh"]))
    ]

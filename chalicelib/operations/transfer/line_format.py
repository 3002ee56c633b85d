"""The lines of an export: their names, their digests, and the size of a page.

docs/export.md describes the form for readers. `SCHEMA` rises when a reader of the form before would misread a line.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

SCHEMA = 1
MAX_PAGE_BYTES = 950_000  # so that a page is the body of an import; the last lines need some more
Line = dict[str, Any]


class LineType(StrEnum):
    """The types of lines, as their member `line` names them."""

    PAGE = "page"
    FACT = "fact"
    REVISION = "revision"
    ENTITY = "entity"
    CHANGE = "change"
    MANIFEST = "manifest"
    DIGEST = "digest"


class LinesDigest:
    """The digest of the lines of a page, and their number and bytes. White space between the members does not count."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.lines = 0
        self.bytes = 0

    def add(self, line: Mapping[str, Any]) -> str:
        """Add a line; return its text."""
        text = write_line(line)
        data = text.encode()
        self._digest.update(data)
        self.lines += 1
        self.bytes += len(data)
        return text

    @property
    def sha256(self) -> str:
        """The digest so far."""
        return self._digest.hexdigest()


def write_line(line: Mapping[str, Any]) -> str:
    """Return a line as compact JSON with its end. No export has a number with a fraction; a sent one becomes text."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"


def chained(before: str, sha256: str) -> str:
    """Return the digest of all pages up to one: of the digest of those before it ("" at first) and that of the page."""
    return hashlib.sha256(f"{before}{sha256}".encode()).hexdigest()


def count_line(counts: dict[str, int], line: Mapping[str, Any]) -> None:
    """Add a line to the counts of a manifest: entities by kind, facts, revisions and changes."""
    match line["line"]:
        case LineType.ENTITY:
            name = f"entities.{line['ref'].partition('/')[0]}"
        case LineType.FACT:
            name = "facts"
        case LineType.REVISION:
            name = "revisions"
        case LineType.CHANGE:
            name = "changes"
        case _:
            return
    counts[name] = counts.get(name, 0) + 1


def manifest_counts(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return the counts as a manifest shows them."""
    kinds = {name.removeprefix("entities."): n for name, n in sorted(counts.items()) if name.startswith("entities.")}
    return {"entities": kinds, **{name: counts.get(name, 0) for name in ("facts", "revisions", "changes")}}

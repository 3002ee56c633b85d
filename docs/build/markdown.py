"""Markdown of the reference: tables, code and text in which nothing is markup."""

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

CODE = re.compile(r"(`[^`]*`)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
MARKUP = re.compile(r"[<>*_\[\]|]")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; none if it has no rows."""
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    return [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", *lines, ""] if lines else []


def text(words: str) -> str:
    """Return a text of the contract on one line, with its code as code and everything else as written."""
    parts = CODE.split(" ".join(words.split()))
    return "".join(each.replace("|", "&#124;") if each[:1] == "`" else MARKUP.sub(_escaped, each) for each in parts)


def code(words: str) -> str:
    """Return words as code, also in a cell of a table."""
    return f"`{words}`" if "|" not in words else f"<code>{words.replace('|', '&#124;')}</code>"


def codes(words: Iterable[str]) -> str:
    """Return a list of words, each as code."""
    return ", ".join(code(each) for each in words)


def example(value: Any) -> list[str]:
    """Return the lines of a block of JSON."""
    return ["```json", *json.dumps(value, ensure_ascii=False, indent=2).splitlines(), "```", ""]


def anchor(title: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def with_anchors(page: str) -> str:
    """Give each heading of a page the anchor that it has on GitHub, so that links work in both places."""
    seen: Counter[str] = Counter()

    def heading(found: re.Match[str]) -> str:
        name = anchor(html.unescape(found[2]))
        seen[name] += 1
        return f"{found[0]} {{#{name if seen[name] == 1 else f'{name}-{seen[name] - 1}'}}}"

    return outside_fences(page, HEADING, heading)


def outside_fences(page: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> str:
    """Replace what a pattern finds in a page, except in its blocks of code."""
    fenced = [match.span() for match in FENCE.finditer(page)]
    return pattern.sub(
        lambda found: found[0] if any(start <= found.start() < end for start, end in fenced) else replace(found), page
    )


def _escaped(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"

"""Keeps the answer of a tool within its bound: cuts texts and lists, then leaves out the last items, and says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.mcp.tool import FullAnswer, ToolAnswer
from chalicelib.api.mcp.tools.answering.arguments import MAX_BYTES
from chalicelib.api.mcp.tools.answering.answer_types import LeftOutJson
from chalicelib.api.mcp.tools.answering.wording import Cutter

CUTS = ((None, None), (240, 6), (120, 3), (60, 2), (24, 1))  # characters of a text and members of a list
DROPPING_FROM = 2  # the number of the cuts from which items are left out
MAX_NAMES = 10


@dataclass(frozen=True)
class Draft:
    """An answer with some of its items: its JSON, and the lines of its text."""

    structured: dict[str, Any]
    lines: Sequence[str]


@dataclass(frozen=True)
class Items:
    """The items of an answer: how many were read, how to call them, and whether there may be further ones.

    `write` writes the answer with the first so many, all texts and lists cut. `how` says how to get the others without
    a larger answer, as in "Ask for fewer `refs`."; `names` has a name of each, if they have names.
    """

    total: int
    noun: str
    write: Callable[[Cutter, int], Draft]
    how: str
    more: bool = False
    names: Sequence[str] = ()


def fit(items: Items, links: Sequence[FullAnswer], *, max_bytes: int) -> ToolAnswer:
    """Return an answer of at most so many bytes, its text and its JSON together, with what is left out.

    Texts and lists are cut only if not all of them fit, and items are left out only if cutting is not enough.
    """
    for chars, listed in CUTS:
        answer = _written(items, links, Cutter(chars, listed), items.total)
        if size_of(answer) <= max_bytes:
            return answer
    for chars, listed in CUTS[DROPPING_FROM:]:
        first, last = 0, items.total - 1  # `first` items fit, or are tried next; more than `last` do not
        while first < last:
            middle = (first + last + 1) // 2
            if size_of(_written(items, links, Cutter(chars, listed), middle)) <= max_bytes:
                first = middle
            else:
                last = middle - 1
        answer = _written(items, links, Cutter(chars, listed), max(first, 0))
        if size_of(answer) <= max_bytes and (first > 0 or items.total == 0):
            return answer
    return answer


def size_of(answer: ToolAnswer) -> int:
    """Return the bytes of an answer: its JSON, its text and its links, serialized."""
    content = [{"type": "text", "text": answer.text}]
    content += [{"type": "resource_link", "name": each.title, "uri": each.path} for each in answer.links]
    return len(dumps({"content": content, "structuredContent": answer.structured}).encode())


def _written(items: Items, links: Sequence[FullAnswer], cutter: Cutter, count: int) -> ToolAnswer:
    draft = items.write(cutter, count)
    structured, lines = draft.structured, [*draft.lines]
    dropped = items.total - count
    if dropped or items.more or cutter.has_cut:
        left_out = _left_out(items, count, links, has_cut=cutter.has_cut)
        structured = {**structured, "left_out": left_out}
        lines.append(_left_out_text(items, left_out))
    return ToolAnswer(structured, "\n".join(lines), tuple(links))


def _left_out(items: Items, count: int, links: Sequence[FullAnswer], *, has_cut: bool) -> LeftOutJson:
    dropped = items.total - count
    larger = f"Send a larger `max_bytes` (at most {MAX_BYTES}). " if dropped or has_cut else ""
    by_rest = f" All of it: GET {links[0].path}" if links else ""
    left_out: LeftOutJson = {
        "items": dropped,
        "more": items.more,
        "shortened": has_cut,
        "how": f"{larger}{items.how}{by_rest}".strip(),
    }
    if dropped and items.names:
        left_out["names"] = [*items.names[count : count + MAX_NAMES]]
    return left_out


def _left_out_text(items: Items, left_out: LeftOutJson) -> str:
    parts = []
    if left_out["items"]:
        names = f" ({', '.join(left_out['names'])})" if "names" in left_out else ""
        parts.append(f"{left_out['items']} of {items.total} {items.noun} that were read{names}")
    if left_out["more"]:
        parts.append(f"further {items.noun} that were not read")
    if left_out["shortened"]:
        parts.append("the rest of long texts and lists (cut at …)")
    return f"LEFT OUT: {'; '.join(parts)}. {left_out['how']}"


def link_of(title: str, url: str, **parameters: str | int) -> FullAnswer:
    """Return the link to a whole answer: its address with other parameters."""
    address, _, query = url.partition("?")
    pairs = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    pairs |= {name: str(value) for name, value in parameters.items()}
    return FullAnswer(title, f"{address}?{'&'.join(f'{n}={v}' for n, v in pairs.items())}" if pairs else address)

"""Keeps the answer of a tool within its bound: cuts texts and lists, then leaves out the last items, and says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.routes import JSON
from chalicelib.api.mcp.tool import FullAnswer, ToolAnswer
from chalicelib.api.mcp.tools.answering.answer_types import LeftOutJson
from chalicelib.api.mcp.tools.answering.arguments import MAX_BYTES
from chalicelib.api.mcp.tools.answering.wording import Cutter


class Cut(NamedTuple):
    """The most characters of a text and members of a list, and whether details are left out."""

    chars: int | None
    items: int | None
    is_brief: bool

    def cutter(self) -> Cutter:
        """Return a cutter that has cut nothing yet."""
        return Cutter(self.chars, self.items, self.is_brief)


CUTS = (
    Cut(None, None, is_brief=False),
    Cut(600, 12, is_brief=True),
    Cut(240, 6, is_brief=True),
    Cut(80, 2, is_brief=True),
    Cut(24, 1, is_brief=True),
)
DROPPING_FROM = 2  # the number of the cut from which items are left out
MAX_NAMES = 10
MAX_ORIGIN_CHARS = 100  # of the service and its stage, which come before the path of a link


@dataclass(frozen=True)
class Draft:
    """An answer with some of its items: its JSON, and the lines of its text."""

    structured: dict[str, Any]
    lines: Sequence[str]


@dataclass(frozen=True)
class Items:
    """The items of an answer: how many were read, how to call them, and whether there may be further ones.

    `write` writes the answer with those at some places. `how` says how to get the others without a larger answer.
    `names` has a name of each, if they have names. `keeps` has the places of those that an answer keeps before others.
    """

    total: int
    noun: str
    write: Callable[[Cutter, Sequence[int]], Draft]
    how: str
    more: bool = False
    names: Sequence[str] = ()
    keeps: Sequence[int] = ()

    def first(self, count: int) -> list[int]:
        """Return the places of the items that an answer with so many has, in their order."""
        kept = dict.fromkeys((*self.keeps, *range(self.total)))
        return sorted([*kept][:count])


def fit(items: Items, links: Sequence[FullAnswer], *, max_bytes: int) -> ToolAnswer:
    """Return an answer of at most so many bytes, its text and its JSON together, with what is left out.

    Texts and lists are cut, and details left out, only if not all fits; items only if that is not enough.
    """
    answer = _written(items, links, Cutter(), items.total)
    for cut in CUTS[: DROPPING_FROM + 1]:
        answer = _written(items, links, cut.cutter(), items.total)
        if size_of(answer) <= max_bytes:
            return answer
    for cut in CUTS[DROPPING_FROM:]:
        count = _most_that_fit(items, links, cut, max_bytes)
        answer = _written(items, links, cut.cutter(), count)
        if count:
            break
    return answer


def _most_that_fit(items: Items, links: Sequence[FullAnswer], cut: Cut, max_bytes: int) -> int:
    """Return how many items fit; 0 if not even one does."""
    fits, fits_not = 0, items.total
    while fits_not - fits > 1:
        middle = (fits + fits_not) // 2
        if size_of(_written(items, links, cut.cutter(), middle)) <= max_bytes:
            fits = middle
        else:
            fits_not = middle
    return fits


def size_of(answer: ToolAnswer) -> int:
    """Return the bytes of an answer: its JSON, its text and its links, serialized."""
    content = [{"type": "text", "text": answer.text}]
    content += [_link(each) for each in answer.links]
    return len(dumps({"content": content, "structuredContent": answer.structured}).encode())


def _link(link: FullAnswer) -> dict[str, str]:
    """Return a link as the protocol writes it, with the longest origin."""
    uri = "-" * MAX_ORIGIN_CHARS + link.path
    return {"type": "resource_link", "name": link.title, "uri": uri, "mimeType": JSON}


def _written(items: Items, links: Sequence[FullAnswer], cutter: Cutter, count: int) -> ToolAnswer:
    places = items.first(count)
    draft = items.write(cutter, places)
    structured, lines = draft.structured, [*draft.lines]
    dropped = items.total - count
    if dropped or items.more or cutter.has_cut or cutter.hidden:
        left_out = _left_out(items, places, cutter)
        structured = {**structured, "left_out": left_out}
        lines.append(_left_out_text(items, left_out, links))
    return ToolAnswer(structured, "\n".join(lines), tuple(links))


def _left_out(items: Items, places: Sequence[int], cutter: Cutter) -> LeftOutJson:
    dropped = items.total - len(places)
    has_room = not (dropped or cutter.has_cut or cutter.hidden)
    larger = "" if has_room else f"Send `max_bytes`, up to {MAX_BYTES}. "
    left_out: LeftOutJson = {
        "items": dropped,
        "more": items.more,
        "shortened": cutter.has_cut,
        "how": f"{larger}{items.how}".strip(),
    }
    if cutter.hidden:
        left_out["hidden"] = [*cutter.hidden]
    if dropped and items.names:
        names = dict.fromkeys(name for place, name in enumerate(items.names) if place not in places)
        left_out["names"] = [*names][:MAX_NAMES]
    return left_out


def _left_out_text(items: Items, left_out: LeftOutJson, links: Sequence[FullAnswer]) -> str:
    parts = []
    if left_out["items"]:
        names = f" ({', '.join(left_out['names'])})" if "names" in left_out else ""
        parts.append(f"{left_out['items']} of {items.total} {items.noun} that were read{names}")
    if left_out["more"]:
        parts.append(f"further {items.noun} that were not read")
    if left_out["shortened"]:
        parts.append("the rest of long texts and lists (cut at …)")
    parts += left_out.get("hidden", [])
    by_rest = f" All of it: GET {links[0].path}" if links else ""
    return f"LEFT OUT: {'; '.join(parts)}. {left_out['how']}{by_rest}"


def link_of(title: str, url: str, **parameters: str | int) -> FullAnswer:
    """Return the link to a whole answer: its address with other parameters."""
    address, _, query = url.partition("?")
    pairs = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    pairs |= {name: str(value) for name, value in parameters.items()}
    return FullAnswer(title, f"{address}?{'&'.join(f'{n}={v}' for n, v in pairs.items())}" if pairs else address)

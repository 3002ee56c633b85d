"""Keeps responses within the limit of Lambda: pages get fewer items, views lose their largest parts and say so."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.routes import Reply
from chalicelib.domain.errors import Oversized
from chalicelib.late_dataclass import dataclass

MAX_RESPONSE_BYTES = 4_500_000  # 6 MB in base64, the limit of Lambda, with some room for headers
ALWAYS_SHOWN = frozenset(
    {
        "ref",
        "kind",
        "slug",
        "type",
        "disputed",
        "hedged",
        "sources",
        "origins",
        "revision",
        "created_at",
        "updated_at",
        "omitted",
        "links",
    }
)  # fmt: skip  a list of words


@dataclass(frozen=True)
class _Part:
    """A part that can be omitted: its size, its name, the object whose `omitted` names it, and how to remove it."""

    size: int
    name: str
    holder: dict[str, Any]
    leave_out: Callable[[], Any]


def limit_response(reply: Reply, *, limit: int, ask_again: Callable[[int], Reply]) -> tuple[Reply, str]:
    """Return a reply and its text in at most 4,500,000 bytes; raise Oversized if nothing can be omitted.

    If the page is too long, `ask_again` is called with a smaller limit than the requested `limit`.
    """
    text = _serialize(reply)
    if _fits_response(text):
        return reply, text
    reply, text = _shorten_page(reply, limit=limit, ask_again=ask_again, text=text)
    if not _fits_response(text) and reply.text is None:
        reply = replace(reply, body=without_largest_parts(reply.body, most=MAX_RESPONSE_BYTES))
        text = _serialize(reply)
    if not _fits_response(text):
        detail = f"The response would have {len(text.encode())} bytes; the limit is {MAX_RESPONSE_BYTES}. Request less."
        raise Oversized(detail, context={"limit": MAX_RESPONSE_BYTES})
    return reply, text


def without_largest_parts(body: Mapping[str, Any], *, most: int) -> dict[str, Any]:
    """Return the body without its largest parts, until it fits; `omitted` names them.

    Parts are the members of views, also within lists, and the properties of a comparison.
    """
    text = dumps(body)
    lighter: dict[str, Any] = json.loads(text)
    excess = len(text.encode()) - most
    for part in sorted(_omittable_parts(lighter), key=lambda part: part.size, reverse=True):
        if excess <= 0:
            break
        part.leave_out()
        part.holder["omitted"] = [*part.holder.get("omitted", ()), part.name]
        excess -= part.size - len(f'"omitted":[],"{part.name}",')
    return lighter


def _shorten_page(reply: Reply, *, limit: int, ask_again: Callable[[int], Reply], text: str) -> tuple[Reply, str]:
    """Ask for half as many items until they fit or one is left; the cursor continues where the shorter page ends."""
    while limit > 1 and not _fits_response(text):
        limit = max(min(limit, len(reply.body.get("items", ())) or limit) // 2, 1)
        reply = ask_again(limit)
        text = _serialize(reply)
    return reply, text


def _serialize(reply: Reply) -> str:
    return dumps(reply.body) if reply.text is None else reply.text


def _fits_response(text: str) -> bool:
    return (
        len(text) <= MAX_RESPONSE_BYTES // 4 or len(text.encode()) <= MAX_RESPONSE_BYTES
    )  # a character has at most four bytes


def _omittable_parts(body: dict[str, Any]) -> Iterator[_Part]:
    for view, holder in _views_of(body):
        for name, value in view.items():
            if name not in ALWAYS_SHOWN:
                yield _Part(_json_size({name: value}), name, holder, partial(view.pop, name))
    sizes: Counter[str] = Counter()
    for row in body.get("rows", ()):
        sizes[row["property"]] += _json_size(row)
    for name, size in sizes.items():
        yield _Part(size, name, body, partial(_leave_out_rows, body, name))


def _views_of(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every view of a response, each with the object whose `omitted` names its missing parts."""
    if "revision" in body:
        yield body, body
    for item in body.get("items", ()):
        if "view" in item:
            yield item["view"], item
        elif "ref" in item:
            yield item, item


def _leave_out_rows(body: dict[str, Any], name: str) -> None:
    body["rows"] = [row for row in body["rows"] if row["property"] != name]
    body["meta"]["returned"] = len(body["rows"])


def _json_size(value: Any) -> int:
    return len(dumps(value).encode())

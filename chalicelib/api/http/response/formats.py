"""The formats of lists: JSON, NDJSON and CSV of the same items, by `format` or `Accept`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.api.http.response.content_negotiation import preferred
from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.columns import table
from chalicelib.api.http.routing.csv_text import CSV, WITH_HEAD, file_named, write_csv
from chalicelib.api.http.routing.parameters import refusal
from chalicelib.api.http.routing.routes import JSON, NDJSON, Call, Reply, Route
from chalicelib.domain.errors import Fault

MEDIA = {"json": JSON, "ndjson": NDJSON, "csv": CSV}


def chosen(route: Route, *, query: Mapping[str, Any], accept: str | None) -> str:
    """Choose the media type of the answer: `format` outranks the header."""
    asked = MEDIA.get(query.get("format") or "")
    return asked or preferred(accept, offered=route.media)


def in_format(reply: Reply, *, route: Route, call: Call) -> Reply:
    """Return a reply in the format asked for; pages in NDJSON and CSV have `next` in Link, and no `meta`."""
    reply = _format_page(reply, route=route, call=call)
    if reply.media != WITH_HEAD:
        return reply
    return replace(reply, headers={**reply.headers, **file_named(route.path.format_map(call.path))})


def _format_page(reply: Reply, *, route: Route, call: Call) -> Reply:
    columns = route.columns
    if columns is None or reply.text is not None or call.media == JSON:
        return reply
    if "expanded" in reply.body:
        detail = "expand has no place in lines; ask for JSON, or leave it out."
        raise refusal(Fault("expand", "not_together", detail))
    items = reply.body["items"]
    if call.media == NDJSON:
        return replace(reply, text="".join(f"{dumps(item)}\n" for item in items), media=NDJSON)
    return replace(reply, text=write_csv(table(columns(call), items)), media=WITH_HEAD)

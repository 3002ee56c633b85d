"""The format of a response, chosen by `format` or `Accept`: JSON, lists also as NDJSON or CSV, facts as linked data."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.asked_parameters import AskedParameters
from chalicelib.api.http.routing.columns import CSV, WITH_HEAD, file_named, table, write_csv
from chalicelib.api.http.routing.expanding import expand_needs_json
from chalicelib.api.http.routing.parameters import JSONLD, MAX_LINES, PAGE_SIZES, refusal
from chalicelib.api.http.routing.routes import JSON, NDJSON, Call, Reply, Route
from chalicelib.domain.errors import Fault, NotAcceptable
from chalicelib.kinds import PLURALS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

FILLED = "filled"
MEDIA = {"json": JSON, "ndjson": NDJSON, "csv": CSV, "jsonld": JSONLD}
JSON_ALONE = ("expand", "explain", "in")  # parameters whose answers the other formats have no place for


def chosen(route: Route, *, query: Mapping[str, Any], accept: str | None) -> str:
    """Return the media type of the response; `format` overrides `Accept`."""
    asked = MEDIA.get(query.get("format") or "")
    return asked or preferred(accept, offered=route.media)


def in_format(reply: Reply, *, route: Route, call: Call) -> Reply:
    """Return a reply in the format asked for; pages in NDJSON and CSV have `next` in Link, and `meta` in a header."""
    reply = _format_page(reply, route=route, call=call)
    if reply.media != WITH_HEAD:
        return reply
    return replace(reply, headers={**reply.headers, **file_named(route.path.format_map(call.path))})


def _format_page(reply: Reply, *, route: Route, call: Call) -> Reply:
    if reply.text is not None or call.media == JSON:
        return reply
    columns = route.columns
    if columns is None:
        return _as_linked_data(reply, call) if call.media == JSONLD else reply
    if "expanded" in reply.body:
        raise expand_needs_json()
    items = reply.body["items"]
    reply = replace(reply, headers={**reply.headers, "Page-Meta": _meta_of(reply.body["meta"])})
    if call.media == JSONLD:
        return _as_linked_data(reply, call)
    if call.media == NDJSON:
        return replace(reply, text="".join(f"{dumps(item)}\n" for item in items), media=NDJSON)
    shown = columns(call)
    if call.query.get("columns") == FILLED:
        whole = _whole_list(reply, route=route, call=call)
        shown = [column for column in shown if column is shown[0] or any(map(column.cell, whole))]
    return replace(reply, text=write_csv(table(shown, items)), media=WITH_HEAD)


def _as_linked_data(reply: Reply, call: Call) -> Reply:
    from chalicelib.api.linked_data.rendering import in_linked_data  # few requests ask for it

    return in_linked_data(reply, call)


def _meta_of(meta: Mapping[str, Any]) -> str:
    """Return the counts and flags of `meta` as a dictionary of RFC 9651."""
    flags = {name: f"?{value:d}" for name, value in meta.items() if isinstance(value, bool)}
    counts = {name: str(value) for name, value in meta.items() if isinstance(value, int) and name not in flags}
    return ", ".join(f"{name}={text}" for name, text in {**counts, **flags}.items())


def check_formats(
    route: Route, asks: AskedParameters, *, sent: Mapping[str, Sequence[str]], accept: str | None
) -> None:
    """Refuse a `limit` that JSON does not take, and parameters of another format. Raises BadParameter."""
    if not sent or (route.columns is None and JSONLD not in route.media):
        return
    media = MEDIA.get(_first(sent, "format"))
    with suppress(NotAcceptable):
        media = media or preferred(accept, offered=route.media)
    faults = []
    most = (asks.by_name["limit"].most_in_json if "limit" in asks.by_name else 0) or MAX_LINES
    if media in (JSON, JSONLD) and (size := _first(sent, "limit")).isdecimal() and most < int(size) <= MAX_LINES:
        faults.append(
            Fault(
                "limit",
                "bad_value",
                f"limit {PAGE_SIZES}: it is {size}, and the format is {'JSON' if media == JSON else 'JSON-LD'}.",
            )
        )
    if media == JSONLD:
        faults += _of_json_alone(sent)
    if media in (JSON, NDJSON, JSONLD) and sent.get("columns") == [FILLED]:
        detail = "`columns` works with CSV only. Request `format=csv`, or omit `columns`."
        faults.append(Fault("columns", "not_together", detail))
    if faults:
        raise refusal(*faults)


def _first(sent: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first text of a parameter; a gateway can name one without any."""
    return next(iter(sent.get(name, ())), "")


def _of_json_alone(sent: Mapping[str, Sequence[str]]) -> list[Fault]:
    asked = [name for name in JSON_ALONE if _first(sent, name) not in ("", "false")]
    asked += ["include"] if _first(sent, "include") == "not_repeated" else []
    detail = "`{0}` works with JSON only here. Request JSON, or omit `{0}`."
    return [Fault(name, "not_together", detail.format(name)) for name in asked]


def _whole_list(reply: Reply, *, route: Route, call: Call) -> list[dict[str, Any]]:
    """Return the items of all pages: those of this one, if it is the only one, else those of one page of the most.

    Raises BadParameter if there are more.
    """
    query = call.query
    declared = route.asks(PLURALS.get(call.path.get("plural", ""))).by_name
    beginning: dict[str, Any] = {name: declared[name].default for name in ("cursor", "after") if name in declared}
    if reply.next is None and all(query[name] == first for name, first in beginning.items()):
        return list(reply.body["items"])
    most = MAX_RESOLVED_AFRESH if any(map(query.get, declared["limit"].then)) else MAX_LINES
    whole = route.call(replace(call, query={**query, **beginning, "limit": most}))
    items = list(whole.body["items"])
    if whole.next is not None:
        looked = whole.body["meta"].get("read", len(items))
        detail = (
            f"`columns=filled` reads the whole list, which must fit on one page of {most} rows. {looked} rows were "
            "looked at, and there are more. Add filters, or omit `columns`."
        )
        raise refusal(Fault("columns", "too_many", detail))
    return items


_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
MAX_ACCEPT_CHARS = 1_000  # characters of an Accept header that are read


@lru_cache(maxsize=256)  # clients send the same few headers
def preferred(accept: str | None, *, offered: tuple[str, ...]) -> str:
    """Return the offered media type that an Accept header (RFC 9110) prefers. Raises NotAcceptable if it matches none.

    A missing or unreadable header accepts anything. Among equal weights, a named type is preferred to one that only a
    wildcard matches: many clients send `application/json, */*`.
    """
    if not accept or accept == "*/*":
        return offered[0]
    ranges = [_RANGE.fullmatch(part) for part in accept[:MAX_ACCEPT_CHARS].split(",")]
    weights = {found[1].lower(): _parse_weight(found[2]) for found in ranges if found} or {"*/*": 1.0}
    liked = {media: _preference(media, weights) for media in offered}
    if not any(weight for weight, _ in liked.values()):
        detail = f"Accept matches no available media type. Available: {', '.join(offered)}."
        raise NotAcceptable(detail, context={"offers": list(offered)})
    return max(offered, key=lambda media: liked[media])


def _preference(media: str, weights: dict[str, float]) -> tuple[float, int]:
    """Return the weight of the most specific range that matches the media type, and how specific it is."""
    ranges = ("*/*", f"{media.split('/', maxsplit=1)[0]}/*", media)
    found = [(weights[each], rank) for rank, each in enumerate(ranges) if each in weights]
    weight, specific = found[-1] if found else (0.0, 0)
    return (weight, specific) if weight else (0.0, 0)


def _parse_weight(parameters: str) -> float:
    found = _WEIGHT.search(parameters)
    return float(found[1]) if found else 1.0

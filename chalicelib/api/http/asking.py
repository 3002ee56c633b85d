"""Asks the API's own verbs for the answers from which a page, or another face of the API, is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.api.http.routing.query_strings import read_query, with_query
from chalicelib.api.http.routing.routes import JSON, ROUTES, Call, Reply, Route
from chalicelib.kinds import PLURALS


@dataclass(frozen=True)
class ApiAnswer:
    """An answer of the API: what it is, its address, that of the same as CSV if there is one, and the answer."""

    title: str
    url: str
    csv: str | None
    body: Mapping[str, Any]
    revision: int | None = None


def ask(
    verb: Callable[[Call], Reply],
    call: Call,
    title: str,
    query: Mapping[str, str | int | None] | None = None,
    /,
    *,
    path: Mapping[str, str] | None = None,
    **more: str | int | None,
) -> ApiAnswer:
    """Return the answer of a verb to a query: what a client gets that sends it. Raises what the verb raises."""
    found = _route_of(verb)
    parts = call.path if path is None else path
    texts = {name: str(text) for name, text in {**(query or {}), **more}.items() if text is not None}
    read = read_query(found.asks(PLURALS.get(parts.get("plural", ""))), {name: [text] for name, text in texts.items()})
    reply = verb(replace(call, path=parts, query=read, media=JSON))
    address = found.path.format_map(parts)
    csv = with_query(address, {**texts, "format": "csv"}) if found.columns else None
    return ApiAnswer(title, with_query(address, texts), csv, reply.body, reply.revision)


def _route_of(verb: Callable[[Call], Reply]) -> Route:
    return next(route for route in ROUTES.loaded() if route.call is verb)

"""The pipeline of a request: parse, authenticate, call the verb, limit and render its reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from chalice.app import Response

from chalicelib.api.http.dry_runs import called, rehearsed
from chalicelib.api.http.erased_paths import unless_erased
from chalicelib.api.http.request import authentication
from chalicelib.api.http.request.body import check_media_type, decoded, read_form, read_json_lines, read_json_object
from chalicelib.api.http.request.etags import entity_tag, matches_none, read_if_match
from chalicelib.api.http.request.idempotency import HEADER, REPLAYED, identify_request, read_key
from chalicelib.api.http.request.incoming import IncomingRequest, check_headers
from chalicelib.api.http.request.key_redaction import refuse_keys_in_body, refuse_keys_in_url
from chalicelib.api.http.request.origins import check_origin
from chalicelib.api.http.request.world import set_world
from chalicelib.api.http.response.caching import cache_control, is_kept, vary
from chalicelib.api.http.response.cors import is_preflight, options
from chalicelib.api.http.response.formats import check_formats, chosen, in_format
from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.response.refusals import INTERNAL, content_type, failed, refuse
from chalicelib.api.http.response.response_limit import limit_response
from chalicelib.api.http.routing.deprecation import Deprecation
from chalicelib.api.http.routing.paths import check_path
from chalicelib.api.http.routing.query_strings import read_query
from chalicelib.api.http.routing.routes import FORM, NDJSON, Call, Reply, Route
from chalicelib.domain.errors import (
    BadParameter,
    Fault,
    PreconditionRequired,
    Refusal,
    Unavailable,
    UriTooLong,
)
from chalicelib.domain.faults import adjustments_json, summed_up
from chalicelib.domain.hints import hints_json
from chalicelib.kinds import PLURALS
from chalicelib.operations.world import Caller
from chalicelib.settings import reads

__all__ = ["INTERNAL", "answer", "answer_options", "failed", "refuse", "set_world"]

MAX_QUERY_CHARS = 4_096  # characters: room for every useful query, and for links with cursors
OF_WRITES = frozenset({"adjusted", "recorded", "revised", "evidence_differs"})  # members that only a write answers with


def answer(route: Route, *, incoming: IncomingRequest) -> Response:
    """Return the response to a request: the rendered reply, or a problem."""
    try:
        call = _understand(route, incoming=incoming)
        reply, text = limit_response(
            unless_erased(call, lambda: _call_verb(route, call)),
            limit=call.query.get("limit", 1) if route.method == "GET" else 1,
            ask_again=lambda limit: _call_verb(route, replace(call, query={**call.query, "limit": limit})),
        )
        response = _render_reply(reply, text=text, route=route, call=call, incoming=incoming)
    except Refusal as refusal:
        incoming.stats.error = (
            refusal if isinstance(refusal, Unavailable) else None
        )  # the log has the reason for the operator
        response = refuse(refusal, incoming=incoming, as_page=route.refused)
    response.headers["Vary"] = vary(route)
    return response if route.deprecated is None else _add_deprecation(response, route.deprecated, base=incoming.base)


def answer_options(routes: Sequence[Route], *, allow: Sequence[str], incoming: IncomingRequest) -> Response:
    """Return the response to OPTIONS: the methods and media types of the path, or the answer to a CORS preflight."""
    try:
        check_origin(routes, incoming=incoming)
        if not is_preflight(incoming):  # a refused preflight would hide the 404 from the page
            check_path(incoming.path)
    except Refusal as refusal:
        return refuse(refusal, incoming=incoming)
    return Response(
        body="", headers={**options(routes, allow=allow, incoming=incoming)}, status_code=HTTPStatus.NO_CONTENT
    )


def _understand(route: Route, *, incoming: IncomingRequest) -> Call:
    check_origin([route], incoming=incoming)
    _check_length(incoming)
    check_headers(incoming)
    refuse_keys_in_url(incoming)
    caller = _identify_caller(route, incoming=incoming)
    check_path(incoming.path)
    asks = route.asks(PLURALS.get(incoming.path.get("plural", "")))
    query, if_match, key, _ = _collect_faults(
        lambda: read_query(asks, _sent_query(route, incoming), why_no_clock=route.why_no_clock),
        lambda: _read_precondition(route, incoming=incoming),
        lambda: read_key(route, incoming=incoming) if HEADER.lower() in incoming.headers else None,
        lambda: check_formats(route, asks, sent=incoming.query, accept=incoming.headers.get("accept")),
    )
    media = chosen(route, query=query, accept=incoming.headers.get("accept"))
    body = _read_body(route, incoming=incoming)
    call = Call(
        find_world=incoming.stats.world,
        caller=caller,
        path=incoming.path,
        query=query,
        if_match=if_match,
        body=body if isinstance(body, dict) else {},
        lines=body if isinstance(body, list) else None,
        media=media,
        idempotency=key and identify_request(key, caller, incoming=incoming, body=body),
        base=incoming.base,
        origin=incoming.origin,
        allowance=incoming.stats.allowance,
        headers={name: incoming.headers.get(name, "") for name in map(str.lower, route.endpoint.headers)},
        read_raw=lambda: decoded(incoming.body, coding=incoming.headers.get("content-encoding")),
    )
    return rehearsed(call)


def _call_verb(route: Route, call: Call) -> Reply:
    reply = called(route.call, call)
    adjusted = {**call.adjusted, **reply.adjusted}
    if adjusted and route.scope in ("write", "admin"):
        reply = replace(reply, body={**reply.body, "adjusted": adjustments_json(adjusted)})
    if reply.hints:
        reply = replace(reply, body={**reply.body, "hints": hints_json(reply.hints)})
    return in_format(reply, route=route, call=call)


def _collect_faults(*reads: Callable[[], Any]) -> list[Any]:
    """Read several parts of a request; refuse with the faults of all of them before any other refusal."""
    read: list[Any] = []
    faults: list[Fault] = []
    context: dict[str, Any] = {}
    for each in reads:
        try:
            read.append(each())
        except BadParameter as refused:
            faults += refused.faults
            context |= refused.context
        except Refusal:
            if not faults:
                raise
    if faults:
        raise BadParameter(summed_up(faults), faults=tuple(faults), context=context)
    return read


def _sent_query(route: Route, incoming: IncomingRequest) -> Mapping[str, Sequence[str]]:
    """Return the query; of a page without empty parameters, which the forms of browsers send for fields left empty."""
    return {n: t for n, t in incoming.query.items() if any(t)} if route.refused else incoming.query


def _check_length(incoming: IncomingRequest) -> None:
    if incoming.query_length > MAX_QUERY_CHARS:
        detail = f"The query has {incoming.query_length} characters; the limit is {MAX_QUERY_CHARS}."
        raise UriTooLong(detail, context={"longest": MAX_QUERY_CHARS})


def _identify_caller(route: Route, *, incoming: IncomingRequest) -> Caller:
    """Return the caller, and count the request; a key is checked even where none is needed."""
    sent, stats = authentication.credentials(route, incoming.headers), incoming.stats
    if route.scope is None or (route.scope == "read" and not sent and reads() == "open"):
        return authentication.NOBODY
    stats.caller = authentication.authenticate(stats.world(), authorization=sent)
    stats.allowance = authentication.spend_request(stats.world(), stats.caller)
    authentication.check_allowance(stats.allowance)
    authentication.require_scope(route.scope, stats.caller)
    return stats.caller


def _read_body(route: Route, *, incoming: IncomingRequest) -> dict[str, Any] | list[Any]:
    """Parse the body: an object, or the list of its lines if it is NDJSON."""
    if route.body is None:
        return {}
    check_media_type(incoming.headers.get("content-type"), accepts=route.body.media)
    if route.body.is_raw:
        return {}
    raw = decoded(incoming.body, coding=incoming.headers.get("content-encoding"))
    if FORM in route.body.media:
        return _read_form(route, raw)
    refuse_keys_in_body(raw)
    is_lines = incoming.headers.get("content-type", "").partition(";")[0].strip().lower() == NDJSON
    return (read_json_lines if is_lines else read_json_object)(raw, most=route.body.members)


def _read_form(route: Route, raw: bytes) -> dict[str, Any]:
    """Parse a form. Only the form that keeps a key, which needs none, may contain one."""
    form = read_form(raw)
    if route.scope is not None:
        refuse_keys_in_body("\n".join(form.values()).encode("utf-8", "replace"))
    return form


def _read_precondition(route: Route, *, incoming: IncomingRequest) -> frozenset[int] | None:
    sent = incoming.headers.get("if-match")
    if sent is None and route.if_match == "required":
        raise PreconditionRequired("Send If-Match with the ETag of the entity as you read it, or `*` for any revision.")
    return None if route.if_match is None else read_if_match(sent)


def _render_reply(reply: Reply, *, text: str, route: Route, call: Call, incoming: IncomingRequest) -> Response:
    items = reply.body.get("items")
    incoming.stats.items = len(items) if isinstance(items, list) else None
    incoming.stats.logged = reply.logged
    kept = is_kept(route, reply)
    headers = {
        "Content-Type": content_type(reply),
        "Cache-Control": cache_control(route, reply, call=call, incoming=incoming),
    }
    if reply.status == HTTPStatus.ACCEPTED:  # it has no body
        del headers["Content-Type"]
    headers |= reply.headers
    if reply.is_replay:
        headers[REPLAYED] = "true"
    if reply.revision is not None or kept:
        headers["ETag"] = entity_tag(_tagged_text(reply, text, route).encode(), revision=reply.revision)
    if reply.location is not None:
        headers["Location"] = incoming.base + reply.location
    if "limit" in call.query or reply.next is not None:
        headers["Link"] = _page_links(reply, incoming=incoming)
    if kept and matches_none(incoming.headers.get("if-none-match"), tag=headers["ETag"]):
        del headers["Content-Type"]
        return Response(body="", headers={**headers}, status_code=HTTPStatus.NOT_MODIFIED)
    return Response(body=text, headers={**headers}, status_code=reply.status)


def _tagged_text(reply: Reply, text: str, route: Route) -> str:
    """Return the text that the ETag is made of: after a write, the entity as a read returns it."""
    if route.scope == "read" or OF_WRITES.isdisjoint(reply.body):
        return text
    return dumps({name: each for name, each in reply.body.items() if name not in OF_WRITES})


def _page_links(reply: Reply, *, incoming: IncomingRequest) -> str:
    """Return the links to the next page, if there is one, and to the first: the same query without a cursor."""
    first = f'<{incoming.link(incoming.url, leaving_out=("cursor", "after", "before"))}>; rel="first"'
    return (
        first if reply.next is None else f'<{incoming.link(incoming.url, replacing=reply.next)}>; rel="next", {first}'
    )


def _add_deprecation(response: Response, deprecated: Deprecation, *, base: str) -> Response:
    own = response.headers.get("Link")
    links = ", ".join([*([own] if isinstance(own, str) else []), *deprecated.links(base)])
    response.headers |= {**deprecated.headers(), "Link": links}
    return response

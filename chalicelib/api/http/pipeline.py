"""Where HTTP meets the operations: parse, authenticate, call, render."""

from collections.abc import Sequence
from http import HTTPStatus

from chalice.app import Response

from chalicelib.api.http.request import authentication, rate_limits
from chalicelib.api.http.request.body import check_media_type, read_json_object
from chalicelib.api.http.request.combined_faults import collect_faults
from chalicelib.api.http.request.content_coding import decoded
from chalicelib.api.http.request.etags import entity_tag, matches_none, read_if_match
from chalicelib.api.http.request.header_checks import check_headers
from chalicelib.api.http.request.idempotency import REPLAYED, once, read_key
from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.request.key_redaction import redact_keys, redacted_url, refuse_keys_in_body, refuse_keys_in_url
from chalicelib.api.http.request.world import set_world
from chalicelib.api.http.response.caching import cache_control, is_kept, vary
from chalicelib.api.http.response.cors import is_preflight, options
from chalicelib.api.http.response.formats import chosen
from chalicelib.api.http.response.problems import dumps, headers_of, problem, status_of
from chalicelib.api.http.response.response_limit import limit_response
from chalicelib.api.http.routing.deprecation import Deprecation
from chalicelib.api.http.routing.parameters import read_query
from chalicelib.api.http.routing.routes import Call, Reply, Route, check_path, require
from chalicelib.domain.errors import Internal, Merged, PreconditionRequired, Refusal, UriTooLong
from chalicelib.domain.outages import Unavailable
from chalicelib.kinds import PLURALS
from chalicelib.operations.world import Caller
from chalicelib.settings import reads

__all__ = ["answer", "answer_options", "failed", "refuse", "set_world"]

MAX_QUERY_CHARS = 4_096  # characters; what a reader asks for fits well, and links with cursors do too


def answer(route: Route, *, asked: IncomingRequest) -> Response:
    """Answer a request, well or with the problem that stands in its way."""
    try:
        call = _understand(route, asked=asked)
        reply, text = limit_response(route, call)
        response = _render(reply, text=text, route=route, call=call, asked=asked)
    except Refusal as refusal:
        asked.noted.error = refusal if isinstance(refusal, Unavailable) else None  # the log tells the operator why
        response = refuse(refusal, asked=asked)
    response.headers["Vary"] = vary(route)
    return response if route.deprecated is None else _deprecated(response, route.deprecated, base=asked.base)


def answer_options(routes: Sequence[Route], *, allow: Sequence[str], asked: IncomingRequest) -> Response:
    """Answer OPTIONS: what the path takes, or to a browser's preflight what it may send."""
    if not is_preflight(asked):  # a page that may not even ask would never learn that there is nothing here
        try:
            check_path(asked.path)
        except Refusal as refusal:
            return refuse(refusal, asked=asked)
    return Response(body="", headers={**options(routes, allow=allow, asked=asked)}, status_code=HTTPStatus.NO_CONTENT)


def refuse(refusal: Refusal, *, asked: IncomingRequest) -> Response:
    """Render a refusal; a merged entity's is a redirect to the same place under the survivor."""
    headers = headers_of(refusal, method=asked.method)
    location = _survivor(refusal, asked=asked) if isinstance(refusal, Merged) else None
    headers |= {"Location": location} if location else {}
    status = status_of(refusal.code, has_survivor=location is not None)
    document = problem(
        refusal, instance=redacted_url(asked.url), request_id=asked.request_id, base=asked.base, status=status
    )
    return Response(body=redact_keys(dumps(document)), headers={**headers}, status_code=status)


def failed(*, asked: IncomingRequest) -> Response:
    """Render the answer to a bug of ours: it says nothing of the cause."""
    return refuse(Internal("Something went wrong on our side; the request id finds it in our log."), asked=asked)


def _understand(route: Route, *, asked: IncomingRequest) -> Call:
    _check_length(asked)
    check_headers(asked)
    refuse_keys_in_url(asked)
    caller = _caller(route, asked=asked)
    check_path(asked.path)
    query, if_match, key = collect_faults(
        lambda: read_query(
            route.asks(PLURALS.get(asked.path.get("plural", ""))), asked.query, why_no_clock=route.why_no_clock
        ),
        lambda: _if_match(route, asked=asked),
        lambda: read_key(route, asked=asked),
    )
    media = chosen(route, query=query, accept=asked.headers.get("accept"))
    body = _body(route, asked=asked)
    return Call(
        find_world=asked.noted.world,
        caller=caller,
        path=asked.path,
        query=query,
        if_match=if_match,
        body=body,
        media=media,
        once=key and once(key, caller, asked=asked, body=body),
        base=asked.base,
        allowance=asked.noted.allowance,
    )


def _check_length(asked: IncomingRequest) -> None:
    if asked.query_length > MAX_QUERY_CHARS:
        detail = f"The query has {asked.query_length} characters; {MAX_QUERY_CHARS} are the most."
        raise UriTooLong(detail, context={"longest": MAX_QUERY_CHARS})


def _caller(route: Route, *, asked: IncomingRequest) -> Caller:
    """Find who asks, and count the request; a key that is sent to an open read is looked at too."""
    sent, noted = asked.headers.get("authorization"), asked.noted
    if route.scope is None or (route.scope == "read" and not sent and reads() == "open"):
        return authentication.NOBODY
    noted.caller = authentication.authenticate(noted.world(), authorization=sent)
    noted.allowance = rate_limits.spend(noted.world(), noted.caller)
    rate_limits.check(noted.allowance)
    require(route.scope, noted.caller)
    return noted.caller


def _body(route: Route, *, asked: IncomingRequest) -> dict[str, object]:
    if route.body is None:
        return {}
    check_media_type(asked.headers.get("content-type"), accepts=route.body.media)
    raw = decoded(asked.body, coding=asked.headers.get("content-encoding"))
    refuse_keys_in_body(raw)
    return read_json_object(raw)


def _if_match(route: Route, *, asked: IncomingRequest) -> frozenset[int] | None:
    sent = asked.headers.get("if-match")
    if sent is None and route.if_match == "required":
        raise PreconditionRequired("Send If-Match with the ETag of the entity as you have read it, or *.")
    return None if route.if_match is None else read_if_match(sent)


def _render(reply: Reply, *, text: str, route: Route, call: Call, asked: IncomingRequest) -> Response:
    items = reply.body.get("items")
    asked.noted.items = len(items) if isinstance(items, list) else None
    kept = is_kept(route, reply)
    headers = {
        "Content-Type": _content_type(reply),
        "Cache-Control": cache_control(route, reply, call=call, asked=asked),
    }
    headers |= reply.headers
    if call.once is not None and call.once.is_replay:
        headers[REPLAYED] = "true"
    if reply.revision is not None or kept:
        headers["ETag"] = entity_tag(text.encode(), revision=reply.revision)
    if reply.location is not None:
        headers["Location"] = asked.base + reply.location
    if "limit" in call.query:
        headers["Link"] = _links(reply, asked=asked)
    if kept and matches_none(asked.headers.get("if-none-match"), tag=headers["ETag"]):
        del headers["Content-Type"]
        return Response(body="", headers={**headers}, status_code=HTTPStatus.NOT_MODIFIED)
    return Response(body=text, headers={**headers}, status_code=reply.status)


def _links(reply: Reply, *, asked: IncomingRequest) -> str:
    """Link to the next page while there is one, and to the first: the same query without a cursor."""
    first = f'<{asked.link(asked.url, leaving_out=("cursor", "after"))}>; rel="first"'
    return first if reply.next is None else f'<{asked.link(asked.url, replacing=reply.next)}>; rel="next", {first}'


def _deprecated(response: Response, deprecated: Deprecation, *, base: str) -> Response:
    own = response.headers.get("Link")
    links = ", ".join([*([own] if isinstance(own, str) else []), *deprecated.links(base)])
    response.headers |= {**deprecated.headers(), "Link": links}
    return response


def _content_type(reply: Reply) -> str:
    return f"{reply.media}; charset=utf-8" if reply.media.startswith("text/") else reply.media


def _survivor(refusal: Merged, *, asked: IncomingRequest) -> str | None:
    """Find the same place under the survivor; None where the path is not an entity's."""
    plural, slug = asked.path.get("plural"), asked.path.get("slug")
    into_kind, _, into_slug = str(refusal.context.get("into", "")).partition("/")
    survivor = next((p for p, kind in PLURALS.items() if kind.name == into_kind), None)
    if plural is None or slug is None or survivor is None:
        return None
    return asked.link(asked.resource.format_map({**asked.path, "plural": survivor, "slug": into_slug}))

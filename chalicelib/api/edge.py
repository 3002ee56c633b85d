"""Where HTTP meets the operations: parse, authenticate, call, render."""

from chalice.app import Response

from chalicelib.api import access, engine
from chalicelib.api.asked import Asked
from chalicelib.api.engine import use
from chalicelib.api.idempotency import REPLAYED, read_once
from chalicelib.api.media import preferred
from chalicelib.api.parameters import read_query
from chalicelib.api.payload import check_media_type, read_json_object
from chalicelib.api.preconditions import entity_tag, matches_none, read_if_match
from chalicelib.api.problems import dumps, headers_of, problem, status_of
from chalicelib.api.routes import Call, Reply, Route, check_path, require
from chalicelib.domain.errors import Internal, Merged, Refusal, UriTooLong
from chalicelib.kinds import PLURALS
from chalicelib.operations.world import Caller
from chalicelib.settings import settings

__all__ = ["answer", "failed", "refuse", "use"]

LONGEST_QUERY = 4_096  # characters; what a reader asks for fits well, and links with cursors do too


def answer(route: Route, *, asked: Asked) -> Response:
    """Answer a request, well or with the problem that stands in its way."""
    try:
        call = _understand(route, asked=asked)
        return _render(route.call(call), route=route, call=call, asked=asked)
    except Refusal as refusal:
        return refuse(refusal, asked=asked)


def refuse(refusal: Refusal, *, asked: Asked) -> Response:
    """Render a refusal; a merged entity's is a redirect to the same place under the survivor."""
    headers = headers_of(refusal, method=asked.method)
    location = _survivor(refusal, asked=asked) if isinstance(refusal, Merged) else None
    headers |= {"Location": location} if location else {}
    status = status_of(refusal.code, has_survivor=location is not None)
    document = problem(refusal, instance=asked.url, request_id=asked.request_id, base=asked.base, status=status)
    return _respond(status, text=dumps(document), headers=headers, asked=asked)


def failed(*, asked: Asked) -> Response:
    """Render the answer to a bug of ours: it says nothing of the cause."""
    return refuse(Internal("Something went wrong on our side; the request id finds it in our log."), asked=asked)


def _understand(route: Route, *, asked: Asked) -> Call:
    _check_length(asked)
    caller = _caller(route, asked=asked)
    check_path(asked.path)
    query = read_query(route.asks(PLURALS.get(asked.path.get("plural", ""))), asked.query)
    if_match = read_if_match(asked.headers.get("if-match")) if route.if_match else None
    body = _body(route, asked=asked)
    return Call(
        find_world=engine.current,
        caller=caller,
        path=asked.path,
        query=query,
        body=body,
        if_match=if_match,
        once=read_once(route, caller, asked=asked, body=body),
        media=preferred(asked.headers.get("accept"), offered=route.media),
        base=asked.base,
    )


def _check_length(asked: Asked) -> None:
    if asked.query_length > LONGEST_QUERY:
        detail = f"The query has {asked.query_length} characters; {LONGEST_QUERY} are the most."
        raise UriTooLong(detail, context={"longest": LONGEST_QUERY})


def _caller(route: Route, *, asked: Asked) -> Caller:
    if route.scope is None or (route.scope == "read" and settings().reads == "open"):
        return access.NOBODY
    caller = access.authenticate(engine.current(), authorization=asked.headers.get("authorization"))
    require(route.scope, caller)
    return caller


def _body(route: Route, *, asked: Asked) -> dict[str, object]:
    if route.body is None:
        return {}
    check_media_type(asked.headers.get("content-type"), accepts=route.body.media)
    return read_json_object(asked.body)


def _render(reply: Reply, *, route: Route, call: Call, asked: Asked) -> Response:
    text = dumps(reply.body) if reply.text is None else reply.text
    reading = asked.method in ("GET", "HEAD")
    is_open = reading and reply.is_cacheable and call.caller == access.NOBODY
    headers = {"Content-Type": _content_type(reply), "Cache-Control": "no-cache" if is_open else "no-store"}
    headers |= reply.headers
    if call.once is not None and call.once.is_replay:
        headers[REPLAYED] = "true"
    if len(route.media) > 1:
        headers["Vary"] = "Accept"
    if reply.revision is not None or is_open:
        headers["ETag"] = entity_tag(text.encode(), revision=reply.revision)
    if reply.location is not None:
        headers["Location"] = asked.base + reply.location
    if reply.next is not None:
        headers["Link"] = f'<{asked.link(asked.url, replacing=reply.next)}>; rel="next"'
    if reading and "ETag" in headers and matches_none(asked.headers.get("if-none-match"), tag=headers["ETag"]):
        del headers["Content-Type"]
        return _respond(304, text="", headers=headers, asked=asked)
    return _respond(reply.status, text=text, headers=headers, asked=asked)


def _content_type(reply: Reply) -> str:
    return f"{reply.media}; charset=utf-8" if reply.media.startswith("text/") else reply.media


def _respond(status: int, *, text: str, headers: dict[str, str], asked: Asked) -> Response:
    headers["X-Request-Id"] = asked.request_id
    if asked.method == "HEAD" and text:
        headers["Content-Length"] = str(len(text.encode()))
        text = ""
    return Response(body=text, headers={**headers}, status_code=status)


def _survivor(refusal: Merged, *, asked: Asked) -> str | None:
    """Find the same place under the survivor; None where the path is not an entity's."""
    plural, slug = asked.path.get("plural"), asked.path.get("slug")
    into_kind, _, into_slug = str(refusal.context.get("into", "")).partition("/")
    survivor = next((p for p, kind in PLURALS.items() if kind.name == into_kind), None)
    if plural is None or slug is None or survivor is None:
        return None
    return asked.link(asked.resource.format_map({**asked.path, "plural": survivor, "slug": into_slug}))

"""Renders refusals: as problem documents, as redirects, and for browsers as pages."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Response

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.request.key_redaction import redact_keys, redacted_url
from chalicelib.api.http.response.formats import preferred
from chalicelib.api.http.response.problems import PROBLEM, dumps, headers_of, problem, status_of
from chalicelib.api.http.routing.paths import FEEDS
from chalicelib.api.http.routing.routes import HTML, Reply
from chalicelib.domain.errors import Internal, Merged, NotAcceptable, Refusal
from chalicelib.kinds import PLURALS

INTERNAL = "Internal error. The log has the details under the request id."
ProblemPage = Callable[[Mapping[str, Any], str], Reply]


def refuse(refusal: Refusal, *, incoming: IncomingRequest, as_page: ProblemPage | None = None) -> Response:
    """Render a refusal; for a merged entity, as a redirect to the same path of the other entity.

    A browser gets a page, if there is a function that makes one of the problem document.
    """
    headers = headers_of(refusal, method=incoming.method)
    location = _redirect_target(refusal, incoming=incoming) if isinstance(refusal, Merged) else None
    headers |= {"Location": location} if location else {}
    status = status_of(refusal.code, has_survivor=location is not None)
    document = problem(
        refusal, instance=redacted_url(incoming.url), request_id=incoming.request_id, base=incoming.base, status=status
    )
    if as_page is not None and _prefers_page(incoming.headers.get("accept")):
        page = as_page(document, incoming.base)
        headers |= {**page.headers, "Content-Type": content_type(page)}
        return Response(body=redact_keys(page.text or ""), headers={**headers}, status_code=status)
    return Response(body=redact_keys(dumps(document)), headers={**headers}, status_code=status)


def _prefers_page(accept: str | None) -> bool:
    """Return whether a client prefers a page; one that accepts neither form gets a problem, as everywhere."""
    try:
        return preferred(accept, offered=(PROBLEM, HTML)) == HTML
    except NotAcceptable:
        return False


def failed(*, incoming: IncomingRequest) -> Response:
    """Render the response to a bug, without its cause."""
    return refuse(Internal(INTERNAL), incoming=incoming)


def content_type(reply: Reply) -> str:
    """Return the Content-Type of a reply."""
    return f"{reply.media}; charset=utf-8" if reply.media.startswith("text/") else reply.media


def _redirect_target(refusal: Merged, *, incoming: IncomingRequest) -> str | None:
    """Return the same path, or the same feed, of the entity that this one was merged into; None if it is not of one."""
    if incoming.resource.startswith(f"/{FEEDS}/") and "into" in refusal.context:
        return incoming.link(incoming.url, replacing={"entity": str(refusal.context["into"])}, leaving_out=("cursor",))
    plural, slug = incoming.path.get("plural"), incoming.path.get("slug")
    into_kind, _, into_slug = str(refusal.context.get("into", "")).partition("/")
    survivor = next((p for p, kind in PLURALS.items() if kind.name == into_kind), None)
    if plural is None or slug is None or survivor is None:
        return None
    return incoming.link(incoming.resource.format_map({**incoming.path, "plural": survivor, "slug": into_slug}))

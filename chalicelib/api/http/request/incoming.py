"""A request as it came: what Chalice and API Gateway know of it, with the rough edges taken off."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from chalice.app import Request

from chalicelib.api.http.events.gateway_events import REPEATED
from chalicelib.api.http.request.world import RequestStats
from chalicelib.api.http.transport_refusals import MAX_HEADER_CHARS, BadRequest, HeadersTooLarge
from chalicelib.domain.errors import BadJson, Fault
from chalicelib.domain.faults import summed_up

# W3C Trace Context: version 00, and later ones, which may go on; ids of zeros alone are none.
TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
SANE_ID = re.compile(r"(?!.*aif_)[A-Za-z0-9._-]{1,64}")  # and no key, for it is repeated and logged


@dataclass(frozen=True)
class IncomingRequest:
    """A request before it is understood.

    `url` is the path as the client sent it; `base` is what stands before it in the client's eyes, such as
    the stage. `trace_id` and `parent_id` continue the client's trace; without one it begins here. The names of
    `headers` are in lower case; `repeated` counts those that must not be sent twice and were.
    """

    method: str
    resource: str
    url: str
    base: str
    request_id: str
    trace_id: str
    parent_id: str | None
    headers: Mapping[str, str]
    repeated: Mapping[str, int]
    query: Mapping[str, Sequence[str]]
    path: Mapping[str, str]
    request: Request
    noted: RequestStats

    @property
    def body(self) -> bytes:
        """Give the bytes of the body; refuse what no bytes can be made of."""
        try:
            raw = self.request.raw_body
            return raw if isinstance(raw, bytes) else raw.encode()
        except ValueError:
            raise BadJson("The body is not UTF-8.") from None

    @property
    def query_length(self) -> int:
        """Count the characters of the query as it is written in a URL."""
        return 0 if not self.query else len(urlencode(self.query, doseq=True, errors="replace"))

    def link(self, path: str, *, replacing: Mapping[str, str] | None = None, leaving_out: Collection[str] = ()) -> str:
        """Write a link to a path of the service with this request's query, some parameters replaced or left out."""
        kept = {name: values for name, values in self.query.items() if name not in leaving_out}
        query = {**kept, **{name: [value] for name, value in (replacing or {}).items()}}
        text = urlencode(query, doseq=True, errors="replace")
        return f"{self.base}{path}" + (f"?{text}" if text else "")


def as_asked(request: Request, noted: RequestStats) -> IncomingRequest:
    """Take from a Chalice request what the service looks at."""
    event: Mapping[str, Any] = request.to_original_event()
    url = str(event.get("path") or request.path)
    headers: Mapping[str, str] = event["headers"]
    trace_id, parent_id = trace(headers.get("traceparent"))
    seen = str(request.context.get("path") or url)
    return IncomingRequest(
        method=request.method,
        resource=request.path,
        url=url,
        base=seen.removesuffix(url) if seen.endswith(url) else "",
        request_id=request_id(headers.get("x-request-id"), given=request.context.get("requestId")),
        trace_id=trace_id,
        parent_id=parent_id,
        headers=headers,
        repeated=event[REPEATED],
        query=event.get("multiValueQueryStringParameters") or {},
        path={name: unquote(text) for name, text in (request.uri_params or {}).items()},
        request=request,
        noted=noted,
    )


def request_id(sent: Any, *, given: Any = None) -> str:
    """Choose the id of a request: the client's where it is sane, else the gateway's, else a new one."""
    for candidate in (sent, given):
        if isinstance(candidate, str) and SANE_ID.fullmatch(candidate):
            return candidate
    return secrets.token_hex(8)


def trace(sent: Any) -> tuple[str, str | None]:
    """Give the trace that a request belongs to, and the client's span in it; without a sane one a new trace."""
    found = TRACEPARENT.fullmatch(sent) if isinstance(sent, str) else None
    if found is None or (found[1] == "00" and found[4]):
        return secrets.token_hex(16), None
    return found[2], found[3]


def check_headers(asked: IncomingRequest) -> None:
    """Refuse headers that are too long, then those that are sent twice."""
    if max(map(len, asked.headers.values()), default=0) > MAX_HEADER_CHARS:
        too_long = tuple(
            _too_long(name, value) for name, value in asked.headers.items() if len(value) > MAX_HEADER_CHARS
        )
        raise HeadersTooLarge(summed_up(too_long), faults=too_long, context={"longest": MAX_HEADER_CHARS})
    if asked.repeated:
        repeated = tuple(_repeated(name, count) for name, count in asked.repeated.items())
        raise BadRequest(summed_up(repeated), faults=repeated)


def _too_long(name: str, value: str) -> Fault:
    told = name.title()
    return Fault(told, "too_long", f"{told} has {len(value)} characters; {MAX_HEADER_CHARS} are the most.")


def _repeated(name: str, count: int) -> Fault:
    told = name.title()
    return Fault(told, "repeated", f"{told} is sent {count} times; send it once.")

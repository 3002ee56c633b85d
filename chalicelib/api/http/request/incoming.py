"""A request before routing: its members as Chalice and API Gateway report them, in one consistent form."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlencode

from chalice.app import Request

from chalicelib.api.http.events.gateway_events import REPEATED
from chalicelib.api.http.request.world import RequestStats
from chalicelib.api.http.transport_refusals import MAX_HEADER_CHARS, BadRequest, HeadersTooLarge
from chalicelib.domain.errors import BadJson, Fault
from chalicelib.domain.faults import summed_up
from chalicelib.late_dataclass import dataclass

# W3C Trace Context: version 00, and later ones, which may be longer; ids of zeros only are invalid.
TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
HOST = re.compile(r"([A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
SANE_ID = re.compile(r"(?!.*aif_)[A-Za-z0-9._-]{1,64}")  # and no API key, because the id is returned and logged


@dataclass(frozen=True)
class IncomingRequest:
    """A request before it is parsed.

    `url` is the path as the client sent it; `base` is the prefix that only the client sees, such as the stage.
    `trace_id` and `parent_id` continue the client's trace, or begin a new one. The names of `headers` are in lower
    case. `repeated` counts the headers that were sent more than once although they have one value.
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
    stats: RequestStats

    @property
    def body(self) -> bytes:
        """Return the bytes of the body. Raises BadJson if it cannot be encoded."""
        try:
            raw = self.request.raw_body
            return raw if isinstance(raw, bytes) else raw.encode()
        except ValueError:
            raise BadJson("The body is not UTF-8.") from None

    @property
    def origin(self) -> str:
        """Return the scheme and host that the client sees; nothing without a valid `Host`."""
        host = self.headers.get("host", "")
        scheme = "https" if self.headers.get("x-forwarded-proto", "").lower() == "https" else "http"
        return f"{scheme}://{host}" if HOST.fullmatch(host) else ""

    @property
    def query_length(self) -> int:
        """Return the number of characters of the query as written in a URL."""
        return 0 if not self.query else len(urlencode(self.query, doseq=True, errors="replace"))

    def link(self, path: str, *, replacing: Mapping[str, str] | None = None, leaving_out: Collection[str] = ()) -> str:
        """Return a link to a path with the query of this request, some parameters replaced or left out."""
        kept = {name: values for name, values in self.query.items() if name not in leaving_out}
        query = {**kept, **{name: [value] for name, value in (replacing or {}).items()}}
        text = urlencode(query, doseq=True, errors="replace")
        return f"{self.base}{path}" + (f"?{text}" if text else "")


def read_incoming(request: Request, stats: RequestStats) -> IncomingRequest:
    """Build an IncomingRequest from a Chalice request."""
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
        stats=stats,
    )


def request_id(sent: Any, *, given: Any = None) -> str:
    """Return the id of a request: the client's if it is valid, else the gateway's, else a new one."""
    for candidate in (sent, given):
        if isinstance(candidate, str) and SANE_ID.fullmatch(candidate):
            return candidate
    return secrets.token_hex(8)


def trace(sent: Any) -> tuple[str, str | None]:
    """Return the trace id and the client's span id; a new trace if the header is missing or invalid."""
    found = TRACEPARENT.fullmatch(sent) if isinstance(sent, str) else None
    if found is None or (found[1] == "00" and found[4]):
        return secrets.token_hex(16), None
    return found[2], found[3]


def check_headers(incoming: IncomingRequest) -> None:
    """Refuse headers that are too long, then those that are repeated."""
    if max(map(len, incoming.headers.values()), default=0) > MAX_HEADER_CHARS:
        too_long = tuple(
            _too_long(name, value) for name, value in incoming.headers.items() if len(value) > MAX_HEADER_CHARS
        )
        raise HeadersTooLarge(summed_up(too_long), faults=too_long, context={"longest": MAX_HEADER_CHARS})
    if incoming.repeated:
        repeated = tuple(_repeated(name, count) for name, count in incoming.repeated.items())
        raise BadRequest(summed_up(repeated), faults=repeated)


def _too_long(name: str, value: str) -> Fault:
    shown = name.title()
    return Fault(shown, "too_long", f"{shown} has {len(value)} characters; the limit is {MAX_HEADER_CHARS}.")


def _repeated(name: str, count: int) -> Fault:
    shown = name.title()
    return Fault(shown, "repeated", f"{shown} was sent {count} times. Send it once.")

"""The headers of a request as such: none is too long, and none is sent twice that has one value."""

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.transport_refusals import MAX_HEADER_CHARS, BadRequest, HeadersTooLarge
from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import summed_up


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

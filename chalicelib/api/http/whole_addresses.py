"""Whole addresses, with scheme and host, for documents that are read away from the service."""

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.http.transport_refusals import BadRequest


def origin_of(call: Call) -> str:
    """Return the scheme and host of the request, for addresses that must be whole. Raises BadRequest without a host."""
    if not call.origin:
        raise BadRequest("Send a `Host` header with a host name: the addresses in the answer begin with it.")
    return call.origin

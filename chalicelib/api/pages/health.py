"""/healthz and /readyz: whether the service runs, and whether it can work."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.domain.errors import Busy, StorageFull, Unavailable
from chalicelib.operations import ready as operation


@route(
    "GET",
    "/healthz",
    name="health",
    summary="Say that the service runs",
    tag="service",
    scope=None,
    answers=(Answer(200, "It runs.", "Health"),),
)
def health(_: Call) -> Reply:
    """Answer without touching anything."""
    return Reply({"status": "ok"}, is_cacheable=False)


@route(
    "GET",
    "/readyz",
    name="readiness",
    summary="Say that the service can work",
    tag="service",
    scope=None,
    answers=(Answer(200, "The table answers.", "Health"),),
    refusals=(Busy, Unavailable, StorageFull),
)
def readiness(call: Call) -> Reply:
    """Read one item of the table; on a file, also write what is taken back at once."""
    operation.ready(call.world)
    return Reply({"status": "ok"}, is_cacheable=False)

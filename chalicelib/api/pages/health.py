"""/healthz and /readyz: whether the service is alive, and whether it can reach its table."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.domain.errors import Busy, StorageFull, Unavailable
from chalicelib.operations import ready as operation


@route(
    "GET",
    "/healthz",
    name="health",
    summary="Check that the service is alive",
    tag="service",
    scope=None,
    answers=(Answer(200, "The service is alive.", "Health"),),
)
def health(_: Call) -> Reply:
    """Respond without calling the table."""
    return Reply({"status": "ok"}, is_cacheable=False)


@route(
    "GET",
    "/readyz",
    name="readiness",
    summary="Check that the service is ready",
    tag="service",
    scope=None,
    answers=(Answer(200, "The table responds.", "Health"),),
    refusals=(Busy, Unavailable, StorageFull),
)
def readiness(call: Call) -> Reply:
    """Read one item of the table. A table in a local file is also tested with a write, which is rolled back."""
    operation.ready(call.world)
    return Reply({"status": "ok"}, is_cacheable=False)

"""The world that requests run in, and the statistics of each request."""

import time
from collections.abc import Mapping
from dataclasses import field

from chalicelib.late_dataclass import dataclass
from chalicelib.operations.access.rate_limits import Allowance
from chalicelib.operations.world import Caller, World, world_of
from chalicelib.settings import aws_variables, settings
from chalicelib.store.metered import MeteredTable

_world: World | None = None


def set_world(world: World | None) -> World | None:
    """Set the world of all later requests, and return the one before; None: the default one, built when needed."""
    from chalicelib.api.http.request import authentication

    global _world  # noqa: PLW0603  one process serves one world, and looking it up must cost nothing
    before = _world
    _world = world
    authentication.forget_keys()
    authentication.forget_leases()
    return before


def get_world() -> World:
    """Return the world; build the default one if none is set."""
    if _world is None:
        set_world(_default_world())
    assert _world is not None  # noqa: S101  for the type checker: `set_world` has just set it
    return _world


def _default_world() -> World:
    from chalicelib.store.engines.clients.choice import connect
    from chalicelib.store.engines.dynamo import DynamoTable

    chosen = settings()
    client = connect(chosen.client, endpoint=chosen.endpoint, environment=aws_variables())
    return world_of(DynamoTable(client, chosen.table_name), chosen)


@dataclass
class RequestStats:
    """The statistics of one request, for response headers and the access log.

    `route` is the template of the path; `items` is the number of items of a page. `address` is the caller's address,
    which is never logged. `method`, `route`, `stage` and `logged` never contain text of the client.
    """

    began: float = field(default_factory=time.perf_counter)
    method: str = "none"
    route: str = "none"
    stage: str = "none"
    trace_id: str | None = None
    address: str = ""
    caller: Caller | None = None
    allowance: Allowance | None = None
    items: int | None = None
    logged: Mapping[str, str] = field(default_factory=dict)
    error: BaseException | None = None
    table: MeteredTable | None = None
    _world: World | None = None

    def world(self) -> World:
        """Return the world, with a table that counts the calls of this request."""
        if self._world is None:
            found = get_world()
            self.table = MeteredTable(found.table)
            self._world = found.on(self.table)
        return self._world

    @property
    def ms(self) -> float:
        """The milliseconds since the request arrived."""
        return (time.perf_counter() - self.began) * 1000

    @property
    def db_ms(self) -> float:
        """The milliseconds spent in the table."""
        return 0.0 if self.table is None else self.table.seconds * 1000

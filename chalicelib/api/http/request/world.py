"""The world that requests run in, and the statistics of each request."""

import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chalicelib.domain import instants
from chalicelib.operations.access.rate_limits import Allowance
from chalicelib.operations.world import Caller, World
from chalicelib.settings import settings
from chalicelib.store.metered import MeteredTable

_world: World | None = None


def set_world(world: World) -> None:
    """Run every request from now on in this world."""
    from chalicelib.api.http.request import authentication

    global _world  # noqa: PLW0603  one process serves one world; a request must not pay for finding it
    _world = world
    authentication.forget_keys()
    authentication.forget_leases()


def get_world() -> World:
    """Give the world in use; the first request builds the default one, unless Lambda's start-up has."""
    if _world is None:
        set_world(_default())
    assert _world is not None  # noqa: S101  for the type checker: `use` has just set it
    return _world


def _default() -> World:
    from chalicelib.store.engines.dynamo import DynamoTable, connect

    chosen = settings()
    return World(
        table=DynamoTable(connect(endpoint_url=chosen.endpoint), chosen.table_name),
        now=lambda: instants.of(datetime.now(UTC)),
        token=lambda: secrets.token_hex(10),
        pause=time.sleep,
        cursor_secret=chosen.cursor_secret,
        requests_per_minute=chosen.requests_per_minute,
    )


@dataclass
class RequestStats:
    """One request's notes. `route` is the template of the path; `items` counts those of a page.

    `address` is the caller's, and is never told.

    Neither `method`, `route` nor `stage` is ever what a client has made up.
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
    error: BaseException | None = None
    table: MeteredTable | None = None
    _world: World | None = None

    def world(self) -> World:
        """Give the world in use, with a table that counts for this request."""
        if self._world is None:
            found = get_world()
            self.table = MeteredTable(found.table)
            self._world = replace(found, table=self.table)
        return self._world

    @property
    def ms(self) -> float:
        """The milliseconds since the request came."""
        return (time.perf_counter() - self.began) * 1000

    @property
    def db_ms(self) -> float:
        """The milliseconds that the table took of these."""
        return 0.0 if self.table is None else self.table.seconds * 1000

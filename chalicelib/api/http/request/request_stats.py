"""What is noted of a request while it is answered: for the headers of the answer, and for its line in the log."""

import time
from dataclasses import dataclass, field, replace

from chalicelib.api.http.request import world
from chalicelib.operations.access.rate_limits import Allowance
from chalicelib.operations.world import Caller, World
from chalicelib.store.metered import MeteredTable


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
            found = world.get_world()
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

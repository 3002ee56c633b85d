"""Rate limits: the requests per minute of a key, leased by tenths and counted in memory."""

import logging
import threading
from collections import OrderedDict
from datetime import datetime

from chalicelib.domain.errors import Busy, Unavailable
from chalicelib.domain.instants import Instant
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.world import World
from chalicelib.store import keys

WINDOW = 60  # seconds; a minute of the clock, in UTC
KEPT = 3_600  # seconds that a counter is kept after its minute: clocks differ, and one may be set back
MAX_COUNTED_KEYS = 1_000  # in the memory of a process

_log = logging.getLogger("aifacts.limits")


@dataclass(frozen=True)
class Allowance:
    """The allowance of a key in this minute: `left` as far as this process knows, `reset` seconds until the next one.

    `is_spent` says that the current request exceeds the limit.
    """

    limit: int
    left: int
    reset: int
    is_spent: bool = False


@dataclass
class Lease:
    """A process's share of a key's minute; `beyond` is the rest that the counter had when it was last read."""

    minute: str
    left: int = 0
    beyond: int = 0
    is_last: bool = False


class Leases:
    """The leases of all threads of a process.

    All processes together never allow more than the limit in a minute while the table responds. Leases of other
    processes may stay unused: at most (processes - 1) x (tenth - 1) requests. A minute costs at most ten successful
    takes and two failed ones per process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Lease] = OrderedDict()

    def spend(self, world: World, *, key_id: str, limit: int) -> Allowance:
        """Count a request of a key, in memory while a lease lasts, else with a new lease."""
        now = world.now()
        with self._lock:
            held = self._lease_of(key_id, minute=now[:16])
            if not held.left and not held.is_last:
                _lease_more(world, held, key_id=key_id, limit=limit)
            is_spent = not held.left
            held.left -= not is_spent
            return Allowance(limit, held.left + held.beyond, WINDOW - int(now[17:19]), is_spent)

    def _lease_of(self, key_id: str, *, minute: str) -> Lease:
        held = self._held.get(key_id)
        if held is None or held.minute != minute:
            held = self._held[key_id] = Lease(minute)
        self._held.move_to_end(key_id)
        while len(self._held) > MAX_COUNTED_KEYS:
            self._held.popitem(last=False)
        return held


def _lease_more(world: World, held: Lease, *, key_id: str, limit: int) -> None:
    """Lease a tenth of the limit, or the remainder, which is all that can be left after whole tenths."""
    tenth = -(-limit // 10)
    key, expires = keys.lease_key(key_id, held.minute), _end_of_minute(held.minute) + KEPT
    try:
        for size in filter(None, (tenth, limit % tenth)):
            total = world.table.take(key, size, limit, expires=expires)
            if total is not None:
                held.left, held.beyond, held.is_last = size, limit - total, total >= limit
                return
        held.beyond, held.is_last = 0, True
    except (Busy, Unavailable):  # better to serve than to refuse because a counter is unavailable
        _log.warning("The counter of %s did not respond; up to %s requests are not counted.", key_id, tenth)
        held.left, held.beyond = tenth, 0


def _end_of_minute(minute: Instant) -> int:
    return int(datetime.fromisoformat(f"{minute}:00Z").timestamp()) + WINDOW

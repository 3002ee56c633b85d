"""Limits: how many requests a key has a minute, leased a tenth at a time and spent from memory."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import Busy, Unavailable
from chalicelib.domain.instants import Instant
from chalicelib.operations.world import World
from chalicelib.store import keys

WINDOW = 60  # seconds; a minute of the clock, in UTC
KEPT = 3_600  # seconds that a counter outlives its minute: clocks differ, and one may be set back
MAX_COUNTED_KEYS = 1_000  # that a process remembers at once

_log = logging.getLogger("aifacts.limits")


@dataclass(frozen=True)
class Allowance:
    """What a key may still ask for in this minute: `left` as far as this process knows, `reset` seconds until the next.

    `is_spent` says that the request it was looked up for is one too many.
    """

    limit: int
    left: int
    reset: int
    is_spent: bool = False


@dataclass
class Lease:
    """What a process holds of one key's minute; `beyond` is what the counter had left when it was last asked."""

    minute: str
    left: int = 0
    beyond: int = 0
    is_last: bool = False


class Leases:
    """The leases of one process, of whatever threads.

    All processes together never let pass more than the limit in a minute while the table answers. What others hold
    when one finds nothing left may stay unspent: at most (processes - 1) x (tenth - 1) requests. A minute costs
    at most ten takes that give something and, for each process, two that do not.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Lease] = OrderedDict()

    def spend(self, world: World, *, key_id: str, limit: int) -> Allowance:
        """Count one request of a key, in memory where a lease is left, else by leasing anew."""
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
    """Take a tenth of the limit; where that is too much, the odd rest, for nothing else can be left of whole tenths."""
    tenth = -(-limit // 10)
    key, expires = keys.lease_key(key_id, held.minute), _ends(held.minute) + KEPT
    try:
        for size in filter(None, (tenth, limit % tenth)):
            total = world.table.take(key, size, limit, expires=expires)
            if total is not None:
                held.left, held.beyond, held.is_last = size, limit - total, total >= limit
                return
        held.beyond, held.is_last = 0, True
    except (
        Busy,
        Unavailable,
    ):  # a limit protects and keeps no accounts: better to serve than to refuse for want of a counter
        _log.warning("The counter of %s did not answer; %s requests pass uncounted.", key_id, tenth)
        held.left, held.beyond = tenth, 0


def _ends(minute: Instant) -> int:
    return int(datetime.fromisoformat(f"{minute}:00Z").timestamp()) + WINDOW

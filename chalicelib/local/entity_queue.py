"""A queue by entity: writers of one process wait for each other in place of colliding in the table."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Lock

from chalicelib.domain.errors import Busy

PATIENCE_S = 3.5  # so that an answer comes within five seconds
QUEUE_IS_LONG = "Many requests write to {what}, and this one has waited for {seconds:g} seconds. Send it again shortly."


class EntityQueue:
    """Lets the writers of an entity in one by one, first come, first served."""

    def __init__(self, patience: float = PATIENCE_S) -> None:
        self._patience = patience
        self._lock = Lock()
        self._waiting: dict[str, deque[Condition]] = {}

    @contextmanager
    def turn(self, refs: Collection[str]) -> Iterator[None]:
        """Wait until no earlier writer of these entities is at work. Raises Busy if that takes too long."""
        names, ticket = sorted({*refs}), Condition(self._lock)
        try:
            self._wait(names, ticket)
            yield
        finally:
            with self._lock:
                for name in names:
                    self._leave(name, ticket)

    def _wait(self, names: Sequence[str], ticket: Condition) -> None:
        with self._lock:
            for name in names:
                self._waiting.setdefault(name, deque()).append(ticket)
            if not ticket.wait_for(lambda: all(self._waiting[name][0] is ticket for name in names), self._patience):
                raise Busy(QUEUE_IS_LONG.format(what=", ".join(names), seconds=self._patience))

    def _leave(self, name: str, ticket: Condition) -> None:
        waiting = self._waiting[name]
        waiting.remove(ticket)
        if waiting:
            waiting[0].notify()
        else:
            del self._waiting[name]

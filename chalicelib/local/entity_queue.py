"""A queue by entity: writers of one process wait for each other in place of colliding in the table."""

from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

PATIENCE_S = 10.0


class EntityQueue:
    """Lets the writers of an entity in one by one, first come, first served.

    The lock that counts is in the table: a writer that has waited too long continues and may collide there.
    """

    def __init__(self, patience: float = PATIENCE_S) -> None:
        self._patience = patience
        self._lock = Lock()
        self._waiting: dict[str, deque[Condition]] = {}

    @contextmanager
    def turn(self, refs: Collection[str]) -> Iterator[None]:
        """Wait until no earlier writer of these entities is at work."""
        names, ticket = sorted({*refs}), Condition(self._lock)
        with self._lock:
            for name in names:
                self._waiting.setdefault(name, deque()).append(ticket)
            ticket.wait_for(lambda: all(self._waiting[name][0] is ticket for name in names), self._patience)
        try:
            yield
        finally:
            with self._lock:
                for name in names:
                    self._leave(name, ticket)

    def _leave(self, name: str, ticket: Condition) -> None:
        waiting = self._waiting[name]
        waiting.remove(ticket)
        if waiting:
            waiting[0].notify()
        else:
            del self._waiting[name]

"""Turns: how many requests are at work at the same time, first come, first served."""

from _thread import LockType
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# More would take the interpreter from each other, and some would wait for long. With one, a slow request stops all.
MAX_AT_ONCE = 2


class Turns:
    """A semaphore that serves in the order of arrival, as `threading.Semaphore` does not promise."""

    def __init__(self, most: int = MAX_AT_ONCE) -> None:
        self._free = most
        self._waiting: deque[LockType] = deque()  # each locked until its turn
        self._changing = Lock()

    @property
    def waiting(self) -> int:
        """The number of requests that wait for their turn."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and give it to the next in the end."""
        with self._changing:
            own = None if self._free else Lock()
            if own is None:
                self._free -= 1
            else:
                own.acquire()
                self._waiting.append(own)
        if own is not None:
            own.acquire()  # until one that ends releases it
        try:
            yield
        finally:
            with self._changing:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._free += 1

"""The open connections: a bound on their number, and a stop that waits for current requests."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Condition

MAX_CONNECTIONS = 128  # served in parallel; each has a thread
MAX_REFUSED_CONNECTIONS = 32  # beyond those, refused with a 503; each has a thread for two seconds
STOP_S = 5.0


class Connections:
    """Counts connections: some are served, a few more refused, the rest dropped."""

    def __init__(
        self,
        most: int = MAX_CONNECTIONS,
        most_refused: int = MAX_REFUSED_CONNECTIONS,
    ) -> None:
        self._most = most
        self._most_refused = most_refused
        self._open: dict[socket.socket, bool] = {}  # whether it is served
        self._answering = 0
        self._changed = Condition()
        self.is_stopping = False

    def admit(self, connection: socket.socket) -> bool:
        """Admit a connection, to be served or refused; return False if it must be dropped."""
        with self._changed:
            served = sum(self._open.values())
            if served >= self._most and len(self._open) - served >= self._most_refused:
                return False
            self._open[connection] = served < self._most
            return True

    def is_served(self, connection: socket.socket) -> bool:
        """Return whether an admitted connection is served, or else refused."""
        return self._open[connection]

    def leave(self, connection: socket.socket) -> None:
        """Forget a connection that has ended."""
        with self._changed:
            self._open.pop(connection, None)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Make `stop` wait while a request is answered."""
        self.begin_answer()
        try:
            yield
        finally:
            self.end_answer()

    def begin_answer(self) -> None:
        """Make `stop` wait until `end_answer` is called."""
        with self._changed:
            self._answering += 1

    def end_answer(self) -> None:
        """Say that an answer is sent."""
        with self._changed:
            self._answering -= 1
            if self.is_stopping:
                self._changed.notify_all()

    def stop(self, seconds: float = STOP_S) -> None:
        """Wait some seconds for the requests that are being answered, then close all connections."""
        self.is_stopping = True
        until = time.monotonic() + seconds
        with self._changed:
            while self._answering and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            left_open = [*self._open]
        for connection in left_open:
            with suppress(OSError):  # the client may have closed it
                connection.shutdown(socket.SHUT_RDWR)

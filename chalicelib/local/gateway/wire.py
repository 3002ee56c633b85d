"""A client's socket with deadlines."""

import socket
import time

PIECE = 262_144  # bytes of one read of a body
HEAD_PIECE = 16_384  # of a head: memory for a larger piece takes as long as all the rest of the read
SEND_S = 30.0  # for a whole answer
LINGER_S = 2.0


class Wire:
    """Receives until a deadline and sends within `SEND_S`; both raise TimeoutError after that."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = time.monotonic()

    def expect_within(self, seconds: float) -> None:
        """Set the deadline for all bytes received after this call."""
        self._until = time.monotonic() + seconds

    def receive(self, most: int = PIECE) -> bytes:
        """Wait for the next bytes, at most so many; return none if the client has disconnected."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv(most)

    def send(self, data: bytes) -> None:
        """Send all bytes."""
        self._connection.settimeout(SEND_S)
        self._connection.sendall(data)

    def linger(self) -> None:
        """Let a refused client read the answer before closing: closing with unread bytes resets the connection."""
        self._connection.shutdown(socket.SHUT_WR)
        self.expect_within(LINGER_S)
        while self.receive():
            pass

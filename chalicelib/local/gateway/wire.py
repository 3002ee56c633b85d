"""One client's socket, with a moment by which what is expected must have arrived."""

import socket
import time

PIECE = 262_144  # bytes read at once
SEND_S = 30.0  # for a whole answer
LINGER_S = 2.0


class Wire:
    """Receives until a deadline, and sends within a time of its own; both raise TimeoutError when it is over."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = time.monotonic()

    def expect_within(self, seconds: float) -> None:
        """Set the deadline of everything that is received from now on."""
        self._until = time.monotonic() + seconds

    def receive(self) -> bytes:
        """Wait for the next bytes; without any the client has hung up."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv(PIECE)

    def send(self, data: bytes) -> None:
        """Send all of this."""
        self._connection.settimeout(SEND_S)
        self._connection.sendall(data)

    def linger(self) -> None:
        """Let a client that was refused read why, before closing: closing on unread bytes resets."""
        self._connection.shutdown(socket.SHUT_WR)
        self.expect_within(LINGER_S)
        while self.receive():
            pass

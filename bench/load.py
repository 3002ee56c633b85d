"""A load of some clients on a server of this machine: each sends its next request when it has its answer."""

import selectors
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

END = b"\r\n\r\n"
OK = b"HTTP/1.1 200"


@dataclass
class Connection:
    """One client: its socket, what it has read of the answer, when it sent its request."""

    socket: socket.socket
    read: bytearray = field(default_factory=bytearray)
    sent: float = 0.0

    def is_whole(self) -> bool:
        """Check whether the answer has arrived. Raises ValueError for an answer that is no 200."""
        head, end, body = bytes(self.read).partition(END)
        if not end:
            return False
        if not head.startswith(OK):
            raise ValueError(bytes(self.read[:500]))
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return len(body) >= int(line.partition(b":")[2])
        return body.endswith(b"0\r\n\r\n")


def load(url: str, *, clients: int, seconds: float) -> list[float]:
    """Ask for a URL as often as the server answers; return the seconds of each answer."""
    split = urlsplit(url)
    request = f"GET {split.path} HTTP/1.1\r\nHost: {split.netloc}\r\nAccept: application/json\r\n\r\n".encode()
    took: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            _begin(selector, split.hostname or "", split.port or 0, request)
        until = time.perf_counter() + seconds
        while (now := time.perf_counter()) < until:
            for key, _ in selector.select(until - now):
                one: Connection = key.data
                if received := one.socket.recv(1 << 20):
                    one.read += received
                    if one.is_whole():
                        took.append(time.perf_counter() - one.sent)
                        _send(one, request)
                else:  # the server closed it
                    _end(selector, one)
                    _begin(selector, split.hostname or "", split.port or 0, request)
        for key in [*selector.get_map().values()]:
            _end(selector, key.data)
    return took


def _begin(selector: selectors.BaseSelector, host: str, port: int, request: bytes) -> None:
    one = Connection(socket.create_connection((host, port)))
    one.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(one.socket, selectors.EVENT_READ, one)
    _send(one, request)


def _send(one: Connection, request: bytes) -> None:
    one.read.clear()
    one.sent = time.perf_counter()
    one.socket.sendall(request)


def _end(selector: selectors.BaseSelector, one: Connection) -> None:
    selector.unregister(one.socket)
    one.socket.close()

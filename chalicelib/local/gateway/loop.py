"""The loop: one thread reads from all connections and answers ordinary requests; what takes longer gets its own thread.

A thread a connection would cost more than the work itself: each waits for the interpreter, and some wait for long.
"""

import selectors
import socket
import time
from contextlib import suppress
from threading import Event, Lock, Thread, current_thread
from typing import TYPE_CHECKING

from chalicelib.local.gateway.connection import Connection
from chalicelib.local.gateway.head import TARGET_LIMIT
from chalicelib.local.gateway.plain_head import read_plain_head
from chalicelib.local.gateway.wire import HEAD_PIECE

if TYPE_CHECKING:
    from chalicelib.local.gateway.server import Gateway

PATIENCE_S = 0.02  # with one request; after twice that at most another thread leads
SWEEP_S = 1.0  # between two looks for idle connections


class Loop:
    """The thread that leads reads and answers; the one in `run` looks after it.

    When a request takes longer than `PATIENCE_S`, another thread leads from then on, and the one before hands its
    connection over when it has answered. A connection on which something else than an ordinary request comes, or whose
    client reads slowly, is handed over too. The loop takes it back when it is quiet again.
    """

    def __init__(self, server: "Gateway") -> None:
        self._server = server
        self._changing = Lock()
        self._alarm, self._ended = Event(), Event()
        self._is_over = self._is_dozing = False
        self._busy: Connection | None = None  # the one whose request the leader answers
        self._answered = 0

    def run(self, pace: float) -> None:
        """Serve until `stop`; `pace` is the longest time in seconds until that is noticed."""
        self._selector = selectors.DefaultSelector()
        self._swept = time.monotonic()
        self._server.socket.settimeout(0)
        self._selector.register(self._server.socket, selectors.EVENT_READ)
        try:
            self._lead_anew(pace)
            seen = 0
            while not self._is_over:
                if self._is_stuck(seen):
                    self._lead_anew(pace)
                elif seen == self._answered:
                    self._doze()
                seen = self._answered
                if self._alarm.wait(PATIENCE_S):
                    self._alarm.clear()
            self._end(self._leader)
        finally:
            self._ended.set()

    def stop(self) -> None:
        """Stop reading; return when no thread leads any more. Requests may still be answered."""
        self._is_over = True
        self._alarm.set()
        self._ended.wait()

    def take_back(self, connection: Connection) -> None:
        """Read from a connection that was handed over."""
        connection.client.settimeout(0)
        connection.quiet_since = time.monotonic()
        with self._changing:
            if not self._is_over:
                self._selector.register(connection.client, selectors.EVENT_READ, connection)
                return
        self._server.shutdown_request(connection)

    def _lead_anew(self, pace: float) -> None:
        self._leader = Thread(target=self._lead, args=(pace,), name="loop", daemon=self._server.daemon_threads)
        self._leader.start()

    def _is_stuck(self, seen: int) -> bool:
        """Return whether the leader is still at the request of the last look; then it leads no more."""
        with self._changing:
            if self._busy is None or self._answered != seen:
                return False
            self._selector.unregister(self._busy.client)
            self._busy = None
            return True

    def _doze(self) -> None:
        """Wait for the next request, so that an idle server costs nothing."""
        self._is_dozing = True
        if self._busy is None and not self._is_over:
            self._alarm.wait()
        self._is_dozing = False
        if not self._is_over:
            self._alarm.clear()

    def _end(self, leader: Thread) -> None:
        """End the leader, unless it is at work; then close the connections that nobody is answering."""
        while leader.is_alive() and not self._is_stuck(self._answered):
            leader.join(PATIENCE_S)
        for connection in self._read_from():
            self._close(connection)
        self._selector.close()

    def _lead(self, pace: float) -> None:
        while not self._is_over:
            for key, _ in self._selector.select(pace):
                if key.data is None:
                    self._accept_all()
                elif not self._serve_safely(key.data):
                    return
            if (now := time.monotonic()) - self._swept > SWEEP_S:
                self._sweep(now)

    def _accept_all(self) -> None:
        """Accept every client that waits: one in each turn of the loop would wait for the requests of all others."""
        with suppress(OSError):  # none is left, or one has gone
            while True:
                self._admit(*self._server.socket.accept())

    def _admit(self, client: socket.socket, address: tuple[str, int]) -> None:
        if not self._server.connections.admit(client):
            client.close()
            return
        connection = Connection(client, address, self._server)
        if self._server.connections.is_served(client):
            self._selector.register(client, selectors.EVENT_READ, connection)
        else:
            self._server.serve_in_thread(connection)

    def _serve_safely(self, connection: Connection) -> bool:
        """Serve a connection; an error that nobody expects ends it, and not the loop."""
        try:
            return self._serve(connection)
        except Exception:  # noqa: BLE001  the others continue
            self._server.handle_error(connection, connection.address)
            with suppress(KeyError, ValueError, OSError):  # it may be closed already
                self._close(connection)
            with self._changing:
                self._busy = None if self._busy is connection else self._busy
            return self._leader is current_thread()

    def _serve(self, connection: Connection) -> bool:
        """Serve what has come on a connection; return whether this thread still leads."""
        try:
            received = connection.client.recv(HEAD_PIECE)
        except BlockingIOError:
            return True
        except OSError:
            received = b""
        head = read_plain_head(received) if len(received) <= TARGET_LIMIT else None
        if head is not None:
            self._busy = connection
            self._answered += 1
            if self._is_dozing:
                self._alarm.set()
            self._server.connections.begin_answer()
            try:
                data, is_last = connection.answer(head)
            except Exception:  # noqa: BLE001  the others continue
                self._server.handle_error(connection, connection.address)
                data, is_last = b"", True
            return self._send(connection, data, is_last=is_last)
        if received:
            self._hand_over(connection, begun=received)
        else:
            self._close(connection)
        return True

    def _send(self, connection: Connection, data: bytes, *, is_last: bool) -> bool:
        with self._changing:
            leads = self._busy is connection
            if leads:
                self._busy = None
        begun = None if is_last else b""
        if not leads:
            connection.leave_to_thread(begun=begun, unsent=data)
            self._server.serve_in_thread(connection)
            return False
        try:
            sent = connection.client.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            sent, is_last = len(data), True
        if sent < len(data):
            self._hand_over(connection, begun=begun, unsent=data[sent:])
            return True
        self._server.connections.end_answer()
        connection.quiet_since = time.monotonic()
        if is_last:
            self._close(connection)
        return True

    def _hand_over(self, connection: Connection, *, begun: bytes | None, unsent: bytes = b"") -> None:
        self._selector.unregister(connection.client)
        connection.leave_to_thread(begun=begun, unsent=unsent)
        self._server.serve_in_thread(connection)

    def _close(self, connection: Connection) -> None:
        self._selector.unregister(connection.client)
        self._server.shutdown_request(connection)

    def _sweep(self, now: float) -> None:
        self._swept = now
        for connection in self._read_from():
            if connection.is_idle(now):
                self._close(connection)

    def _read_from(self) -> list[Connection]:
        with self._changing:
            return [key.data for key in self._selector.get_map().values() if key.data is not None]

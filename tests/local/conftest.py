"""A gateway on a free port, with a small application that returns what it was sent."""

import io
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from chalice.app import Chalice, Response

from chalicelib.local.gateway import Gateway

Events = list[dict[str, Any]]


def an_app() -> Chalice:
    """Build an application of a few routes, each for one behaviour of the gateway."""
    app = Chalice("small")

    @app.route("/things/{slug}", methods=["GET", "HEAD", "PUT", "POST"], content_types=[])
    def thing(slug: str) -> Response:
        head = app.current_request is not None and app.current_request.method == "HEAD"
        body = json.dumps({"slug": slug})
        length = {"Content-Length": str(len(body))} if head else {}
        return Response("" if head else body, {"Content-Type": "application/json", "X-Things": "1", **length}, 200)

    @app.route("/things/special", methods=["GET"])
    def special() -> Response:
        return Response("special", {"Content-Type": "text/plain"}, 200)

    @app.route("/bytes", methods=["GET", "POST"], content_types=[])
    def raw() -> Response:
        return Response(b"\x00\xff", {"Content-Type": "application/octet-stream"}, 200)

    @app.route("/answers/{name}", methods=["GET"])
    def answer(name: str) -> Response:
        return ANSWERS[name]

    return app


ANSWERS: dict[str, Response] = {
    "none": Response("", {}, 204),
    "unchanged": Response("", {"ETag": '"a"'}, 304),
    "two-cookies": Response("", {"Set-Cookie": ["a=1", "b=2"]}, 200),
    "huge": Response("x" * (6 * 1024 * 1024 + 1), {"Content-Type": "text/plain"}, 200),
    "bad-header": Response("", {"X-Bad": "a\rb"}, 200),
    "wide-header": Response("", {"X-Bad": "深"}, 200),
    "chinese": Response("深度求索 🐋", {"Content-Type": "text/plain; charset=utf-8"}, 200),
}


class Running:
    """A gateway that serves in a thread, the events its application got, and its log."""

    def __init__(
        self, app: Callable[[dict[str, Any], Any], dict[str, Any]], routes: dict[str, Any], **limits: Any
    ) -> None:
        self.events: Events = []
        self.app = app
        self.log = io.StringIO()
        self.server = Gateway(
            ("127.0.0.1", 0),
            self._called,
            resources=routes,
            binary_types=["application/octet-stream"],
            log=self.log,
            **limits,
        )
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def _called(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        self.events.append(event)
        return self.app(event, context)

    @property
    def event(self) -> dict[str, Any]:
        """Give the last event."""
        return self.events[-1]

    @property
    def address(self) -> tuple[str, int]:
        """Give host and port."""
        return "127.0.0.1", int(self.server.server_address[1])

    def connect(self) -> HTTPConnection:
        """Open a connection for several requests."""
        return HTTPConnection(*self.address, timeout=10)

    def ask(self, method: str, path: str, **request: Any) -> tuple[HTTPResponse, bytes]:
        """Send a request on a new connection."""
        connection = self.connect()
        try:
            connection.request(method, path, **request)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def speak(self, sent: bytes) -> bytes:
        """Send bytes as they are and give all that comes back until the gateway hangs up."""
        with socket.create_connection(self.address, timeout=10) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def close(self) -> None:
        """Stop serving; a second time does nothing."""
        if not self._thread.is_alive():
            return
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    """Start gateways, each with its own limits."""
    started: list[Running] = []

    def start(**limits: Any) -> Running:
        app = an_app()
        started.append(Running(app, app.routes, **limits))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def running() -> Iterator[Running]:
    app = an_app()
    gateway = Running(app, app.routes)
    yield gateway
    gateway.close()

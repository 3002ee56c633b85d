"""A table served by processes of the local run that can be killed, and clients that send until they are answered."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.soak.programs import setting_up

ROOT = Path(__file__).parents[2]
HOST, KEY = "127.0.0.1", "the-key-of-the-soak-test"
WITHOUT_SEEDS = """
import runpy, sys
from pathlib import Path
from chalicelib.local import run
run.SEEDS = Path(sys.argv.pop(1))
runpy.run_module("chalicelib.local", run_name="__main__")
"""
READY_S, PATIENCE_S, ANSWER_S = 60.0, 120.0, 60.0
FOR_NOW = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
COMPANIES = ("alpha", "beta-labs")  # that programs point at


class Unanswered(Exception):
    """A request got no answer although it was sent for minutes."""


class Place(NamedTuple):
    """Where a table is: the folder of SQLite, and what else the environment of a process has."""

    folder: Path
    environment: Mapping[str, str]

    def variables(self, **more: str) -> dict[str, str]:
        """Return the environment of a process."""
        inherited = {name: each for name, each in os.environ.items() if name not in ("ENGINE", "TABLE_NAME")}
        limits = {"REQUESTS_PER_MINUTE": "1000000", "LOG_LEVEL": "ERROR", "LOCAL_KEY": KEY}
        return {**inherited, **limits, "DATA": str(self.folder), **self.environment, **more}

    def audit(self) -> str:
        """Return the faults of the table, one a line; empty if there are none."""
        done = subprocess.run(
            [sys.executable, "-m", "chalicelib.local", "audit"],
            cwd=ROOT, env=self.variables(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}"


class Server:
    """A process that serves a table; killed, it is started again on the same port."""

    def __init__(self, place: Place) -> None:
        with socket.socket() as taken:
            taken.bind((HOST, 0))
            self.port = int(taken.getsockname()[1])
        self._place = place
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        empty = self._place.folder / "no-seeds"
        empty.mkdir(parents=True, exist_ok=True)
        with (self._place.folder / f"log-{self.port}").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", WITHOUT_SEEDS, str(empty)],
                cwd=ROOT, env=self._place.variables(PORT=str(self.port)), stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + READY_S
        while time.monotonic() < until and self._process.poll() is None:
            with (
                suppress(OSError, HTTPException),
                closing(HTTPConnection(HOST, self.port, timeout=READY_S)) as connection,
            ):
                connection.request("GET", "/readyz")
                with connection.getresponse() as answer:
                    if answer.status == HTTPStatus.OK:
                        return
            time.sleep(0.05)  # there is nothing to wait on: it says that it is ready over HTTP alone
        raise Unanswered(f"The service does not start: see {self._place.folder}/log-{self.port}.")

    def kill(self) -> None:
        """Kill it as a crash would, and start it again."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.start()

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


class Client:
    """A client with one connection: it sends a request until it is answered, a write with an idempotency key."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: HTTPConnection | None = None
        self.slowest = 0.0
        self.tries = 0

    def send(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str], key: str
    ) -> tuple[int, Any]:
        """Return the status and the answer. Raises Unanswered."""
        media = "application/merge-patch+json" if method == "PATCH" else "application/json"
        sent = {"Authorization": f"Bearer {KEY}", **headers}
        sent |= {} if method == "GET" else {"Idempotency-Key": key, "Content-Type": media}
        until, pause = time.monotonic() + PATIENCE_S, 0.05
        while time.monotonic() < until:
            self.tries += 1
            with suppress(OSError, HTTPException, ValueError):
                status, answer = self._send_once(method, path, None if body is None else json.dumps(body), sent)
                is_running = status == HTTPStatus.CONFLICT and answer.get("code") == "in_progress"
                if status not in FOR_NOW and not is_running:
                    return status, answer
            time.sleep(pause)  # as a client does whom the service asks to send again, or who got no answer
            pause = min(pause * 2, 1.0)
        raise Unanswered(f"{method} {path} got no answer in {PATIENCE_S:.0f} s.")

    def _send_once(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> tuple[int, Any]:
        connection = self._connection or HTTPConnection(HOST, self._port, timeout=ANSWER_S)
        self._connection, began = None, time.monotonic()
        try:
            connection.request(method, path, body, dict(headers))
            with connection.getresponse() as answer:
                found = answer.status, json.loads(answer.read())
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self.slowest = max(self.slowest, time.monotonic() - began)
        return found

    def ask(self, path: str) -> tuple[int, Any]:
        """Send a GET."""
        return self.send("GET", path, headers={}, key="")

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


class Sender(Protocol):
    """A client that sends requests."""

    def send(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str], key: str
    ) -> tuple[int, Any]:
        """Return the status and the answer."""


def fill(client: Sender) -> None:
    """Create the sources and companies that all programs speak of."""
    evidence = {"source": "source/h", "basis": "self_reported"}
    companies = [("/v1/companies", {"slug": each, "name": each, "evidence": evidence}) for each in COMPANIES]
    for number, (path, body) in enumerate([*setting_up(), *companies]):
        status, answer = client.send("POST", path, body, headers={}, key=f"set-up-{number}")
        if status not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise Unanswered(f"{path} answered {status}: {answer}")


class Killer(threading.Thread):
    """Kills a server on a signal."""

    def __init__(self, server: Server, signal_to_kill: threading.Event) -> None:
        super().__init__(name="killer")
        self._server, self._signal = server, signal_to_kill

    def run(self) -> None:
        """Wait, and kill."""
        self._signal.wait()
        self._server.kill()

"""The server of `make run` beside FastAPI, uvicorn and SQLite: `python -m bench.local_server`.

Each answers the same read with the same bytes, one server at a time, by turns. The CPU counts of the server's process.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.request import urlopen

from bench.load import load

READ = "models/deepseek-r1"
CLIENTS = (1, 64)
ROUNDS, SECONDS = 7, 1.5
TICKS = os.sysconf("SC_CLK_TCK")
_URL = re.compile(r"(http://127\.0\.0\.1:\d+)")
_PATIENCE_S = 60


class Server(NamedTuple):
    """A running server: its process, and the URL of the read."""

    pid: int
    url: str


def measure() -> dict[str, Any]:
    """Return by number of clients and server, one figure a round: requests a second of CPU, p50 and p99 in seconds."""
    found: dict[str, Any] = {}
    with _all_serving() as servers:
        for clients in CLIENTS:
            rows: dict[str, Any] = {name: {"per_cpu_second": [], "p50": [], "p99": []} for name in servers}
            for turn in range(ROUNDS + 1):
                for name, server in servers.items():
                    for what, figure in _round(server, clients).items():
                        rows[name][what] += [figure] if turn else []  # the first warms up
            found[str(clients)] = rows
    return found


def _round(server: Server, clients: int) -> dict[str, float]:
    before = _cpu_of(server.pid)
    took = load(server.url, clients=clients, seconds=SECONDS)
    cpu = _cpu_of(server.pid) - before
    cut = quantiles(took, n=100)
    return {"per_cpu_second": len(took) / cpu, "p50": cut[49], "p99": cut[98]}


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def _all_serving() -> Iterator[Mapping[str, Server]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ours = stack.enter_context(
            _serving(["-m", "chalicelib.local"], folder / "ours.log", PORT="0", DATA=str(folder), LOCAL_KEY="bench")
        )
        with urlopen(f"{ours.url}/v1/{READ}") as answer:  # noqa: S310  on loopback
            body = answer.read()
        database = folder / "peer.sqlite3"
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("CREATE TABLE items (ref TEXT PRIMARY KEY, body TEXT)")
            connection.execute("INSERT INTO items VALUES (?, ?)", (READ.replace("models", "model"), body.decode()))
        command = ["-m", "uvicorn", "bench.peers.fastapi_sqlite:app", "--port", "0"]
        peer = stack.enter_context(_serving(command, folder / "peer.log", DATABASE=str(database)))
        yield {
            "ours": Server(ours.pid, f"{ours.url}/v1/{READ}"),
            "FastAPI": Server(peer.pid, f"{peer.url}/v1/{READ}"),
            "FastAPI, async": Server(peer.pid, f"{peer.url}/v1/async/{READ}"),
        }


@contextmanager
def _serving(arguments: list[str], log: Path, **environment: str) -> Iterator[Server]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command, limit = [sys.executable, *arguments], {"REQUESTS_PER_MINUTE": "1000000"}
    with (
        log.open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env={**inherited, **limit, **environment}) as process,  # noqa: S603  our own modules
    ):
        try:
            yield Server(process.pid, _wait_for_url(process, log))
        finally:
            process.terminate()


def _wait_for_url(process: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        if found := _URL.search(log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(log.read_text())


if __name__ == "__main__":
    sys.stdout.write(f"{json.dumps(measure())}\n")

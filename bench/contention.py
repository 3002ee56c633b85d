"""Measures many writers on one entity: the share of 503, and how long an answer takes.

    python -m bench.contention [writers] [writes] [processes that serve the same file]

Each writer sends the next write as often as it takes, with one idempotency key. One process serves as the local run
does; several share nothing but the table, as functions on Lambda do.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from typing import Any, NamedTuple

KEY = "the-key-of-the-contention-bench"
HOST = "127.0.0.1"
DEFAULTS = (32, 2_000, 1)
READY_S = 120.0
REFUSED_FOR_NOW = (HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE)
EVIDENCE = {"source": "source/report", "basis": "third_party_report"}


class Sent(NamedTuple):
    """An answer: its status and its seconds."""

    status: int
    seconds: float


def fact(number: int) -> dict[str, Any]:
    """Return the users of a day, of 2,000 days in a row: each follows the one before."""
    day = date(2020, 1, 1) + timedelta(days=number)
    users = {"value": {"amount": str(number + 1), "unit": "user"}, "qualifiers": {"measure": "weekly_users"}}
    return {"entity": "model/busy", "property": "usage", **users, "valid": f"{day}/.."}


def send(connection: HTTPConnection, path: str, body: Any, *, key: str) -> Sent:
    """Send a request and time its answer."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "Idempotency-Key": key}
    began = time.perf_counter()
    connection.request("POST", path, json.dumps(body), headers)
    with connection.getresponse() as answer:
        answer.read()
        return Sent(answer.status, time.perf_counter() - began)


def write_until_done(port: int, next_number: Callable[[], int], writes: int, answers: list[Sent]) -> None:
    """Send writes, each until it is carried out, as long as there are some."""
    connection = HTTPConnection(HOST, port)
    while (number := next_number()) < writes:
        body = {"facts": [{**fact(number), "evidence": EVIDENCE}]}
        while (sent := send(connection, "/v1/facts", body, key=f"write-{number}")).status in REFUSED_FOR_NOW:
            answers.append(sent)
        answers.append(sent)
        if sent.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise SystemExit(f"Write {number} is answered {sent.status}.")


@contextmanager
def served(folder: str) -> Iterator[int]:
    """Serve the table of a folder; yield the port."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = int(taken.getsockname()[1])
    limits = {"REQUESTS_PER_MINUTE": "1000000", "LOG_LEVEL": "ERROR"}
    environment = {**os.environ, **limits, "DATA": folder, "PORT": str(port), "LOCAL_KEY": KEY}
    with subprocess.Popen(
        [sys.executable, "-m", "chalicelib.local"], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_ready(port)
            yield port
        finally:
            process.terminate()


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            connection = HTTPConnection(HOST, port, timeout=READY_S)  # it listens before it has loaded the seeds
            connection.request("GET", "/healthz")
            with connection.getresponse():
                return
        except OSError:
            time.sleep(0.1)  # there is nothing to wait on: it says that it is ready over HTTP alone
    raise SystemExit(f"The service does not listen on port {port}.")


def measure(ports: Sequence[int], *, writers: int, writes: int) -> tuple[list[Sent], float]:
    """Let the writers write; return all answers, and the seconds until the last."""
    numbers, answers = count(), list[Sent]()
    threads = [
        threading.Thread(target=write_until_done, args=(ports[each % len(ports)], numbers.__next__, writes, answers))
        for each in range(writers)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - began


def main() -> None:
    """Print one line: the answers by status, and the seconds of the slowest."""
    given = [int(each) for each in sys.argv[1:]]
    writers, writes, processes = [*given, *DEFAULTS[len(given) :]]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ports = [stack.enter_context(served(folder)) for _ in range(processes)]
        connection = HTTPConnection(HOST, ports[0])
        send(connection, "/v1/sources", {"slug": "report", "title": "A report", "published": "2025-01"}, key="source")
        send(connection, "/v1/models", {"slug": "busy", "name": "Busy", "evidence": EVIDENCE}, key="model")
        answers, seconds = measure(ports, writers=writers, writes=writes)
    statuses = Counter(each.status for each in answers)
    took = sorted(each.seconds for each in answers)
    shares = ", ".join(f"{status}: {n:,} ({n / len(answers):.0%})" for status, n in sorted(statuses.items()))
    half, nearly_all = took[len(took) // 2], took[len(took) * 99 // 100]
    sys.stdout.write(
        f"{writers} writers, {processes} processes: {writes:,} writes in {seconds:.0f} s, "
        f"{len(answers):,} answers: {shares}; "
        f"half within {half:.2f} s, 99 % within {nearly_all:.2f} s, all within {took[-1]:.2f} s\n"
    )


if __name__ == "__main__":
    main()

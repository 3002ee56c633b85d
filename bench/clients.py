"""CPU of a call by the lean client and by botocore's, and of loading each: `python -m bench.clients`.

A server on loopback sends both the same bytes. They call by turns in one process, and what counts is the CPU of that
process. Loading is measured in a new process each: the imports, the client and its first call.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from time import process_time
from typing import Any
from zlib import crc32

REGION = "eu-central-1"
ROUNDS, CALLS, LOADS = 30, 50, 9
PAGE = 50
BODY = {"name": "Zoë", "facts": [{"value": f"value {n}", "source": f"source/{n}"} for n in range(40)]}
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "x" * 40,
    "AWS_SESSION_TOKEN": "x" * 700,
    "AWS_DEFAULT_REGION": REGION,
}
CLIENTS = ("lean", "botocore")
Call = Callable[[Any], object]


def _row(number: int, body: Any) -> Any:
    text = json.dumps(body, ensure_ascii=False)
    index = {"gsi1pk": {"S": "L#company"}, "gsi1sk": {"S": f"{number:04}"}}
    return {"pk": {"S": f"E#company/{number}"}, "sk": {"S": "@"}, "v": {"N": "1"}, "body": {"S": text}, **index}


ANSWERS: Mapping[str, Any] = {
    "GetItem": {"Item": _row(1, BODY)},
    "Query": {"Items": [_row(n, {**BODY, "facts": BODY["facts"][:8]}) for n in range(PAGE)], "Count": PAGE},
    "TransactWriteItems": {},
}


def _http(answer: Any) -> bytes:
    body = json.dumps(answer, ensure_ascii=False).encode()
    head = (
        "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Sun, 29 Nov 2026 12:00:00 GMT\r\n"
        f"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\nConnection: keep-alive\r\n"
        f"x-amzn-RequestId: {'A' * 52}\r\nx-amz-crc32: {crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


def _print(line: Any) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve() -> None:
    """Print a port, and answer requests there until the process ends."""
    answers = {f"DynamoDB_20120810.{name}".encode(): _http(answer) for name, answer in ANSWERS.items()}
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        _print(listening.getsockname()[1])
        while True:
            connection, _ = listening.accept()
            Thread(target=_talk, args=(connection, answers), daemon=True).start()


def _talk(connection: socket.socket, answers: Mapping[bytes, bytes]) -> None:
    with connection, connection.makefile("rb") as reading:
        while reading.readline():
            headers = dict(line.lower().split(b": ", 1) for line in iter(lambda: reading.readline().strip(), b""))
            reading.read(int(headers[b"content-length"]))
            connection.sendall(
                next(answer for name, answer in answers.items() if name.lower() == headers[b"x-amz-target"])
            )


@contextmanager
def served() -> Iterator[str]:
    """Serve in another process, whose CPU is not counted."""
    command = [sys.executable, "-m", "bench.clients", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  this file
        assert process.stdout is not None  # noqa: S101  for the type checker
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def client_of(name: str, url: str) -> Any:
    """Make a client."""
    if name == "lean":
        from chalicelib.store.engines.clients.lean import LeanClient

        return LeanClient(url, region=REGION, environment=os.environ)
    from chalicelib.store.engines.clients.sdk import BotocoreClient, connect

    return BotocoreClient(connect(endpoint_url=url))


def calls() -> Mapping[str, Call]:
    """Return what is measured: the verbs of the table, down to rows."""
    from chalicelib.store.rows import ABSENT, Key, Put, Row

    written = [
        Put(Row(Key("E#company/1", f"F#{n}"), BODY, {"gsi1": Key("L#company", f"{n}")}), ABSENT) for n in range(4)
    ]
    return {
        "get": lambda table: table.get([Key("E#company/1", "@")]),
        f"query of {PAGE}": lambda table: table.query("gsi1", "L#company", limit=PAGE),
        "transaction of 4": lambda table: table.commit(written),
    }


def compare(url: str) -> Iterator[tuple[str, dict[str, list[float]]]]:
    """Yield the microseconds of CPU of a call by each client, a figure a round."""
    from chalicelib.store.engines.dynamo import DynamoTable

    tables = {name: DynamoTable(client_of(name, url), "aifacts") for name in CLIENTS}
    for what, call in calls().items():
        found: dict[str, list[float]] = {name: [] for name in CLIENTS}
        for turn in range(ROUNDS + 1):
            for name, table in tables.items():
                began = process_time()
                for _ in range(CALLS):
                    call(table)
                if turn:  # the first warms up
                    found[name].append((process_time() - began) / CALLS * 1e6)
        yield what, found


def load(name: str, url: str) -> None:
    """Print the milliseconds of CPU that loading a client and its first call take."""
    import chalicelib.store.rows  # noqa: F401  pydantic, which the service has loaded anyway

    began = process_time()
    from chalicelib.store.engines.dynamo import DynamoTable

    calls()["get"](DynamoTable(client_of(name, url), "aifacts"))
    _print((process_time() - began) * 1000)


def loads(url: str) -> dict[str, list[float]]:
    """Return the milliseconds of CPU of loading each client, by turns."""
    found: dict[str, list[float]] = {name: [] for name in CLIENTS}
    for turn in range(LOADS + 1):
        for name in CLIENTS:
            command = [sys.executable, "-m", "bench.clients", "--load", name, url]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  this file
            if turn:  # the first compiles
                found[name].append(float(done.stdout))
    return found


def main() -> None:
    """Measure and print a table, or do one part of it."""
    os.environ |= KEYS
    match sys.argv[1:]:
        case ["--serve"]:
            serve()
        case ["--load", name, url]:
            load(name, url)
        case _:
            with served() as url:
                _print(f"{'':18}{'lean':>10}{'botocore':>10}{'ratio':>8}")
                for what, found in [*compare(url), ("load", loads(url))]:
                    lean, other = (statistics.median(found[name]) for name in CLIENTS)
                    unit = "ms" if what == "load" else "us"
                    _print(f"{what:18}{lean:>7.0f} {unit}{other:>7.0f} {unit}{lean / other:>8.2f}")


if __name__ == "__main__":
    main()

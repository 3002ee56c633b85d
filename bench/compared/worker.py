"""One service in its process: reads rounds from standard input, prints the CPU of each.

`python -m bench.compared.worker NAME`: a line `get 50` asks 50 times, and the CPU seconds of one are printed. `get 0`
prints the answer instead.
"""

import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from bench.compared import work

HANDLERS = {
    "ours": "app:app",
    "bare": "bench.peers.bare_boto3:handler",
    "powertools": "bench.peers.powertools_boto3:handler",
    "fastapi": "bench.peers.fastapi_boto3:handler",
    "pynamodb": "bench.peers.fastapi_pynamodb:handler",
    "chalice": "bench.peers.plain_chalice:handler",
}


class Context:
    """The context of an invocation."""

    function_name = "bench"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:bench"
    aws_request_id = "bench"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Return how long the function may still run."""
        return 29_000


class Service:
    """The handler of one service, and its events."""

    def __init__(self, name: str) -> None:
        module, _, attribute = HANDLERS[name].partition(":")
        self._handler = getattr(import_module(module), attribute)
        requests = work.requests()
        self._events = {each: request.event() for each, request in requests.items()}
        etag = self.ask("get")["etag"]
        self._events["not modified"] = requests["not modified"].event(If_None_Match=etag)

    def ask(self, what: str) -> dict[str, Any]:
        """Ask once; return status, ETag and body. Raises ValueError for another status than is due."""
        answer = self._handler(_copy(self._events[what]), Context)
        if answer["statusCode"] != work.STATUS[what] and what in self._events:
            raise ValueError(f"{what}: {answer['statusCode']} {answer['body'][:2000]}")
        multi = {name: values[0] for name, values in (answer.get("multiValueHeaders") or {}).items()}
        headers = {name.lower(): value for name, value in {**multi, **(answer.get("headers") or {})}.items()}
        return {"status": answer["statusCode"], "etag": headers.get("etag"), "body": answer["body"] or ""}

    def measure(self, what: str, times: int) -> float:
        """Return the CPU seconds of one request."""
        events = [_copy(self._events[what]) for _ in range(times)]
        gc.collect()
        began = process_time()
        for event in events:
            self._handler(event, Context)
        return (process_time() - began) / times


def _copy(event: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(event))
    return copied


def main() -> None:
    """Serve rounds until the input ends."""
    output, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115  open as long as the process: for logs
    service = Service(sys.argv[1])
    for line in sys.stdin:
        what, _, times = line.strip().rpartition(" ")
        found: Any = service.ask(what) if times == "0" else service.measure(what, int(times))
        output.write(f"{json.dumps(found)}\n")
        output.flush()


if __name__ == "__main__":
    main()

"""A small Runtime API on loopback, and a process that asks it for work as on Lambda."""

import json
import queue
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, NamedTuple, Self

PATIENCE_S = 30
_numbers = count(1)


class RuntimeReply(NamedTuple):
    """The reply of the function: `response`, `error` or `init/error`, and its body."""

    what: str
    body: Any


class Lambda:
    """A function: a process that takes one invocation after the other, as long as the `with` lasts."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._server = _RuntimeApi()
        self._process = subprocess.Popen(
            command,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: list[str] = []
        self._has_read = threading.Condition()
        self._reading = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._serving = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._serving.start()
        self._reading.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reading.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._server.shutdown()
        self._server.server_close()

    @property
    def output(self) -> str:
        """The output so far, which CloudWatch would keep."""
        return "".join(self._lines)

    def printed(self, text: str) -> str:
        """Wait until the output has a text, which a thread reads after the reply, and return the output."""
        with self._has_read:
            found = self._has_read.wait_for(lambda: text in self.output, timeout=PATIENCE_S)
        assert found, f"{text!r} was not printed in {PATIENCE_S} s; it printed: {self.output}"
        return self.output

    @property
    def pid(self) -> int:
        """The process, the same while it is warm."""
        return self._process.pid

    def ready(self) -> float:
        """Wait until it asks for its first invocation; return the time, in `time.perf_counter`."""
        return self._server.first_asked.get(timeout=PATIENCE_S)

    def invoke(self, event: Any) -> RuntimeReply:
        """Hand over an event and wait for what comes back."""
        self._server.events.put((f"invocation-{next(_numbers)}", json.dumps(event).encode()))
        try:
            return self._server.reply.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise AssertionError(f"the function said nothing for {PATIENCE_S} s; it printed: {self.output}") from None

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._has_read:
                self._lines.append(line)
                self._has_read.notify_all()


class _RuntimeApi(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.events: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.reply: queue.Queue[RuntimeReply] = queue.Queue()
        self.first_asked: queue.Queue[float] = queue.Queue()


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _RuntimeApi

    def do_GET(self) -> None:
        """Give the next invocation, when there is one."""
        self.server.first_asked.put(time.perf_counter())
        number, event = self.server.events.get()
        deadline = round(time.time() * 1000) + PATIENCE_S * 1000
        self._answer(
            200,
            event,
            {
                "Lambda-Runtime-Aws-Request-Id": number,
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:aifacts",
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
            },
        )

    def do_POST(self) -> None:
        """Take what came of an invocation."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        what = "init/error" if self.path.endswith("/init/error") else self.path.rpartition("/")[2]
        self._answer(202, b"{}", {})
        self.server.reply.put(RuntimeReply(what, json.loads(body)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the standard library's
        """Say nothing."""

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

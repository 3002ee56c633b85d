"""All services by turns: rounds of each request, each service in its process, one at a time."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.compared import work
from bench.compared.canned import FORMS, canned
from bench.compared.environment import KEYS, variables
from bench.compared.worker import HANDLERS

ROUNDS = 15
ROUND_S = 0.06  # of CPU, about
WARM = 5


class Contender(NamedTuple):
    """One line of the report: a service, and the form of its items or the client of ours."""

    service: str
    form: str

    @property
    def name(self) -> str:
        """The name in the results."""
        return f"{self.service}, {self.form}"


CONTENDERS = (
    Contender("ours", "lean"),
    Contender("ours", "botocore"),
    *(Contender(service, form) for service in HANDLERS if service != "ours" for form in FORMS),
)


class Worker:
    """The process of one contender."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, what: str, times: int) -> Any:
        """Let it ask so many times; return the CPU seconds of one, or the answer if `times` is 0."""
        assert self._process.stdin is not None  # noqa: S101  for the type checker
        assert self._process.stdout is not None  # noqa: S101  for the type checker
        print(what, times, file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline() or "null")


@contextmanager
def working(contender: Contender, url: str) -> Iterator[Worker]:
    """Start the process of a contender."""
    client = contender.form if contender.service == "ours" else "lean"
    environment = {**variables(client, endpoint=url), "FORM": contender.form}
    command = [sys.executable, "-m", "bench.compared.worker", contender.service]
    with subprocess.Popen(  # noqa: S603  our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Worker(process)
        assert process.stdin is not None  # noqa: S101  for the type checker
        process.stdin.close()


@contextmanager
def all_working(recording: Path) -> Iterator[Mapping[str, Worker]]:
    """Start the recording's server and a process of each contender."""
    with ExitStack() as stack:
        url = stack.enter_context(canned(recording))
        yield {each.name: stack.enter_context(working(each, url)) for each in CONTENDERS}


def record(recording: Path) -> None:
    """Record the answers of DynamoDB, unless they are on file."""
    command = [sys.executable, "-m", "bench.compared.recording", str(recording)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=variables("lean") | KEYS)  # noqa: S603  our own module


def measure(workers: Mapping[str, Worker], *, rounds: int = ROUNDS) -> dict[str, dict[str, list[float]]]:
    """Return by request and contender the CPU seconds of a request, one figure a round."""
    found: dict[str, dict[str, list[float]]] = {}
    for what in work.STATUS:
        times = {}
        for name, worker in workers.items():
            once = worker.ask(what, WARM)
            times[name] = max(3, round(ROUND_S / worker.ask(what, max(3, round(ROUND_S / once)))))
        taken: dict[str, list[float]] = {name: [] for name in workers}
        for _ in range(rounds):
            for name, worker in workers.items():
                taken[name].append(worker.ask(what, times[name]))
        found[what] = taken
        sys.stderr.write(f"compared: {what}\n")
    return found

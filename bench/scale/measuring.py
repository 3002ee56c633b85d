"""Asks every question of tables of several sizes, by turns, each table in its process.

`python -m bench.scale.measuring SIZE` serves rounds of one size.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import mean
from time import perf_counter, process_time
from typing import Any

from bench.compared.environment import variables
from bench.compared.worker import Context
from bench.scale.filling import entities_of, file_of
from bench.scale.questions import QUESTIONS, Question, event_of, is_complete

ROUNDS, CALLS = 10, 20
SLOW_S, SLOW_CALLS = 0.03, 4  # questions that take longer are asked less
VERY_SLOW_S = 0.3  # and these once a round


class Asked:
    """The application on the file of one size."""

    def __init__(self, size: int) -> None:
        from app import app
        from bench.units import Billed
        from chalicelib.api.http.request.world import set_world
        from chalicelib.operations.world import world_of
        from chalicelib.settings import settings
        from chalicelib.store.engines.sqlite import SqliteTable

        self._app, self._set_world = app, set_world
        self._entities = entities_of(size)
        self._world = world_of(SqliteTable(file_of(size)), settings())
        self._billed = Billed(self._world.table)
        self._random = Random(size)  # noqa: S311  the same questions each time

    def units(self, name: str) -> dict[str, Any]:
        """Ask a few times, to count; return calls, read units, and how many of the answers were complete."""
        self._set_world(replace(self._world, table=self._billed))
        found: list[tuple[float, float, bool]] = []
        for _ in range(SLOW_CALLS):
            self._billed.clear()
            question = self._question(name)
            answer = self._app(event_of(question), Context)
            if answer["statusCode"] != 200:  # noqa: PLR2004  every question has an answer
                raise ValueError(f"{name}: {answer['statusCode']} {answer['body'][:1000]}")
            found.append((self._billed.calls, self._billed.read, is_complete(question, json.loads(answer["body"]))))
        self._set_world(self._world)
        calls, units, complete = zip(*found, strict=True)
        return {"calls": mean(calls), "units": mean(units), "complete": sum(complete) / len(complete)}

    def measure(self, name: str, calls: int) -> dict[str, list[float]]:
        """Return the seconds and the CPU seconds of each of some calls."""
        taken: dict[str, list[float]] = {"seconds": [], "cpu": []}
        for event in [event_of(self._question(name)) for _ in range(calls)]:
            began, cpu = perf_counter(), process_time()
            self._app(event, Context)
            taken["cpu"].append(process_time() - cpu)
            taken["seconds"].append(perf_counter() - began)
        return taken

    def _question(self, name: str) -> Question:
        return QUESTIONS[name](self._random, self._entities)


def measure(sizes: list[int]) -> dict[str, dict[str, Any]]:
    """Return by size and question the calls, the units, and the seconds and CPU seconds of each request."""
    with ExitStack() as stack:
        processes = {size: stack.enter_context(_serving(size)) for size in sizes}
        found: dict[str, dict[str, Any]] = {str(size): {} for size in sizes}
        for name in QUESTIONS:
            for size, process in processes.items():
                found[str(size)][name] = {**_ask(process, name, 0), "seconds": [], "cpu": []}
            for turn in range(ROUNDS + 1):
                for size, process in processes.items():
                    row = found[str(size)][name]
                    taken = _ask(process, name, _calls_of(row["cpu"]))
                    for what in ("seconds", "cpu"):
                        row[what] = row[what] + taken[what] if turn > 1 else taken[what]  # the first warms up
            sys.stderr.write(f"scale: {name}\n")
        for process in processes.values():
            assert process.stdin is not None  # noqa: S101  for the type checker
            process.stdin.close()
    return found


def _calls_of(cpu: list[float]) -> int:
    """Return how many calls a round has, from what the calls so far took; one to begin with."""
    latest = mean(cpu[-SLOW_CALLS:]) if cpu else VERY_SLOW_S
    return CALLS if latest < SLOW_S else SLOW_CALLS if latest < VERY_SLOW_S else 1


def _serving(size: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.scale.measuring", str(size)]
    return subprocess.Popen(  # noqa: S603  this file
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables("lean")
    )


def _ask(process: "subprocess.Popen[str]", name: str, calls: int) -> Any:
    assert process.stdin is not None  # noqa: S101  for the type checker
    assert process.stdout is not None  # noqa: S101  for the type checker
    print(calls, name, file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


def main() -> None:
    """Serve rounds until the input ends."""
    output, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115  open as long as the process: for the log
    asked = Asked(int(sys.argv[1]))
    for line in sys.stdin:
        calls, _, name = line.strip().partition(" ")
        found = asked.units(name) if calls == "0" else asked.measure(name, int(calls))
        output.write(f"{json.dumps(found)}\n")
        output.flush()


if __name__ == "__main__":
    main()

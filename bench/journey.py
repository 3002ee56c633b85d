"""Journeys: how many files, calls and moves between floors a request takes.

python -m bench.journey [--walk]

`--walk` also lists the files in the order in which the request enters them. `sys.setprofile` counts, on SQLite, the
calls of functions of chalicelib, the files that define them, and the calls from one floor to another (a folder of
chalicelib, or a module beside them). The second of two equal requests is counted, with warm caches.
"""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import chalicelib
from bench.filling import fill, world_on
from chalicelib.api.http import pipeline
from chalicelib.operations.access.api_keys import create_key
from chalicelib.store.engines.sqlite import SqliteTable
from tests.api.conftest import ADMIN, Client

ROOT = Path(chalicelib.__file__).parent
SIZE = 100  # entities in the table


class Journey(NamedTuple):
    """The files in the order of their first call, the number of calls, and of moves between floors."""

    files: list[str]
    calls: int
    moves: int


class Walk:
    """A profiler of the functions of chalicelib, without comprehensions and lambdas."""

    def __init__(self) -> None:
        self.files: dict[str, None] = {}
        self.calls = 0
        self.moves = 0
        self._floors: list[str] = []

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """Count a function that is entered or left."""
        path = Path(frame.f_code.co_filename)
        if frame.f_code.co_name.startswith("<") or event not in {"call", "return"} or ROOT not in path.parents:
            return
        if event == "return":
            self._leave()
        else:
            self._enter(str(path.relative_to(ROOT)))

    def _enter(self, file: str) -> None:
        floor = file.partition("/")[0]
        self.files[file] = None
        self.calls += 1
        self.moves += bool(self._floors) and self._floors[-1] != floor
        self._floors.append(floor)

    def _leave(self) -> None:
        if self._floors:
            self._floors.pop()


def followed(request: Callable[[], object]) -> Journey:
    """Carry out a request and return its journey."""
    walk = Walk()
    sys.setprofile(walk)
    try:
        request()
    finally:
        sys.setprofile(None)
    return Journey([*walk.files], walk.calls, walk.moves)


def journeys() -> dict[str, Journey]:
    """Follow a read and a write over HTTP, from the event to the response."""
    table = SqliteTable(":memory:")
    client = Client(world_on(table))
    fill(client.world, SIZE)
    create_key(client.world, name="the walker", scopes=["write"], secret=ADMIN)
    pipeline.set_world(client.world)
    logging.getLogger("aifacts.request").setLevel(logging.ERROR)
    _send_read(client)
    _send_write(client, 1)
    found = {
        "GET /v1/models/{slug}": followed(lambda: _send_read(client)),
        "POST /v1/facts": followed(lambda: _send_write(client, 2)),
    }
    table.close()
    return found


def _send_read(client: Client) -> None:
    _check_success(client.get("/v1/models/m1"))


def _send_write(client: Client, number: int) -> None:
    evidence = {"source": "source/s0", "basis": "third_party_report"}
    facts = [
        {"entity": "model/m1", "property": "context_window", "value": {"amount": f"{number}{each}000", "unit": "token"}}
        for each in (1, 2)
    ]
    body = {"facts": [{**fact, "evidence": evidence} for fact in facts]}
    _check_success(client.post("/v1/facts", body, Idempotency_Key=f"journey-{number}"))


def _check_success(answer: Any) -> None:
    if answer.status >= 400:  # noqa: PLR2004  a refusal would be another journey
        raise ValueError(answer.text)


def main() -> None:
    """Print each journey, with its files if `--walk` is given."""
    lines = [f"{'':24}{'files':>8}{'calls':>8}{'moves':>8}"]
    for name, journey in journeys().items():
        lines.append(f"{name:24}{len(journey.files):>8}{journey.calls:>8}{journey.moves:>8}")
        lines += [f"    {file}" for file in journey.files] if "--walk" in sys.argv else []
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()

"""The service in this process, on an empty table in memory, as a program of the soak test sends to it."""

import json
from collections.abc import Mapping
from itertools import count
from random import Random
from typing import Any

from chalicelib.api.http import pipeline
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.api.conftest import ADMIN, answer_to, event
from tests.conftest import Clock
from tests.soak.comparing import compare
from tests.soak.model.entities import Entity
from tests.soak.programs import Program
from tests.soak.serving import fill

MOMENTS = 4


class InProcess:
    """A client of a new service in this process."""

    def __init__(self) -> None:
        tokens = count()
        world = World(
            table=SqliteTable(":memory:"),
            now=Clock(),
            token=lambda: f"soak{next(tokens)}",
            pause=lambda _seconds: None,
            cursor_secret=b"a secret of the tests",
            requests_per_minute=1_000_000,
        )
        pipeline.set_world(world)
        api_keys.create_key(world, name="the key of the soak test", scopes=["write", "admin"], secret=ADMIN)
        fill(self)

    def send(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str], key: str
    ) -> tuple[int, Any]:
        """Return the status and the answer."""
        media = "application/merge-patch+json" if method == "PATCH" else "application/json"
        sent = {"Authorization": f"Bearer {ADMIN}", **headers}
        sent |= {} if body is None else {"Content-Type": media, "Idempotency-Key": key}
        answer = answer_to(event(method, path, body=None if body is None else json.dumps(body), headers=sent))
        return answer.status, json.loads(answer.text)

    def ask(self, path: str) -> tuple[int, Any]:
        """Send a GET."""
        return self.send("GET", path, headers={}, key="")


def run(client: InProcess, seed: int, *, operations: int) -> list[Entity]:
    """Run a program; return its entities. An answer that the design does not allow fails."""
    program = Program(Random(seed), f"w{seed}")
    for number in range(operations):
        operation = program.next()
        status, answer = client.send(
            operation.method, operation.path, operation.body, headers=operation.headers, key=f"{seed}-{number}"
        )
        assert status in operation.expected, (seed, operation, status, answer)
        operation.apply(status, answer)
    return [*program.entities.values()]


def compare_all(client: InProcess, entities: list[Entity], *, seed: int) -> int:
    """Compare each entity; return the number of checks."""
    return sum(compare(each, client.ask, rng=Random(seed), moments=MOMENTS) for each in entities)

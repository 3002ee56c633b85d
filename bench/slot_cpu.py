"""CPU of reading an entity at a moment and of writing one fact, by how many facts one slot has: this tree and another.

`python -m bench.slot_cpu --base 2ac37cc` measures both in turns within one run, on SQLite in memory: a price list that
changes daily, and as many sources of one day that all disagree.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).parents[1]
ROUNDS = {100: 3, 400: 3, 2000: 1}  # by the facts of the slot
SLOTS = ("a price list", "a dispute")


def found(*places: str) -> Any:
    """Return the first of some `module:name` that the tree has: earlier trees have other rooms and names."""
    for place in places:
        module, _, name = place.partition(":")
        try:
            return getattr(import_module(module), name)
        except (ModuleNotFoundError, AttributeError):
            continue
    raise ModuleNotFoundError(f"This tree has none of {', '.join(places)}")


def measure(slot: str, size: int) -> dict[str, float]:
    """Return the CPU seconds of a read and of a write of an entity with that many facts in one slot."""
    from bench.filling import CALLER, world_on
    from chalicelib.domain.values import Ref
    from chalicelib.kinds import KINDS
    from chalicelib.operations.world import Moment

    read = found("chalicelib.operations.entities.read:read", "chalicelib.operations.read:read")
    create = found("chalicelib.operations.writes.create:create", "chalicelib.operations.create:create")
    record = found("chalicelib.operations.writes.record:record", "chalicelib.operations.record:record")
    table = found("chalicelib.store.engines.sqlite:SqliteTable", "chalicelib.store.sqlite:SqliteTable")
    world = world_on(table(":memory:"))
    evidence = {"source": "source/s", "basis": "third_party_report"}
    asked = _asked_by(world, CALLER)
    create(*asked, kind=KINDS["source"], body={"slug": "s", "title": "A source"})
    create(*asked, kind=KINDS["model"], body={"slug": "m", "name": "M", "evidence": evidence})
    _fill(world, slot, size - 2)
    moment = Moment(valid_at="2030-01-01T00:00:00.000Z")
    new = {"entity": "model/m", "property": "context_window", "valid": "1999", "evidence": evidence}
    amounts = iter(range(10**6, 10**7))

    def write() -> None:
        record(*asked, facts=[{**new, "value": {"amount": str(next(amounts)), "unit": "token"}}])

    write()
    return {"read": _cpu(lambda: read(world, ref=Ref.of("model/m"), moment=moment)), "write": _cpu(write)}


def _asked_by(world: Any, caller: Any) -> tuple[Any, ...]:
    """Give the first arguments of a write: one context, or in earlier trees a world and a caller."""
    try:
        return (found("chalicelib.operations.world:RequestContext")(world, caller),)
    except ModuleNotFoundError:
        return world, caller


def _fill(world: Any, slot: str, size: int) -> None:
    """Put the facts on record in bulk, and update their number in the view."""
    from dataclasses import replace
    from datetime import date, timedelta

    from chalicelib.domain.facts.contents import Content, fact_id
    from chalicelib.domain.facts.evidence import Basis, Evidence
    from chalicelib.domain.facts.facts import Fact
    from chalicelib.domain.values import Quantity, When
    from chalicelib.store.rows import Put

    load_entity = found(
        "chalicelib.operations.entities.loading:load_entity", "chalicelib.operations.entity:load_entity"
    )
    fact_row, view_rows = (
        found(f"chalicelib.store.records.entity_rows:{name}", f"chalicelib.store.items:{name}")
        for name in ("fact_row", "view_rows")
    )

    first = date(2020, 1, 1)
    entity = load_entity(world, "model/m")
    for number in range(size):
        content = Content(
            "context_window",
            Quantity(str(number + 1), "token"),
            Evidence(source=f"source/s{number if slot == 'a dispute' else ''}", basis=Basis.THIRD_PARTY_REPORT),
            valid=When((first + timedelta(number if slot == "a price list" else 0)).isoformat()),
        )
        name = fact_id("model/m", content, slot="{}")
        fact = Fact(name, "model/m", content, "2026-11-23T10:00:00.000Z", "key_bench", root=content.evidence.source)
        world.table.commit([Put(fact_row(fact, series=False))])
    assert entity.view is not None  # noqa: S101  for the type checker
    view = replace(entity.view, facts=entity.tally + size)
    world.table.commit([Put(view_rows(view)[0])])


def _cpu(call: Callable[[], Any]) -> float:
    began = process_time()
    call()
    return process_time() - began


def serve() -> None:
    """Read measurements from standard input, and print those of the tree on the path."""
    for line in sys.stdin:
        _print_line(measure(*json.loads(line)))


def _print_line(what: Any) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


@contextmanager
def _asked(tree: Path) -> Iterator[Callable[[str, int], dict[str, float]]]:
    """Start a process that measures one tree, and yield the function that asks it."""
    command = [sys.executable, str(Path(__file__)), "--serve"]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with subprocess.Popen(  # noqa: S603  this file
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None  # noqa: S101  for the type checker
        assert process.stdout is not None  # noqa: S101  for the type checker
        requests, output = process.stdin, process.stdout

        def ask(slot: str, size: int) -> dict[str, float]:
            requests.write(f"{json.dumps([slot, size])}\n")
            requests.flush()
            answer: dict[str, float] = json.loads(output.readline())
            return answer

        with closing(requests):
            yield ask


def compare(base: Path) -> Iterator[dict[str, Any]]:
    """Yield for each slot and size the median CPU of a read and of a write in this tree and in the other, in ms."""
    with _asked(ROOT) as here, _asked(base) as there:
        for slot, size in product(SLOTS, ROUNDS):
            pairs = [(here(slot, size), there(slot, size)) for _ in range(ROUNDS[size])]
            for what in ("read", "write"):
                own, old = (round(statistics.median(each[side][what] for each in pairs) * 1e3, 1) for side in (0, 1))
                yield {"slot": slot, "facts": size, "what": what, "ms": own, "base_ms": old}


def main() -> None:
    """Compare this tree with the commit that is named, or serve a comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the commit to compare with")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve()
        return
    from bench.read_cpu import other_tree

    with other_tree(chosen.base) as base:
        for row in compare(base):
            _print_line(row)


if __name__ == "__main__":
    main()

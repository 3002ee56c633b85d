"""Large entities: what one more fact costs on an entity with few facts, and on one with 2,000 in 48 slots.

python -m bench.large_entities [FACTS [SLOTS]]

Prints, for properties of each shape, CPU (median of 9 writes, after one to get warm), read and write units and calls of
the table, then the ratio of the two entities.
"""

import sys
from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from bench.filling import world_on
from bench.units import Billed
from chalicelib.kinds import KINDS
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable

CALLER = Caller("key_bench", frozenset({"write"}))
FEW, FEW_SLOTS = 20, 5
WRITES = 10
AT_ONCE = 48

Body = dict[str, Any]
Make = Callable[[int], Body]


def _score(slot: int) -> Body:
    return {
        "property": "scores",
        "value": {"amount": "50", "unit": "%"},
        "qualifiers": {"benchmark": f"benchmark/b{slot}"},
    }


def _price(slot: int) -> Body:
    qualifiers = {"direction": "input", "region": {"text": f"Region {slot}"}}
    return {"property": "prices", "value": {"amount": "2", "unit": "USD/Mtok"}, "qualifiers": qualifiers}


def _cost(slot: int) -> Body:
    period = f"{1990 + slot // 12}-{slot % 12 + 1:02d}"
    return {"property": "training_cost", "value": {"amount": "5e6", "unit": "USD"}, "period": period}


PROPERTIES: dict[str, Make] = {"one per qualifiers": _score, "prices": _price, "one value, by period": _cost}


class Cost(NamedTuple):
    """The median cost of one more fact."""

    cpu: float  # ms
    read: float
    written: float
    calls: float


def costs_of(make: Make, facts: int, slots: int) -> Cost:
    """Fill a model with facts of one property, and write one more several times."""
    table = Billed(SqliteTable(":memory:"))
    world = world_on(table)
    _prepare(world, slots, sources=facts // slots + WRITES)
    for bodies in _parts(make, facts, slots):
        record(RequestContext(world, CALLER), facts=bodies)
    found = [_one_more(world, table, make, facts // slots + each, slot=each % slots) for each in range(WRITES)]
    return Cost(*(median(each) for each in zip(*found[1:], strict=True)))


def _prepare(world: World, slots: int, *, sources: int) -> None:
    for n in range(sources):
        _create(world, "source", f"s{n}", title=f"Source {n}")
    for n in range(slots):
        _create(world, "benchmark", f"b{n}", name=f"Benchmark {n}", evidence=_said_by(0))
    _create(world, "model", "large", name="Large", evidence=_said_by(0))


def _create(world: World, kind: str, slug: str, **members: Any) -> None:
    create(RequestContext(world, CALLER), kind=KINDS[kind], body={"slug": slug, **members})


def _said_by(source: int) -> Body:
    return {"source": f"source/s{source}", "basis": "third_party_report"}


def _parts(make: Make, facts: int, slots: int) -> Iterator[list[Body]]:
    bodies = [_fact(make, each % slots, each // slots) for each in range(facts)]
    for first in range(0, facts, AT_ONCE):
        yield bodies[first : first + AT_ONCE]


def _fact(make: Make, slot: int, source: int) -> Body:
    return {"entity": "model/large", **make(slot), "evidence": _said_by(source)}


def _one_more(world: World, table: Billed, make: Make, source: int, *, slot: int) -> Cost:
    before = (table.read, table.written, table.calls)
    start = process_time()
    record(RequestContext(world, CALLER), facts=[_fact(make, slot, source)])
    cpu = process_time() - start
    return Cost(1000 * cpu, table.read - before[0], table.written - before[1], table.calls - before[2])


def main(facts: int = 2_000, slots: int = 48) -> None:
    """Print the costs of one more fact and their ratios."""
    for name, make in PROPERTIES.items():
        few, many = costs_of(make, FEW, FEW_SLOTS), costs_of(make, facts, slots)
        sys.stdout.write(f"{name}: one more fact on {FEW} in {FEW_SLOTS} slots, and on {facts:,} in {slots}\n")
        for member in Cost._fields:
            small, large = getattr(few, member), getattr(many, member)
            sys.stdout.write(f"  {member:8} {small:8.1f} {large:8.1f}   x {large / small:.2f}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

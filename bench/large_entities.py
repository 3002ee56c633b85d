"""Large entities: what a write and a read cost on an entity with few facts, and on one with 2,000 in 48 slots.

python -m bench.large_entities [FACTS [SLOTS]]

Prints, for properties of each shape, CPU (median of 9, after one to get warm), read and write units and calls of the
table, then the ratio of the two entities: of one more fact, and of pages of a series.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from bench.filling import world_on
from bench.units import Billed
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.series.series import ALL_SLOTS, SlotQuery, last_values, series
from chalicelib.operations.world import NOW, Caller, Moment, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable

TODAY = Moment(valid_at="2026-11-01T00:00:00.000Z")
CALLER = Caller("key_bench", frozenset({"write"}))
FEW, FEW_SLOTS = 20, 5
TIMES = 10
AT_ONCE = 48
LARGE = Ref("model", "large")

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


REGION = {"region": "Region 3", "direction": "input"}
SERIES: dict[str, tuple[str, SlotQuery]] = {
    "one per qualifiers": ("scores", SlotQuery({"benchmark": "benchmark/b3"})),
    "prices": ("prices", SlotQuery(REGION)),
}
"""The property of each shape that has a series, and one of its slots."""

PROPERTIES: dict[str, Make] = {"one per qualifiers": _score, "prices": _price, "one value, by period": _cost}


class Cost(NamedTuple):
    """The median cost of one more fact."""

    cpu: float  # ms
    read: float
    written: float
    calls: float


def costs_of(name: str, facts: int, slots: int) -> dict[str, Cost]:
    """Fill a model with facts of one property; write one more several times, and read pages of its series."""
    make, table = PROPERTIES[name], Billed(SqliteTable(":memory:"))
    world = world_on(table)
    _prepare(world, slots, sources=facts // slots + TIMES)
    for bodies in _parts(make, facts, slots):
        record(RequestContext(world, CALLER), facts=bodies)
    pages = dict[str, Cost]()
    if name in SERIES:
        pages = {what: _median(table, partial(read, world, *SERIES[name])) for what, read in READS.items()}

    def write(number: int) -> object:
        body = _fact(make, number % slots, facts // slots + number)
        return record(RequestContext(world, CALLER), facts=[body])

    return {**pages, "one more fact": _median(table, write)}


def _page(world: World, name: str, asked: SlotQuery, *, moment: Moment = NOW, limit: int = 100) -> object:
    return series(world, ref=LARGE, property_name=name, asked=asked, moment=moment, limit=limit)


READS: dict[str, Callable[[World, str, SlotQuery, int], object]] = {
    "the series of one slot": lambda world, name, slot, _: _page(world, name, slot),
    "its value on a day": lambda world, name, slot, _: _page(world, name, slot, moment=TODAY),
    "its last value": lambda world, name, slot, _: last_values(world, ref=LARGE, property_name=name, asked=slot),
    "a step of all slots": lambda world, name, _slot, _: _page(world, name, ALL_SLOTS, limit=1),
}


def _median(table: Billed, call: Callable[[int], object]) -> Cost:
    found = [_cost_of(table, call, number) for number in range(TIMES)]
    return Cost(*(median(each) for each in zip(*found[1:], strict=True)))


def _cost_of(table: Billed, call: Callable[[int], object], number: int) -> Cost:
    before = (table.read, table.written, table.calls)
    start = process_time()
    call(number)
    cpu = process_time() - start
    return Cost(1000 * cpu, table.read - before[0], table.written - before[1], table.calls - before[2])


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


def main(facts: int = 2_000, slots: int = 48) -> None:
    """Print the costs and their ratios."""
    for name in PROPERTIES:
        few, many = costs_of(name, FEW, FEW_SLOTS), costs_of(name, facts, slots)
        for what, small in few.items():
            sys.stdout.write(f"{name}: {what}, of {FEW} facts in {FEW_SLOTS} slots and of {facts:,} in {slots}\n")
            for member, one in small._asdict().items():
                other = getattr(many[what], member)
                ratio = f"x {other / one:.2f}" if one else ""
                sys.stdout.write(f"  {member:8} {one:8.1f} {other:8.1f}   {ratio}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

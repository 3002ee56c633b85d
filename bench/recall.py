"""Recall: whether search finds a name at any size of the table, and what search, autocomplete and resolve cost there.

python -m bench.recall [--facts 1000 10000 100000 1000000] [--names FILE] [--asked 300]

An entity has five facts on average: a million facts are 100,000 names and 100,000 titles. Only the rows by which
entities are found by name are written, by the function that every write uses. FILE has a real name a line; they go
before those of the catalogue, and half of the names at most are real.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean

from bench.filling import world_on
from bench.made_names import entities
from bench.real_names import Entity, catalogued, transposed
from bench.resolve import ask, fill
from bench.units import Billed
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.search import search
from chalicelib.operations.world import Listed, World
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import Table

FACTS = (1_000, 10_000, 100_000, 1_000_000)
FACTS_OF_NAME = 10  # facts for each name: five of its entity, five of an entity with a title
BEST = 3
LIMIT = 20  # the default of search
COMPLETED = 10  # the default of autocomplete
PASSES = 3
AT_ONCE = 100  # names of a request to resolve


@dataclass(frozen=True)
class Asked:
    """A text to search for, and the entity that it means."""

    ref: str
    text: str


@dataclass(frozen=True)
class Measured:
    """The shares of texts whose entity was among the best and whose answer was complete, and the costs of one."""

    found: float
    complete: float
    units: float
    ms: float

    def line(self) -> str:
        """Return the figures as columns."""
        return f"{self.found:8.1%}{self.complete:10.1%}{self.units:8.2f}{self.ms:8.2f}"


def without_a_letter(name: str, random: Random) -> str | None:
    """Leave out a letter; return None where there is none."""
    places = [at for at, letter in enumerate(name) if letter.isalpha()]
    at = random.choice(places) if places else None
    return None if at is None else name[:at] + name[at + 1 :]


def measure(table: Table, asked: Sequence[Asked], find: Callable[[World, str], Listed], *, best: int) -> Measured:
    """Ask for each text, once for its units and once for its CPU."""
    billed = Billed(table)
    answers = [find(world_on(billed), each.text) for each in asked]
    world = world_on(table)
    ms = _least_ms(lambda: [find(world, each.text) for each in asked]) / len(asked)
    found = mean(_is_among(each.ref, answer, best) for each, answer in zip(asked, answers, strict=True))
    return Measured(found, mean(bool(each.meta["complete"]) for each in answers), billed.read / len(asked), ms)


def _least_ms(do: Callable[[], object]) -> float:
    """Return the CPU of the fastest of some passes: other programs disturb the others."""
    passed = []
    for _ in range(PASSES):
        began = time.process_time()
        do()
        passed.append((time.process_time() - began) * 1000)
    return min(passed)


def _is_among(ref: str, answer: Listed, best: int) -> bool:
    return ref in [item["ref"] for item in answer.items[:best]]


def _search(world: World, text: str) -> Listed:
    return search(world, q=text, limit=LIMIT)


def _complete(world: World, text: str) -> Listed:
    return autocomplete(world, q=text, limit=COMPLETED)


def sample(named: Sequence[Entity], number: int) -> list[Entity]:
    """Return some of the entities, the same each time."""
    return Random(5).sample(list(named), min(number, len(named)))  # noqa: S311  the same names each time


def spelled(found: Sequence[Entity], spell: Callable[[str, Random], str | None]) -> list[Asked]:
    """Return the names of entities in another spelling, without those that have none."""
    random = Random(9)  # noqa: S311  the same errors each time
    return [Asked(each.ref, text) for each in found if (text := spell(each.name, random))]


def _measured(table: Table, named: Sequence[Entity], number: int) -> Iterator[tuple[str, Measured]]:
    """Measure what is asked of one table."""
    some = sample(named, number)
    exact = spelled(some, lambda name, _: name)
    yield "search: exact, first", measure(table, exact, _search, best=1)
    yield "search: two letters swapped, among three", measure(table, spelled(some, transposed), _search, best=BEST)
    missing = spelled(some, without_a_letter)
    yield "search: a letter left out, among three", measure(table, missing, _search, best=BEST)
    for letters in (1, 2, 3, 5, 8):
        begun = [Asked(each.ref, each.name[:letters]) for each in some if len(each.name) >= letters]
        yield f"autocomplete: {letters} letters, among ten", measure(table, begun, _complete, best=COMPLETED)
    for what, texts in (("exact", exact), ("swapped", spelled(some, transposed)), ("left out", missing)):
        yield (
            f"resolve: {what}, of a request of {AT_ONCE}",
            _resolved(table, texts, best=1 if what == "exact" else BEST),
        )


def _resolved(table: Table, asked: Sequence[Asked], *, best: int) -> Measured:
    billed = Billed(table)
    parts = [asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE)]
    answers = [each for part in parts for each in ask(world_on(billed), [one.text for one in part]).answers]
    world = world_on(table)
    ms = _least_ms(lambda: [ask(world, [one.text for one in part]) for part in parts]) / len(parts)
    refs = [[one.ref for one in each.match.candidates[:best]] for each in answers]
    found = mean(each.ref in some for each, some in zip(asked, refs, strict=True))
    return Measured(found, mean(each.complete for each in answers), billed.read / len(parts), ms)


def main() -> None:
    """Fill a table of each size, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, nargs="*", default=FACTS)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--asked", type=int, default=300, help="names asked for")
    chosen = parser.parse_args()
    ids = frozenset("/:@")  # of an id at a host, which may mean the model that has the name without the host
    listed = chosen.names.read_text().splitlines() if chosen.names else ()
    real = [name for name in (*listed, *catalogued()) if not ids.intersection(name)]
    for facts in chosen.facts:
        size = facts // FACTS_OF_NAME
        found = entities(size, titles=size, real=real[: size // 2])
        table = SqliteTable(":memory:")
        fill(table, found)
        sys.stdout.write(f"{facts:,} facts\n{'':46}   found  complete   units CPU, ms\n")
        for what, figures in _measured(table, found[:size], chosen.asked):
            sys.stdout.write(f"{what:46}{figures.line()}\n")
            sys.stdout.flush()
        table.close()


if __name__ == "__main__":
    main()

"""Resolve: the cost of a request of 100 names among 10,000 names and 10,000 titles, and how many it finds.

python -m bench.resolve [--names FILE] [--size 10000] [--titles 10000] [--every 10]

20,000 entities of five facts each are 100,000 facts. FILE has a name a line; they go before those of the catalogue.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from statistics import mean

from bench.filling import world_on
from bench.real_names import SINCE, Entity, entities, transposed
from bench.units import Billed
from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.kinds import KINDS
from chalicelib.operations.search.resolve import ResolvedNames, resolve
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.name_rows import word_rows
from chalicelib.store.rows import Put
from chalicelib.store.table import Table

AT_ONCE = 100  # names of a request
REQUESTS = 10
BEST = 3
_NOBODY = ("Unheard", "Nonesuch", "Quorvex", "Zibblemark", "Plimsoll", "Tarnow")


def fill(table: Table, found: Iterable[Entity]) -> None:
    """Write only the rows by which entities are found by name."""
    puts = []
    for entity in found:
        view = View(entity.ref, {"slug": entity.ref, **entity.flat}, 1, SINCE, SINCE, 5)
        puts += [Put(row) for row in word_rows(KINDS[view.kind], view, lambda _: SINCE)]
    for start in range(0, len(puts), 100):
        table.commit(puts[start : start + 100])


def requests(named: Sequence[Entity]) -> list[list[str]]:
    """Make up requests: of 100 names, 60 are spelled right, 25 have two letters swapped, 15 are unknown."""
    random = Random(7)  # noqa: S311  the same names each time
    return [_request(named, random) for _ in range(REQUESTS)]


def _request(named: Sequence[Entity], random: Random) -> list[str]:
    meant = [each.name for each in random.sample(list(named), AT_ONCE)]
    wrong = [transposed(name, random) or name for name in meant[60:85]]
    unknown = [f"{random.choice(_NOBODY)} {name.split()[-1]} {n}" for n, name in enumerate(meant[85:])]
    return [*meant[:60], *wrong, *unknown]


def ask(world: World, names: Sequence[str]) -> ResolvedNames:
    """Resolve a request's names."""
    return resolve(world, wanted=[MatchQuery(FoldedName(name)) for name in names])


def recall(world: World, named: Sequence[Entity], *, spelled: Callable[[str], str | None], best: int) -> float:
    """Return the share of entities that are among the best candidates for their name in this spelling."""
    pairs = [(each.ref, text) for each in named if (text := spelled(each.name))]
    hits = 0
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        answers = ask(world, [text for _, text in part]).answers
        for (ref, _), answer in zip(part, answers, strict=True):
            hits += ref in [candidate.ref for candidate in answer.match.candidates[:best]]
    return hits / len(pairs)


def _spellings(random: Random) -> dict[str, tuple[Callable[[str], str | None], int]]:
    def without_a_letter(name: str) -> str | None:
        at = random.randrange(len(name))
        return name[:at] + name[at + 1 :] if name[at].isalpha() else None

    def with_another_word(name: str) -> str:
        return f"{name} platform"

    def without_its_last_word(name: str) -> str | None:
        return name.rpartition(" ")[0] or None

    return {
        "as it is, first": (lambda name: name, 1),
        "in capitals with dashes, first": (lambda name: name.upper().replace(" ", "-"), 1),
        "two letters swapped, among three": (lambda name: transposed(name, random), BEST),
        "a letter left out, among three": (without_a_letter, BEST),
        "with a word more, among three": (with_another_word, BEST),
        "without its last word, among five": (without_its_last_word, 5),
    }


def main() -> None:
    """Fill a table, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--titles", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=10, help="ask for every so manieth name to measure recall")
    asked = parser.parse_args()
    more = asked.names.read_text().splitlines() if asked.names else []
    found = entities(asked.size, titles=asked.titles, more_names=more)
    named = found[: asked.size]
    table = SqliteTable(":memory:")
    fill(table, found)
    _print_costs(table, requests(named))
    world = world_on(table)
    for what, (spelled, best) in _spellings(Random(3)).items():  # noqa: S311  the same errors each time
        sys.stdout.write(f"{what:36}{recall(world, named[:: asked.every], spelled=spelled, best=best):8.2%}\n")
        sys.stdout.flush()
    table.close()


def _print_costs(table: SqliteTable, asked: Sequence[Sequence[str]]) -> None:
    billed = Billed(table)
    read = [ask(world_on(billed), names).read for names in asked]
    began = time.process_time()
    for names in asked:
        ask(world_on(table), names)
    cpu = (time.process_time() - began) / len(asked)
    costs = {"queries": billed.calls / len(asked), "rows": mean(read), "read units": billed.read / len(asked)}
    for what, cost in {**costs, "CPU, ms": cpu * 1000}.items():
        sys.stdout.write(f"{what:36}{cost:8,.0f}\n")


if __name__ == "__main__":
    main()

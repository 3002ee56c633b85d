"""Fills SQLite files with facts, each size a copy of the smaller one that grows; continues where it was stopped.

`python -m bench.scale.filling 100000` fills all sizes up to that, in build/bench.
"""

import shutil
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from bench.filling import CALLER, extra_fact, numbered_entities
from bench.scale.names import spread_name
from chalicelib.domain.errors import Duplicate
from chalicelib.kinds import KINDS
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.world import RequestContext, World, world_of
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.record import record
from chalicelib.settings import Settings
from chalicelib.store.engines.sqlite import SqliteTable

FOLDER = Path(__file__).parents[2] / "build" / "bench"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
FACTS_OF_100 = 747  # entities
STEP = 500  # entities between two notes of the progress


def entities_of(size: int) -> int:
    """Return how many entities have that many facts."""
    return -(-size * 100 // FACTS_OF_100)


def file_of(size: int) -> Path:
    """Return the file of a size, which exists once it is full."""
    return FOLDER / f"facts-{size}.sqlite3"


def fill_up_to(most: int) -> list[int]:
    """Fill the files of all sizes up to one; return these sizes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = [size for size in SIZES if size <= most]
    for size, smaller in zip(sizes, (0, *sizes), strict=False):
        if not file_of(size).exists():
            _grow(size, smaller)
    return sizes


def count_facts(size: int) -> int:
    """Count the facts in the file of a size."""
    with closing(sqlite3.connect(file_of(size))) as connection:
        (found,) = connection.execute("SELECT count(*) FROM items WHERE sk GLOB 'F#*'").fetchone()
        return int(found)


def _grow(size: int, smaller: int) -> None:
    growing, noted = file_of(size).with_suffix(".growing"), file_of(size).with_suffix(".progress")
    if not noted.exists():
        growing.unlink(missing_ok=True)
        if smaller:
            shutil.copyfile(file_of(smaller), growing)
        noted.write_text(f"{entities_of(smaller) if smaller else 0}")
    with closing(SqliteTable(growing)) as table:
        world, done = world_of(table, Settings()), int(noted.read_text())
        began, cpu, first = time.monotonic(), time.process_time(), done
        while done < entities_of(size):
            until = min(done + STEP, entities_of(size))
            _write(world, done, until)
            noted.write_text(f"{until}")
            done = until
            if done % 10_000 < STEP:
                _say(f"{size:,} facts: {done:,} of {entities_of(size):,} entities")
        used = time.process_time() - cpu
        facts = (done - first) * FACTS_OF_100 / 100
        _say(f"{size:,} facts: {facts / used:,.0f} a second of CPU, {time.monotonic() - began:.0f} s")
    with closing(sqlite3.connect(growing)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    growing.rename(file_of(size))
    noted.unlink()


def _write(world: World, start: int, end: int) -> None:
    """Write the entities of a range; those that a killed run has written stay."""
    context = RequestContext(world, CALLER)
    for kind, body in numbered_entities(start, end, named=spread_name):
        try:
            create(context, kind=KINDS[kind], body=body)
        except Duplicate:
            continue
    for number in range(start - start % 50 + 1, end, 50):
        if number >= start:
            record(context, facts=[extra_fact(number)])
    while sequence(world)[1]:
        pass


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    fill_up_to(int(sys.argv[1]))

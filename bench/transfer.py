"""Measures dump and load: memory at its peak, facts per second of CPU, and bytes a fact.

    python -m bench.transfer [entities] [facts of each] [a file of flat lines in place of these]

Flat lines are loaded into a table, the table is dumped, and the dump is loaded into another one, each by its command in
a separate process.
"""

import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import run
from typing import NamedTuple

MEASURED = """
import resource, sys
from chalicelib.local.__main__ import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print("used", used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


DEFAULTS = ("1000", "20", "")


class Used(NamedTuple):
    """The CPU seconds and the most memory of a command, in MB."""

    cpu: float
    memory: float


def flat_lines(entities: int, facts: int) -> Iterator[dict[str, object]]:
    """Yield the lines of offerings with dated prices, each with so many facts, and their source."""
    evidence = {"source": "source/catalogue", "basis": "record_of_truth"}
    yield {"kind": "source", "slug": "catalogue", "title": "A catalogue", "published": "2026-01-01"}
    for number in range(entities):
        prices = [
            {
                "value": {"amount": str(n + 1), "unit": "USD/Mtok"},
                "direction": "input" if n % 2 else "output",
                "valid": f"{2025 + n // 24}-{n // 2 % 12 + 1:02}-01/..",
            }
            for n in range(facts - 3)
        ]
        yield {
            "kind": "offering",
            "slug": f"offer-{number}",
            "name": f"Offer {number} of the catalogue",
            "context_window": {"amount": str(1000 * (number % 900 + 1)), "unit": "token"},
            "max_output": {"amount": str(100 * (number % 90 + 1)), "unit": "token"},
            "prices": prices,
            "evidence": evidence,
        }


def measured(data: Path, *arguments: str) -> Used:
    """Run a command of the local program on a data folder; return what it used."""
    environment = {**os.environ, "DATA": str(data)}
    done = run(  # noqa: S603  our own program
        [sys.executable, "-c", MEASURED, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    sys.stdout.write(f"  {done.stdout.strip()[:300]}\n")
    _, cpu, memory = done.stderr.strip().splitlines()[-1].split()
    return Used(float(cpu), int(memory) / 1024)


def main() -> None:
    """Print what each command takes."""
    given = [*sys.argv[1:], *DEFAULTS[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        flat, dumped = work / "flat.ndjson", work / "dumped.ndjson"
        with flat.open("w") as out:
            out.writelines(json.dumps(line) + "\n" for line in flat_lines(int(given[0]), int(given[1])))
        flat = Path(given[2]) if given[2] else flat
        loaded = measured(work / "a", "load", "--file", str(flat))
        dump = measured(work / "a", "dump", "--file", str(dumped))
        imported = measured(work / "b", "load", "--file", str(dumped))
        count = dumped.read_text().count('{"line":"fact"')
        size = (work / "a" / "aifacts.sqlite3").stat().st_size
        for name, used in (("load of flat lines", loaded), ("dump", dump), ("load of the dump", imported)):
            rate = f"{count / used.cpu:,.0f} facts a second of CPU"
            sys.stdout.write(f"{name}: {rate}, {used.memory:.0f} MB at most\n")
        sizes = f"{size / count:,.0f} bytes a fact in the table, {dumped.stat().st_size / count:,.0f} in the dump"
        sys.stdout.write(f"{count:,} facts; {sizes}\n")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()

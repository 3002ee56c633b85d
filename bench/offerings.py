"""Every row of LiteLLM and every model of one file of models.dev, written as offerings, with the refusals.

python -m bench.offerings [--data ../shared/data]

Writes each catalogue into a separate table, so that every conflict is one of the catalogue with itself. Prints how many
offerings and prices went in, how many were refused and why, how many conflicts there are, and how long the writes took.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench.catalogue_files import DATA, LITELLM
from bench.filling import CALLER, world_on
from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.local.catalogues.files import CatalogueFile
from chalicelib.local.catalogues.known import Catalogue
from chalicelib.local.catalogues.lines import Body, Line
from chalicelib.local.catalogues.loading import NOT_FIELDS, load_lines
from chalicelib.local.catalogues.report import Report
from chalicelib.operations.world import RequestContext
from chalicelib.operations.writes.create import create
from chalicelib.store.engines.sqlite import SqliteTable

FILES = {
    "litellm": (Path("litellm", LITELLM), "2025-11"),
    "models.dev": (Path("models-dev", "api-2026-06-30.json.gz"), "2026-06-30"),
}


@dataclass
class Written:
    """A catalogue after its writes: the views of its offerings, the refusals, and the seconds that the writes took."""

    views: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def prices(self) -> int:
        """Count the prices that the views show."""
        return sum(len(view.get("prices", ())) for view in self.views)

    @property
    def disputed(self) -> dict[str, list[str]]:
        """Name the properties in dispute, by offering."""
        return {view["ref"]: view["disputed"] for view in self.views if view["disputed"]}


def write_catalogue(data: Path, name: str, *, every: int = 1) -> Written:
    """Write a catalogue into a table in memory, an offering at a time: all, or `every` so many."""
    context, written = RequestContext(world_on(SqliteTable(":memory:")), CALLER), Written()
    for line in _lines(data, name, every=every):
        if line.body["kind"] != "offering":
            load_lines(context, [line], stops=True)
            continue
        start = time.perf_counter()
        try:
            written.views.append(create(context, kind=KINDS["offering"], body=_flat(line.body)).view)
        except Refusal as refusal:
            written.refused.extend(f"{fault.pointer} {fault.code}: {fault.detail}" for fault in refusal.faults)
        written.seconds += time.perf_counter() - start
    return written


def sent_prices(data: Path, name: str, *, every: int = 1) -> int:
    """Count the prices that a catalogue has; one that a row gives under two names counts once."""
    bodies = [line.body for line in _lines(data, name, every=every)]
    return sum(len({json.dumps(price) for price in body.get("prices", ())}) for body in bodies)


def _lines(data: Path, name: str, *, every: int) -> Iterator[Line]:
    """Yield the lines of a catalogue; of its offerings, `every` so many."""
    path, day = FILES[name]
    offerings = count()
    for line in Catalogue(name, (CatalogueFile(data / path, day),)).lines(Report()):
        if line.body["kind"] != "offering" or next(offerings) % every == 0:
            yield line


def _flat(body: Body) -> Body:
    return {name: each for name, each in body.items() if name not in NOT_FIELDS} | {"slug": body["slug"]}


def _report(data: Path, name: str) -> Iterator[str]:
    written = write_catalogue(data, name)
    yield f"{name}: {len(written.views)} offerings, {written.prices} of {sent_prices(data, name)} prices"
    yield f"  {len(written.refused)} faults, {len(written.disputed)} disputed, {written.seconds:.1f} s"
    yield from (f"  refused {times}: {why}" for why, times in Counter(written.refused).most_common(10))
    yield from (f"  disputed: {ref} {', '.join(names)}" for ref, names in [*written.disputed.items()][:10])


def main() -> None:
    """Write both catalogues and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the catalogues")
    data = parser.parse_args().data
    if not data.is_dir():
        sys.exit(f"{data} does not exist: a public clone lacks the catalogues. Name their folder with --data.")
    for name in FILES:
        sys.stdout.write("\n".join([*_report(data, name), ""]))


if __name__ == "__main__":
    main()

"""Fills a table with the catalogues that a run asks for, with a progress bar and a report."""

import sys
from collections.abc import Sequence
from typing import TextIO

from tqdm import tqdm

from chalicelib.local.catalogues.known import Catalogue, read_catalogues
from chalicelib.local.catalogues.lines import Line
from chalicelib.local.catalogues.linking import with_models
from chalicelib.local.catalogues.loading import is_loaded, load_lines
from chalicelib.local.catalogues.report import Report
from chalicelib.operations.world import Caller, RequestContext, World

MAX_REFUSED = 20  # refused lines that are printed


def unloaded(world: World, words: str) -> list[tuple[Catalogue, list[Line], Report]]:
    """Read those of the catalogues that are not in the table, whole. Raises BadCatalogue; nothing is written."""
    found = []
    for catalogue in read_catalogues(words):
        if not all(is_loaded(world, end) for end in catalogue.ends()):
            report = Report()
            found.append((catalogue, [*catalogue.lines(report)], report))
    return found


def fill(
    world: World,
    caller: Caller,
    catalogues: Sequence[tuple[Catalogue, list[Line], Report]],
    *,
    out: TextIO = sys.stderr,
) -> None:
    """Write the lines of the catalogues, and print what became of them."""
    context = RequestContext(world, caller)
    for catalogue, lines, report in catalogues:
        # Without a terminal tqdm prints nothing.
        shown = tqdm(lines, desc=catalogue.name, unit=" lines", file=out, disable=None)
        loaded = load_lines(context, with_models(world, shown, report))
        print(f"{catalogue.name}: {loaded.summary()} lines", *report.lines(), sep="\n", file=out)
        for place, why in loaded.refused[:MAX_REFUSED]:
            print(f"  refused {place}: {why}", file=out)

"""Costs of the models of the catalogues in this tree and in another commit's: the CPU of resolving, and the views."""

import json
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import NamedTuple

from bench.catalogue_files import ROOT
from bench.read_cpu import other_tree
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_history, load_view
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.world import NOW, World

ROUNDS = 3  # of which the fastest counts
TURNS = 3  # of the two trees
PAGE = 25  # models of a page
FILES = ("catalogues.py", "catalogue_costs.py", "catalogue_files.py")  # what an older tree lacks
RESOLVERS = ("chalicelib.operations.entities.resolved_entity", "chalicelib.operations.entities.view")  # new, and old


class Costs(NamedTuple):
    """The CPU seconds of resolving every model of a tree, and the mean bytes of a view."""

    cpu: float
    view_bytes: float


def measure(world: World) -> Costs:
    """Return the CPU seconds of resolving every model once, with its facts in memory, and the mean size of a view."""
    resolve_entity = import_module(next(name for name in RESOLVERS if find_spec(name))).resolve_entity
    refs = _models(world)
    took = []
    for _ in range(ROUNDS):
        entities = [load_history(world, ref) for ref in refs]  # read afresh: facts may keep what was computed of them
        began = process_time()
        for entity in entities:
            resolve_entity(entity.kind, entity.ref, entity.facts.values(), moment=NOW, now=world.now())
        took.append(process_time() - began)
    views = [view for ref in refs if (view := load_view(world, ref).view)]
    sizes = [len(json.dumps(dict(view.flat), separators=(",", ":"))) for view in views]
    return Costs(min(took), sum(sizes) / len(sizes))


def compare(data: Path, *, base: str) -> tuple[Costs, Costs]:
    """Return the costs of this tree and of a commit's, measured in turns."""
    with other_tree(base) as tree:
        for name in FILES:
            shutil.copy(ROOT / "bench" / name, tree / "bench" / name)
        pairs = [(_measure_tree(ROOT, data), _measure_tree(tree, data)) for _ in range(TURNS)]
    return min(own for own, _ in pairs), min(old for _, old in pairs)


def _measure_tree(tree: Path, data: Path) -> Costs:
    command = [sys.executable, "-m", "bench.catalogues", "--data", str(data.resolve()), "--costs"]
    done = subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True)  # noqa: S603  this module
    return Costs(*json.loads(done.stdout))


def _models(world: World) -> list[str]:
    refs, cursor = [], None
    while True:
        page = listing(world, kind=KINDS["model"], limit=PAGE, cursor=cursor)
        refs += [item["ref"] for item in page.items]
        cursor = page.next
        if cursor is None:
            return refs

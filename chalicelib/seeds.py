"""Loads seeds/ through the operations that all writers use: a file per entity, whose path is its ref.

A file holds the flat body that creates the entity, or a list of bodies: the first creates it, and each of the others
adds what one more source says. A body may have a `rank`, such as `{"rank": "deprecated", "reason": "..."}`, which is
given to each of its facts.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import AheadOfClock, Busy, Gone, Merged, NotFound, Refusal, Retracted, Unavailable
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import PLURALS, Kind
from chalicelib.operations.entities.fact_loading import find_fact
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.patch import patch


class BadSeed(Exception):
    """A seed file cannot be loaded; the message names the file and its fault."""


class Outcome(Enum):
    """The effect of a seed on its entity."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PASSED_OVER = "passed over"  # retired, merged or retracted by an editor, or ahead of the clock


@dataclass(frozen=True)
class Seed:
    """One body of a file: an entity's ref and what one source says, without the slug; `rank` is for all its facts."""

    path: Path
    kind: Kind
    ref: Ref
    body: Mapping[str, Any]
    rank: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Loaded:
    """How many seeds created an entity, changed one, changed nothing, or were passed over."""

    created: int
    changed: int
    unchanged: int
    passed_over: int = 0


def load(world: World, caller: Caller, folder: Path) -> Loaded:
    """Load every seed of the folder, those that others point at first. Loading again changes nothing.

    Raises BadSeed for a file that cannot be read or is refused.
    """
    counts = Counter(_load_seed(world, caller, seed) for seed in in_order(read_seeds(folder)))
    return Loaded(
        created=counts[Outcome.CREATED],
        changed=counts[Outcome.CHANGED],
        unchanged=counts[Outcome.UNCHANGED],
        passed_over=counts[Outcome.PASSED_OVER],
    )


def read_seeds(folder: Path) -> list[Seed]:
    """Read `<plural>/<slug>.json` throughout the folder, by path; the bodies of a file stay in their order."""
    return [seed for path in sorted(folder.rglob("*.json")) for seed in _read_file(path, folder)]


def in_order(seeds: list[Seed]) -> list[Seed]:
    """Order the seeds so that each comes after the first of those it points at. Raises BadSeed for a cycle."""
    of_entity: dict[str, list[int]] = {}
    for place, seed in enumerate(seeds):
        of_entity.setdefault(str(seed.ref), []).append(place)
    targets = {place: sorted(_earlier_places(seed, place, of_entity) - {place}) for place, seed in enumerate(seeds)}
    try:
        return [seeds[place] for place in TopologicalSorter(targets).static_order()]
    except CycleError as error:
        cycle = " > ".join(str(seeds[place].path) for place in error.args[1])
        raise BadSeed(f"Seeds point at each other in a cycle: {cycle}") from error


def _earlier_places(seed: Seed, place: int, of_entity: Mapping[str, list[int]]) -> set[int]:
    """Find the seeds that come before a seed: those that create what it points at, and the one before in its file."""
    created = {of_entity[text][0] for text in _all_texts(seed.body) if text in of_entity}
    return created | {each for each in of_entity[str(seed.ref)] if each == place - 1}


def _read_file(path: Path, folder: Path) -> Iterator[Seed]:
    plural = path.relative_to(folder).parent.as_posix()
    kind = PLURALS.get(plural)
    if kind is None:
        raise BadSeed(f"{path}: no kind has the folder {plural!r}. The folders are {', '.join(PLURALS)}.")
    ref = parse_ref(f"{kind.name}/{path.stem}")
    if ref is None:
        raise BadSeed(f"{path}: {path.stem!r} is not a slug (lower-case letters, digits, `.`, `_` and `-`).")
    for body in _read_bodies(path):
        fields = {name: each for name, each in body.items() if name != "rank"}
        yield Seed(path, kind, ref, fields, rank=body.get("rank"))


def _read_bodies(path: Path) -> list[Mapping[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not UTF-8, or not JSON
        raise BadSeed(f"{path}: {error}") from error
    bodies = content if isinstance(content, list) else [content]
    if not bodies or not all(isinstance(body, dict) for body in bodies):
        raise BadSeed(f"{path}: a seed must be a JSON object, or a list of objects.")
    if any("slug" in body for body in bodies):
        raise BadSeed(f"{path}: remove `slug` from the body; the path is the slug.")
    if not all(isinstance(body.get("rank", {}), dict) for body in bodies):
        raise BadSeed(f"{path}: `rank` must be an object with `rank` and `reason`.")
    return bodies


def _all_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _all_texts(part)


def _load_seed(world: World, caller: Caller, seed: Seed) -> Outcome:
    try:
        return _write_seed(world, caller, seed)
    except (AheadOfClock, Gone, Merged, Retracted):
        return Outcome.PASSED_OVER
    except (Busy, Unavailable):  # not a fault of the seed
        raise
    except Refusal as refusal:
        faults = "".join(f"\n  {fault.pointer or '/'}: {fault.detail}" for fault in refusal.faults)
        raise BadSeed(f"{seed.path}: {refusal.detail}{faults}") from refusal


def _write_seed(world: World, caller: Caller, seed: Seed) -> Outcome:
    """Patch the entity, which exists on every load except the first, or else create it; then rank the facts."""
    context = RequestContext(world, caller)
    try:
        written = patch(context, ref=seed.ref, body=seed.body)
        outcome = Outcome.CHANGED if written.created else Outcome.UNCHANGED
    except NotFound:
        written = create(context, kind=seed.kind, body={"slug": seed.ref.slug, **seed.body})
        outcome = Outcome.CREATED
    if seed.rank is not None:
        _rank_facts(context, written.fact_ids, seed.rank)
    return outcome


def _rank_facts(context: RequestContext, fact_ids: Iterable[str], wanted: Mapping[str, Any]) -> None:
    """Rank the facts that nobody has ranked yet; what an editor has decided since stays."""
    for fact_id in fact_ids:
        if not find_fact(context.world, fact_id).decisions:
            rank(context, fact_id=fact_id, rank=str(wanted.get("rank")), reason=wanted.get("reason"))

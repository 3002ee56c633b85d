"""Loads seeds/ through the operations that all writers use: a file per entity, whose path is its ref."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import AheadOfClock, Busy, Gone, Merged, NotFound, Refusal, Retracted, Unavailable
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import PLURALS, Kind
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.create import create
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
    """One file: an entity's ref and the body that creates it, without the slug."""

    path: Path
    kind: Kind
    ref: Ref
    body: Mapping[str, Any]


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
    """Read `<plural>/<slug>.json` throughout the folder, by path."""
    return [_read_seed(path, folder) for path in sorted(folder.rglob("*.json"))]


def in_order(seeds: list[Seed]) -> list[Seed]:
    """Order the seeds so that each comes after those it points at. Raises BadSeed for a cycle."""
    by_ref = {str(seed.ref): seed for seed in seeds}
    targets = {ref: sorted(_known_refs(seed.body, by_ref) - {ref}) for ref, seed in by_ref.items()}
    try:
        return [by_ref[ref] for ref in TopologicalSorter(targets).static_order()]
    except CycleError as error:
        cycle = " > ".join(str(by_ref[ref].path) for ref in error.args[1])
        raise BadSeed(f"Seeds point at each other in a cycle: {cycle}") from error


def _read_seed(path: Path, folder: Path) -> Seed:
    plural = path.relative_to(folder).parent.as_posix()
    kind = PLURALS.get(plural)
    if kind is None:
        raise BadSeed(f"{path}: no kind has the folder {plural!r}. The folders are {', '.join(PLURALS)}.")
    ref = parse_ref(f"{kind.name}/{path.stem}")
    if ref is None:
        raise BadSeed(f"{path}: {path.stem!r} is not a slug (lower-case letters, digits, `.`, `_` and `-`).")
    return Seed(path=path, kind=kind, ref=ref, body=_read_body(path))


def _read_body(path: Path) -> Mapping[str, Any]:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not UTF-8, or not JSON
        raise BadSeed(f"{path}: {error}") from error
    if not isinstance(body, dict):
        raise BadSeed(f"{path}: a seed must be a JSON object.")
    if "slug" in body:
        raise BadSeed(f"{path}: remove `slug` from the body; the path is the slug.")
    return body


def _known_refs(value: Any, known: Mapping[str, Any]) -> set[str]:
    return {text for text in _all_texts(value) if text in known}


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
    """Patch the entity, which exists on every load except the first, or else create it."""
    try:
        written = patch(RequestContext(world, caller), ref=seed.ref, body=seed.body)
    except NotFound:
        create(RequestContext(world, caller), kind=seed.kind, body={"slug": seed.ref.slug, **seed.body})
        return Outcome.CREATED
    return Outcome.CHANGED if written.created else Outcome.UNCHANGED

"""Naming: reads the names that a typed text may mean, in bounded queries, and ranks them."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.instants import Instant
from chalicelib.domain.matching.name_similarity import FoldedName, Grade, fold_name, grade
from chalicelib.domain.values import Ref
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.search.name_ranges import Reach, by_beginning, families, names_from, other_end
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from chalicelib.store.records.name_rows import Hint, hint_of
from chalicelib.store.rows import Key, Row


@dataclass(frozen=True)
class Name:
    """A name of an entity; `label` is what it is called first, `hint` what tells it from its namesakes."""

    ref: str
    name: str
    label: str
    hint: Hint

    @property
    def kind(self) -> str:
        """The kind of the entity."""
        return Ref.of(self.ref).kind

    def json_value(self) -> dict[str, Any]:
        """Write whose name it is."""
        return {"ref": self.ref, "kind": self.kind, "label": self.label, "name": self.name, "hint": dict(self.hint)}


@dataclass(frozen=True)
class Heard:
    """The names that were read and how many rows that took; `cut` is the word at which the bound left off, if any."""

    names: tuple[Name, ...]
    read: int
    cut: str | None = None

    def __add__(self, more: "Heard") -> "Heard":
        return Heard((*self.names, *more.names), self.read + more.read, self.cut or more.cut)

    @property
    def meta(self) -> dict[str, Any]:
        """Say how much was read, and whether that was all there is."""
        return {"read": self.read, "complete": self.cut is None}


def hear(world: World, typed: FoldedName, *, kind: str | None = None, known_at: Instant | None = None) -> Heard:
    """Read the names that have a word like the longest of a text: by its beginning, then by its ending, two queries.

    Where more begin alike than one query reads, the second looks for the word as it was typed if the first did not come
    that far, and for whole names that begin with the text if the word alone was too much; errors in its beginning are
    not forgiven then. The words of titles are read in as many queries again, at the same time, unless `kind` is one
    that has none; at an earlier moment also the names that are over.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        heard = pool.map(lambda among: _hear(world, typed, among, known_at=known_at), families(kind))
        return reduce(add, heard)


def hear_beginning(world: World, typed: FoldedName, *, kind: str | None = None) -> Heard:
    """Read the names and words of names that begin with a text: one query, and at the same time one of titles' words.

    One letter alone begins names, not words, and takes one query.
    """
    reaches = [names_from(typed.squeezed, among=among) for among in families(kind)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return reduce(add, pool.map(lambda reach: _read(world, reach), dict.fromkeys(reaches)))


def _hear(world: World, typed: FoldedName, among: str, *, known_at: Instant | None) -> Heard:
    first = _read(world, by_beginning(typed, among=among), known_at)
    second = other_end(typed, cut=first.cut, among=among)
    return first if second is None else first + _read(world, second, known_at)


def _read(world: World, reach: Reach, known_at: Instant | None = None) -> Heard:
    standing = _query(world, reach, known_at)
    if known_at is None:
        return standing
    return standing + _query(world, replace(reach, pk=keys.historical_partition(reach.pk)), known_at)


def _query(world: World, reach: Reach, known_at: Instant | None) -> Heard:
    start, end = reach.span or (None, None)
    page = world.table.query(reach.index, reach.pk, start=start, end=end, limit=reach.limit)
    names = tuple(name_in(row) for row in page.rows if known_at is None or _stood(row, known_at))
    cut = keys.parse_word(_key(page.rows[-1], reach.index)).word if page.next and page.rows else None
    return Heard(names, len(page.rows), cut)


def _key(row: Row, index: str | None) -> Key:
    return row.key if index is None else row.indexes[index]


def _stood(row: Row, known_at: Instant) -> bool:
    until: Instant | None = row.body.get("until")
    return bool(row.body["since"] <= known_at) and (until is None or known_at < until)


def name_in(row: Row) -> Name:
    """Read a name from a row of one of its words."""
    body = row.body
    return Name(body["ref"], body["name"], body["label"], body["hint"])


def ranked(typed: FoldedName, names: Iterable[Name], *, kind: str | None = None) -> list[tuple[Grade, Name]]:
    """Give the entities that are meant, each by the best of its names, the best first; of equals the shorter name."""
    found = sorted(_graded(typed, names, kind), key=lambda each: each[0])
    best: dict[str, tuple[Grade, Name]] = {}
    for rank, name in found:
        best.setdefault(name.ref, (rank[0], name))
    return list(best.values())


Rank = tuple[Grade, int, bool, str, str]


def _graded(typed: FoldedName, names: Iterable[Name], kind: str | None) -> Iterator[tuple[Rank, Name]]:
    for name in {(each.ref, each.name): each for each in names}.values():
        if kind is not None and name.kind != kind:
            continue
        compared = fold_name(name.name)
        fit = grade(typed, compared)
        if fit is not None:
            yield (fit, len(compared.squeezed), name.name != name.label, name.name, name.ref), name


def as_known(world: World, name: Name, known_at: Instant) -> Name | None:
    """Give a name with the label and the hint of an earlier moment: one query; None if the entity was not there."""
    try:
        _, resolved = resolve_at(world, name.ref, Moment(known_at=known_at))
    except (NotFound, Gone, Merged):
        return None
    flat = render_view(resolved, {})
    return Name(name.ref, name.name, flat.get(resolved.kind.label, name.ref), hint_of(resolved.kind, flat))

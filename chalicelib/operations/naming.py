"""Naming: reads the names that a typed text may mean, in bounded queries, and ranks them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.instants import Instant
from chalicelib.domain.likeness import FORGIVING, Grade, Typed, called, ends_of, grade
from chalicelib.domain.values import Ref
from chalicelib.operations.bounds import MOST_READ
from chalicelib.operations.flat import lay_out
from chalicelib.operations.read import resolve_at
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from chalicelib.store.naming import Hint, hint_of
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


@dataclass(frozen=True)
class Reach:
    """A range of a partition of words."""

    pk: str
    span: tuple[str, str] | None = None
    index: str | None = None


def hear(
    world: World,
    typed: Typed,
    *,
    known_at: Instant | None = None,
    is_enough: Callable[[Heard], bool] = lambda _: False,
) -> Heard:
    """Read the names that have a word like the longest of a text: by its beginning, then by its ending, two queries.

    Where more begin alike than one query reads, the second looks for the word as it was typed if the first did not come
    that far, and for whole names that begin with the text if the word alone was too much; errors in its beginning are
    not forgiven then. `is_enough` may say after the first that no second is needed. At an earlier moment the names that
    are over are read as well, in as many queries again.
    """
    first = _read(world, _by_beginning(typed.anchor), known_at)
    if is_enough(first):
        return first
    second = _other_end(typed, cut=first.cut)
    return first if second is None else first + _read(world, second, known_at)


def hear_beginning(world: World, typed: Typed) -> Heard:
    """Read the names and words of names that begin with a text: one query."""
    return _read(world, _names_from(typed.squeezed))


def _by_beginning(anchor: str) -> Reach:
    can_err = len(anchor) >= FORGIVING - 1  # one letter may be missing
    beginning = ends_of(anchor)[0] if can_err else anchor
    return Reach(keys.words_beginning(anchor), keys.words_with_prefix(beginning) if len(anchor) > 1 else None)


def _other_end(typed: Typed, *, cut: str | None) -> Reach | None:
    """Give what to read second; nothing when the first has found all there can be."""
    anchor, whole = typed.anchor, typed.squeezed
    if len(anchor) < FORGIVING - 1:
        return _names_from(whole) if len(anchor) == 1 or anchor != whole else None
    if cut is not None and cut < anchor:
        return _names_from(anchor)
    if cut == anchor and anchor != whole:
        return _names_from(whole)
    return Reach(keys.words_ending(anchor), keys.words_with_suffix(ends_of(anchor)[1]), keys.BY_ENDING)


def _names_from(squeezed: str) -> Reach:
    if len(squeezed) == 1:
        return Reach(keys.names_beginning(squeezed), None, keys.BY_INITIAL)
    return Reach(keys.words_beginning(squeezed), keys.words_with_prefix(squeezed))


def _read(world: World, reach: Reach, known_at: Instant | None = None) -> Heard:
    standing = _query(world, reach, known_at)
    if known_at is None:
        return standing
    return standing + _query(world, Reach(keys.closed_partition(reach.pk), reach.span, reach.index), known_at)


def _query(world: World, reach: Reach, known_at: Instant | None) -> Heard:
    start, end = reach.span or (None, None)
    page = world.table.query(reach.index, reach.pk, start=start, end=end, limit=MOST_READ)
    names = tuple(_name(row) for row in page.rows if known_at is None or _stood(row, known_at))
    cut = keys.parse_word(_key(page.rows[-1], reach.index)).word if page.next and page.rows else None
    return Heard(names, len(page.rows), cut)


def _key(row: Row, index: str | None) -> Key:
    return row.key if index is None else row.indexes[index]


def _stood(row: Row, known_at: Instant) -> bool:
    until: Instant | None = row.body.get("until")
    return bool(row.body["since"] <= known_at) and (until is None or known_at < until)


def _name(row: Row) -> Name:
    body = row.body
    return Name(body["ref"], body["name"], body["label"], body["hint"])


def ranked(typed: Typed, names: Iterable[Name], *, kind: str | None = None) -> list[tuple[Grade, Name]]:
    """Give the entities that are meant, each by the best of its names, the best first; of equals the shorter name."""
    found = sorted(_graded(typed, names, kind), key=lambda each: each[0])
    best: dict[str, tuple[Grade, Name]] = {}
    for rank, name in found:
        best.setdefault(name.ref, (rank[0], name))
    return list(best.values())


Rank = tuple[Grade, int, bool, str, str]


def _graded(typed: Typed, names: Iterable[Name], kind: str | None) -> Iterator[tuple[Rank, Name]]:
    for name in {(each.ref, each.name): each for each in names}.values():
        if kind is not None and name.kind != kind:
            continue
        compared = called(name.name)
        fit = grade(typed, compared)
        if fit is not None:
            yield (fit, len(compared.squeezed), name.name != name.label, name.name, name.ref), name


def as_known(world: World, name: Name, known_at: Instant) -> Name | None:
    """Give a name with the label and the hint of an earlier moment: one query; None if the entity was not there."""
    try:
        _, resolved = resolve_at(world, name.ref, Moment(known_at=known_at))
    except (NotFound, Gone, Merged):
        return None
    flat = lay_out(resolved, {})
    return Name(name.ref, name.name, flat.get(resolved.kind.label, name.ref), hint_of(resolved.kind, flat))

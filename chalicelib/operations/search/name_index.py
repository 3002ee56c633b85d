"""Reads the names that a typed text may mean, in bounded queries, and ranks them."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.domain.matching.name_similarity import FoldedName, Grade, fold_name, grade
from chalicelib.domain.resolving.timelines.held_spans import Holding, Tenure, tenure_at
from chalicelib.domain.values import Ref
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.search.name_ranges import (
    NameRange,
    beginning_range,
    prefix_range,
    second_range,
    word_families,
)
from chalicelib.operations.world import NOW, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.index.name_rows import Hint
from chalicelib.store.rows import Key, Row

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import NameJson, TenureJson


@dataclass(frozen=True)
class Name:
    """A name of an entity. `label` is its primary name, `hint` distinguishes it from its namesakes.

    `spans` are those in which the name holds; none: always. `ticker` is the ticker whose symbol the name is, if it is.
    """

    ref: str
    name: str
    label: str
    hint: Hint
    spans: tuple[str, ...] = ()
    ticker: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the entity."""
        return Ref.of(self.ref).kind

    def json_value(self, at: Instant) -> "NameJson":
        """Return the name with its entity as JSON, and whether it holds at an instant."""
        return {
            "ref": self.ref,
            "kind": self.kind,
            "label": self.label,
            "name": self.name,
            "hint": dict(self.hint),
            **tenure_json(tenure_at(self.spans, at)),
        }


def tenure_json(tenure: Tenure) -> "TenureJson":
    """Return whether a name or an identifier held before, or holds later only, and when, as JSON."""
    former, later = tenure.holding is Holding.FORMER, tenure.holding is Holding.LATER
    return {"former": former, "later": later, "valid": tenure.valid}


class NamesMoment(NamedTuple):
    """The moment of a read of names: as of when they are known and in print, and whose names are preferred.

    The first never has a `valid_at`: all names on record are found, regardless of when they hold.
    """

    past: Moment
    at: Instant


def split_moment(world: World, moment: Moment) -> NamesMoment:
    """Separate the moment at which names hold, which needs no other reads, from the rest."""
    at = moment.at(world.now()).valid_at or world.now()
    return NamesMoment(Moment(None, moment.known_at, moment.published_before), at)


@dataclass(frozen=True)
class FoundNames:
    """Names read, and the number of rows read; `cut` is the word at which the bound ended the read, if it did.

    `is_filtered_whole` says whether all of them were compared with the filters.
    """

    names: tuple[Name, ...]
    read: int
    cut: str | None = None
    is_filtered_whole: bool = True

    def __add__(self, more: "FoundNames") -> "FoundNames":
        return FoundNames((*self.names, *more.names), self.read + more.read, self.cut or more.cut)

    @property
    def meta(self) -> dict[str, Any]:
        """The number of rows read, and whether the read was complete."""
        return {"read": self.read, "complete": self.cut is None and self.is_filtered_whole}


def find_names(world: World, typed: FoldedName, *, kind: str | None = None, moment: Moment = NOW) -> FoundNames:
    """Read the names that have a word like the longest word of a text: two queries, by its beginning and its ending.

    If more words begin alike than one query reads, the second query reads the word as typed, or, if even that has too
    many rows, the names that begin with the whole text; errors in the beginning of the word are then not forgiven.
    The words of titles are read in parallel, in as many queries, unless `kind` has none. At another moment, historical
    names are read too, in as many queries. A text with letters such as ö is searched in both of its spellings.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        wanted = [(spelling, among) for spelling in typed.spellings for among in word_families(kind)]
        read = pool.map(lambda each: _find_in_family(world, each[0], each[1], moment), wanted)
        return reduce(add, read)


def find_names_starting(
    world: World, typed: FoldedName, *, kind: str | None = None, moment: Moment = NOW
) -> FoundNames:
    """Read the names and words of names that begin with a text: one query and, in parallel, one for titles.

    A single letter finds only names that begin with it, in one query. Names without the legal form at the end of the
    text are found too. At another moment, twice as many queries read historical names too.
    """
    spellings = ["".join(spelling.without_legal_form) or spelling.squeezed for spelling in typed.spellings]
    ranges = [prefix_range(each, among=among) for each in spellings for among in word_families(kind)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return reduce(add, pool.map(lambda name_range: _read_names(world, name_range, moment), dict.fromkeys(ranges)))


def _find_in_family(world: World, typed: FoldedName, among: str, moment: Moment) -> FoundNames:
    first = _read_names(world, beginning_range(typed, among=among), moment)
    second = second_range(typed, cut=first.cut, among=among)
    return first if second is None else first + _read_names(world, second, moment)


def _read_names(world: World, name_range: NameRange, moment: Moment) -> FoundNames:
    current = _query_range(world, name_range, moment)
    if moment == NOW:
        return current
    return current + _query_range(world, replace(name_range, pk=keys.historical_partition(name_range.pk)), moment)


def _query_range(world: World, name_range: NameRange, moment: Moment) -> FoundNames:
    start, end = name_range.span or (None, None)
    page = world.table.query(name_range.index, name_range.pk, start=start, end=end, limit=name_range.limit)
    names = tuple(name_of_row(row) for row in page.rows if may_name_at(row, moment))
    cut = keys.parse_word(_index_key(page.rows[-1], name_range.index)).word if page.next and page.rows else None
    return FoundNames(names, len(page.rows), cut)


def _index_key(row: Row, index: str | None) -> Key:
    return row.key if index is None else row.indexes[index]


def may_name_at(row: Row, moment: Moment) -> bool:
    """Return whether the name in a row may have been a name of its entity at a moment.

    At `known_at`, the historical rows answer exactly. A name in print by a moment can have been shown at any time.
    """
    known_at = moment.known_at
    if known_at is None:
        return True
    until: Instant | None = row.body.get("until")
    is_over = until is not None and until <= known_at
    return bool(row.body["since"] <= known_at) and (not is_over or moment.published_before is not None)


def name_of_row(row: Row) -> Name:
    """Return the name in a row of one of its words."""
    body = row.body
    spans = tuple(body.get("spans", ()))
    return Name(body["ref"], body["name"], body["label"], body["hint"], spans, body.get("ticker"))


def rank_names(
    typed: FoldedName, names: Iterable[Name], *, kind: str | None = None, at: Instant
) -> list[tuple[Grade, Name]]:
    """Return the matching entities, each with its best name and grade, best first.

    Of names that fit as well, those that hold at an instant come first, then the shorter ones.
    """
    found = sorted(_grade_names(typed, names, kind, at), key=lambda each: each[0])
    best: dict[str, tuple[Grade, Name]] = {}
    for rank, name in found:
        best.setdefault(name.ref, (rank[0], name))
    return list(best.values())


Rank = tuple[Grade, bool, int, bool, str, str]


def _grade_names(
    typed: FoldedName, names: Iterable[Name], kind: str | None, at: Instant
) -> Iterator[tuple[Rank, Name]]:
    for name in {(each.ref, each.name): each for each in names}.values():
        if kind is not None and name.kind != kind:
            continue
        compared = fold_name(name.name)
        fit = grade(typed, compared)
        if fit is not None:
            is_other_time = not tenure_at(name.spans, at).is_held
            yield (fit, is_other_time, len(compared.squeezed), name.name != name.label, name.name, name.ref), name

"""Names as the rows of words hold them, and their rank for a typed text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.domain.matching.name_similarity import FoldedName, Grade, fold_name, grade, is_near
from chalicelib.domain.resolving.timelines.held_spans import Holding, Tenure, tenure_at
from chalicelib.domain.values import Ref
from chalicelib.kinds.properties.identifiers import identifier_key
from chalicelib.operations.world import Moment, World
from chalicelib.store.records.index.indexed_names import TICKER
from chalicelib.store.records.index.name_rows import Hint
from chalicelib.store.rows import Row

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
    """Names read, the number of rows read, and whether a name can be missing that matters.

    `complete`: no name can be missing that matches as asked, that is, has all words of the text or words that begin
    with them; nor, if none does, one that is closer to the text than the best one read. `has_all_similar`: no name with
    an error can be missing at all.
    """

    names: tuple[Name, ...]
    read: int
    complete: bool = True
    has_all_similar: bool = True

    @property
    def has_all(self) -> bool:
        """Whether no name can be missing that fits: what matters where names are filtered or judged anew."""
        return self.complete and self.has_all_similar


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


def is_ticker_text(text: str, ticker: str) -> bool:
    """Return whether a text is written as a ticker: `NVDA` in capitals, `$nvda`, or with the market."""
    bare = text.strip()
    if ":" in bare:
        return identifier_key(TICKER, bare) == ticker
    symbol = ticker.partition(":")[2]
    is_marked = bare.startswith("$") or bare == bare.upper()
    return is_marked and identifier_key(TICKER, f"X:{bare.removeprefix('$')}") == f"X:{symbol}"


def rank_names(
    typed: FoldedName, names: Iterable[Name], *, kind: str | None = None, at: Instant
) -> list[tuple[Grade, Name]]:
    """Return the matching entities, each with its best name and grade, best first.

    Of names that fit as well, those that differ from the text by one error come first, then those that hold at an
    instant, then the shorter ones. A name that differs by one error from a text with a legal form, or another weak
    word, is no worse than one that has the other words of the text.
    """
    found = sorted(_grade_names(typed, names, kind, at), key=lambda each: each[0])
    best: dict[str, tuple[Grade, Name]] = {}
    for rank, name in found:
        best.setdefault(name.ref, (rank.fit, name))
    return list(best.values())


class Rank(NamedTuple):
    """The place of a name among those that match, the best first."""

    place: Grade
    is_not_near: bool
    is_other_time: bool
    letters: int
    is_not_label: bool
    name: str
    ref: str
    fit: Grade


def _grade_names(
    typed: FoldedName, names: Iterable[Name], kind: str | None, at: Instant
) -> Iterator[tuple[Rank, Name]]:
    for name in {(each.ref, each.name): each for each in names}.values():
        if kind is not None and name.kind != kind:
            continue
        compared = fold_name(name.name)
        fit = grade(typed, compared)
        if fit is not None:
            near = fit >= Grade.WORD and is_near_whole(typed, compared)
            place = Grade.WORD if near and typed.core_words != typed.words else fit
            is_other_time, letters = not tenure_at(name.spans, at).is_held, len(compared.squeezed)
            yield Rank(place, not near, is_other_time, letters, name.name != name.label, name.name, name.ref, fit), name


def is_near_whole(typed: FoldedName, name: FoldedName) -> bool:
    """Return whether a name, as a whole, differs from a text by one error."""
    return any(is_near(one.squeezed, other.squeezed) for one in typed.spellings for other in name.spellings)

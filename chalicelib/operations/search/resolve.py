"""Resolves names to entities, as of now or a moment: scored candidates, or none if no candidate is good enough."""

from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chalicelib.domain.errors import Fault, Invalid
from chalicelib.domain.instants import Instant
from chalicelib.domain.matching.candidate_score import Candidate, MatchQuery, judge, may_be_shown
from chalicelib.domain.matching.match_decision import ENOUGH, MAX_CANDIDATES, MatchResult, choose_match
from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_similarity import FoldedName, fold_name
from chalicelib.domain.resolving.timelines.held_spans import tenure_at
from chalicelib.operations.bounds import AT_ONCE, MAX_RESOLVED_AFRESH
from chalicelib.operations.search.name_index import Name, is_ticker_text, name_of_row, split_moment
from chalicelib.operations.search.name_pages import NamePage, NameReader
from chalicelib.operations.search.name_ranges import (
    MAX_ROWS_OF_WORD,
    NameRange,
    exact_ranges,
    like_word_ranges,
    narrower_ranges,
    narrower_word_range,
    similar_ranges,
    word_families,
    word_ranges,
)
from chalicelib.operations.search.past_names import past_names
from chalicelib.operations.world import NOW, Moment, World
from chalicelib.store import keys


@dataclass(frozen=True)
class ResolvedName:
    """The match for one name, and whether all relevant names were read."""

    match: MatchResult
    complete: bool


@dataclass(frozen=True)
class ResolvedNames:
    """The answers in the order of the names, and the number of rows read for all."""

    answers: Sequence[ResolvedName]
    read: int


Steps = Generator[Sequence[NameRange], Sequence[NamePage], "NameSearch"]
Reading = Generator[Sequence[NameRange], Sequence[NamePage], list[NamePage]]


def resolve(world: World, *, wanted: Sequence[MatchQuery], moment: Moment = NOW) -> ResolvedNames:
    """Return the match for each name, in order; no range of names is read twice.

    A known name takes one query, or two if it moves from version to version or may be the id of a model at a host. A
    name with a typing error takes four more, and up to eight if many names are alike. A name unlike any other takes up
    to five more among names and, without a candidate, two among words of titles. Eight queries run in parallel.

    As known or in print at another moment each query has a second one for historical names, and the best candidates are
    resolved one by one, 25 in all. So the request may have at most 5 names then. Names that hold at `valid_at` are
    preferred to those of another time. Raises Invalid.
    """
    of_names = split_moment(world, moment)
    past, at = of_names
    _check_number(wanted, past)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        reader = NameReader(world, pool, past)
        rereads = past.published_before is not None
        found = _run_in_rounds([_search_steps(NameSearch(each, at), reads_all=rereads) for each in wanted], reader)
    if past == NOW:
        return ResolvedNames([each.answer() for each in found], reader.rows)
    most = MAX_RESOLVED_AFRESH // len(found)
    return ResolvedNames([_past_answer(world, each, past, most=most) for each in found], reader.rows)


def _check_number(wanted: Sequence[MatchQuery], moment: Moment) -> None:
    """Refuse more names at a moment than have all of their shown candidates resolved within the bound."""
    most = MAX_RESOLVED_AFRESH // MAX_CANDIDATES
    if moment != NOW and len(wanted) > most:
        detail = f"{len(wanted)} names are too many: with `known_at` or `published_before`, send at most {most}."
        raise Invalid(detail, faults=(Fault("/names", "too_many", detail),))


def _past_answer(world: World, found: "NameSearch", moment: Moment, *, most: int) -> ResolvedName:
    """Judge the best candidates by the names, label and hint that each had at a moment: one call for each."""
    best = sorted(found.candidates, key=lambda each: -each.score)
    refs = list(dict.fromkeys(each.ref for each in best))
    names = [name for ref in refs[:most] for name in past_names(world, ref, moment)]
    past = NameSearch(found.wanted, found.at)
    for name in names:
        if may_be_shown(found.wanted, fold_name(name.name)):
            past.judge_name(name)
    past.complete = found.complete and len(refs) <= most
    return past.answer()


def _run_in_rounds(names: Sequence[Steps], reader: NameReader) -> list["NameSearch"]:
    """Advance the searches of all names in rounds, so that a range that several need is read once."""
    answers: dict[int, NameSearch] = {}
    asked: dict[int, Sequence[NameRange]] = {}
    given: dict[int, Sequence[NamePage] | None] = dict.fromkeys(range(len(names)))
    while given:
        asked.clear()
        for place, pages in given.items():
            try:
                asked[place] = next(names[place]) if pages is None else names[place].send(pages)
            except StopIteration as end:
                answers[place] = end.value
        reader.read(name_range for ranges in asked.values() for name_range in ranges)
        given = {place: [reader.pages(name_range) for name_range in ranges] for place, ranges in asked.items()}
    return [answers[place] for place in range(len(names))]


class NameSearch:
    """The candidates found so far for one name, and the instant at which names should hold."""

    def __init__(self, wanted: MatchQuery, at: Instant) -> None:
        self.wanted = wanted
        self.at = at
        self.candidates: list[Candidate] = []
        self.complete = True
        self._seen: set[tuple[str, str]] = set()

    def add(self, pages: Iterable[NamePage]) -> None:
        """Judge the names that may match, without parsing the bodies of the others."""
        for entry in (entry for each in pages for entry in each.entries):
            called = (entry.word.ref, entry.word.name)
            if called in self._seen and entry.is_whole:
                continue
            self._seen.add(called)
            if not entry.is_whole or may_be_shown(self.wanted, entry.name):
                self.judge_name(name_of_row(entry.row))

    def judge_name(self, name: Name) -> None:
        """Judge a name; the symbol of a ticker is no name of its entity if the text is not written as one."""
        if name.ticker is None or is_ticker_text(self.wanted.name.text, name.ticker):
            self.candidates.append(
                judge(
                    self.wanted,
                    ref=name.ref,
                    name=name.name,
                    label=name.label,
                    hint=name.hint,
                    tenure=tenure_at(name.spans, self.at),
                    is_ticker=name.ticker is not None,
                )
            )

    @property
    def best(self) -> float:
        """The best score so far."""
        return max((each.score for each in self.candidates), default=0.0)

    @property
    def has_exact_match(self) -> bool:
        """Whether a candidate has exactly this name, or a version of it: other names are then irrelevant."""
        is_dated = any(version_of(each.name).is_dated for each in self.wanted.readings)
        can_move = self.wanted.kind in (None, "model") and not is_dated
        return any(_is_exact(each, can_move=can_move) for each in self.candidates)

    def end(self, *, complete: bool) -> "NameSearch":
        """Note whether all relevant names were read."""
        self.complete = complete
        return self

    def answer(self) -> ResolvedName:
        """Choose the match among the candidates."""
        return ResolvedName(choose_match(self.wanted, self.candidates), self.complete)


def _is_exact(candidate: Candidate, *, can_move: bool) -> bool:
    features = candidate.features
    moves = can_move and candidate.kind == "model" and features["version"]
    return features["kind"] is not False and bool(features["folded"] or moves)


def _search_steps(found: "NameSearch", *, reads_all: bool = False) -> Steps:
    """Search for the exact name, then for similar names, then for names with its words, until one is good enough.

    `reads_all` goes through all steps, because a name found may not have been the name of its entity then.
    """
    wanted = found.wanted
    read_as, main = _spellings_read(wanted), _main_name(wanted)
    meant = wanted.kind if main == wanted.name else "model"  # a model has no title
    if not wanted.name.words:  # nothing to look for
        return found.end(complete=True)
    pages = yield [each for spelling in read_as for each in exact_ranges(spelling, wanted.kind)]
    found.add(pages)
    if found.has_exact_match and not reads_all:
        return found.end(complete=all(page.has_all_named(each.squeezed) for each in read_as for page in pages))
    read = list(pages)
    for spelling in main.spellings:
        read += yield from _search_similar(found, spelling, meant)
    if found.best < ENOUGH or reads_all:
        read += yield from _search_words(found)
    return found.end(complete=all(each.cut is None for each in read))


def _search_similar(found: NameSearch, spelling: FoldedName, kind: str | None) -> Reading:
    """Read names that differ from a text by an error; of ranges with too many, the likeliest parts until one fits.

    Parts in which names are probably few enough are read first, and the wider ones before them if no name fits.
    """
    read, whole, left = list[NamePage](), spelling.squeezed, [similar_ranges(spelling, kind)]
    while left:
        pages = yield (ranges := left.pop())
        read += pages
        found.add(page.near(whole) if each.is_half else page for each, page in zip(ranges, pages, strict=True))
        if found.best >= ENOUGH:
            break
        if not left:
            cut = [(each, page.shared) for each, page in zip(ranges, pages, strict=True) if page.cut]
            wide = [part for each, _ in cut for part in narrower_ranges(each, whole)]
            likely = [part for each, shared in cut for part in narrower_ranges(each, whole, shared)]
            left = [each for each in ([wide, likely] if likely != wide else [wide]) if each]
    return read


def _spellings_read(wanted: MatchQuery) -> list[FoldedName]:
    """Return the spellings of all readings of a name."""
    return [spelling for reading in wanted.readings for spelling in reading.name.spellings]


def _main_name(wanted: MatchQuery) -> FoldedName:
    """Return the name to search for when no name is the same: that in the id of a model, or the text itself."""
    return next((each.name for each in wanted.readings if each.left_out), wanted.name)


def _search_words(found: NameSearch) -> Reading:
    """Search for names with a word of the text; if none has it, for similar words; last, in titles."""
    name, kind = _main_name(found.wanted), found.wanted.kind
    read = [*(yield [each for among in _first_families(kind) for each in word_ranges(name, among=among)])]
    found.add(read)
    has_word = any(entry.word.word == name.anchor for each in read for entry in each.entries)
    for among in word_families(kind):
        is_needed = not found.candidates or (not has_word and found.best < ENOUGH and among in _first_families(kind))
        if is_needed:
            ranges = like_word_ranges(name.anchor, among=among, limit=MAX_ROWS_OF_WORD)
            more = yield ranges
            cut = [each for each, page in zip(ranges, more, strict=True) if page.cut]
            more = [*more, *(yield [narrower_word_range(each, name.anchor) for each in cut])]
            found.add(more)
            read += more
    return read


def _first_families(kind: str | None) -> tuple[str, ...]:
    """Return the families to search first: names, and titles if the kind that is asked for has titles."""
    return (keys.NAMES,) if kind is None else word_families(kind)

"""Searches for the names that a typed text may mean, in bounded queries whose cost does not grow with the table."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from types import MappingProxyType

from chalicelib.domain.matching.name_similarity import FoldedName, Grade, fold_name, grade
from chalicelib.operations.bounds import AT_ONCE, MAX_ROWS_READ
from chalicelib.operations.search.name_index import FoundNames, Name, is_near_whole, name_of_row
from chalicelib.operations.search.name_pages import NamePage, NameReader
from chalicelib.operations.search.name_ranges import (
    MAX_OUTER_LETTERS,
    MAX_ROWS_OF_HALF,
    MAX_SEARCHED_WORDS,
    NameRange,
    like_word_ranges,
    narrower_ranges,
    narrower_word_range,
    near_families,
    near_ranges,
    prefix_range,
    word_families,
    word_range,
)
from chalicelib.operations.world import NOW, Moment, World

MIN_ROWS = 40  # of a range, also for an answer of few names: those that fit best are chosen among them
LIKE_WORDS = 5  # rows of words with an error, for every MIN_ROWS of others


def rows_for(limit: int) -> int:
    """Return how many rows of a range are read for an answer of at most `limit` names."""
    return min(max(2 * limit, MIN_ROWS), MAX_ROWS_READ)


def find_names(
    world: World, typed: FoldedName, *, kind: str | None = None, moment: Moment = NOW, most: int = MAX_ROWS_READ
) -> FoundNames:
    """Read the names that a text may mean, of each range at most `most` rows, in rounds of parallel queries.

    The first round reads the names and words that begin with the text: one query, and one for titles unless `kind` has
    none. A name that equals the text ends the search. The second reads names with an error, in four queries, and names
    with the words of the text, the longest word first, until one of the words is read to its end. If no name fits, the
    last round reads words with an error. At another moment, historical names are read too, in as many queries. A text
    with letters such as ö is searched in both of its spellings.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        reader = NameReader(world, pool, moment, kind=kind)
        return _Search(reader, typed, kind, most).run(reads_all=moment.published_before is not None)


def find_names_starting(
    world: World, typed: FoldedName, *, kind: str | None = None, moment: Moment = NOW, limit: int
) -> FoundNames:
    """Read the names and words of names that begin with a text: one query and, unless they are enough, one for titles.

    A single letter finds only names that begin with it, in one query. Names without the legal form at the end of the
    text are found too. At another moment, twice as many queries read historical names too.
    """
    spellings = ["".join(spelling.without_legal_form) or spelling.squeezed for spelling in typed.spellings]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        search = _Search(NameReader(world, pool, moment, kind=kind), typed, kind, 2 * limit)
        for among in word_families(kind):
            if len({name.ref for name in search.names.values() if search.fits(name)}) >= limit:
                return replace(search.found(), complete=False)
            search.read([prefix_range(each, among=among, limit=2 * limit) for each in spellings])
        return search.found()


class _Search:
    """The names read so far for one text."""

    def __init__(self, reader: NameReader, typed: FoldedName, kind: str | None, most: int) -> None:
        self._reader = reader
        self._typed = typed
        self._kind = kind
        self._most = most
        self._families = word_families(kind)
        self._has_all = True  # names that match as asked: those that have all words of the text
        self._has_all_near = True  # names that differ from the text by an error
        self._has_all_like = True  # names with words that differ by an error
        self._graded: dict[tuple[str, str], Grade | None] = {}
        self.names: dict[tuple[str, str], Name] = {}

    def run(self, *, reads_all: bool) -> FoundNames:
        """Read in rounds until a name fits well enough; `reads_all` goes through all of them."""
        self.read(self._beginning_ranges())
        if reads_all or Grade.EXACT not in self._grades():
            self._read_similar()
            grades = self._grades()
            if reads_all or min(grades, default=Grade.TYPO) == Grade.TYPO:
                self._read_like_words(is_near=bool(grades) and not reads_all)
        return self.found()

    def _grades(self) -> set[Grade]:
        new = self.names.keys() - self._graded.keys()
        self._graded |= {key: grade(self._typed, fold_name(self.names[key].name)) for key in new}
        return {each for each in self._graded.values() if each is not None}

    def found(self) -> FoundNames:
        """Return what was read."""
        has_all_similar = self._has_all_near and self._has_all_like
        complete = self._has_all and (has_all_similar or not self._may_lack_closer())
        return FoundNames(tuple(self.names.values()), self._reader.rows, complete, has_all_similar)

    def _may_lack_closer(self) -> bool:
        """Return whether a similar name that was not read can be closer than the best one: with one error in all."""
        best = min(self._grades(), default=None)
        if best is None:
            return True
        return best is Grade.TYPO and not self._has_all_near and not self._is_near_found()

    def fits(self, name: Name) -> bool:
        """Return whether a name fits the text."""
        return grade(self._typed, fold_name(name.name)) is not None

    def read(self, ranges: Sequence[NameRange]) -> None:
        """Read ranges that contain relevant names from end to end."""
        self._has_all &= all(page.cut is None for page in self._pages(ranges))

    def _pages(
        self, ranges: Sequence[NameRange], near: Mapping[NameRange, str] = MappingProxyType({})
    ) -> list[NamePage]:
        """Read ranges and keep their names; of some ranges, only those whose entry differs by an error from a text."""
        self._reader.read(ranges)
        pages = [self._reader.pages(each) for each in ranges]
        for name_range, page in zip(ranges, pages, strict=True):
            for entry in (page.near(near[name_range]) if name_range in near else page).entries:
                name = name_of_row(entry.row)
                self.names.setdefault((name.ref, name.name), name)
        return pages

    def _beginning_ranges(self) -> list[NameRange]:
        return list(
            dict.fromkeys(
                make(spelling.squeezed, among=among, limit=self._most)
                for spelling, among in self._spelled()
                for make in (prefix_range, word_range)
            )
        )

    def _read_similar(self) -> None:
        """Read names with an error and, at the same time, those with the most distinctive words of the text."""
        near = {each: whole for whole in self._wholes() for each in self._near_ranges(whole)}
        words = [(spelling.distinctive_words, among) for spelling, among in self._spelled()]
        for tried in range(max(MAX_SEARCHED_WORDS, MAX_OUTER_LETTERS + 1)):
            with_word = [word_range(left[tried], among=among, limit=self._most) for left, among in words]
            pages = dict(zip(ranges := [*near, *with_word], self._pages(ranges, near), strict=True))
            cut = {each: whole for each, whole in near.items() if pages[each].cut}
            self._has_all_near &= not cut
            near = {part: whole for each, whole in cut.items() for part in narrower_ranges(each, whole)}
            left = [each for each, name_range in zip(words, with_word, strict=True) if pages[name_range].cut]
            words = [each for each in left if len(each[0]) > tried + 1 < MAX_SEARCHED_WORDS]
            self._has_all &= len(words) == len(left) and not (words and self._grades())
            near = {} if self._is_near_found() else near
            words = [] if self._grades() else words
            if not near and not words:
                return

    def _is_near_found(self) -> bool:
        return any(is_near_whole(self._typed, fold_name(name.name)) for name in self.names.values())

    def _wholes(self) -> list[str]:
        """Return the text in all its spellings, and each without weak words such as legal forms."""
        wholes = [whole for each in self._typed.spellings for whole in (each.squeezed, "".join(each.core_words))]
        return list(dict.fromkeys(wholes))

    def _near_ranges(self, whole: str) -> Iterator[NameRange]:
        for among in near_families(whole, self._kind):
            yield from near_ranges(whole, among=among, limit=self._most * MAX_ROWS_OF_HALF // MIN_ROWS)

    def _read_like_words(self, *, is_near: bool) -> None:
        """Read the words that differ from the most distinctive word of the text by an error.

        If a name `is_near`, the likeliest parts of ranges with too many words are not read as well.
        """
        wanted, limit = self._spelled(), self._most * LIKE_WORDS // MIN_ROWS
        like = {
            each: spelling.anchor
            for spelling, among in wanted
            for each in like_word_ranges(spelling.anchor, among=among, limit=limit)
        }
        pages = self._pages([*like], like)
        cut = {each: word for (each, word), page in zip(like.items(), pages, strict=True) if page.cut}
        self._has_all_like &= not cut
        if not is_near:
            narrower = {narrower_word_range(each, word): word for each, word in cut.items()}
            wider = {replace(each, limit=self._most): word for each, word in narrower.items()}
            self._pages([*wider], wider)

    def _spelled(self) -> list[tuple[FoldedName, str]]:
        return list(product(self._typed.spellings, self._families))

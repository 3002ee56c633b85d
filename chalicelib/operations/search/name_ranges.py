"""Ranges of keys in which the names lie that a typed text may mean: pure, nothing is read here."""

from dataclasses import dataclass

from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_similarity import MIN_TYPO_LETTERS, FoldedName, ends_of
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.store import keys
from chalicelib.store.records.name_rows import is_sentence

MAX_ROWS_OF_WORD = 200  # rows of one word that many names share, the shortest names first
MAX_SEARCHED_WORDS = 3  # of a text, that are looked for one by one
MAX_ROWS_OF_NAME = 100  # rows of a whole name, and of those that go on with a digit
TITLED = frozenset(kind.name for kind in KINDS.values() if kind.has_titles)


Partition = tuple[str, str | None]  # of the table or of an index


@dataclass(frozen=True)
class Reach:
    """A range of a partition of words, and how many of its rows are read at most."""

    pk: str
    span: keys.Range | None = None
    index: str | None = None
    limit: int = MAX_ROWS_READ

    @property
    def partition(self) -> Partition:
        """The partition that it is a range of."""
        return self.pk, self.index

    def covers(self, other: "Reach") -> bool:
        """Say whether every row of another range lies in this one."""
        if self.partition != other.partition:
            return False
        if self.span is None or other.span is None:
            return self.span is None
        return self.span[0] <= other.span[0] and other.span[1] <= self.span[1]


def families(kind: str | None) -> tuple[str, ...]:
    """Say whether an entity of this kind (None: of any) can be found among the words of names, of titles, or both."""
    return (keys.NAMES,) if kind is not None and kind not in TITLED else (keys.NAMES, keys.TITLES)


def by_beginning(typed: FoldedName, *, among: str = keys.NAMES) -> Reach:
    """Give the words that begin like the longest of a text: all of it, or half where errors are forgiven."""
    anchor = typed.anchor
    can_err = len(anchor) >= MIN_TYPO_LETTERS - 1  # one letter may be missing
    beginning = ends_of(anchor)[0] if can_err else anchor
    pk = keys.words_beginning(anchor, among=among)
    return Reach(pk, keys.words_with_prefix(beginning) if len(anchor) > 1 else None)


def other_end(typed: FoldedName, *, cut: str | None, among: str = keys.NAMES) -> Reach | None:
    """Give what to read after `by_beginning`; nothing when that found all there can be."""
    anchor, whole = typed.anchor, typed.squeezed
    if len(anchor) < MIN_TYPO_LETTERS - 1:
        return names_from(whole, among=among) if len(anchor) == 1 or anchor != whole else None
    if cut is not None and cut < anchor:
        return names_from(anchor, among=among)
    if cut == anchor and anchor != whole:
        return names_from(whole, among=among)
    return _words_ending(anchor, ends_of(anchor)[1], among=among)


def names_from(squeezed: str, *, among: str = keys.NAMES) -> Reach:
    """Give the names and words that begin with a text; of one letter, the names alone."""
    if len(squeezed) == 1:
        return Reach(keys.names_beginning(squeezed, among=among), None, keys.BY_INITIAL)
    return Reach(keys.words_beginning(squeezed, among=among), keys.words_with_prefix(squeezed))


def called_so(typed: FoldedName, kind: str | None) -> list[Reach]:
    """Give the names that are this text, and those with a date behind it; of "x-latest" those of "x" as well."""
    version = version_of(typed)
    stems = [_numbered(version.stem)] if version.is_moving else []
    return [*(_numbered(typed.squeezed, among=among) for among in _of_whole(typed, kind)), *stems]


def nearly_called_so(typed: FoldedName, kind: str | None) -> list[Reach]:
    """Give the names that begin or end with half of this text: one of the two survives any single error.

    Of a text of one word other words count as well, and of a dated name the one without its date.
    """
    whole, version = typed.squeezed, version_of(typed)
    undated = [_numbered(version.stem)] if version.is_dated else []
    if len(whole) < MIN_TYPO_LETTERS - 1:
        return [names_from(whole), *undated]
    halves = [half for among in _of_whole(typed, kind) for half in _halves(typed, among)]
    return [*halves, *undated]


def _of_whole(typed: FoldedName, kind: str | None) -> tuple[str, ...]:
    """Say where the whole of a text may stand: the titles that are no sentences are among the names."""
    return families(kind) if is_sentence(typed.squeezed) else (keys.NAMES,)


def _halves(typed: FoldedName, among: str) -> tuple[Reach, Reach]:
    whole = typed.squeezed
    beginning, ending = ends_of(whole)
    if typed.anchor == whole:
        first = Reach(keys.words_beginning(whole, among=among), keys.words_with_prefix(beginning))
    else:
        first = Reach(keys.names_beginning(whole, among=among), keys.words_with_prefix(beginning), keys.BY_INITIAL)
    return first, _words_ending(whole, ending, among=among)


def with_its_words(typed: FoldedName, *, among: str = keys.NAMES) -> list[Reach]:
    """Give the names that have one of the words of this text that say most, of each the shortest names first.

    One of these words is mostly rare enough for all of its names to be read.
    """
    return [
        Reach(keys.words_beginning(word, among=among), keys.word_alone(word), limit=MAX_ROWS_OF_WORD)
        for word in typed.distinctive_words[:MAX_SEARCHED_WORDS]
    ]


def _numbered(whole: str, *, among: str = keys.NAMES) -> Reach:
    return Reach(keys.words_beginning(whole, among=among), keys.word_or_numbered(whole), limit=MAX_ROWS_OF_NAME)


def _words_ending(word: str, ending: str, *, among: str) -> Reach:
    return Reach(keys.words_ending(word, among=among), keys.words_with_suffix(ending), keys.BY_ENDING)

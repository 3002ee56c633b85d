"""The ranges of keys that contain the names a typed text may mean. Pure: nothing is read here."""

from dataclasses import dataclass

from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_similarity import MIN_TYPO_LETTERS, FoldedName, ends_of
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.store import keys
from chalicelib.store.records.index.name_rows import family_of, is_sentence

MAX_ROWS_OF_WORD = 200  # rows of one word that many names share, the shortest names first
MAX_SEARCHED_WORDS = 3  # of a text, searched one by one
MAX_ROWS_OF_NAME = 100  # rows of a whole name and of names that continue with a digit
TITLED = frozenset(kind.name for kind in KINDS.values() if kind.has_titles)

Partition = tuple[str, str | None]  # of the table or of an index


@dataclass(frozen=True)
class NameRange:
    """A range of a partition of words, with a limit on the rows to read."""

    pk: str
    span: keys.Range | None = None
    index: str | None = None
    limit: int = MAX_ROWS_READ

    @property
    def partition(self) -> Partition:
        """The partition of the range."""
        return self.pk, self.index

    def covers(self, other: "NameRange") -> bool:
        """Return whether every row of another range is in this one."""
        if self.partition != other.partition:
            return False
        if self.span is None or other.span is None:
            return self.span is None
        return self.span[0] <= other.span[0] and other.span[1] <= self.span[1]


def word_families(kind: str | None) -> tuple[str, ...]:
    """Return whether entities of a kind (None: any) are indexed by words of names, of titles or of both."""
    return (name_family(kind),) if kind is not None and kind not in TITLED else (keys.NAMES, keys.TITLES)


def name_family(kind: str | None) -> str:
    """Return the partitions with the names of a kind (None: of every kind that is searched without being named)."""
    return keys.NAMES if kind is None else family_of(KINDS[kind])


def beginning_range(typed: FoldedName, *, among: str = keys.NAMES) -> NameRange:
    """Return the range of words that begin like the longest word of a text, or like half of it to forgive errors."""
    anchor = typed.anchor
    can_err = len(anchor) >= MIN_TYPO_LETTERS - 1  # one letter may be missing
    beginning = ends_of(anchor)[0] if can_err else anchor
    pk = keys.words_beginning(anchor, among=among)
    return NameRange(pk, keys.words_with_prefix(beginning) if len(anchor) > 1 else None)


def second_range(typed: FoldedName, *, cut: str | None, among: str = keys.NAMES) -> NameRange | None:
    """Return the range to read after `beginning_range`; None if that was complete."""
    anchor, whole = typed.anchor, typed.squeezed
    if len(anchor) < MIN_TYPO_LETTERS - 1:
        return prefix_range(whole, among=among) if len(anchor) == 1 or anchor != whole else None
    if cut is not None and cut < anchor:
        return prefix_range(anchor, among=among)
    if cut == anchor and anchor != whole:
        return prefix_range(whole, among=among)
    return _ending_range(anchor, ends_of(anchor)[1], among=among)


def prefix_range(squeezed: str, *, among: str = keys.NAMES) -> NameRange:
    """Return the range of names and words that begin with a text; for a single letter, of names only."""
    if len(squeezed) == 1:
        return NameRange(keys.names_beginning(squeezed, among=among), None, keys.BY_INITIAL)
    return NameRange(keys.words_beginning(squeezed, among=among), keys.words_with_prefix(squeezed))


def exact_ranges(typed: FoldedName, kind: str | None) -> list[NameRange]:
    """Return the ranges of names equal to a text, also followed by a date; for "x-latest", those of "x" as well."""
    version = version_of(typed)
    stems = [_numbered_range(version.stem, among=name_family(kind))] if version.is_moving else []
    return [*(_numbered_range(typed.squeezed, among=among) for among in _whole_name_families(typed, kind)), *stems]


def similar_ranges(typed: FoldedName, kind: str | None) -> list[NameRange]:
    """Return the ranges of names that begin or end with half of a text: any single error leaves one half intact.

    For a text of one word, other words count as well; for a dated name, the name without its date.
    """
    whole, version = typed.squeezed, version_of(typed)
    undated = [_numbered_range(version.stem, among=name_family(kind))] if version.is_dated else []
    if len(whole) < MIN_TYPO_LETTERS - 1:
        return [prefix_range(whole, among=name_family(kind)), *undated]
    halves = [half for among in _whole_name_families(typed, kind) for half in _half_ranges(typed, among)]
    return [*halves, *undated]


def _whole_name_families(typed: FoldedName, kind: str | None) -> tuple[str, ...]:
    """Return the families that may contain the whole text: titles that are not sentences are indexed as names."""
    return word_families(kind) if is_sentence(typed.squeezed) else (name_family(kind),)


def _half_ranges(typed: FoldedName, among: str) -> tuple[NameRange, NameRange]:
    whole = typed.squeezed
    beginning, ending = ends_of(whole)
    if typed.anchor == whole:
        first = NameRange(keys.words_beginning(whole, among=among), keys.words_with_prefix(beginning))
    else:
        first = NameRange(keys.names_beginning(whole, among=among), keys.words_with_prefix(beginning), keys.BY_INITIAL)
    return first, _ending_range(whole, ending, among=among)


def word_ranges(typed: FoldedName, *, among: str = keys.NAMES) -> list[NameRange]:
    """Return the ranges of names with one of the most distinctive words of a text, the shortest names first.

    Usually, one of these words is rare enough for all of its names to be read.
    """
    return [
        NameRange(keys.words_beginning(word, among=among), keys.word_alone(word), limit=MAX_ROWS_OF_WORD)
        for word in typed.distinctive_words[:MAX_SEARCHED_WORDS]
    ]


def _numbered_range(whole: str, *, among: str) -> NameRange:
    return NameRange(keys.words_beginning(whole, among=among), keys.word_or_numbered(whole), limit=MAX_ROWS_OF_NAME)


def _ending_range(word: str, ending: str, *, among: str) -> NameRange:
    return NameRange(keys.words_ending(word, among=among), keys.words_with_suffix(ending), keys.BY_ENDING)

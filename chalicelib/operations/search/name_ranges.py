"""The ranges of keys that contain the names a typed text may mean. Pure: nothing is read here."""

from dataclasses import dataclass, replace

from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_similarity import MIN_TYPO_LETTERS, FoldedName, ends_of
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.store import keys
from chalicelib.store.records.index.name_rows import family_of, is_sentence

MAX_ROWS_OF_WORD = 24  # rows of one word that many names share, the shortest names first
MAX_SEARCHED_WORDS = 3  # of a text, searched one by one
MAX_ROWS_OF_NAME = 24  # rows of a whole name and of names that continue with a digit
MAX_ROWS_OF_HALF = 10  # rows of names with one half; of more, those with the same letters at the other end
MAX_OUTER_LETTERS = 3  # of that other end; one more if its outermost two are swapped
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

    @property
    def is_half(self) -> bool:
        """Whether it has the whole names with one half: these are relevant only if they are near."""
        return self.index is not None and self.span is not None

    @property
    def start(self) -> str:
        """The first sort key of the range."""
        return self.span[0] if self.span else ""

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


def like_word_ranges(word: str, *, among: str = keys.NAMES, limit: int) -> list[NameRange]:
    """Return the ranges of words that begin, or end, like half of a word: any single error leaves one half intact.

    None of a word in which no error is forgiven.
    """
    if len(word) < MIN_TYPO_LETTERS - 1:  # one letter may be missing
        return []
    beginning, ending = ends_of(word)
    first = NameRange(keys.words_beginning(word, among=among), keys.words_with_prefix(beginning), limit=limit)
    return [first, _ending_range(word, ending, among=among, limit=limit)]


def narrower_word_range(name_range: NameRange, word: str) -> NameRange:
    """Return the part of such a range with three quarters of the word in place of half."""
    most = len(word) - len(word) // 4
    is_ending = name_range.index is not None
    span = keys.words_with_suffix(word[-most:]) if is_ending else keys.words_with_prefix(word[:most])
    return replace(name_range, span=span)


def near_ranges(whole: str, *, among: str = keys.NAMES, limit: int = MAX_ROWS_OF_HALF) -> list[NameRange]:
    """Return the ranges of whole names of about this length that have its first half, or its last, as theirs.

    A name with one letter more, fewer, replaced or swapped with its neighbour has one of its halves intact: its first
    `n // 2` letters or its last `(n - 1) // 2`. So two lengths of half cover names of three lengths.
    """
    if len(whole) < MIN_TYPO_LETTERS - 1:
        return []
    lengths = [n for n in (len(whole) - 1, len(whole), len(whole) + 1) if n >= MIN_TYPO_LETTERS - 1]
    firsts = dict.fromkeys(whole[: n // 2] for n in lengths)
    lasts = dict.fromkeys(whole[-((n - 1) // 2) :] for n in lengths)
    beginning, ending = keys.names_beginning(whole, among=among), keys.names_ending(whole, among=among)
    return [
        *(NameRange(beginning, keys.names_with_half(half), keys.BY_INITIAL, limit) for half in firsts),
        *(NameRange(ending, keys.names_with_half(half), keys.BY_ENDING, limit) for half in lasts),
    ]


def narrower_ranges(name_range: NameRange, whole: str, shared: str = "") -> list[NameRange]:
    """Return the parts of such a range whose names have the far end of the text as well, a letter more each time.

    The first time that is its outermost letter, or the two outermost ones swapped; there are at most three times.
    `shared` is the beginning of all sort keys that were read of the range: where more rows than are read have the same
    outer letters, ranges by as few letters have too many again, and are passed over.
    """
    if not name_range.is_half:
        return []
    outer = whole[::-1] if name_range.index == keys.BY_INITIAL else whole
    swapped = outer[1::-1] + outer[2:]
    before, _, known = name_range.start.rpartition("#")
    least = min(len(shared.removeprefix(f"{before}#")) + 1, len(whole) // 2 - 1)  # an error remains possible behind
    if not known:
        tried = [(outer, 1, MAX_OUTER_LETTERS), (swapped, 2, MAX_OUTER_LETTERS + 1)]
    else:
        goes_on, most = (outer, 0) if outer.startswith(known) else (swapped, 1)
        tried = [(goes_on, len(known) + 1, MAX_OUTER_LETTERS + most)]
    ends = [letters[: min(max(first, least), most)] for letters, first, most in tried if first <= most]
    return [replace(name_range, span=keys.prefix_range(f"{before}#{end}")) for end in ends]


def prefix_range(squeezed: str, *, among: str = keys.NAMES, limit: int = MAX_ROWS_READ) -> NameRange:
    """Return the range of names and words that begin with a text; for a single letter, of names only."""
    if len(squeezed) == 1:
        return NameRange(keys.names_beginning(squeezed, among=among), None, keys.BY_INITIAL, limit)
    return NameRange(keys.words_beginning(squeezed, among=among), keys.words_with_prefix(squeezed), limit=limit)


def word_range(word: str, *, among: str, limit: int) -> NameRange:
    """Return the range of words that begin with a word; of a single letter, only the letter by itself."""
    if len(word) == 1:
        return NameRange(keys.words_beginning(word, among=among), limit=limit)
    return prefix_range(word, among=among, limit=limit)


def exact_ranges(typed: FoldedName, kind: str | None) -> list[NameRange]:
    """Return the ranges of names equal to a text, also followed by a date; for "x-latest", those of "x" as well."""
    version = version_of(typed)
    stems = [_numbered_range(version.stem, among=name_family(kind))] if version.is_moving else []
    return [*(_numbered_range(typed.squeezed, among=among) for among in _whole_name_families(typed, kind)), *stems]


def similar_ranges(typed: FoldedName, kind: str | None) -> list[NameRange]:
    """Return the ranges of names that differ from a text by an error; for a dated name, the name without its date."""
    whole, version = typed.squeezed, version_of(typed)
    undated = [_numbered_range(version.stem, among=name_family(kind))] if version.is_dated else []
    if len(whole) < MIN_TYPO_LETTERS - 1:
        return [prefix_range(whole, among=name_family(kind), limit=MAX_ROWS_OF_NAME), *undated]
    return [*(each for among in near_families(whole, kind) for each in near_ranges(whole, among=among)), *undated]


def near_families(whole: str, kind: str | None) -> tuple[str, ...]:
    """Return the families with names about as long as a text: titles that are not sentences are among names."""
    names, *titles = word_families(kind)
    return (names, *(titles if is_sentence(f"{whole}+") else ()))


def _whole_name_families(typed: FoldedName, kind: str | None) -> tuple[str, ...]:
    """Return the families that may contain the whole text: titles that are not sentences are indexed as names."""
    return word_families(kind) if is_sentence(typed.squeezed) else (name_family(kind),)


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


def _ending_range(word: str, ending: str, *, among: str, limit: int) -> NameRange:
    return NameRange(keys.words_ending(word, among=among), keys.words_with_suffix(ending), keys.BY_ENDING, limit)

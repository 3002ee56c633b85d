"""Pages of names: reads the ranges of words that one request needs, each once, in parallel."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import takewhile

from chalicelib.domain.matching.name_similarity import FoldedName, is_near
from chalicelib.operations.bounds import GROWTH, MAX_ROWS_READ
from chalicelib.operations.search.name_index import may_name_at
from chalicelib.operations.search.name_ranges import NameRange, Partition
from chalicelib.operations.world import NOW, Moment, World
from chalicelib.store import keys
from chalicelib.store.rows import Row


@dataclass(frozen=True)
class NameEntry:
    """A row of a word, with only its key parsed; the body is parsed on demand."""

    sk: str  # of the index read
    word: keys.Word
    row: Row

    @property
    def is_whole(self) -> bool:
        """Whether the key contains the whole name."""
        return keys.is_name_whole(self.row.key)

    @cached_property
    def name(self) -> FoldedName:
        """The folded name, as far as the key contains it."""
        return FoldedName.folded(self.word.name)


@dataclass(frozen=True)
class NamePage:
    """The entries read of a range; `cut` is the word at which the bound ended the read, if it did.

    `shared` is then the beginning that the sort keys of all rows read have in common.
    """

    entries: Sequence[NameEntry]
    cut: keys.Word | None = None
    read: int = 0  # rows, also those of other kinds and of other times
    shared: str = ""

    def has_all_named(self, squeezed: str) -> bool:
        """Return whether the bound ended after all names equal to a text: spaces at most double their length."""
        cut = self.cut
        return cut is None or cut.word != squeezed or len(cut.name) >= 2 * len(squeezed)

    def near(self, text: str) -> "NamePage":
        """Return the entries whose word, or whole name, differs from a text by an error."""
        return replace(self, entries=[entry for entry in self.entries if is_near(text, entry.word.word)])


class NameReader:
    """Reads ranges for one request: those of a round in parallel, and none that an earlier range covers."""

    def __init__(self, world: World, pool: Executor, moment: Moment = NOW, *, kind: str | None = None) -> None:
        self._world = world
        self._prefix = f"{kind}/" if kind else ""
        self._moment = moment
        self._pool = pool
        self._read: defaultdict[Partition, dict[NameRange, NamePage]] = defaultdict(dict)
        self.rows = 0

    def read(self, wanted: Iterable[NameRange]) -> None:
        """Read these ranges, the widest first, for they may cover the others."""
        left: defaultdict[Partition, list[NameRange]] = defaultdict(list)
        for name_range in dict.fromkeys(wanted):
            left[name_range.partition].append(name_range)
        widest = dict.fromkeys(name_range for each in left.values() for name_range in _widest(each))
        self._query_all(widest)
        self._query_all(name_range for each in left.values() for name_range in each if name_range not in widest)

    def pages(self, name_range: NameRange) -> NamePage:
        """Return the page of a range. Raises KeyError if it was not read."""
        found = self._find_page(name_range)
        if found is None:
            raise KeyError(name_range)
        return found

    def _find_page(self, name_range: NameRange) -> NamePage | None:
        """Return the page of a range, read by itself or as a part of a range that was read completely."""
        read = self._read[name_range.partition]
        if name_range in read:
            return read[name_range]
        whole = (pages for other, pages in read.items() if pages.cut is None and other.covers(name_range))
        found = next(whole, None)
        return None if found is None else _page_within(found, name_range)

    def _query_all(self, ranges: Iterable[NameRange]) -> None:
        new = [name_range for name_range in ranges if self._find_page(name_range) is None]
        for name_range, pages in zip(new, self._pool.map(self._query_page, new), strict=True):
            self._read[name_range.partition][name_range] = pages
            self.rows += pages.read

    def _query_page(self, name_range: NameRange) -> NamePage:
        current = self._query_partition(name_range)
        if self._moment == NOW:
            return current
        past = self._query_partition(replace(name_range, pk=keys.historical_partition(name_range.pk)))
        cut = current if current.cut else past
        return NamePage([*current.entries, *past.entries], cut.cut, current.read + past.read, cut.shared)

    def _query_partition(self, name_range: NameRange) -> NamePage:
        """Read a range up to its limit, or until so many rows are of the kind that is asked for."""
        start, end = name_range.span or (None, None)
        query = partial(self._world.table.query, name_range.index, name_range.pk, start=start, end=end)
        page = query(limit=name_range.limit)
        rows = [*page.rows]
        kept = self._entries_of_kind(page.rows, name_range.index)
        while page.next and len(kept) < name_range.limit and (left := MAX_ROWS_READ - len(rows)) > 0 and self._prefix:
            page = query(limit=min(left, GROWTH * name_range.limit), after=page.next)
            rows += page.rows
            kept += self._entries_of_kind(page.rows, name_range.index)
        entries = [each for each in kept if self._moment == NOW or may_name_at(each.row, self._moment)]
        if not page.next or not rows:
            return NamePage(entries, read=len(rows))
        shared = _shared_beginning(*(_sort_key_in(row, name_range.index) for row in (rows[0], rows[-1])))
        return NamePage(entries, keys.parse_word(rows[-1].key), len(rows), shared)

    def _entries_of_kind(self, rows: Iterable[Row], index: str | None) -> list[NameEntry]:
        return [each for row in rows if (each := _entry_of_row(row, index)).word.ref.startswith(self._prefix)]


def _widest(ranges: Iterable[NameRange]) -> Iterator[NameRange]:
    """Yield the ranges of a partition that no other covers."""
    reached = ""
    for name_range in sorted(sorted(ranges, key=_end_of, reverse=True), key=lambda each: each.start):
        if _end_of(name_range) > reached:
            reached = _end_of(name_range)
            yield name_range


def _end_of(name_range: NameRange) -> str:
    return name_range.span[1] if name_range.span else keys.LAST * 2


def _page_within(pages: NamePage, name_range: NameRange) -> NamePage:
    start, end = name_range.span or ("", keys.LAST)
    return NamePage([entry for entry in pages.entries if start <= entry.sk <= end])


def _entry_of_row(row: Row, index: str | None) -> NameEntry:
    return NameEntry(_sort_key_in(row, index), keys.parse_word(row.key), row)


def _shared_beginning(one: str, other: str) -> str:
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _sort_key_in(row: Row, index: str | None) -> str:
    return row.key.sk if index is None else row.indexes[index].sk

"""Pages of names: what one request reads of the partitions of words, each range once, whichever names ask for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.search.name_ranges import Partition, Reach
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Row


@dataclass(frozen=True)
class Entry:
    """A row of a word, of which nothing but the key was looked at; its body is parsed on demand."""

    sk: str  # of the index read
    word: keys.Word
    is_whole: bool
    row: Row

    @cached_property
    def name(self) -> FoldedName:
        """The name, folded, as far as the key holds it."""
        return FoldedName.folded(self.word.name)


@dataclass(frozen=True)
class Pages:
    """What was read of a range; `cut` is the word of a name at which the bound left off, if any."""

    entries: Sequence[Entry]
    cut: keys.Word | None = None


class Reader:
    """Reads ranges for one request: those of a round at once, none that lies in one that was read already."""

    def __init__(self, world: World, pool: Executor) -> None:
        self._world = world
        self._pool = pool
        self._read: defaultdict[Partition, dict[Reach, Pages]] = defaultdict(dict)
        self.rows = 0

    def read(self, wanted: Iterable[Reach]) -> None:
        """Read these ranges; the widest first, for the others may lie in them."""
        left: defaultdict[Partition, list[Reach]] = defaultdict(list)
        for reach in dict.fromkeys(wanted):
            left[reach.partition].append(reach)
        widest = [reach for each in left.values() for reach in each if not _is_covered(reach, each)]
        self._query_all(widest)
        self._query_all(reach for each in left.values() for reach in each if reach not in widest)

    def pages(self, reach: Reach) -> Pages:
        """Return what was read of a range. Raises KeyError for one that was not."""
        found = self._found(reach)
        if found is None:
            raise KeyError(reach)
        return found

    def _found(self, reach: Reach) -> Pages | None:
        """Find a range that was read, by itself or as a part of one that was read whole."""
        read = self._read[reach.partition]
        if reach in read:
            return read[reach]
        whole = (pages for other, pages in read.items() if pages.cut is None and other.covers(reach))
        found = next(whole, None)
        return None if found is None else _part(found, reach)

    def _query_all(self, reaches: Iterable[Reach]) -> None:
        new = [reach for reach in reaches if self._found(reach) is None]
        for reach, pages in zip(new, self._pool.map(self._query, new), strict=True):
            self._read[reach.partition][reach] = pages
            self.rows += len(pages.entries)

    def _query(self, reach: Reach) -> Pages:
        start, end = reach.span or (None, None)
        page = self._world.table.query(reach.index, reach.pk, start=start, end=end, limit=reach.limit)
        entries = [_entry(row, reach.index) for row in page.rows]
        return Pages(entries, entries[-1].word if page.next and entries else None)


def _is_covered(reach: Reach, others: Iterable[Reach]) -> bool:
    return any(other != reach and other.covers(reach) and not reach.covers(other) for other in others)


def _part(pages: Pages, reach: Reach) -> Pages:
    start, end = reach.span or ("", keys.LAST)
    return Pages([entry for entry in pages.entries if start <= entry.sk <= end])


def _entry(row: Row, index: str | None) -> Entry:
    key = row.key if index is None else row.indexes[index]
    return Entry(key.sk, keys.parse_word(key), keys.is_name_whole(key), row)

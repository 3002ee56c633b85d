"""Name overlaps: compares refs, and texts that stand for them, without comparing each pair."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from chalicelib.domain.values.folding import name_words, word_set
from chalicelib.domain.values.plain import Named, Ref
from chalicelib.domain.values.types.value_type import Value


class NameOverlaps:
    """Names compared with each other: a name excludes another unless the words of one are among those of the other.

    Two refs that differ always exclude each other. Names that all contain each other can be ordered by their number of
    words. A name excludes one of the others if it lacks a word of those with fewer words, or if one of those with more
    words lacks a word of it.
    """

    def __init__(self, values: Sequence[Value]) -> None:
        names = [(place, value) for place, value in enumerate(values) if isinstance(value, Named | Ref)]
        self._refs = {value for _, value in names if isinstance(value, Ref)}
        self._all = _Parts({word_set(value) for _, value in names})
        self._texts = _Parts({word_set(value) for _, value in names if isinstance(value, Named)})
        self._by_words: dict[tuple[type, str], list[int]] = {}
        for place, value in names:
            self._by_words.setdefault((type(value), name_words(value)), []).append(place)

    def beside(self, name: Named | Ref) -> bool:
        """Return whether one of them cannot be true together with a name."""
        if isinstance(name, Ref):
            return bool(self._refs - {name}) or self._texts.lacking(word_set(name))
        return self._all.lacking(word_set(name))

    def alike(self, name: Named | Ref) -> Sequence[int]:
        """Return the places of the texts that stand for a ref, or of the refs that a text can stand for."""
        other = Named if isinstance(name, Ref) else Ref
        return self._by_words.get((other, name_words(name)), ())


class _Parts:
    """Sets of words by their number, with all words of those up to each, and the words common to those from each on.

    All words of some are kept only while they are no more than the largest set has: beyond that no set has them all.
    """

    def __init__(self, sets: Iterable[frozenset[str]]) -> None:
        ordered = sorted(sets, key=len)
        self._sizes = [len(each) for each in ordered]
        self._upto: list[frozenset[str] | None] = [frozenset()]
        for each in ordered:
            self._upto.append(_joined(self._upto[-1], each, most=self._sizes[-1]))
        self._from = list(accumulate(reversed(ordered), lambda one, other: one & other))[::-1]

    def lacking(self, words: frozenset[str]) -> bool:
        """Return whether one of them is neither part of these words nor has them all."""
        place = bisect_right(self._sizes, len(words))
        smaller = self._upto[place]
        return smaller is None or not smaller <= words or (place < len(self._from) and not words <= self._from[place])


def _joined(words: frozenset[str] | None, more: frozenset[str], *, most: int) -> frozenset[str] | None:
    joined = None if words is None else words | more
    return None if joined is None or len(joined) > most else joined

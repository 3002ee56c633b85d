"""Name exclusions: which refs, and texts that stand for them, exclude a name, without comparing each pair."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from chalicelib.domain.values.plain import Named, Ref
from chalicelib.domain.values.words.folding import word_set

Words = frozenset[str]


class NameExclusions:
    """Some names; a name excludes another unless the words of one are among those of the other.

    Two refs that differ always exclude each other.
    """

    def __init__(self) -> None:
        self._refs: set[Ref] = set()
        self._all = _WordSets()
        self._texts = _WordSets()

    def add(self, name: Named | Ref) -> None:
        """Add a name."""
        words = word_set(name)
        self._all.add(words)
        if isinstance(name, Ref):
            self._refs.add(name)
        else:
            self._texts.add(words)

    def exclude(self, name: Named | Ref) -> bool:
        """Return whether one of them cannot be true together with a name."""
        if isinstance(name, Ref):
            return len(self._refs) > (name in self._refs) or self._texts.exclude(word_set(name))
        return self._all.exclude(word_set(name))


class _WordSets:
    """Sets of words, which are a chain as long as each contains all smaller ones: then two of them decide for all."""

    def __init__(self) -> None:
        self._sets: set[Words] = set()
        self._chain: list[Words] | None = []
        self._mixed: _MixedSets | None = None

    def add(self, words: Words) -> None:
        if words in self._sets:
            return
        self._sets.add(words)
        self._mixed = None
        if self._chain is not None:
            place = _place(self._chain, words)
            if _is_outside(self._chain, place, words):
                self._chain = None
            else:
                self._chain.insert(place, words)

    def exclude(self, words: Words) -> bool:
        """Return whether one of them is neither part of these words nor has them all."""
        if self._chain is not None:
            return _is_outside(self._chain, _place(self._chain, words), words)
        if self._mixed is None:
            self._mixed = _MixedSets(self._sets)
        return self._mixed.exclude(words)


def _place(chain: list[Words], words: Words) -> int:
    """Return the place of words in a chain, after those of the same number."""
    return bisect_right(chain, len(words), key=len)


def _is_outside(chain: list[Words], place: int, words: Words) -> bool:
    after_smaller = place == 0 or chain[place - 1] <= words
    return not (after_smaller and (place == len(chain) or words <= chain[place]))


class _MixedSets:
    """Sets of words by their number, with all words of those up to each, and the words common to those from each on.

    All words of some are kept only while they are no more than the largest set has: beyond that no set has them all.
    """

    def __init__(self, sets: Iterable[Words]) -> None:
        ordered = sorted(sets, key=len)
        self._sizes = [len(each) for each in ordered]
        self._upto: list[Words | None] = [frozenset()]
        for each in ordered:
            self._upto.append(_joined(self._upto[-1], each, most=self._sizes[-1]))
        self._from = list(accumulate(reversed(ordered), lambda one, other: one & other))[::-1]

    def exclude(self, words: Words) -> bool:
        """Return whether one of them is neither part of these words nor has them all."""
        place = bisect_right(self._sizes, len(words))
        smaller = self._upto[place]
        return smaller is None or not smaller <= words or (place < len(self._from) and not words <= self._from[place])


def _joined(words: Words | None, more: Words, *, most: int) -> Words | None:
    joined = None if words is None else words | more
    return None if joined is None or len(joined) > most else joined

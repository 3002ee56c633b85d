"""Succession, step 3 of reading a slot: a lasting fact gives way to one that starts after its last word."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from chalicelib.domain.facts.evidence import Basis
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.entity_context import NO_CONTEXT, EntityContext
from chalicelib.domain.resolving.independent_origins import origin_marks
from chalicelib.domain.resolving.print_dates import possible_days, print_days, stated_days
from chalicelib.domain.values import When

FEW = 8  # up to so many facts, comparing pairs is faster than sorting
REPORTED_WITHIN_DAYS = 7  # a source printed this soon after a start reports the start alone
BETWEEN_ORIGINS_DAYS = 1  # two outlets that report one change may date it a day apart
WEAK_BASES = (Basis.OPINION, Basis.DERIVED)

SOURCE, ORIGIN, OTHER = "the same source", "the same origin", "another origin"


class Follower(NamedTuple):
    """The fact that another gives way to, and how near it is to it."""

    fact: Fact
    nearness: str

    @property
    def reason(self) -> str:
        """Why the other gives way."""
        start = self.fact.content.valid and self.fact.content.valid.start
        said = "says that it is unknown" if self.fact.is_unknown else "gives a value"
        said = said if self.fact.erasure is None else "said something that was erased"
        return f"followed: {self.nearness} {said} from {start and start.json()} on"


class _Word(NamedTuple):
    """The time of a fact, in days: until when its source speaks, and from when it can end others.

    `start` is the last day on which it can have begun, `ends` the first on which it can end by its own words; `begins`
    the first day of its stated start and `reach` the last; `confirmed` its last word with confirmations.
    """

    fact: Fact
    weakness: int
    marks: frozenset[str]
    start: int
    last_word: int
    confirmed: int
    ends: int
    begins: int | None
    reach: int


class Successors:
    """Facts that others may give way to: what a fact gives way to is found without comparing it with all."""

    def __init__(
        self, facts: Iterable[Fact], *, staged: bool = False, context: EntityContext = NO_CONTEXT, few: int = FEW
    ) -> None:
        self._granted = 0 if staged else BETWEEN_ORIGINS_DAYS
        self._context = context
        self._words = {fact.id: _word_of(fact, context) for fact in facts}
        ending = [word for word in self._words.values() if _can_end(word)]
        self._last_start = max((word.begins or 0 for word in ending), default=0)
        self._last_reach = max((word.reach for word in ending), default=0)
        self._ending: _Ending = _FewEnding(ending) if len(ending) <= few else _ManyEnding(ending)

    def of(self, fact: Fact) -> Follower | None:
        """Find the fact that this one gives way to, the latest to start; None if there is none."""
        word = self._words.get(fact.id) or _word_of(fact, self._context)
        # Every bound is on the day of its start or later, and none may start after it ends by itself.
        if self._last_start <= word.start or self._last_reach < word.ends:
            return None
        found = [
            (latest, nearness)
            for nearness, group, bound in self._groups(word)
            if (latest := self._ending.latest(group, word)) is not None and (latest.begins or 0) > bound
        ]
        if not found:
            return None
        best, nearness = max(found, key=lambda each: _order(each[0]))
        return Follower(best.fact, nearness)

    def _groups(self, word: _Word) -> Iterator[tuple[str, str, int]]:
        """Yield the groups that can end a fact, the nearest first, each with the day after which it has to start."""
        yield SOURCE, f"source {word.fact.evidence.source}", word.start
        yield from ((ORIGIN, mark, word.last_word) for mark in sorted(word.marks))
        yield OTHER, "", word.confirmed + self._granted


class _Ending(Protocol):
    """Facts that can end others, in groups."""

    def latest(self, group: str, word: _Word) -> _Word | None:
        """Return the latest to start of a group that is as certain as a word and starts before it ends by itself."""


class _FewEnding:
    """A few facts, all compared with the requested one."""

    def __init__(self, words: Sequence[_Word]) -> None:
        self._words = [(word, _groups_of(word)) for word in words]

    def latest(self, group: str, word: _Word) -> _Word | None:
        """Return the latest to start of a group that is as certain as a word and starts before it ends by itself."""
        found = (
            each
            for each, groups in self._words
            if group in groups and each.weakness <= word.weakness and each.reach >= word.ends
        )
        return max(found, key=_order, default=None)


class _ManyEnding:
    """Many facts, sorted once for each requested group and certainty."""

    def __init__(self, words: Sequence[_Word]) -> None:
        self._groups: dict[str, list[_Word]] = {}
        for word in words:
            for group in _groups_of(word):
                self._groups.setdefault(group, []).append(word)
        self._sorted: dict[tuple[str, int], _Latest] = {}

    def latest(self, group: str, word: _Word) -> _Word | None:
        """Return the latest to start of a group that is as certain as a word and starts before it ends by itself."""
        key = group, word.weakness
        if key not in self._sorted:
            certain = (each for each in self._groups.get(group, ()) if each.weakness <= word.weakness)
            self._sorted[key] = _Latest(certain)
        return self._sorted[key].reaching(word.ends)


class _Latest:
    """Facts by the last day on which they may start, and for each the latest to start from there on."""

    def __init__(self, words: Iterable[_Word]) -> None:
        ordered = sorted(words, key=lambda word: word.reach)
        self._reaches = [word.reach for word in ordered]
        self._latest = list(accumulate(reversed(ordered), _later))

    def reaching(self, day: int) -> _Word | None:
        """Return the latest to start of those that may start on a day or later."""
        many = len(self._reaches) - bisect_left(self._reaches, day)
        return self._latest[many - 1] if many else None


def _later(one: _Word, other: _Word) -> _Word:
    return one if _order(one) >= _order(other) else other


def _order(word: _Word) -> tuple[int, str]:
    return word.begins or 0, word.fact.id


def _can_end(word: _Word) -> bool:
    return word.begins is not None and word.fact.evidence.certainty.can_be_shown


def _groups_of(word: _Word) -> tuple[str, ...]:
    """Name the groups in which a fact can end others; `unknown` ends only facts of its origin."""
    if not word.fact.affirms:
        return tuple(word.marks)
    others = () if word.fact.evidence.basis in WEAK_BASES else ("",)
    return (f"source {word.fact.evidence.source}", *word.marks, *others)


def _word_of(fact: Fact, context: EntityContext) -> _Word:
    valid, marks = fact.content.valid, frozenset(origin_marks(fact))
    start = None if valid is None else valid.start
    began, printed = stated_days(start) if start else None, print_days(fact)
    begun = began.last if began else printed.last if printed and valid is None else 0
    last_word = begun
    if printed and began and _is_open(valid) and printed.first > began.last + REPORTED_WITHIN_DAYS:
        last_word = max(begun, printed.last)
    confirmed = context.confirmed(fact, marks)
    end = None if valid is None else valid.end
    return _Word(
        fact=fact,
        weakness=fact.evidence.certainty.weakness,
        marks=marks,
        start=begun,
        last_word=last_word,
        confirmed=max(last_word, confirmed.last) if confirmed else last_word,
        ends=possible_days(end).first if end else 0,
        begins=began.first if began else None,
        reach=possible_days(start).last if start else 0,
    )


def _is_open(valid: When | None) -> bool:
    """Return whether an interval has a start and an open end."""
    return valid is not None and valid.is_interval and valid.end is None

"""How a slot is read: the seven steps, each fact compared with each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any, NamedTuple

from tests.soak.model.facts import BASES, RANKS, Clocks, Seen, name_of_origin
from tests.soak.model.properties import Known
from tests.soak.model.values import agrees, days, excludes, identity, inside, is_number, order, stated

DAY = timedelta(days=1)
MAX_COMPARED = 64


class Reading(NamedTuple):
    """The answer of a slot: the value shown and why, what each other fact lacks, the facts left, and the conflict."""

    chosen: Seen | None
    why: list[str]
    gone: dict[str, str]  # why each fact was left out or gave way, by its id
    standing: list[Seen]
    conflict: str | None
    sides: set[frozenset[str]]
    opened_at: str | None


def read(slot: Sequence[Seen], others: Sequence[Seen], declared: Known, clocks: Clocks) -> Reading:
    """Read the facts of a slot; `others` are all facts of the entity, which confirm and replace."""
    facts = [fact for fact in slot if fact.recorded]
    context = [fact for fact in others if fact.recorded]
    gone = {fact.id: why for fact in facts if (why := absence(fact, clocks, declared.lasting))}
    left = [fact for fact in facts if fact.id not in gone]
    steps: list[tuple[str, Callable[[Seen, Seen], bool]]] = []
    if declared.lasting:
        steps = [
            ("followed", lambda fact, other: ends(fact, other, declared, context=context, clocks=clocks)),
            ("undated", lambda fact, other: is_dated_better(fact, other, clocks)),
        ]
    replacing = [fact for fact in context if not absence(fact, clocks, lasting=False)]
    replaced = [fact for fact in left if is_replaced(fact, left, replacing)]
    gone |= {fact.id: "replaced" for fact in replaced}
    left = [fact for fact in left if fact not in replaced]
    for name, gives_way in [*steps, ("overtaken", overtakes)]:
        losing = [fact for fact in left if any(gives_way(fact, other) for other in left if other is not fact)]
        gone |= {fact.id: name for fact in losing}
        left = [fact for fact in left if fact not in losing]
    pool = [fact for fact in left if fact.affirms]  # what was erased counts as unknown
    pool = pool or [fact for fact in left if fact.can_be_shown]
    chosen, steps_named = choose(pool, Merits(pool, declared, context, clocks))
    return Reading(chosen, steps_named, gone, left, *find_conflict(left, declared))


# 1. Leave out


def absence(fact: Seen, clocks: Clocks, lasting: bool) -> str | None:
    """Return why a fact is left out; None: it is not."""
    if not fact.stands:
        return "retracted"
    if clocks.published_before and fact.surely_in_print >= clocks.published_before:
        return "not yet in print"
    if lasting and not holds(fact.valid, clocks.valid):
        return "not valid then"
    return "deprecated" if fact.rank == "deprecated" else None


def holds(valid: str | None, at: str) -> bool:
    """Return whether a validity covers an instant; a date without an end means from then on."""
    if valid is None:
        return True
    first, last = stated(valid)[:2]
    return first <= date.fromisoformat(at[:10]) and ("/" not in valid or date.fromisoformat(at[:10]) <= last)


# 2. Replaced


def is_replaced(fact: Seen, slot: Iterable[Seen], standing: Iterable[Seen]) -> bool:
    """Return whether a standing fact that is at least as certain restates or supersedes this one."""
    by_id = any(fact.id in each.evidence.get("replaces", ()) and as_certain(each, fact) for each in standing)
    return by_id or any(supersedes(each, fact) and as_certain(each, fact) for each in slot)


def supersedes(one: Seen, other: Seen) -> bool:
    """Return whether the source of one is a new edition of that of the other."""
    mine, theirs = one.fact.source, other.fact.source
    return mine.supersedes == theirs.ref and theirs.supersedes != mine.ref


def as_certain(one: Seen, other: Seen) -> bool:
    """Return whether one is at least as certain as the other."""
    return one.weakness <= other.weakness


# 3. Followed


def ends(fact: Seen, other: Seen, declared: Known, *, context: Sequence[Seen], clocks: Clocks) -> bool:
    """Return whether another fact starts after the last word of this one."""
    if other.start is None or not as_certain(other, fact) or not other.can_be_shown:
        return False
    if fact.end and days(fact.end).low > days(other.start).high:
        return False
    begins = stated(other.start).low
    if other.affirms and other.evidence["source"] == fact.evidence["source"] and begins > fact.own_start:
        return True
    if fact.marks & other.marks and begins > last_word(fact):
        return True
    if not other.affirms or other.basis in ("opinion", "derived"):
        return False
    until = max([last_word(fact), *(each.high for each in said_again(fact, context, clocks))])
    return bool(begins > (until if declared.staged else _after(until)))


def _after(day: date) -> date:
    return min(day, date.max - DAY) + DAY


def last_word(fact: Seen) -> date:
    """Return the last moment for which the source speaks, confirmations left out."""
    start, printed = fact.own_start, fact.printed
    if printed and fact.is_open and fact.start and printed.low > start + 7 * DAY:
        return max(start, date.fromordinal(printed.high.toordinal()))
    return start


def said_again(fact: Seen, context: Sequence[Seen], clocks: Clocks) -> list[Any]:
    """Return the days on which the origin of a fact said it again: by `confirmed`, or by a document of its series."""
    there = [each for each in context if not absence(each, clocks, lasting=False)]
    by_word = [
        days(each.value)
        for each in there
        if each.fact.about == "confirmed" and isinstance(each.value, str) and each.marks & fact.marks
    ]
    return by_word + [each.printed for each in there if each.printed and _is_of_series(each, fact)]


def _is_of_series(one: Seen, other: Seen) -> bool:
    mine, theirs = one.fact, other.fact
    if mine.publisher is None or theirs.publisher is None or mine.source.ref == theirs.source.ref:
        return False
    return name_of_origin(mine.publisher) == name_of_origin(theirs.publisher) and mine.root == theirs.root


# 4. Undated, 5. Overtaken


def is_dated_better(fact: Seen, other: Seen, clocks: Clocks) -> bool:
    """Return whether a fact without `valid`, printed after the moment, gives way to one that is dated to it."""
    if fact.valid is not None or not fact.printed or fact.printed.low <= date.fromisoformat(clocks.valid[:10]):
        return False
    return other.valid is not None and other.affirms and as_certain(other, fact)


def overtakes(fact: Seen, other: Seen) -> bool:
    """Return whether what was hoped gives way to what is asserted on the same day or later."""
    if not is_hoped(fact) or not fact.printed or not other.printed:
        return False
    return other.affirms and other.certainty == "asserted" and bool(other.printed.high >= fact.printed.high)


def is_hoped(fact: Seen) -> bool:
    """Return whether a fact is only expected or rumoured."""
    return fact.certainty in ("expected", "rumoured") and fact.rank != "preferred"


# 6. Conflict


def find_conflict(left: Sequence[Seen], declared: Known) -> tuple[str | None, set[frozenset[str]], str | None]:
    """Return whether facts are in an open or a settled conflict, its sides, and since when."""
    is_asserted = any(fact.affirms and fact.certainty == "asserted" for fact in left)
    compared = [
        fact
        for fact in left
        if not fact.is_unknown and fact.certainty != "left_open" and not (is_asserted and is_hoped(fact))
    ]
    clashes = [pair for pair in combinations(compared, 2) if clash(*pair, declared)]
    if not clashes:
        return None, set(), None
    sides: dict[Any, list[Seen]] = {}
    for fact in compared:
        sides.setdefault((identity(fact.value, fact.sort), fact.certainty == "denied"), []).append(fact)
    named = {id(fact) for pair in clashes for fact in pair}
    shown = [side for side in sides.values() if any(id(fact) in named for fact in side)]
    preferred = [side for side in shown if any(fact.rank == "preferred" for fact in side)]
    disagree = any(clash(one, two, declared) for a, b in combinations(preferred, 2) for one, two in product(a, b))
    opened_at = min(max(one.fact.recorded_at, other.fact.recorded_at) for one, other in clashes)
    state = "settled" if preferred and not disagree else "open"
    return state, {frozenset(fact.id for fact in side) for side in shown}, opened_at


def clash(one: Seen, other: Seen, declared: Known) -> bool:
    """Return whether two facts exclude each other, or one denies what the other says."""
    denied = [each.certainty == "denied" for each in (one, other)]
    if all(denied):
        return False
    if any(denied):
        return agrees(one.value, other.value, one.sort, fixed=not declared.lasting)
    return excludes(one.value, other.value, one.sort, fixed=not declared.lasting)


# 7. The value shown


class Merits:
    """The steps of the choice, among all facts of a pool."""

    def __init__(self, pool: Sequence[Seen], declared: Known, context: Sequence[Seen], clocks: Clocks) -> None:
        self._pool, self._declared, self._context, self._clocks = pool, declared, context, clocks
        self._values = {identity(fact.value, fact.sort) for fact in pool}
        printed = [fact.printed.high for fact in pool if fact.printed]
        settles = declared.settles and any(is_number(fact.value) for fact in pool)
        self._settled = min(printed) + 3 * DAY if settles and printed else None

    def steps(self) -> list[tuple[str, Callable[[Seen, Seen], bool]]]:
        """Return the steps: whether the first of two facts is not as good as the second."""
        return [
            ("rank", lambda one, other: RANKS.index(one.rank) > RANKS.index(other.rank)),
            ("certainty", lambda one, other: one.weakness > other.weakness),
            ("basis", lambda one, other: BASES.index(one.basis) > BASES.index(other.basis)),
            ("independent origins", lambda one, other: self.origins(one) < self.origins(other)),
            ("publication", self.is_worse_printed),
            ("tie: dated more exactly", lambda one, other: self._width(one) > self._width(other)),
            ("tie: the smaller value", lambda one, other: order(one.value, one.sort) > order(other.value, other.sort)),
        ]

    def origins(self, fact: Seen) -> int:
        """Count the independent origins of the facts that agree with this one."""
        same = len(self._values) > MAX_COMPARED
        agreeing = [
            other
            for other in self._pool
            if identity(fact.value, fact.sort) == identity(other.value, other.sort)
            or (not same and agrees(fact.value, other.value, fact.sort, fixed=not self._declared.lasting))
        ]
        groups: list[frozenset[tuple[str, str]]] = []
        for other in agreeing:
            joined = [group for group in groups if group & other.marks]
            groups = [*(g for g in groups if g not in joined), other.marks.union(*joined)]
        return len(groups)

    def printed(self, fact: Seen) -> Any:
        """Return the days on which a fact was last in print; of a fixed property confirmations do not count."""
        own = fact.printed
        again = said_again(fact, self._context, self._clocks) if self._declared.lasting else []
        last = max(again, key=lambda each: (each.high, each.low), default=None)
        return own if last is None or (own is not None and own.high >= last.high) else last

    def _width(self, fact: Seen) -> timedelta:
        printed = self.printed(fact)
        return printed.high - printed.low if printed else timedelta(0)

    def is_worse_printed(self, one: Seen, other: Seen) -> bool:
        """Return whether one is worse in print: a vague date decides nothing against a date inside it."""
        mine, theirs = self.printed(one), self.printed(other)
        if mine is None or theirs is None:
            return mine is None and theirs is not None
        is_nested = theirs.low >= mine.low and theirs.high <= mine.high
        is_late = self._settled is not None and mine.low > self._settled >= theirs.low
        return self.place(one) > self.place(other) and (is_late or not is_nested)

    def place(self, fact: Seen) -> tuple[int, int, int]:
        """Order by print. Lasting: the later. Fixed: the earlier. Of what settles, the last of the first three days."""
        printed = self.printed(fact)
        if printed is None:
            return 2, 0, 0
        first, last = date.toordinal(printed.low), date.toordinal(printed.high)
        if self._declared.lasting or (self._settled is not None and printed.low <= self._settled):
            return 0, -first, last
        return int(self._settled is not None), last, -first


def choose(pool: Sequence[Seen], merits: Merits) -> tuple[Seen | None, list[str]]:
    """Choose the best of a pool; then, as long as one at least as certain lies inside it, the best of those."""
    if not pool:
        return None, []
    why: list[str] = []
    chosen = _best(pool, merits, why)
    while narrower := [f for f in pool if as_certain(f, chosen) and inside(f.value, chosen.value, f.sort)]:
        why.append("precision")
        chosen = _best(narrower, merits, why)
    return chosen, why or ["only"]


def _best(pool: Sequence[Seen], merits: Merits, why: list[str]) -> Seen:
    left = list(pool)
    for name, is_worse in merits.steps():
        best = min(left, key=merits.place)
        others = [best] if name == "publication" else left
        kept = [fact for fact in left if not any(is_worse(fact, other) for other in others)]
        why += [name] if len(kept) < len(left) else []
        left = kept
    return min(left, key=lambda fact: (fact.value if isinstance(fact.value, str) else "", fact.id))  # by spelling

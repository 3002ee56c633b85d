"""The rules of reading a slot, each fact compared with each, step by step as the design says them: the oracle."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any, NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.choosing.value_order import value_order
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Quantity, Span, When, agrees, excludes, identity, inside
from chalicelib.domain.values.words.folding import fold_text

DAY = timedelta(days=1)
RANKS = [Rank.PREFERRED, Rank.NORMAL, Rank.DEPRECATED]
Days = tuple[date, date]


class Answer(NamedTuple):
    """The oracle's reading of a slot: the fact shown, why, the facts left after step 5, and the sides."""

    shown: str | None
    why: list[str]
    standing: set[str]
    gave_way: dict[str, str]
    sides: set[frozenset[str]]
    settled: bool
    opened_at: Instant | None


def resolve(
    facts: Iterable[Fact], rules: SlotRules, *, moment: Moment, now: Instant, others: Sequence[Fact] = ()
) -> Answer:
    """Read the facts of one slot; `others` are the other facts of the entity, which confirm and replace."""
    known = [fact for fact in facts if fact.was_recorded(moment.known_at)]
    clocks = [clock for clock in (moment.known_at, moment.published_before) if clock]
    valid_at = moment.valid_at or min([*clocks, now])
    moment = Moment(valid_at, moment.known_at, moment.published_before)
    left = [fact for fact in known if is_present(fact, rules, moment)]
    context = [f for f in (*known, *others) if f.was_recorded(moment.known_at)]
    gave_way: dict[str, str] = {}
    steps: list[tuple[str, Callable[[Fact, Sequence[Fact]], bool]]] = [
        ("replaced", lambda f, all_: is_replaced(f, all_, [c for c in context if is_on_record(c, moment)]))
    ]
    if rules.lasting:
        steps.append(("followed", lambda f, all_: any(ends(f, other, rules, context, moment) for other in all_)))
        steps.append(("undated", lambda f, all_: any(is_dated_better(f, other, valid_at) for other in all_)))
    steps.append(("overtaken", lambda f, all_: any(overtakes(other, f, moment) for other in all_)))
    for name, gives_way in steps:
        gone = [fact for fact in left if gives_way(fact, left)]
        gave_way |= {fact.id: name for fact in gone}
        left = [fact for fact in left if fact not in gone]
    sides, settled, opened_at = find_conflict(left, rules, moment)
    pool = [fact for fact in left if fact.affirms] or [f for f in left if f.evidence.certainty.can_be_shown]
    shown, why = choose(pool, rules, context, moment)
    return Answer(shown, why, {fact.id for fact in left}, gave_way, sides, settled, opened_at)


# 1. Leave out


def is_on_record(fact: Fact, moment: Moment) -> bool:
    standing = fact.standing(moment.known_at)
    if not standing.stands or standing.rank is Rank.DEPRECATED:
        return False
    return not moment.published_before or surely_in_print(fact) < moment.published_before


def is_present(fact: Fact, rules: SlotRules, moment: Moment) -> bool:
    if not is_on_record(fact, moment):
        return False
    return not rules.lasting or holds(fact.content.valid, moment.valid_at or "")


def holds(valid: When | None, at: Instant) -> bool:
    return valid is None or (valid.earliest <= at and (not valid.is_interval or at <= valid.latest))


def surely_in_print(fact: Fact) -> Instant:
    days = printed(fact)
    return fact.recorded_at if days is None else f"{days[1].isoformat()}T00:00:00.000Z"


def printed(fact: Fact) -> Days | None:
    """A vague date counts with all its days, an open one by its start."""
    if fact.published is None:
        return None
    return widened(fact.published.start if is_open(fact.published) and fact.published.start else fact.published)


def is_open(when: When | None) -> bool:
    return when is not None and when.is_interval and when.end is None


def widened(when: When) -> Days:
    return day(when.widened()[0]), day(when.widened()[1])


def day(instant: Instant) -> date:
    return date.min if instant < "0001" else date.fromisoformat(instant[:10])


# 2. Replaced


def is_replaced(fact: Fact, slot: Sequence[Fact], standing: Sequence[Fact]) -> bool:
    by_id = any(fact.id in other.evidence.replaces and as_certain(other, fact) for other in standing)
    by_source = any(supersedes(o, fact) and as_certain(o, fact) for o in slot)
    return by_id or by_source


def supersedes(one: Fact, other: Fact) -> bool:
    return other.evidence.source in one.supersedes and one.evidence.source not in other.supersedes


def as_certain(one: Fact, other: Fact) -> bool:
    return one.evidence.certainty.weakness <= other.evidence.certainty.weakness


# 3. Followed


def ends(fact: Fact, other: Fact, rules: SlotRules, context: Sequence[Fact], moment: Moment) -> bool:
    start = other.content.valid and other.content.valid.start
    if not start or not as_certain(other, fact) or not other.evidence.certainty.can_be_shown:
        return False
    end = fact.content.valid and fact.content.valid.end
    if end and widened(end)[0] > widened(start)[1]:
        return False
    begins, same_origin = day(start.earliest), bool(marks(fact) & marks(other))
    if other.affirms and other.evidence.source == fact.evidence.source and begins > own_start(fact):
        return True
    if same_origin and (other.affirms or other.is_unknown) and begins > last_word(fact):
        return True
    if not other.affirms or other.evidence.basis in (Basis.OPINION, Basis.DERIVED):
        return False
    said_again = max([last_word(fact), *confirmations(fact, context, moment)])
    return begins > said_again + (timedelta(0) if rules.staged else DAY)


def own_start(fact: Fact) -> date:
    valid = fact.content.valid
    if valid is None:
        days = printed(fact)
        return days[1] if days else date.min
    return day(valid.start.latest) if valid.start else date.min


def last_word(fact: Fact) -> date:
    start, days, valid = own_start(fact), printed(fact), fact.content.valid
    if days and is_open(valid) and days[0] > start + 7 * DAY:
        return max(start, days[1])
    return start


def confirmations(fact: Fact, context: Sequence[Fact], moment: Moment) -> list[date]:
    return [days[1] for days in said_again(fact, context, moment)]


def said_again(fact: Fact, context: Sequence[Fact], moment: Moment) -> list[Days]:
    there = [other for other in context if is_present(other, SlotRules(lasting=False), moment)]
    by_word = [
        (day(other.value.earliest), day(other.value.latest))
        for other in there
        if other.content.property == "confirmed" and isinstance(other.value, When) and marks(other) & marks(fact)
    ]
    by_series = [days for other in there if is_of_series(fact, other) and (days := printed(other))]
    return by_word + by_series


def is_of_series(fact: Fact, other: Fact) -> bool:
    """A series is what one publisher derives from one root."""
    if fact.publisher is None or other.publisher is None:
        return False
    same = (identity(fact.publisher), root(fact)) == (identity(other.publisher), root(other))
    return same and fact.evidence.source != other.evidence.source


def root(fact: Fact) -> str:
    return fact.root or fact.evidence.source


def marks(fact: Fact) -> set[tuple[str, Any]]:
    speaker = fact.evidence.speaker
    name = speaker if isinstance(speaker, str) or speaker is None else ("text", fold_text(speaker.text))
    publisher = None if fact.publisher is None else identity(fact.publisher)
    found = {("root", root(fact)), ("speaker", name), ("publisher", publisher)}
    return {mark for mark in found if mark[1] is not None}


# 4. Undated


def is_dated_better(fact: Fact, other: Fact, valid_at: Instant) -> bool:
    days = printed(fact)
    is_of_later = fact.content.valid is None and days is not None and days[0] > day(valid_at)
    return is_of_later and other.content.valid is not None and other.affirms and as_certain(other, fact)


# 5. Overtaken


def overtakes(other: Fact, fact: Fact, moment: Moment) -> bool:
    one, two = printed(fact), printed(other)
    if one is None or two is None or not is_hoped(fact, moment):
        return False
    return other.affirms and other.evidence.certainty is Certainty.ASSERTED and two[1] >= one[1]


def is_hoped(fact: Fact, moment: Moment) -> bool:
    preferred = fact.standing(moment.known_at).rank is Rank.PREFERRED
    return fact.evidence.certainty in (Certainty.EXPECTED, Certainty.RUMOURED) and not preferred


# 6. Conflict


def find_conflict(
    facts: Sequence[Fact], rules: SlotRules, moment: Moment
) -> tuple[set[frozenset[str]], bool, Instant | None]:
    asserted = any(fact.affirms and fact.evidence.certainty is Certainty.ASSERTED for fact in facts)
    compared = [
        fact
        for fact in facts
        if not fact.is_unknown
        and fact.evidence.certainty is not Certainty.LEFT_OPEN
        and not (asserted and is_hoped(fact, moment))
    ]
    clashes = [pair for pair in combinations(compared, 2) if clash(*pair, rules)]
    named = {side_of(fact) for pair in clashes for fact in pair}
    sides = {name: [fact for fact in compared if side_of(fact) == name] for name in named}
    preferred = [
        side for side in sides.values() if any(fact.standing(moment.known_at).rank is Rank.PREFERRED for fact in side)
    ]
    disagree = any(clash(one, other, rules) for two in combinations(preferred, 2) for one, other in product(*two))
    seconds = [max(one.recorded_at, other.recorded_at) for one, other in clashes]
    shown = {frozenset(fact.id for fact in side) for side in sides.values()}
    return shown, bool(preferred) and not disagree, min(seconds, default=None)


def side_of(fact: Fact) -> tuple[str, bool]:
    return identity(fact.value), is_denial(fact)


def is_denial(fact: Fact) -> bool:
    return fact.evidence.certainty is Certainty.DENIED


def clash(one: Fact, other: Fact, rules: SlotRules) -> bool:
    if is_denial(one) and is_denial(other):
        return False
    if is_denial(one) or is_denial(other):
        return agrees(one.value, other.value, fixed=rules.fixed)
    same = identity(one.value) == identity(other.value)
    return not same and excludes(one.value, other.value, fixed=rules.fixed, label=rules.label)


# 7. The value shown


def choose(
    pool: Sequence[Fact], rules: SlotRules, context: Sequence[Fact], moment: Moment
) -> tuple[str | None, list[str]]:
    if not pool:
        return None, []
    steps = Steps(pool, rules, context, moment)
    why: list[str] = []
    chosen = steps.best(pool, why)
    while narrower := [f for f in pool if as_certain(f, chosen) and inside(f.value, chosen.value)]:
        why.append("precision")
        chosen = steps.best(narrower, why)
    return chosen.id, why or ["only"]


class Steps:
    """The steps of 7: each leaves out the facts of a pool that are not as good as the others."""

    def __init__(self, pool: Sequence[Fact], rules: SlotRules, context: Sequence[Fact], moment: Moment) -> None:
        self._pool, self._rules, self._context, self._moment = pool, rules, context, moment
        self._firsts = [days[1] for fact in pool if (days := printed(fact))]
        self._values = {identity(fact.value) for fact in pool}

    def best(self, pool: Sequence[Fact], why: list[str]) -> Fact:
        left = list(pool)
        for name, worse in self._steps():
            kept = [fact for fact in left if not any(worse(fact, other) for other in left)]
            why += [name] if len(kept) < len(left) else []
            left = kept
        return min(left, key=lambda fact: (value_order(fact.value), fact.id))

    def _steps(self) -> list[tuple[str, Callable[[Fact, Fact], bool]]]:
        known_at = self._moment.known_at
        return [
            ("rank", lambda f, o: self._above(f, o, lambda x: RANKS.index(x.standing(known_at).rank))),
            ("certainty", lambda f, o: not as_certain(f, o)),
            ("basis", lambda f, o: self._above(f, o, lambda x: x.evidence.basis.weakness)),
            ("independent origins", lambda f, o: self._above(o, f, self._origins)),
            ("publication", self._is_worse_printed),
            ("tie: dated more exactly", lambda f, o: self._above(f, o, self._width)),
            ("tie: the smaller value", lambda f, o: self._above(f, o, lambda x: value_order(x.value)[:-1])),
        ]

    @staticmethod
    def _above(one: Fact, other: Fact, key: Callable[[Fact], Any]) -> bool:
        return bool(key(one) > key(other))

    def _origins(self, fact: Fact) -> int:
        if len(self._values) > 64:
            agreeing = [other for other in self._pool if identity(other.value) == identity(fact.value)]
        else:
            agreeing = [o for o in self._pool if agrees(fact.value, o.value, fixed=self._rules.fixed)]
        return count_origins(agreeing)

    def _printed(self, fact: Fact) -> Days | None:
        days = printed(fact)
        again = said_again(fact, self._context, self._moment) if self._rules.lasting else []
        last = max(again, key=lambda each: (each[1], each[0]), default=None)
        if last is None or (days is not None and days[1] >= last[1]):
            return days
        return last

    def _width(self, fact: Fact) -> timedelta:
        days = self._printed(fact)
        return days[1] - days[0] if days else timedelta(0)

    def _is_worse_printed(self, fact: Fact, other: Fact) -> bool:
        """A vague date decides nothing against a date inside it; an unknown date loses."""
        mine, theirs = self._printed(fact), self._printed(other)
        if mine is None or theirs is None:
            return mine is None and theirs is not None
        if self._rules.lasting:
            return theirs[0] > mine[1]
        if self._settles():
            settled = min(self._firsts) + 3 * DAY
            if mine[0] > settled >= theirs[0]:
                return True
            if mine[0] <= settled:
                return theirs[0] <= settled and theirs[0] > mine[1]
        return theirs[1] < mine[0]

    def _settles(self) -> bool:
        return self._rules.settles and any(isinstance(fact.value, Quantity | Span) for fact in self._pool)


def count_origins(facts: Iterable[Fact]) -> int:
    """Count the groups of facts that share no speaker, publisher or root with one another, however indirectly."""
    groups: list[set[Any]] = []
    for fact in facts:
        apart = [group for group in groups if not group & marks(fact)]
        merged = marks(fact).union(*(group for group in groups if group & marks(fact)))
        groups = [*apart, merged]
    return len(groups)

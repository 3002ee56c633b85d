"""Held spans: when each value of a lasting property holds, and whether it does so before, at or after a moment."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant, plus_ms
from chalicelib.domain.resolving.entity_context import EntityContext
from chalicelib.domain.resolving.presence import lifetime
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import Reading
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory, each_stretch
from chalicelib.domain.values import When, identity, parse_date

MAX_DATED_FACTS = 100  # of a slot, the last ones: each is read at the start and the end of all
OPEN = ".."


class Holding(Enum):
    """Whether a value holds at a moment, held before it, or holds later."""

    NOW = "now"
    FORMER = "former"
    LATER = "later"


class Tenure(NamedTuple):
    """Whether a value holds at a moment, and the span that says so; None if no source gives one."""

    holding: Holding
    valid: str | None = None

    @property
    def is_held(self) -> bool:
        """Whether it holds at the moment."""
        return self.holding is Holding.NOW


HELD = Tenure(Holding.NOW)


class HeldSpan(NamedTuple):
    """A value, as one of the facts that state it, and a span in which it holds, as EDTF; None: always.

    It holds no longer at `until`.
    """

    fact: Fact
    valid: str | None
    until: Instant


class _Stretch(NamedTuple):
    fact: Fact
    first: Instant
    until: Instant


def tenure_at(spans: Sequence[str], instant: Instant) -> Tenure:
    """Return whether a value that holds in these spans does so at an instant; without spans it always does.

    Of several spans, the one that holds counts, else the last one before the instant, else the first one after it.
    """
    read = [(first, last, text) for text in spans if (when := parse_date(text)) for first, last in [_ends_of(when)]]
    if not read:
        return HELD
    held = [each for each in read if each[0] <= instant <= each[1]]
    if held:
        return Tenure(Holding.NOW, max(held)[2])
    over = [each for each in read if each[1] < instant]
    return (
        Tenure(Holding.FORMER, max(over, key=lambda each: each[1])[2]) if over else Tenure(Holding.LATER, min(read)[2])
    )


def _ends_of(when: When) -> tuple[Instant, Instant]:
    return when.earliest, when.latest if when.is_interval else FOREVER


def held_spans(slot: SlotHistory, *, moment: Moment) -> list[HeldSpan]:
    """Return when each value of a slot of a lasting property holds, in order of time.

    A value holds until its stated end, or until another follows it. One that was retracted, deprecated, replaced or
    denied holds at no time: it was a mistake. The moment's `valid_at` is not looked at.
    """
    facts = sorted(slot.facts, key=lambda fact: (lifetime(fact)[0], fact.id))[-MAX_DATED_FACTS:]
    found: dict[str, list[_Stretch]] = {}
    for step in each_stretch(slot._replace(facts=facts), moment=moment):
        for fact in _holding(step.reading, moment, slot.context):
            _prolong(found.setdefault(identity(fact.value), []), _Stretch(fact, step.first, step.until))
    stretches = sorted((each for some in found.values() for each in some), key=lambda each: (each.until, each.first))
    return [HeldSpan(each.fact, _text_of(each, facts), each.until) for each in stretches]


def _holding(reading: Reading, moment: Moment, context: EntityContext) -> Iterator[Fact]:
    """Yield the standing facts of a reading that affirm a value that nobody denies."""
    sides = {name for side in reading.conflict.sides for name in side.facts} if reading.conflict else set[str]()
    for fact in reading.standing:
        is_denied = fact.id in sides and fact.standing(moment.known_at).rank is not Rank.PREFERRED
        if fact.affirms and not is_denied and not _is_replaced(fact, moment, context.replacing):
            yield fact


def _is_replaced(fact: Fact, moment: Moment, replacing: Mapping[str, Sequence[Fact]]) -> bool:
    """Return whether a fact was replaced, also for the time before its replacement holds."""
    if fact.replaced_by(moment.known_at):
        return True
    return any(
        each.standing(moment.known_at).stands and each.evidence.certainty.weakness <= fact.evidence.certainty.weakness
        for each in replacing.get(fact.id, ())
    )


def _prolong(stretches: list[_Stretch], new: _Stretch) -> None:
    """Add a stretch; several facts may state the value in it, and it may continue the last one."""
    last = stretches[-1] if stretches else None
    if last is not None and new.first <= last.until:
        stretches[-1] = last._replace(until=max(last.until, new.until))
    else:
        stretches.append(new)


def _text_of(stretch: _Stretch, facts: Sequence[Fact]) -> str | None:
    """Write a stretch in the words of the facts that begin and end it."""
    own = stretch.fact.content.valid
    if own is not None and _ends_of(own) == (stretch.first, _last_of(stretch.until)):
        return own.text
    first, last = _start_text(stretch.first, facts), _end_text(stretch.until, facts)
    return None if first == last == OPEN else f"{first}/{last}"


def _last_of(until: Instant) -> Instant:
    return FOREVER if until == FOREVER else plus_ms(until, -1)


def _start_text(first: Instant, facts: Iterable[Fact]) -> str:
    if first == BEGINNING:
        return OPEN
    stated = (valid.text for fact in facts if (valid := fact.content.valid) is not None and valid.earliest == first)
    return next(stated, first[:10]).partition("/")[0]


def _end_text(until: Instant, facts: Sequence[Fact]) -> str:
    """Write the last day of a stretch: as stated, else the day before another value starts, or its vague start."""
    if until == FOREVER:
        return OPEN
    valids = [fact.content.valid for fact in facts if fact.content.valid is not None]
    for valid in valids:
        if valid.is_interval and valid.latest == _last_of(until):
            return valid.text.rpartition("/")[2]
    starts = (valid.text.partition("/")[0] for valid in valids if valid.earliest == until)
    start = next(starts, until[:10])
    return _last_of(until)[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d", start) else start

"""Slot choice: which slot of a property with one value is shown, and why."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.choosing.merits import Merit, find_merits
from chalicelib.domain.resolving.entity_context import NO_CONTEXT, EntityContext
from chalicelib.domain.resolving.print_dates import stated_days
from chalicelib.domain.resolving.resolution import Reading
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Quantity, parse_date

ONLY_SLOT = "only: no other slot has a value"
WHOLE = "scope: none"
KNOWN = "value: the others are unknown"
EXACT = "exact: the others are bounded"


class SlotChoice(NamedTuple):
    """The fact that a property shows, if any, and the steps that decided."""

    shown: Fact | None
    why: tuple[str, ...]


NOTHING = SlotChoice(None, ())


def choose_slot(
    readings: Sequence[Reading],
    ranks: Callable[[Fact], Rank],
    rules: SlotRules,
    *,
    context: EntityContext = NO_CONTEXT,
) -> SlotChoice:
    """Choose among the slots of a property that shows one value: never that of a part.

    Without a period comes first, else the latest period; then the steps by which facts of one slot are chosen between;
    of equals the one without a condition, then the exact one.
    """
    shown = [reading.chosen for reading in readings if reading.chosen is not None]
    if len(shown) == 1 and shown[0].content.scope is None:
        return SlotChoice(shown[0], (ONLY_SLOT,))
    whole = [fact for fact in shown if fact.content.scope is None]
    why = [WHOLE] if len(whole) < len(shown) else []
    if len({fact.id for fact in whole}) <= 1:
        return SlotChoice(whole[0], tuple(why) or (ONLY_SLOT,)) if whole else NOTHING
    merits = _merits(readings, whole, ranks, rules, context=context)
    left: list[Fact] = whole
    for name, key in _steps(merits):
        best = min(map(key, left))
        kept = [fact for fact in left if key(fact) == best]
        why += [name(kept[0])] if len(kept) < len(left) else []
        left = kept
    return SlotChoice(left[0], tuple(why))


def _merits(
    readings: Sequence[Reading],
    shown: Sequence[Fact],
    ranks: Callable[[Fact], Rank],
    rules: SlotRules,
    *,
    context: EntityContext,
) -> dict[str, Merit]:
    """Weigh the chosen facts among all standing ones, since facts that agree with one count for it."""
    standing = {fact.id: fact for reading in readings for fact in reading.standing if fact.affirms}
    standing |= {fact.id: fact for fact in shown}
    pool = list(standing.values())
    return find_merits(pool, {fact.id: ranks(fact) for fact in pool}, rules, context=context)


_Step = tuple[Callable[[Fact], str], Callable[[Fact], Any]]


def _steps(merits: dict[str, Merit]) -> Iterable[_Step]:
    """Return the steps, each with the words for the facts that it keeps and its key; the smallest key wins."""
    return (
        (lambda _: KNOWN, lambda fact: fact.is_unknown),
        (lambda fact: f"period: {fact.content.period or 'none'}", period_order),
        (lambda fact: f"rank: {'normal' if merits[fact.id].firmness[0] else 'preferred'}", _firmness(merits, 0)),
        (lambda fact: f"certainty: {fact.evidence.certainty.value}", _firmness(merits, 1)),
        (lambda fact: f"basis: {fact.evidence.basis.value}", _firmness(merits, 2)),
        (lambda fact: f"independent origins: {merits[fact.id].origins}", lambda fact: -merits[fact.id].origins),
        (
            lambda fact: f"publication: {fact.published.json() if fact.published else 'unknown'}",
            lambda fact: merits[fact.id].place,
        ),
        (
            lambda fact: f"condition: {fact.content.condition or 'none'}",
            lambda fact: fact.content.condition is not None,
        ),
        (lambda _: EXACT, lambda fact: not _is_exact(fact)),
        (lambda _: "tie: the smaller value", lambda fact: merits[fact.id].value),
    )


def _firmness(merits: dict[str, Merit], at: int) -> Callable[[Fact], int]:
    return lambda fact: int(merits[fact.id].firmness[at])


def period_order(fact: Fact) -> tuple[bool, int, int]:
    """Order by period: none first, then the latest; a duration, which has no place in time, last."""
    period = fact.content.period
    interval = parse_date(period) if period else None
    days = stated_days(interval) if interval else None
    return (period is not None, -days.last, -days.first) if days else (period is not None, 0, 0)


def _is_exact(fact: Fact) -> bool:
    value = fact.value
    return isinstance(value, Quantity) and value.bound is None and not value.error()

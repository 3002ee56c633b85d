"""How the facts of an entity fall into slots, and which slot is shown."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from tests.soak.model.facts import BASES, RANKS, Clocks, Fact, Seen
from tests.soak.model.properties import Known
from tests.soak.model.reading import Merits, Reading, read
from tests.soak.model.values import (
    day_identity,
    fold,
    identity,
    is_missing,
    order,
    stated,
    unit_group,
    words_of,
)


class View(NamedTuple):
    """An entity as the model reads it: the readings of each property, and of one-valued ones the fact shown."""

    readings: dict[str, list[Reading]]
    shown: dict[str, Seen | None]

    @property
    def disputed(self) -> set[str]:
        """The properties with an open conflict."""
        return {name for name, found in self.readings.items() if any(each.conflict == "open" for each in found)}

    def shown_facts(self) -> dict[str, list[Seen]]:
        """Return the facts that the flat view shows: of a list those that give a value, if there is one."""
        found: dict[str, list[Seen]] = {}
        for name, readings in self.readings.items():
            chosen = [each.chosen for each in readings if each.chosen]
            if name in self.shown:
                shown = self.shown[name]
                found[name] = [] if shown is None else [shown]
            elif chosen and chosen[0].fact.declared.shape == "many":
                found[name] = [each for each in chosen if not (is_missing(each.value) or each.fact.erased)] or chosen
            else:
                found[name] = chosen
        return found


def view_of(facts: Sequence[Fact], clocks: Clocks) -> View:
    """Read all facts of an entity."""
    seen = [fact.seen(clocks.known_at) for fact in facts]
    by_property: dict[str, list[Seen]] = {}
    for each in seen:
        by_property.setdefault(each.fact.about, []).append(each)
    readings, shown = dict[str, list[Reading]](), dict[str, Seen | None]()
    for name, of_it in by_property.items():
        declared = of_it[0].fact.declared
        slots = [slot for slot in slots_of([each for each in of_it if each.recorded], declared) if slot]
        readings[name] = [read(slot, seen, declared, clocks) for slot in slots]
        if declared.shape == "one":
            shown[name] = choose_slot(readings[name], declared, [each for each in seen if each.recorded], clocks)
    return View(readings, shown)


def slots_of(facts: Sequence[Seen], declared: Known) -> list[list[Seen]]:
    """Group facts by the question that they answer; `unknown` and `none` stand in every unit group of theirs."""
    slots: dict[Any, dict[Any, list[Seen]]] = {}
    for fact in facts:
        slots.setdefault(_question(fact, declared), {}).setdefault(_group(fact, declared), []).append(fact)
    found: list[list[Seen]] = []
    for groups in slots.values():
        anywhere = groups.pop(None, [])
        found += [[*group, *anywhere] for group in groups.values()] or [anywhere]
    return found


def _question(fact: Seen, declared: Known) -> Any:
    """Return what a fact answers. Words that were erased part it from facts that still have theirs."""
    body, value, scope = fact.fact.body, fact.value, fact.fact.words("scope")
    qualifiers = {name: body.get("qualifiers", {}).get(name) for name in declared.qualifiers}
    period = body.get("period")
    parts = [str(qualifiers), scope and words_of(scope), period and day_identity(period)]
    if declared.sort == "number":
        condition = None if is_missing(value) else fact.fact.words("condition")
        parts.append(condition and fold(condition))
    if declared.shape == "many":
        stands_for_words = declared.sort == "ref" and not (is_missing(value) or fact.fact.erased)
        parts.append(words_of(value) if stands_for_words else identity(value, declared.sort))
    return tuple(parts)


def _group(fact: Seen, declared: Known) -> str | None:
    return unit_group(fact.value) if declared.sort == "number" else None


def choose_slot(readings: Sequence[Reading], declared: Known, context: Sequence[Seen], clocks: Clocks) -> Seen | None:
    """Choose among the slots of a property that shows one value: never that of a part."""
    chosen = {each.chosen.id: each.chosen for each in readings if each.chosen}
    left = [fact for fact in chosen.values() if fact.fact.body.get("scope") is None]
    if not left:
        return None
    standing = {fact.id: fact for each in readings for fact in each.standing if fact.affirms} | {f.id: f for f in left}
    merits = Merits([*standing.values()], declared, context, clocks)
    keys: list[Callable[[Seen], Any]] = [
        lambda fact: fact.is_unknown,
        _period_order,
        lambda fact: RANKS.index(fact.rank),
        lambda fact: fact.weakness,
        lambda fact: BASES.index(fact.basis),
        lambda fact: -merits.origins(fact),
        merits.place,
        lambda fact: fact.fact.body.get("condition") is not None,
        lambda fact: "bound" in fact.value or "low" in fact.value if isinstance(fact.value, dict) else True,
        lambda fact: (order(fact.value, fact.sort), fact.id),
    ]
    for key in keys:
        best = min(map(key, left))
        left = [fact for fact in left if key(fact) == best]
    return left[0]


def _period_order(fact: Seen) -> tuple[bool, int, int]:
    period = fact.fact.body.get("period")
    if period is None:
        return False, 0, 0
    first, last = stated(period)[:2]
    return True, -date.toordinal(last), -date.toordinal(first)

"""Shown origins: how many independent origins stand behind each value that the flat view shows."""

from collections.abc import Iterable, Sequence

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.choosing.merits import agreeing_facts
from chalicelib.domain.resolving.independent_origins import count_origins
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.reading.reading_rules import slot_rules
from chalicelib.operations.entities.resolved_entity import ResolvedSlot


def origins_shown(kind: Kind, slots: Sequence[ResolvedSlot], places: Sequence[Sequence[int]]) -> int | list[int]:
    """Count the origins of each entry of a property; `places` are those of the slots from which the entry came.

    Several slots have one entry where two entities were merged: its origins are those of all their facts.
    """
    rules = slot_rules(kind, slots[0].declared)
    return origins_json([origins_behind([slots[place] for place in each], rules) for each in places])


def origins_behind(slots: Iterable[ResolvedSlot], rules: SlotRules) -> int:
    """Count the independent origins of the facts that agree with what is shown of some slots."""
    agreeing = [fact for slot in slots for fact in _agreeing_in(slot, rules)]
    return 1 if len(agreeing) == 1 else count_origins(agreeing)


def origins_json(counts: Sequence[int]) -> int | list[int]:
    """Write the counts of a property: one number where all of its values have as many, else one for each in order."""
    return counts[0] if len(set(counts)) == 1 else [*counts]


def _agreeing_in(slot: ResolvedSlot, rules: SlotRules) -> Sequence[Fact]:
    chosen = slot.reading.chosen
    return () if chosen is None else agreeing_facts(chosen, slot.reading.standing, rules)

"""Explaining: why each slot of an entity shows what it shows, and which of them are in conflict."""

from typing import TYPE_CHECKING, Any

from chalicelib.domain.resolving.conflicts import Conflict
from chalicelib.kinds.declaration import Shape
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot

if TYPE_CHECKING:
    from chalicelib.domain.resolving.answer_types import ReadingJson
    from chalicelib.operations.answer_types import ConflictJson, ExplanationJson


def explain_view(resolved: ResolvedEntity) -> "ExplanationJson":
    """Write, for every property, each slot with its unit, its choice, the reasons and what was rejected.

    Of a property that shows one value, the slot shown says why it is this one.
    """
    return {name: [_explain_slot(resolved, slot) for slot in slots] for name, slots in resolved.slots.items()}


def _explain_slot(resolved: ResolvedEntity, slot: ResolvedSlot) -> "ReadingJson":
    choice, chosen = resolved.choices.get(slot.declared.name), slot.reading.chosen
    reading = slot.reading.json_value()
    explained: ReadingJson = {
        "slot": _slot_value(slot),
        "chosen": reading["chosen"],
        "why": reading["why"],
        "rejected": reading["rejected"],
        "conflict": reading["conflict"],
    }
    if slot.unit is not None:
        explained["unit"] = slot.unit
    if choice is not None and chosen is not None and choice.shown is chosen:
        explained["shown"] = list(choice.why)
    return explained


def describe_conflict(slot: ResolvedSlot, conflict: Conflict) -> "ConflictJson":
    """Write a conflict as the API shows it: its slot, its sides and how it is resolved now."""
    chosen = slot.reading.chosen
    return {
        "property": slot.declared.name,
        "slot": _slot_value(slot),
        "state": "settled" if conflict.settled else "open",
        "opened_at": conflict.opened_at,
        "sides": [side.json_value() for side in conflict.sides],
        "shown": None if chosen is None else chosen.value.json(),
        "why": list(slot.reading.why),
    }


def _slot_value(slot: ResolvedSlot) -> dict[str, Any]:
    """Return the parts of the slot: qualifiers, scope, period, of amounts the condition, of lists the value."""
    reading = slot.reading
    fact = reading.chosen or next(iter(reading.standing), None)
    if fact is None:
        return {}
    content = fact.content
    comparable = {each.name for each in slot.declared.qualifiers if each.comparable}
    parts: dict[str, Any] = {name: each.json() for name, each in content.qualifiers.items() if name in comparable}
    if content.scope is not None:
        parts["scope"] = content.scope.json()
    if content.period is not None:
        parts["period"] = content.period
    if content.condition is not None and slot.unit is not None:
        parts["condition"] = content.condition
    if slot.declared.shape is Shape.MANY:
        parts["value"] = content.value.json()
    return parts

"""Explaining: why each slot of an entity shows what it shows, and which of them are in conflict."""

from typing import Any

from chalicelib.domain.resolving.conflicts import Conflict
from chalicelib.kinds.declaration import Shape
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot


def explain_view(resolved: ResolvedEntity) -> dict[str, Any]:
    """Write, for every property, each slot with its unit, its choice, the reasons and what was rejected.

    Of a property that shows one value, the slot shown says why it is this one.
    """
    return {name: [_explain_slot(resolved, slot) for slot in slots] for name, slots in resolved.slots.items()}


def _explain_slot(resolved: ResolvedEntity, slot: ResolvedSlot) -> dict[str, Any]:
    choice, chosen = resolved.choices.get(slot.declared.name), slot.reading.chosen
    is_shown = choice is not None and chosen is not None and choice.shown is chosen
    unit = {} if slot.unit is None else {"unit": slot.unit}
    shown = {"shown": list(choice.why)} if choice is not None and is_shown else {}
    return {"slot": _slot_value(slot)} | unit | slot.reading.json_value() | shown


def describe_conflict(slot: ResolvedSlot, conflict: Conflict) -> dict[str, Any]:
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
    """Give the parts of the slot: qualifiers, scope, period, of amounts the condition, of lists the value."""
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

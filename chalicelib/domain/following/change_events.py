"""The events of a change: what it did to the entity, to its facts and to its conflicts, in words to choose by."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from chalicelib.domain.facts.decisions import DecisionType

Change = Mapping[str, Any]  # as the change feed has it


class EventType(StrEnum):
    """The types of events that a follower can choose. An event of a fact names the fact in `data.changes[].facts`."""

    ENTITY_CREATED = "entity.created"
    ENTITY_CHANGED = "entity.changed"
    ENTITY_RETIRED = "entity.retired"
    ENTITY_MERGED = "entity.merged"
    ENTITY_RESTORED = "entity.restored"
    ENTITY_ERASED = "entity.erased"
    FACT_RECORDED = "fact.recorded"
    FACT_RETRACTED = "fact.retracted"
    FACT_REINSTATED = "fact.reinstated"
    FACT_RANKED = "fact.ranked"
    FACT_REVISED = "fact.revised"
    FACT_REPLACED = "fact.replaced"
    FACT_ERASED = "fact.erased"
    CONFLICT_OPENED = "conflict.opened"
    CONFLICT_CLOSED = "conflict.closed"


class Event(NamedTuple):
    """One event of a change; an event of one property or fact names it, others concern all that the change shows."""

    type: EventType
    property: str = ""
    fact: str = ""


_OF_ENTITIES = {
    "created": EventType.ENTITY_CREATED,
    "retired": EventType.ENTITY_RETIRED,
    "merged": EventType.ENTITY_MERGED,
    "retirement_reversed": EventType.ENTITY_RESTORED,
    "merge_reversed": EventType.ENTITY_RESTORED,
}
_OF_DECISIONS = {
    DecisionType.RETRACTED: EventType.FACT_RETRACTED,
    DecisionType.REINSTATED: EventType.FACT_REINSTATED,
    DecisionType.RANKED: EventType.FACT_RANKED,
    DecisionType.REVISED: EventType.FACT_REVISED,
    DecisionType.REPLACED: EventType.FACT_REPLACED,
}

_MERGES = ("merged", "merge_reversed")  # causes
_EFFECTS = ("properties", "recorded", "decided", "opened", "closed")


def events_of(change: Change) -> list[Event]:
    """Return the events of a change of the feed, each once.

    `entity.changed` is the event of each shown property that has another value, unless the change created or ended the
    entity. A merge, and its reversal, also change the survivor and those that refer to the merged entity: of all these,
    only the change of the merged entity has no effect besides. Changes that were numbered before followers existed have
    no decisions and no conflicts.
    """
    became = EventType.ENTITY_ERASED if is_erasure(change) else _OF_ENTITIES.get(change["cause"])
    if change["cause"] in _MERGES and any(change.get(name) for name in _EFFECTS):
        became = None  # it is the survivor, or refers to the merged entity
    events = [] if became is None else [Event(became)]
    if became is None:
        events += [Event(EventType.ENTITY_CHANGED, property=name) for name in change["properties"]]
    events += [Event(EventType.FACT_RECORDED, property=name) for name in change.get("recorded", ())]
    events += [
        Event(_OF_DECISIONS[DecisionType(decided["decision"])], property_of(decided["fact"]), decided["fact"])
        for decided in change.get("decided", ())
    ]
    events += [Event(EventType.FACT_ERASED, property_of(fact), fact) for fact in change.get("erased", ())]
    events += [Event(EventType.CONFLICT_OPENED, property=name) for name in change.get("opened", ())]
    events += [Event(EventType.CONFLICT_CLOSED, property=name) for name in change.get("closed", ())]
    return events


def is_erasure(change: Change) -> bool:
    """Return whether a change erased its entity, not only facts of it: then it names those.

    An entity that was erased before its first change had a number has no `first_change`.
    """
    return change.get("first_change") is not None or (change["cause"] == "erased" and not change.get("erased"))


def types_among(events: Collection[Event]) -> list[str]:
    """List the types of some events, each once, in their order above."""
    found = {event.type for event in events}
    return [each.value for each in EventType if each in found]


def property_of(fact_id: str) -> str:
    """Return the property of a fact, which its id names."""
    return fact_id.split("~")[2]

"""Selections: which changes a follower chooses, and which facts and revisions it has used."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, NamedTuple

from chalicelib.domain.following.change_events import Change, Event, EventType, events_of, is_erasure
from chalicelib.domain.following.used_values import is_shown
from chalicelib.late_dataclass import dataclass

_REASONS = {
    EventType.FACT_RETRACTED: "retracted",
    EventType.FACT_REINSTATED: "reinstated",
    EventType.FACT_RANKED: "ranked",
    EventType.FACT_REVISED: "corrected",
    EventType.FACT_REPLACED: "superseded",
    EventType.FACT_ERASED: "erased",
    EventType.CONFLICT_OPENED: "disputed",
    EventType.ENTITY_ERASED: "erased",
    EventType.ENTITY_MERGED: "merged",
    EventType.ENTITY_RETIRED: "retired",
    EventType.ENTITY_RESTORED: "restored",
    EventType.ENTITY_CHANGED: "superseded",
}
REASONS = tuple(dict.fromkeys(_REASONS.values()))


class UsedFact(NamedTuple):
    """A fact that a caller has used, the entity on which it is shown, and the digest of its value there.

    The entity is another than that of the fact if that was merged. Without a digest the value counts as not shown.
    """

    fact: str
    ref: str
    property: str
    digest: str | None = None


class UsedEntity(NamedTuple):
    """A revision of an entity that a caller has used."""

    ref: str
    revision: int


@dataclass(frozen=True)
class Selection:
    """The choice of a follower. Each of the first four narrows the changes, and an empty one does not.

    `facts` and `entities` are what the caller has used: their notices come besides the changes. A selection of nothing
    but those selects no change.
    """

    kinds: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    facts: tuple[UsedFact, ...] = ()
    entities: tuple[UsedEntity, ...] = ()
    of_use_only: bool = False

    def events_in(self, change: Change) -> list[Event]:
        """Return the events of a change that are selected; none if it is not."""
        ref = change["ref"]
        if self.of_use_only or (self.kinds and ref.partition("/")[0] not in self.kinds):
            return []
        if self.refs and ref not in self.refs:
            return []
        return [event for event in events_of(change) if self._has(event, change)]

    def _has(self, event: Event, change: Change) -> bool:
        if self.events and event.type not in self.events:
            return False
        if not self.properties or event.property in self.properties:
            return True
        if event.property:
            return False
        # The end of an entity concerns all its properties; its creation those that it came with.
        return event.type is not EventType.ENTITY_CREATED or not self.properties.isdisjoint(change["properties"])


@dataclass(frozen=True)
class Notice:
    """The news of something that a caller has used: what happened to it, by which change.

    `reasons` are of `REASONS`. `properties` are those that the change concerns, of what was used.
    """

    used: Mapping[str, Any]  # {"fact": id} or {"entity": ref, "revision": number}
    ref: str
    reasons: tuple[str, ...]
    change: int
    at: str
    revision: int
    properties: tuple[str, ...] = ()
    now: Mapping[str, Any] = field(default_factory=dict)  # the values shown now, by property

    def kept(self) -> dict[str, Any]:
        """Return the notice as JSON without the values shown now, which are read with it."""
        return {
            "used": dict(self.used),
            "ref": self.ref,
            "reasons": list(self.reasons),
            "change": self.change,
            "at": self.at,
            "revision": self.revision,
            "properties": list(self.properties),
        }


def notices_of(selection: Selection, change: Change, *, now: Mapping[str, Any] | None = None) -> list[Notice]:
    """Return the notices that a change means for what a caller has used.

    `now` has the values that the change shows instead, by property; a fact is not superseded while its value is still
    the one shown, or among those shown. Without `now` it counts as superseded where its property changed.
    """
    return [*_of_facts(selection.facts, change, now or {}), *_of_entities(selection.entities, change, now or {})]


def _of_facts(facts: Iterable[UsedFact], change: Change, now: Mapping[str, Any]) -> Iterator[Notice]:
    for used in facts:
        if used.ref != change["ref"]:
            continue
        events = [event for event in events_of(change) if _touches(event, used, now)]
        if events:
            shown = {used.property: now[used.property]} if used.property in now else {}
            yield _notice({"fact": used.fact}, change, events, properties=(used.property,), now=shown)


def _touches(event: Event, used: UsedFact, now: Mapping[str, Any]) -> bool:
    """Return whether an event concerns a fact: its own, that of its entity, or a change of what its property shows."""
    if event.fact:
        return event.fact == used.fact
    if event.type is EventType.ENTITY_CHANGED:
        return event.property == used.property and not _is_shown(used, now)
    return event.type in _REASONS and event.property in ("", used.property)


def _is_shown(used: UsedFact, now: Mapping[str, Any]) -> bool:
    return used.digest is not None and used.property in now and is_shown(now[used.property], used.digest)


def _of_entities(entities: Iterable[UsedEntity], change: Change, now: Mapping[str, Any]) -> Iterator[Notice]:
    for used in entities:
        if used.ref != change["ref"] or used.revision >= change["revision"]:
            continue
        events = [event for event in events_of(change) if event.type in _REASONS]
        if events:
            properties = tuple(dict.fromkeys(event.property for event in events if event.property))
            shown = {name: now[name] for name in properties if name in now}
            what = {"entity": used.ref, "revision": used.revision}
            yield _notice(what, change, events, properties=properties, now=shown)


def _notice(
    used: Mapping[str, Any],
    change: Change,
    events: Iterable[Event],
    *,
    properties: tuple[str, ...],
    now: Mapping[str, Any],
) -> Notice:
    found = {_REASONS[event.type] for event in events}
    return Notice(
        used=used,
        ref=change["ref"],
        reasons=tuple(reason for reason in REASONS if reason in found),
        change=change["number"],
        at=change["at"],
        revision=change["revision"],
        properties=() if is_erasure(change) else properties,
        now=now,
    )

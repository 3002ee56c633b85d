"""The flat view: the slots of an entity as one plain JSON object, with every standing value in it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Erased, Missing, Ref, Value, covers
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot
from chalicelib.operations.entities.shown_origins import origins_shown

# Weakest first: a list is as hedged as its most hedged value.
HEDGES = ("rumoured", "alleged", "expected", "opinion", "derived", "conditional")

Redirects = Mapping[str, str]
Entry = dict[str, Any]


class ShownProperty(NamedTuple):
    """One property in the flat view; without `is_shown` at most with values beside those shown."""

    is_shown: bool = False
    value: Any = None
    sources: tuple[str, ...] = ()
    hedge: str | None = None
    terms: Entry | None = None
    also: Sequence[Entry] = ()
    is_disputed: bool = False
    origins: Any = None


class ListValue(NamedTuple):
    """The entries of a list, each once, and the places at which each of them came."""

    entries: list[Any]
    places: Sequence[Sequence[int]]


def render_view(resolved: ResolvedEntity, redirects: Redirects) -> dict[str, Any]:
    """Write the flat view without its revision and times. `redirects` maps merged entities to their survivors."""
    shown = {name: render_property(resolved, slots, redirects) for name, slots in resolved.slots.items()}
    return flat_view(resolved.kind, resolved.ref, shown, type_name=resolved.type_name)


def flat_view(
    kind: Kind, ref: str, properties: Mapping[str, ShownProperty], *, type_name: str | None
) -> dict[str, Any]:
    """Join the properties of an entity, which come in their order, to its flat view."""
    view: dict[str, Any] = {"ref": ref, "kind": kind.name, "slug": Ref.of(ref).slug}
    if type_name is not None:  # an event has its type before anything about it is in print
        view["type"] = type_name
    shown = {name: each for name, each in properties.items() if each.is_shown}
    view |= {name: each.value for name, each in shown.items()}
    also = {name: [*each.also] for name, each in properties.items() if each.also}
    terms = {name: each.terms for name, each in shown.items() if each.terms}
    view |= {name: each for name, each in (("also", also), ("terms", terms)) if each}
    own_words = ("type", kind.label)  # the writer's, which nobody doubts
    return view | {
        "disputed": [name for name, each in properties.items() if each.is_disputed],
        "hedged": {name: each.hedge for name, each in shown.items() if each.hedge and name not in own_words},
        "sources": sorted({source for each in shown.values() for source in each.sources}),
        "origins": {name: each.origins for name, each in shown.items()},
    }


def render_property(resolved: ResolvedEntity, slots: Sequence[ResolvedSlot], redirects: Redirects) -> ShownProperty:
    """Write what the flat view says of a property with these slots."""
    declared = slots[0].declared
    chosen = shown_facts(resolved, slots)
    shown = [(slot, fact) for slot, fact in chosen if not at_itself(fact, resolved.ref, redirects)]
    facts = [fact for _, fact in shown]
    value = _property_value(declared, shown, redirects) if shown else ListValue([], ())
    return ShownProperty(
        is_shown=bool(shown),
        value=(value.entries if declared.is_list else value.entries[0]) if shown else None,
        sources=tuple(sorted({fact.evidence.source for fact in facts})),
        hedge=weakest(hedge_of(fact) for fact in facts),
        terms=terms_of(declared, facts[0]) if shown and not declared.is_list else None,
        also=also_beside(chosen, slots, resolved.ref, redirects),
        is_disputed=any(slot.reading.is_disputed for slot in slots),
        origins=origins_shown(resolved.kind, [slot for slot, _ in shown], value.places) if shown else None,
    )


def weakest(hedges: Iterable[str | None]) -> str | None:
    """Return the hedge of a list, that of its most hedged value; None if no value is hedged."""
    return min((each for each in hedges if each), key=HEDGES.index, default=None)


def shown_facts(resolved: ResolvedEntity, slots: Sequence[ResolvedSlot]) -> list[tuple[ResolvedSlot, Fact]]:
    """Return the facts that the flat view shows, with their slots: of each slot one, or one of all."""
    found = [(slot, chosen) for slot in slots if (chosen := slot.reading.chosen) is not None]
    choice = resolved.choices.get(slots[0].declared.name)
    if choice is not None:
        return [(slot, fact) for slot, fact in found if choice.shown is not None and fact.id == choice.shown.id][:1]
    if slots[0].declared.shape is Shape.MANY:
        return [(slot, fact) for slot, fact in found if not isinstance(fact.value, Missing | Erased)] or found
    return found


def _property_value(declared: Property, shown: Sequence[tuple[ResolvedSlot, Fact]], redirects: Redirects) -> ListValue:
    if not declared.is_list:
        return ListValue([plain(shown[0][1].value, redirects)], [[0]])
    lacks_base = None if declared.lacks_base is None else declared.lacks_base(fact.content for _, fact in shown)
    entries = [list_entry(slot, fact, redirects, lacks_base=lacks_base) for slot, fact in shown]
    return list_value(entries, [hedge_of(fact) for _, fact in shown])


def list_value(entries: Sequence[Any], hedges: Sequence[str | None]) -> ListValue:
    """Write the value of a list: each entry says how it is hedged where not all of them are hedged alike."""
    if len(entries) == 1:
        return _each_once(entries)
    said = [_hedge(hedge) for hedge in hedges]
    differ = any(each != said[0] for each in said)
    return _each_once([*map(_with_hedge, entries, said)] if differ else entries)


def _with_hedge(entry: Any, hedge: Entry) -> Any:
    """Add to an entry how it is hedged, where not all entries of its list are hedged alike."""
    if not hedge:
        return entry
    return (entry if isinstance(entry, dict) and "value" in entry else {"value": entry}) | hedge


def list_entry(
    slot: ResolvedSlot, fact: Fact, redirects: Redirects, *, lacks_base: Callable[[Content], bool] | None = None
) -> Any:
    """Write an entry of a list; a plain one is wrapped where the value is not all that there is to say."""
    entry = value_entry(fact, redirects)
    if _is_side(slot, fact):
        entry["disputed"] = True
    if lacks_base is not None and lacks_base(fact.content):
        entry["relative_to"] = Missing("unknown").json()
    return entry["value"] if len(entry) == 1 and not slot.declared.is_wrapped else entry


def _is_side(slot: ResolvedSlot, fact: Fact) -> bool:
    """Return whether a fact is a side of an open conflict."""
    conflict = slot.reading.conflict
    return conflict is not None and not conflict.settled and any(fact.id in side.facts for side in conflict.sides)


def value_entry(fact: Fact, redirects: Redirects) -> Entry:
    """Write a value with all that is said of it."""
    content = fact.content
    entry = {"value": plain(content.value, redirects)}
    entry |= {name: plain(each, redirects) for name, each in content.qualifiers.items()}
    if content.scope is not None:
        entry["scope"] = plain(content.scope, redirects)
    entry |= {name: each for name in ("period", "condition") if (each := getattr(content, name)) is not None}
    if content.valid is not None:
        entry["valid"] = content.valid.json()
    return entry


def terms_of(declared: Property, fact: Fact) -> Entry:
    """Return the condition and the period of a plain value, which it cannot carry, and `valid` of a fixed one.

    `valid` of a lasting value decides when it is shown. On a fixed property it decides nothing, so it is shown.
    """
    content = fact.content
    valid = None if declared.lasting or content.valid is None else content.valid.json()
    said = {"condition": content.condition, "period": content.period, "valid": valid}
    return {member: each for member, each in said.items() if each is not None}


def also_beside(
    chosen: Iterable[tuple[ResolvedSlot, Fact]], slots: Sequence[ResolvedSlot], ref: str, redirects: Redirects
) -> list[Entry]:
    """List the standing values of slots that are neither chosen to be shown nor in an open conflict."""
    shown = {fact.id for _, fact in chosen}
    facts = [fact for slot in slots for fact in _unseen(slot, shown)]
    if not facts:
        return []
    listed = [fact for fact in facts if not at_itself(fact, ref, redirects)]
    return distinct([value_entry(fact, redirects) | _hedge(hedge_of(fact)) for fact in listed])


def _unseen(slot: ResolvedSlot, shown: set[str]) -> Iterator[Fact]:
    """Yield the facts of a slot that stand and affirm a value that nobody would see."""
    reading = slot.reading
    chosen = reading.chosen
    if chosen is None or chosen.is_unknown:
        return
    if chosen.id not in shown and not _is_none_of_many(slot, chosen):
        yield chosen
    if len(reading.standing) > 1:
        for fact in reading.standing:
            is_seen = not fact.affirms or fact.id in shown or _is_side(slot, fact)
            if not is_seen and not covers(fact.value, chosen.value, fixed=not slot.declared.lasting):
                yield fact


def _is_none_of_many(slot: ResolvedSlot, fact: Fact) -> bool:
    """Return whether a fact says that a list has no members, or was erased: beside members that is shown nowhere."""
    return slot.declared.shape is Shape.MANY and isinstance(fact.value, Missing | Erased)


def _hedge(hedge: str | None) -> Entry:
    return {} if hedge is None or hedge == "conditional" else {"hedged": hedge}


def hedge_of(fact: Fact) -> str | None:
    """Return how a fact differs from a plain assertion; None if it does not."""
    evidence = fact.evidence
    if evidence.certainty is not Certainty.ASSERTED:
        return evidence.certainty.value
    if evidence.basis in (Basis.OPINION, Basis.DERIVED):
        return evidence.basis.value
    return None if fact.content.condition is None else "conditional"


def at_itself(fact: Fact, ref: str, redirects: Redirects) -> bool:
    """Return whether the value came to point at the entity itself by a merge."""
    return redirects.get(str(fact.value)) == ref if isinstance(fact.value, Ref) else False


def plain(value: Value, redirects: Redirects) -> Any:
    """Return a value as the view shows it: a merged entity as its survivor."""
    return redirects.get(str(value), str(value)) if isinstance(value, Ref) else value.json()


def distinct(entries: Sequence[Any]) -> list[Any]:
    """Drop repeats, which appear where two values were merged into one entity."""
    return _each_once(entries).entries


def _each_once(entries: Sequence[Any]) -> ListValue:
    if len(entries) <= 1:
        return ListValue([*entries], [[0]] * len(entries))
    found: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        found.setdefault(json.dumps(entry, sort_keys=True), []).append(place)
    return ListValue([entries[places[0]] for places in found.values()], [*found.values()])

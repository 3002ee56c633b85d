"""Replacement marks: a fact names the facts that replace it, in a dated decision whenever a write changes which.

A fact is replaced by the facts that name it in `replaces`, and by those of its slot whose source supersedes its own, if
they are on record, not deprecated, at least as certain and, of two of one slot, hold whenever it does. So every reader
of a fact knows what became of it without reading others.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from chalicelib.domain.facts.decisions import MAX_MARKED, Decision, DecisionType, Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.giving_way import supersedes
from chalicelib.domain.resolving.presence import lifetime
from chalicelib.domain.resolving.print_dates import in_print
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.reading.older_codes import with_newer_codes
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.operations.entities.resolved_entity import type_name_of
from chalicelib.operations.transactions.staging.copies import Stamp, signed_decision

Marks = Mapping[str, Sequence[Fact]]
"""The facts that replace each of those that are replaced, the firmest first."""


def with_marks(
    kind: Kind, before: Mapping[str, Fact], changed: Mapping[str, Fact], *, number: int, stamp: Stamp
) -> dict[str, Fact]:
    """Return the changed facts of an entity and, with new marks, those that this replaces or no longer replaces.

    Marks that older code has not made are left to a repair: they could be more than a transaction has room for.
    """
    if not changed:
        return {}
    after = {**before, **changed}
    old, new = _marks_of(kind, before.values()), _marks_of(kind, after.values())
    concerned = {
        name: after[name] for name in (*changed, *old, *new) if name in changed or old.get(name) != new.get(name)
    }
    decisions = _due_decisions(concerned.values(), new)
    marked = {
        name: replace(after[name], decisions=(*after[name].decisions, signed_decision(each, number, stamp)))
        for name, each in decisions.items()
    }
    return {**changed, **marked}


def missing_marks(kind: Kind, facts: Collection[Fact]) -> dict[str, Decision]:
    """Return the decisions that the facts of an entity lack, if they were recorded by code that made no marks."""
    return _due_decisions(facts, _marks_of(kind, facts))


def _due_decisions(facts: Collection[Fact], marks: Marks) -> dict[str, Decision]:
    """Return a decision for each standing fact whose mark is not as it should be."""
    due: dict[str, Decision] = {}
    for fact in facts:
        replacing = marks.get(fact.id, ())
        if not (replacing or fact.decisions):  # as most facts are
            continue
        mark = tuple(each.id for each in replacing), tuple(in_print(each) for each in replacing)
        if mark != _recorded_mark(fact) and fact.standing(None).stands:
            replaced_by, printed = mark
            due[fact.id] = Decision(DecisionType.REPLACED, None, replaced_by=replaced_by, in_print=printed)
    return due


def _recorded_mark(fact: Fact) -> tuple[tuple[str, ...], tuple[str, ...]]:
    last = next((d for d in reversed(fact.decisions) if d.verdict is DecisionType.REPLACED), None)
    return ((), ()) if last is None else (last.replaced_by, last.in_print)


def _marks_of(kind: Kind, facts: Collection[Fact]) -> Marks:
    """Return what replaces each standing fact of an entity."""
    named: dict[str, list[Fact]] = {}
    for fact in facts:
        for name in fact.evidence.replaces if _is_effective(fact) else ():
            named.setdefault(name, []).append(fact)
    superseded = _superseded(kind, facts)
    if not named and not superseded:
        return {}
    found: dict[str, Sequence[Fact]] = {}
    for fact in facts:
        if fact.id in named or fact.id in superseded:
            replacing = [each for each in named.get(fact.id, ()) if each.id != fact.id and _is_as_certain(each, fact)]
            replacing += superseded.get(fact.id, ())
            found[fact.id] = sorted({each.id: each for each in replacing}.values(), key=_firmest)[:MAX_MARKED]
    return {name: each for name, each in found.items() if each}


def _superseded(kind: Kind, facts: Collection[Fact]) -> dict[str, list[Fact]]:
    """Return the facts of superseding sources, by the facts of their slot that they replace."""
    sources = {source for fact in facts if fact.supersedes for source in fact.supersedes}
    if not sources or not any(fact.evidence.source in sources for fact in facts):
        return {}
    by_property: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.recorded_at, fact.place, fact.id)):
        by_property.setdefault(fact.content.property, []).append(fact)
    type_name = type_name_of(kind, by_property.get("type", []))
    read = with_newer_codes(kind, type_name, by_property, known_at=None)
    found: dict[str, list[list[Fact]]] = {}
    for declared in kind.all_properties(type_name=type_name):
        for each, replacing in _superseded_in(declared, read.get(declared.name, ())):
            found.setdefault(each.id, []).append(replacing)
    # `none` and `unknown` are in a slot of each unit: they are replaced if they are in all of them.
    return {name: [fact for each in slots for fact in each] for name, slots in found.items() if all(slots)}


def _superseded_in(declared: Property, facts: Sequence[Fact]) -> Iterator[tuple[Fact, list[Fact]]]:
    if not any(fact.supersedes for fact in facts):
        return
    for slot in reading_slots(renewed_facts(declared, facts), slot_shape(declared)).values():
        firmest_first = sorted((fact for fact in slot if fact.supersedes and _is_effective(fact)), key=_firmest)
        for fact in slot if firmest_first else ():
            replacing = (each for each in firmest_first if _replaces_in_slot(each, fact, declared))
            yield fact, [*islice(replacing, MAX_MARKED)]


def _replaces_in_slot(fact: Fact, other: Fact, declared: Property) -> bool:
    if not supersedes(fact, other) or not _is_as_certain(fact, other):
        return False
    (first, last), (others_first, others_last) = lifetime(fact), lifetime(other)
    return not declared.lasting or (first <= others_first and others_last <= last)


def _is_effective(fact: Fact) -> bool:
    standing = fact.standing(None)
    return standing.stands and standing.rank is not Rank.DEPRECATED


def _is_as_certain(fact: Fact, other: Fact) -> bool:
    return fact.evidence.certainty.weakness <= other.evidence.certainty.weakness


def _firmest(fact: Fact) -> tuple[int, str]:
    return fact.evidence.certainty.weakness, fact.id

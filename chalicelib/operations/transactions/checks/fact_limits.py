"""Room: how many facts an entity and each of its slots keep; what would pass that is refused before it is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chalicelib.domain.errors import Fault, TooManyFacts
from chalicelib.domain.facts import slot_part
from chalicelib.operations.bounds import MAX_ENTITY_FACTS, MAX_SLOT_FACTS
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.staging import Change, draft_ids


class _Passed(NamedTuple):
    """A bound that is passed: how many facts there would be, how many are the most, and a fault for each beyond it."""

    facts: int
    limit: int
    faults: tuple[Fault, ...]


def must_have_room(changes: Iterable[tuple[Entity, Change]]) -> None:
    """Refuse changes that would leave an entity, or one of its slots, with more facts than it keeps.

    Only new facts can pass a bound: whatever is on record can be read and decided on. Facts of series lie in
    partitions of their own and do not count. Raises TooManyFacts.
    """
    passed = [each for entity, change in changes for each in _passed(entity, change)]
    if passed:
        first = passed[0]
        faults = {fault.pointer: fault for each in reversed(passed) for fault in each.faults}
        context = {"facts": first.facts, "limit": first.limit}
        raise TooManyFacts(first.faults[0].detail, faults=tuple(faults.values()), context=context)


def _passed(entity: Entity, change: Change) -> Iterator[_Passed]:
    """Give each bound that a change of an entity passes."""
    if len(entity.facts) + len(change.drafts) <= MAX_SLOT_FACTS:
        return
    names = zip(draft_ids(change), change.drafts, strict=True)
    new = {name: draft.at for name, draft in names if not draft.declared.series and name not in entity.facts}
    if new:
        yield from _too_many(f"{entity.ref} keeps", list(new.values()), len(entity.facts), MAX_ENTITY_FACTS)
        in_slots = Counter(map(slot_part, entity.facts))
        for slot, pointers in _by_slot(new).items():
            keeps = f"The slot of `{slot.split('~')[2]}` keeps"
            yield from _too_many(keeps, pointers, in_slots[slot], MAX_SLOT_FACTS)


def _by_slot(new: dict[str, str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, pointer in new.items():
        grouped.setdefault(slot_part(name), []).append(pointer)
    return grouped


def _too_many(keeps: str, pointers: list[str], on_record: int, limit: int) -> Iterator[_Passed]:
    facts = on_record + len(pointers)
    if facts > limit:
        detail = f"{keeps} at most {limit} facts, retracted ones too, and would have {facts}."
        beyond = pointers[max(limit - on_record, 0) :]
        yield _Passed(facts, limit, tuple(Fault(pointer, "too_many_facts", detail) for pointer in beyond))

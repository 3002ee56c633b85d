"""Conflicts within a series: on each day on which a value starts that contradicts another one holding on that day.

A value with a stated end holds for at most 31 days, so only the facts that start in the 31 days before a day are
compared. Each open conflict is a separate row: a series can be in conflict on more days than a view can hold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from chalicelib.domain.facts.fact_tokens import day_token, slot_of, slot_part, slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import plus_ms
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.read_time import NOW, Moment
from chalicelib.domain.resolving.reading_slots import reading_slots, unit_group
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory, timeline_steps
from chalicelib.domain.values import Ref, When
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.entities.explaining import describe_conflict
from chalicelib.operations.entities.resolved_entity import ResolvedSlot
from chalicelib.operations.entities.series.series_slots import MAX_SLOTS_A_PAGE, SLOT_TOKEN_CHARS, slots_in_partition
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Key, Row


def series_of(fact: Fact) -> Property | None:
    """Return the series that a fact belongs to; None if it is stored with its entity."""
    declared = KINDS[Ref.of(fact.entity).kind].property(fact.content.property)
    return declared if declared is not None and declared.series else None


def first_day(valid: When | None) -> str | None:
    """Return the day on which a value starts; None if its start is open."""
    return None if valid is None or valid.start is None else valid.first_day


def day_after(day: str, days: int) -> str:
    """Return the day so many days after another, or before it if negative; the calendar ends the count."""
    number = date.fromisoformat(day).toordinal() + days
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal())).isoformat()


def token_of_day(day: str) -> str:
    """Return the part of the ids of facts that start on a day."""
    return day_token(When(day))


def conflicts_on(facts: Iterable[Fact], day: str, *, moment: Moment = NOW) -> dict[str, dict[str, Any]]:
    """Return the open conflicts that begin on a day in one slot of a series, one for each unit and condition.

    Each has a part of its row's key, which is empty for the first.
    """
    found = [each for each in conflicts_at(facts, day, moment=moment) if each.conflict["day"] == day]
    ordered = sorted(found, key=lambda each: (each.conflict["opened_at"], each.slot))
    return {slot_token(each.slot) if number else "": each.conflict for number, each in enumerate(ordered)}


class DayConflict(NamedTuple):
    """An open conflict within a series, as the API shows it with its day, and the name of its slot."""

    slot: str
    conflict: dict[str, Any]


def conflicts_at(facts: Iterable[Fact], day: str, *, moment: Moment = NOW) -> Iterator[DayConflict]:
    """Yield the open conflicts on a day in one slot of a series, each with the day on which its last side starts."""
    earliest = day_after(day, -SERIES_DAYS)
    known = (fact.as_known(moment.known_at) for fact in facts)
    near = [fact for fact in known if (at := first_day(fact.content.valid)) is not None and earliest <= at <= day]
    declared = series_of(near[0]) if near else None
    if declared is None:
        return
    starts = {fact.id: first_day(fact.content.valid) or "" for fact in near}
    for slot in _slots_on(near, declared, day, moment):
        conflict = slot.reading.conflict
        if conflict is not None and not conflict.settled:
            last = max(starts[name] for side in conflict.sides for name in side.facts)
            yield DayConflict(slot.name, {**describe_conflict(slot, conflict), "day": last})


def read_conflicts(world: World, ref: str, declared: Property, *, moment: Moment, day: str) -> list[dict[str, Any]]:
    """Return the open conflicts within a series of an entity on a day.

    One query for each slot, one to find each but that of the whole, and one or two that find no more. At most eight
    slots.
    """
    pk = keys.series(ref, declared.name)
    found = islice(slots_in_partition(world, pk, whole=slot_token(slot_of({}))), MAX_SLOTS_A_PAGE)
    conflicts: list[dict[str, Any]] = []
    for token in [each.token for each in found]:
        start, end = keys.days_of(token, token_of_day(day_after(day, -SERIES_DAYS)), token_of_day(day))
        rows = world.table.query(None, pk, start=start, end=end).rows
        conflicts += [each.conflict for each in conflicts_at(map(read_fact_row, rows), day, moment=moment)]
    return conflicts


def _slots_on(facts: Sequence[Fact], declared: Property, day: str, moment: Moment) -> Iterator[ResolvedSlot]:
    """Yield the slots of a series as they read on a day: the facts of one address can be in several units."""
    instant = f"{day}T00:00:00.000Z"
    rules = slot_rules(KINDS[Ref.of(facts[0].entity).kind], declared)
    for name, each in reading_slots(facts, slot_shape(declared)).items():
        history = SlotHistory(each, rules, entity_context(facts, moment))
        for step in timeline_steps(history, moment=moment, first=instant, until=plus_ms(instant, 1)):
            yield ResolvedSlot(declared, name, step.reading, unit_group(each))


def conflict_rows(facts: Iterable[Fact], days: Iterable[tuple[str, str]] | None = None) -> dict[Key, Row]:
    """Return the rows of the open conflicts among facts of series of one entity, on the days on which they start.

    `days` limits them to some days, each with the part of a fact's id that names its slot.
    """
    slots: dict[str, list[Fact]] = {}
    for fact in facts:
        slots.setdefault(slot_part(fact.id), []).append(fact)
    rows: dict[Key, Row] = {}
    wanted = None if days is None else set(days)
    for slot, each in slots.items():
        for day in sorted({day for fact in each if (day := first_day(fact.content.valid)) is not None}):
            if wanted is None or (slot, day) in wanted:
                rows |= _rows_of_day(slot, each, day)
    return rows


def _rows_of_day(slot: str, facts: list[Fact], day: str) -> dict[Key, Row]:
    begins = slot[-SLOT_TOKEN_CHARS:] + token_of_day(day)
    found = [_row_of(facts[0], begins + part, each) for part, each in conflicts_on(facts, day).items()]
    return {row.key: row for row in found}


def _row_of(fact: Fact, token: str, conflict: dict[str, Any]) -> Row:
    ref, name = fact.entity, fact.content.property
    where = {"opened": conflict["opened_at"], "ref": ref, "slot": token}
    key = keys.conflict_key(Ref.of(ref).kind, name, **where)
    indexes = keys.conflict_indexes(Ref.of(ref).kind, name, **where)
    # Open no earlier than it opened: as of an earlier moment the day is read again.
    body: Mapping[str, Any] = {"ref": ref, **conflict, "token": token, "since": conflict["opened_at"]}
    return Row(key, dict(body), indexes=indexes)

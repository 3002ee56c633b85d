"""The rows of conflicts within series that a write changes: found among the facts near those that it touches."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from chalicelib.domain.facts.fact_tokens import AFTER_SLOT, slot_part
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import FOREVER, Instant
from chalicelib.domain.values import When
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.entities.series.series_conflicts import (
    conflict_rows,
    day_after,
    first_day,
    token_of_day,
)
from chalicelib.operations.entities.series.series_slots import SLOT_TOKEN_CHARS
from chalicelib.operations.transactions.staging.view_update import historical_row
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_fact_row
from chalicelib.store.records.view_parts import SeriesDay
from chalicelib.store.rows import Action, Delete, Key, Put, Row


class SeriesChange(NamedTuple):
    """The changes of a write to the conflicts within series: actions, and how many more are open."""

    actions: Sequence[Action] = ()
    opened: int = 0


class SeriesSpan(NamedTuple):
    """The id of a fact of a series, and when its value is valid."""

    fact_id: str
    valid: When | None


class _Reach(NamedTuple):
    """The days, in a slot of a series, on which a fact can be in conflict."""

    slot: str
    first: str
    last: str

    def covers(self, slot: str, day: str) -> bool:
        """Return whether a day of a slot is one of them."""
        return slot == self.slot and self.first <= day <= self.last


def load_neighbours(world: World, spans: Sequence[SeriesSpan]) -> dict[str, Fact]:
    """Read facts of series and those that may contradict them: one query for each stretch of days of a slot.

    A stretch reaches from 31 days before a fact to its end, or to 31 days after its start if it states no end. Facts
    with an open start are in no conflict: they are read by their ids.
    """
    undated = [keys.series_fact_key(each.fact_id) for each in spans if first_day(each.valid) is None]
    rows = world.table.get(list(dict.fromkeys(undated)), consistent=True) if undated else {}
    found = {fact.id: fact for fact in map(read_fact_row, rows.values())}
    for stretch in _merged_stretches(_reaches(spans)):
        address = keys.fact_address(f"{stretch.slot}0")
        assert address is not None  # noqa: S101  for the type checker: the slot is the beginning of a fact's id
        start, end = keys.days_of(address.token[:-1], stretch.first, stretch.last)
        pk = keys.series(address.ref, address.property)
        page = world.table.query(None, pk, start=start, end=end, consistent=True)
        found |= {fact.id: fact for fact in map(read_fact_row, page.rows)}
    return found


def pending_rows(world: World, days: Iterable[SeriesDay]) -> dict[Key, Row]:
    """Return the rows of the conflicts on some days of series: one query for each stretch of days of a slot."""
    wanted = list(days)
    whole_days = [SeriesSpan(f"{slot}{'0' * AFTER_SLOT}", When(f"{day}/{day}")) for slot, day in wanted]
    return conflict_rows(load_neighbours(world, whole_days).values(), wanted)


def day_of_action(action: Action) -> SeriesDay | None:
    """Return the day of the conflict within a series that an action writes."""
    is_conflict = isinstance(action, Put) and "day" in action.row.body and "until" not in action.row.body
    return day_of_row(action.row) if isinstance(action, Put) and is_conflict else None


def day_of_row(row: Row) -> SeriesDay:
    """Return the day of a series whose conflict a row is about."""
    token = row.body["token"][:SLOT_TOKEN_CHARS]
    return SeriesDay(f"{row.body['ref'].replace('/', '~', 1)}~{row.body['property']}~{token}", row.body["day"])


def change_series(before: Mapping[str, Fact], touched: Sequence[Fact], *, at: Instant) -> SeriesChange:
    """Return what becomes of the conflicts among neighbours with some facts as they are after the write."""
    after = {**before, **{fact.id: fact for fact in touched}}
    starts = {
        (slot_part(fact.id), day) for fact in after.values() if (day := first_day(fact.content.valid)) is not None
    }
    reaches = _reaches(SeriesSpan(fact.id, fact.content.valid) for fact in touched)
    days = {(slot, day) for slot, day in starts if any(each.covers(slot, day) for each in reaches)}
    old, new = conflict_rows(before.values(), days), conflict_rows(after.values(), days)
    actions: list[Action] = []
    for key, row in old.items():
        actions += [] if key in new else [Put(historical_row(row, at)), Delete(key)]
    actions += [Put(row) for key, row in new.items() if old.get(key) != row]
    return SeriesChange(actions, len(new) - len(old))


def names_side(row: Row, facts: Collection[str]) -> bool:
    """Return whether one of some facts is a side of the conflict in a row."""
    return any(name in facts for side in row.body.get("sides", ()) for name in side["facts"])


def without_sides(row: Row) -> Row:
    """Return the historical row of a conflict without its values: who asks for that time reads the day again."""
    return replace(row, body={**row.body, "sides": [], "shown": None, "why": [], "slot": {}})


def erase_sides(actions: Iterable[Action], facts: Collection[str]) -> list[Action]:
    """Take the values out of the historical rows of conflicts of which one of some facts is a side."""
    return [
        Put(without_sides(each.row))
        if isinstance(each, Put) and "until" in each.row.body and names_side(each.row, facts)
        else each
        for each in actions
    ]


def add_series_conflicts(counts: Mapping[str, int], before: View | None, view: View) -> dict[str, int]:
    """Add to the counts of a revision the conflicts within series that it opened or closed."""
    opened = _live_conflicts(view) - (_live_conflicts(before) if before else 0)
    total = counts.get("conflicts", 0) + opened
    others = {name: count for name, count in counts.items() if name != "conflicts"}
    return others | ({"conflicts": total} if total else {})


def without_series_conflicts(view: View, counted: Mapping[str, int]) -> dict[str, int]:
    """Return counts without the conflicts within the series of an entity, as if only its view had conflicts."""
    return {**counted, "conflicts": counted.get("conflicts", 0) - _live_conflicts(view)}


def _live_conflicts(view: View) -> int:
    return view.series_conflicts if view.lifecycle is None else 0


def _reaches(spans: Iterable[SeriesSpan]) -> list[_Reach]:
    found = []
    for fact_id, valid in spans:
        first = first_day(valid)
        if valid is not None and first is not None:
            ends = valid.last_day if valid.is_interval else FOREVER[:10]
            found.append(_Reach(slot_part(fact_id), first, min(ends, day_after(first, SERIES_DAYS))))
    return sorted(set(found))


def _merged_stretches(reaches: Iterable[_Reach]) -> list[_Reach]:
    """Return the stretches of days to read, as tokens; those that overlap are one."""
    merged: list[_Reach] = []
    for each in reaches:
        stretch = _Reach(each.slot, token_of_day(day_after(each.first, -SERIES_DAYS)), token_of_day(each.last))
        if merged and merged[-1].slot == stretch.slot and stretch.first <= merged[-1].last:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, stretch.last))
        else:
            merged.append(stretch)
    return merged

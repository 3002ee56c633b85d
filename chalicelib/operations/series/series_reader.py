"""Pages of a series: what a page needs is read from the series' own partition, and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from chalicelib.domain import instants
from chalicelib.domain.facts import Fact, day_token
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant
from chalicelib.domain.resolving.presence import lifetime
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.timeline_steps import Step, relevant_facts, timeline_steps
from chalicelib.domain.values import When
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Key, Page

BEFORE = 64  # rows: two sources a day, for the days before a window that can reach into it
CLOSE_BY = 32  # rows before a page that are sooner read again than fetched one by one
MAX_KEPT_FACTS = 20  # facts, which fit into a cursor
MAX_REREAD_ROWS = 1000


@dataclass(frozen=True)
class Window:
    """The days asked for: from an instant until another that is no part of it."""

    first: Instant = BEGINNING
    until: Instant = FOREVER


@dataclass(frozen=True)
class SeriesPosition:
    """Where a page begins: at an instant, reading from a sort key on.

    `again` rows from there were read for the page before; `kept` are the tokens of older facts that still matter.
    """

    at: Instant
    start: str
    again: int = 0
    kept: tuple[str, ...] = ()

    def json_value(self) -> dict[str, Any]:
        """Write the place as a cursor holds it."""
        return {"at": self.at, "start": self.start, "again": self.again, "kept": list(self.kept)}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Read the place of a cursor. Raises BadCursor."""
        match raw:
            case {"at": str(at), "start": str(start), "again": int(again), "kept": list(kept)}:
                place = cls(at, start, again, tuple(map(str, kept)))
                if (
                    instants.parse(at) == at
                    and 0 <= again <= MAX_REREAD_ROWS
                    and all(map(_is_token, (start, *place.kept)))
                ):
                    return place
        raise not_a_cursor()


@dataclass(frozen=True)
class StepsPage:
    """A page of steps, where the next begins (None: this is the last), and how many rows were read."""

    steps: list[Step]
    next: SeriesPosition | None
    read: int


@dataclass(frozen=True)
class SeriesSlot:
    """One slot of a series: its partition and its token."""

    pk: str
    token: str

    def place(self, window: Window) -> SeriesPosition:
        """Give where the first page of a window begins: a stated end lies at most a month after its start."""
        start, _ = keys.days_of(self.token, _day(window.first, days_before=SERIES_DAYS), "")
        return SeriesPosition(window.first, start, again=0 if window.first == BEGINNING else BEFORE)

    def end(self, window: Window) -> str:
        """Give the last sort key of a window."""
        last = "" if window.until == FOREVER else _day(instants.plus_ms(window.until, -1))
        return keys.days_of(self.token, "", last)[1]


def read_stretch(
    world: World, slot: SeriesSlot, *, window: Window, moment: Moment, limit: int, place: SeriesPosition | None
) -> StepsPage:
    """Read a page of at most `limit` steps from a place on (None: the window's first).

    One query; another where so many facts share a day that nothing could be said of it yet, and one for older values
    that still hold: those a cursor kept, or those before a window in front of which a month is empty.
    """
    begins = place or slot.place(window)
    facts = _kept(world, slot, begins)
    after, read = None, len(facts)
    while True:
        page = world.table.query(
            None, slot.pk, start=begins.start, end=slot.end(window), limit=limit + 2 + begins.again, after=after
        )
        facts |= _facts(page)
        read += len(page.rows)
        if place is None and after is None:
            older = _older(world, slot, begins, facts)
            facts, read = facts | older, read + len(older)
        edge = min(_known_until(page), window.until)
        found = timeline_steps(facts.values(), moment=moment, first=begins.at, until=edge) if edge > begins.at else []
        if found and edge < window.until and found[-1].until == edge:
            edge = found.pop().first  # it may go on
        if found or page.next is None:
            break
        after = page.next
    at = found[limit].first if len(found) > limit else edge if page.next is not None and edge < window.until else None
    return StepsPage(found[:limit], None if at is None else _next_place(slot, facts, moment, at), read)


def last_step(world: World, slot: SeriesSlot, *, moment: Moment, until: Instant) -> Step | None:
    """Read the last step that begins before an instant, whether or not it is over then: one query."""
    window = Window(until=until)
    page = world.table.query(None, slot.pk, start=slot.token, end=slot.end(window), descending=True, limit=BEFORE)
    found = timeline_steps(_facts(page).values(), moment=moment, until=until)
    return found[-1] if found else None


def _kept(world: World, slot: SeriesSlot, place: SeriesPosition) -> dict[str, Fact]:
    rows = world.table.get([Key(slot.pk, token) for token in place.kept]) if place.kept else {}
    return {key.sk: read_fact_row(row) for key, row in rows.items()}


def _facts(page: Page) -> dict[str, Fact]:
    return {row.key.sk: read_fact_row(row) for row in page.rows}


def _older(world: World, slot: SeriesSlot, place: SeriesPosition, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Read what began before a window that has an empty month before it: a value without an end may hold still."""
    if place.at == BEGINNING or any(lifetime(fact)[0] < place.at for fact in facts.values()):
        return {}
    found = world.table.query(None, slot.pk, start=slot.token, end=place.start, descending=True, limit=BEFORE)
    return _facts(found)


def _known_until(page: Page) -> Instant:
    """Give until when all facts are read that begin by then: of the last day there may be more to come."""
    return lifetime(read_fact_row(page.rows[-1]))[0] if page.next and page.rows else FOREVER


def _next_place(slot: SeriesSlot, facts: Mapping[str, Fact], moment: Moment, at: Instant) -> SeriesPosition:
    """Say where to go on, so that nothing that still matters is missed and little is read twice."""
    tokens = {fact.id: token for token, fact in facts.items()}
    before = sorted(token for token, fact in facts.items() if lifetime(fact)[0] < at)
    matter = sorted(tokens[fact.id] for fact in relevant_facts(facts.values(), moment=moment, instant=at))
    kept = [token for token in matter if token not in before[-CLOSE_BY:]][:MAX_KEPT_FACTS]
    near = [token for token in matter if token not in kept]
    start = near[0] if near else slot.token + _day(at)
    return SeriesPosition(
        at, start, again=min(sum(token >= start for token in before), MAX_REREAD_ROWS), kept=tuple(kept)
    )


def _day(instant: Instant, *, days_before: int = 0) -> str:
    """Give the token of an instant's day, or of one before it; empty where the calendar begins."""
    if instant == BEGINNING or date.fromisoformat(instant[:10]) - date.min < timedelta(days_before):
        return ""
    day = date.fromisoformat(instant[:10]) - timedelta(days_before)
    return day_token(When(day.isoformat()))


def _is_token(text: str) -> bool:
    return re.fullmatch("[0-9a-v]{8,64}", text) is not None

"""Reads pages of a series from the partition of the series, with as few rows as possible."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from chalicelib.domain import instants
from chalicelib.domain.fact_tokens import day_token
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.succession import lifetime
from chalicelib.domain.resolving.timeline_steps import Step, relevant_facts, timeline_steps
from chalicelib.domain.values import When
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Key, Page

ROWS_BEFORE_WINDOW = 64  # rows: two sources a day, for the days before a window whose values can extend into it
ROWS_CHEAP_TO_REREAD = 32  # rows before a page that cost less to read again than to get one by one
MAX_KEPT_FACTS = 20  # facts, which fit into a cursor
MAX_REREAD_ROWS = 1000


@dataclass(frozen=True)
class Window:
    """The requested time: from `first` (inclusive) until `until` (exclusive)."""

    first: Instant = BEGINNING
    until: Instant = FOREVER


@dataclass(frozen=True)
class SeriesPosition:
    """Where a page begins: at an instant, with the rows from a sort key on.

    `again` of these rows were read for the page before; `kept` are the tokens of older facts that still matter.
    """

    at: Instant
    start: str
    again: int = 0
    kept: tuple[str, ...] = ()

    def json_value(self) -> dict[str, Any]:
        """Return the position as the content of a cursor."""
        return {"at": self.at, "start": self.start, "again": self.again, "kept": list(self.kept)}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Parse the position in a cursor. Raises BadCursor."""
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
    """A page of steps, the position of the next page (None: this is the last), and the number of rows read."""

    steps: list[Step]
    next: SeriesPosition | None
    read: int


@dataclass(frozen=True)
class SeriesSlot:
    """One slot of a series: its partition and its token."""

    pk: str
    token: str

    def first_position(self, window: Window) -> SeriesPosition:
        """Return where the first page of a window begins: a value with an end holds for at most a month."""
        start, _ = keys.days_of(self.token, _day_token(window.first, days_before=SERIES_DAYS), "")
        return SeriesPosition(window.first, start, again=0 if window.first == BEGINNING else ROWS_BEFORE_WINDOW)

    def end(self, window: Window) -> str:
        """Return the last sort key of a window."""
        last = "" if window.until == FOREVER else _day_token(instants.plus_ms(window.until, -1))
        return keys.days_of(self.token, "", last)[1]


def read_steps_page(
    world: World, slot: SeriesSlot, *, window: Window, moment: Moment, limit: int, position: SeriesPosition | None
) -> StepsPage:
    """Read a page of at most `limit` steps from a position on (None: the first of the window).

    One query; more if too many facts share a day to resolve it, and one for older values that still hold: those kept
    in the cursor, or those before a window that follows an empty month.
    """
    begins = position or slot.first_position(window)
    facts = _kept_facts(world, slot, begins)
    after, read = None, len(facts)
    while True:
        page = world.table.query(
            None, slot.pk, start=begins.start, end=slot.end(window), limit=limit + 2 + begins.again, after=after
        )
        facts |= _facts_by_token(page)
        read += len(page.rows)
        if position is None and after is None:
            older = _older_facts(world, slot, begins, facts)
            facts, read = facts | older, read + len(older)
        edge = min(_known_until(page), window.until)
        found = timeline_steps(facts.values(), moment=moment, first=begins.at, until=edge) if edge > begins.at else []
        if found and edge < window.until and found[-1].until == edge:
            edge = found.pop().first  # its end may be on the next page
        if found or page.next is None:
            break
        after = page.next
    at = found[limit].first if len(found) > limit else edge if page.next is not None and edge < window.until else None
    return StepsPage(found[:limit], None if at is None else _next_position(slot, facts, moment, at), read)


def last_step(world: World, slot: SeriesSlot, *, moment: Moment, until: Instant) -> Step | None:
    """Return the last step that begins before an instant, even if it has ended by then: one query."""
    window = Window(until=until)
    page = world.table.query(
        None, slot.pk, start=slot.token, end=slot.end(window), descending=True, limit=ROWS_BEFORE_WINDOW
    )
    found = timeline_steps(_facts_by_token(page).values(), moment=moment, until=until)
    return found[-1] if found else None


def _kept_facts(world: World, slot: SeriesSlot, position: SeriesPosition) -> dict[str, Fact]:
    rows = world.table.get([Key(slot.pk, token) for token in position.kept]) if position.kept else {}
    return {key.sk: read_fact_row(row) for key, row in rows.items()}


def _facts_by_token(page: Page) -> dict[str, Fact]:
    return {row.key.sk: read_fact_row(row) for row in page.rows}


def _older_facts(
    world: World, slot: SeriesSlot, position: SeriesPosition, facts: Mapping[str, Fact]
) -> dict[str, Fact]:
    """Read the facts before a window that follows an empty month: a value without an end may still hold."""
    if position.at == BEGINNING or any(lifetime(fact)[0] < position.at for fact in facts.values()):
        return {}
    found = world.table.query(
        None, slot.pk, start=slot.token, end=position.start, descending=True, limit=ROWS_BEFORE_WINDOW
    )
    return _facts_by_token(found)


def _known_until(page: Page) -> Instant:
    """Return the instant before which all facts are read: the next page may have more of the last day."""
    return lifetime(read_fact_row(page.rows[-1]))[0] if page.next and page.rows else FOREVER


def _next_position(slot: SeriesSlot, facts: Mapping[str, Fact], moment: Moment, at: Instant) -> SeriesPosition:
    """Return the position of the next page: it misses no fact that still matters and reads few rows twice."""
    tokens = {fact.id: token for token, fact in facts.items()}
    before = sorted(token for token, fact in facts.items() if lifetime(fact)[0] < at)
    matter = sorted(tokens[fact.id] for fact in relevant_facts(facts.values(), moment=moment, instant=at))
    kept = [token for token in matter if token not in before[-ROWS_CHEAP_TO_REREAD:]][:MAX_KEPT_FACTS]
    near = [token for token in matter if token not in kept]
    start = near[0] if near else slot.token + _day_token(at)
    return SeriesPosition(
        at, start, again=min(sum(token >= start for token in before), MAX_REREAD_ROWS), kept=tuple(kept)
    )


def _day_token(instant: Instant, *, days_before: int = 0) -> str:
    """Return the token of the day of an instant, or of a day before it; empty before the calendar begins."""
    if instant == BEGINNING or date.fromisoformat(instant[:10]) - date.min < timedelta(days_before):
        return ""
    day = date.fromisoformat(instant[:10]) - timedelta(days_before)
    return day_token(When(day.isoformat()))


def _is_token(text: str) -> bool:
    return re.fullmatch("[0-9a-v]{8,64}", text) is not None

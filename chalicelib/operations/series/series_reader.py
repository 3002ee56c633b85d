"""Reads pages of a series from the partition of the series, with as few rows as possible."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self

from chalicelib.domain import instants
from chalicelib.domain.facts.fact_tokens import day_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant
from chalicelib.domain.resolving.presence import lifetime
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory, Step, relevant_facts, timeline_steps
from chalicelib.domain.values import When
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.paging.paging import query_ahead
from chalicelib.operations.series.series_lines import FIRST_LINE, Line, LineReader, LineRound
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Key, Page

ROWS_BEFORE_WINDOW = 64  # rows: two sources a day, for the days before a window whose values can extend into it
ROWS_CHEAP_TO_REREAD = 32  # rows before a page that cost less to read again than to get one by one
MAX_KEPT_FACTS = 20  # facts, which fit into a cursor
MAX_REREAD_ROWS = 1000
MAX_QUERIES = 4  # of a page that finds no step of its line


@dataclass(frozen=True)
class Window:
    """The requested time: from `first` (inclusive) until `until` (exclusive)."""

    first: Instant = BEGINNING
    until: Instant = FOREVER

    @classmethod
    def of_days(cls, first: str | None, last: str | None) -> Self:
        """Return the window from one day to another, both inclusive; None is unbounded."""
        begins = BEGINNING if first is None else f"{first}T00:00:00.000Z"
        if last is None or last == FOREVER[:10]:
            return cls(begins)
        return cls(begins, f"{date.fromisoformat(last) + timedelta(1)}T00:00:00.000Z")


@dataclass(frozen=True)
class SeriesPosition:
    """Where a page begins: at an instant, with the rows from a sort key on.

    `again` of these rows were read for the page before; `kept` are the tokens of older facts that still matter. `shown`
    is the line whose steps are shown.
    """

    at: Instant
    start: str
    again: int = 0
    kept: tuple[str, ...] = ()
    shown: LineRound = FIRST_LINE

    def json_value(self) -> dict[str, Any]:
        """Return the position as the content of a cursor."""
        where = {"at": self.at, "start": self.start, "again": self.again, "kept": list(self.kept)}
        return {**where, "shown": list(self.shown)}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Parse the position in a cursor. Raises BadCursor."""
        match raw:
            case {
                "at": str(at),
                "start": str(start),
                "again": int(again),
                "kept": list(kept),
                "shown": [_, _, _] as shown,
            }:
                place = cls(at, start, again, tuple(map(str, kept)), LineRound(*map(str, shown)))
                if (
                    at in (BEGINNING, instants.parse(at))
                    and 0 <= again <= MAX_REREAD_ROWS
                    and all(map(is_token, (start, *place.kept, *filter(None, place.shown))))
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
    world: World, slot: SeriesSlot, *, window: Window, reader: LineReader, limit: int, position: SeriesPosition | None
) -> StepsPage:
    """Read a page of at most `limit` steps from a position on (None: the first of the window), line by line.

    One query; more if too many facts share a day to resolve it, up to four if few are of the line that is shown, and
    one for older values that still hold: those kept in the cursor, or before a window that follows an empty month.
    """
    begins = position or slot.first_position(window)
    is_first = begins.start == slot.first_position(window).start
    facts = _kept_facts(world, slot, begins)
    after, read, queries = None, len(facts), 0
    while True:
        queries += 1
        page = query_ahead(
            world, None, slot.pk, start=begins.start, end=slot.end(window), limit=limit + 2 + begins.again, after=after
        )
        facts |= _facts_by_token(page)
        read += len(page.rows)
        if is_first and after is None:
            older = _older_facts(world, slot, begins, facts)
            facts, read = facts | older, read + len(older)
        edge = min(_known_until(page), window.until)
        lines = reader.lines(facts.values())
        shown = begins.shown.among(lines)
        found = _steps_of(lines, shown, reader, begins.at, edge)
        if found and edge < window.until and found[-1].until == edge:
            edge = found.pop().first  # its end may be on the next page
        if found or page.next is None or (queries >= MAX_QUERIES and _has_whole_day(facts, begins.at, edge)):
            break
        after = page.next
    is_cut = page.next is not None and edge < window.until
    while not is_cut and len(found) < limit and (following := shown.after()) is not None:
        shown = following.among(lines)
        if not (is_first and page.next is None):  # some rows of the window were on other pages
            return StepsPage(found, replace(slot.first_position(window), shown=following), read)
        found += _steps_of(lines, shown, reader, begins.at, edge)
    at = found[limit].first if len(found) > limit else edge if is_cut else None
    if at is not None:
        return StepsPage(found[:limit], _next_position(slot, facts, lines, shown, reader.moment, at), read)
    later = shown.after()
    return StepsPage(found, None if later is None else replace(slot.first_position(window), shown=later), read)


def _steps_of(
    lines: Mapping[str, Line], shown: LineRound, reader: LineReader, first: Instant, until: Instant
) -> list[Step]:
    if shown.line not in lines or until <= first:
        return []
    return timeline_steps(lines[shown.line].history, moment=reader.moment, first=first, until=until)


def last_steps(world: World, slot: SeriesSlot, *, reader: LineReader, until: Instant) -> list[tuple[Line, Step]]:
    """Return the last step of each line that begins before an instant, even if it has ended by then: one query."""
    window = Window(until=until)
    page = world.table.query(
        None, slot.pk, start=slot.token, end=slot.end(window), descending=True, limit=ROWS_BEFORE_WINDOW
    )
    lines = reader.lines(_facts_by_token(page).values()).values()
    steps = [(line, timeline_steps(line.history, moment=reader.moment, until=until)) for line in lines]
    return [(line, found[-1]) for line, found in steps if found]


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


def _has_whole_day(facts: Mapping[str, Fact], at: Instant, edge: Instant) -> bool:
    """Return whether all facts of a day from an instant on are read."""
    return any(at <= lifetime(fact)[0] < edge for fact in facts.values())


def _known_until(page: Page) -> Instant:
    """Return the instant before which all facts are read: the next page may have more of the last day."""
    return lifetime(read_fact_row(page.rows[-1]))[0] if page.next and page.rows else FOREVER


def _next_position(
    slot: SeriesSlot,
    facts: Mapping[str, Fact],
    lines: Mapping[str, Line],
    shown: LineRound,
    moment: Moment,
    at: Instant,
) -> SeriesPosition:
    """Return the position of the next page: it misses no fact that still matters and reads few rows twice."""
    tokens = {fact.id: token for token, fact in facts.items()}
    before = sorted(token for token, fact in facts.items() if lifetime(fact)[0] < at)
    history = lines[shown.line].history if shown.line in lines else SlotHistory(())
    matter = sorted(tokens[fact.id] for fact in relevant_facts(history, moment=moment, instant=at))
    kept = [token for token in matter if token not in before[-ROWS_CHEAP_TO_REREAD:]][:MAX_KEPT_FACTS]
    near = [token for token in matter if token not in kept]
    start = near[0] if near else slot.token + _day_token(at)
    return SeriesPosition(at, start, min(sum(token >= start for token in before), MAX_REREAD_ROWS), tuple(kept), shown)


def _day_token(instant: Instant, *, days_before: int = 0) -> str:
    """Return the token of the day of an instant, or of a day before it; empty before the calendar begins."""
    if instant == BEGINNING or date.fromisoformat(instant[:10]) - date.min < timedelta(days_before):
        return ""
    day = date.fromisoformat(instant[:10]) - timedelta(days_before)
    return day_token(When(day.isoformat()))


def is_token(text: str) -> bool:
    """Return whether a text can be the beginning of the token of a fact."""
    return re.fullmatch("[0-9a-v]{8,64}", text) is not None

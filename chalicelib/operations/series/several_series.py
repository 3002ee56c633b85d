"""The series of one property for several entities: their steps on one page, entity by entity."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound
from chalicelib.domain.faults import summed_up
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.paging.paging import opened, sealed
from chalicelib.operations.series.asked_entities import AskedEntity, find_asked
from chalicelib.operations.series.entity_series import (
    ALL_TIME,
    CursorContent,
    SeriesPage,
    SeriesQuery,
    lasting_property,
    read_last,
    read_series,
)
from chalicelib.operations.series.series import ALL_SLOTS, check_window
from chalicelib.operations.series.series_reader import Window
from chalicelib.operations.series.slot_filter import SlotQuery
from chalicelib.operations.world import NOW, World
from chalicelib.store.cursor import not_a_cursor

MAX_SERIES_REFS = 10
NO_STEPS = SeriesPage([], None, 0)


@dataclass(frozen=True)
class SeveralQuery:
    """A checked query of a property of several entities: how it is read of each kind, and the window and moment.

    `text` identifies it.
    """

    refs: Sequence[str]
    by_kind: Mapping[str, SeriesQuery]
    moment: Moment
    text: str

    def of(self, ref: str) -> SeriesQuery:
        """Return the query of one entity; a survivor has the kind of the entity that was merged into it."""
        named = Ref.of(ref)
        return self.by_kind[named.kind]._replace(ref=named)


class SeveralSeries(NamedTuple):
    """Steps with the ref of their entity, the entities of the request, the cursor of the next page, and rows read."""

    items: list[dict[str, Any]]
    entities: Sequence[AskedEntity]
    next: str | None
    read: int


class _Position(NamedTuple):
    """Where a page begins: with an entity of the request, at the position in the content of a cursor of its series."""

    place: int = 0
    rest: CursorContent | None = None


def several_query(
    refs: Sequence[Ref],
    *,
    property_name: str,
    asked: SlotQuery = ALL_SLOTS,
    window: Window = ALL_TIME,
    moment: Moment = NOW,
) -> SeveralQuery:
    """Check a query of up to ten entities, each of a kind that declares the property as lasting.

    Raises BadParameter with all faults.
    """
    names = [str(ref) for ref in refs]
    faults = list(_ref_faults(names))
    try:
        cut = check_window(window, moment)
    except BadParameter as refused:
        faults += refused.faults
        cut = window
    by_kind: dict[str, SeriesQuery] = {}
    for ref in refs:
        if ref.kind not in by_kind:
            try:
                declared = lasting_property(KINDS[ref.kind], property_name)
                by_kind[ref.kind] = SeriesQuery(ref, declared, asked.parse(declared), cut, moment)
            except NotFound as refused:
                faults.append(Fault("property", "no_series", refused.detail))
            except BadParameter as refused:
                faults += refused.faults
    if faults:
        distinct = tuple(dict.fromkeys(faults))
        context = {"limit": MAX_SERIES_REFS} if len(names) > MAX_SERIES_REFS else {}
        raise BadParameter(summed_up(distinct), faults=distinct, context=context)
    text = f"series of {names} {property_name} {asked} {window} {moment}"
    return SeveralQuery(names, by_kind, moment, text)


def _ref_faults(names: Sequence[str]) -> Iterator[Fault]:
    if len(names) > MAX_SERIES_REFS:
        yield Fault("refs", "too_many", f"Send at most {MAX_SERIES_REFS} refs, not {len(names)}.")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault("refs", "repeated", f"{name} is sent {names.count(name)} times. Send each ref once.")


def several_series(world: World, asked: SeveralQuery, *, limit: int, cursor: str | None = None) -> SeveralSeries:
    """Return a page of steps: of the first entity, slot by slot in order of time, then of the next one.

    One batch read finds the entities, and one more the survivors of merged ones. Then each costs the queries of
    `read_series`; one whose steps do not fit is read again. Raises BadParameter, BadCursor and Busy.
    """
    begins = _read_position(opened(world, cursor, question=asked.text), len(asked.refs))
    entities, live = find_asked(world, asked.refs, asked.moment)
    left = [(place, ref) for place, ref in enumerate(live) if ref is not None and place >= begins.place]

    pages = _Pages(world, asked, begins)
    if cursor is None:
        pages.read_ahead(left, limit)
    items, following = _fill_page(pages, left, limit)
    content = None if following is None else following._asdict()
    return SeveralSeries(items, entities, sealed(world, content, question=asked.text), pages.rows_read)


@dataclass
class _Pages:
    """Reads the series of entities from where a page begins; the first page of a request reads them in parallel."""

    world: World
    asked: SeveralQuery
    begins: _Position
    rows_read: int = 0
    ahead: dict[int, SeriesPage] = field(default_factory=dict)

    def read_ahead(self, left: Sequence[tuple[int, str]], limit: int) -> None:
        """Read the first steps of all entities."""
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            pages = list(pool.map(lambda each: self._read(each[0], each[1], limit), left))
        self.ahead = {place: page for (place, _), page in zip(left, pages, strict=True)}
        self.rows_read = sum(page.read for page in pages)

    def has_steps(self, place: int, ref: str) -> bool:
        """Return whether an entity has steps, which takes a query unless they were read ahead."""
        if place not in self.ahead:
            self.ahead[place] = self._read(place, ref, 1)
            self.rows_read += self.ahead[place].read
        page = self.ahead[place]
        return bool(page.items) or page.next is not None

    def page(self, place: int, ref: str, room: int) -> SeriesPage:
        """Return at most so many steps of an entity."""
        page = self.ahead.get(place)
        if page is None or len(page.items) > room:
            page = self._read(place, ref, room)
            self.rows_read += page.read
        return page

    def _read(self, place: int, ref: str, most: int) -> SeriesPage:
        rest = self.begins.rest if place == self.begins.place else None
        try:
            return read_series(self.world, self.asked.of(ref), limit=most, rest=rest)
        except (NotFound, Gone, Merged):  # it ended after it was found
            return NO_STEPS


def _fill_page(
    pages: _Pages, left: Sequence[tuple[int, str]], limit: int
) -> tuple[list[dict[str, Any]], _Position | None]:
    """Return the steps of a page, and where the next one begins."""
    items: list[dict[str, Any]] = []
    for place, ref in left:
        if len(items) == limit:
            if pages.has_steps(place, ref):
                return items, _Position(place)
            continue
        page = pages.page(place, ref, limit - len(items))
        items += _with_ref(ref, page)
        if page.next is not None:
            return items, _Position(place, page.next)
    return items, None


def last_of_several(world: World, asked: SeveralQuery) -> SeveralSeries:
    """Return the last step of each requested slot that begins by `valid_at`, cut there, even if ended.

    The queries are those of `several_series`, with `read_last`. Raises BadParameter and Busy.
    """
    entities, live = find_asked(world, asked.refs, asked.moment)
    refs = [ref for ref in live if ref is not None]

    def read(ref: str) -> SeriesPage:
        try:
            return read_last(world, asked.of(ref))
        except (NotFound, Gone, Merged):  # it ended after it was found
            return NO_STEPS

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        pages = list(pool.map(read, refs))
    items = [item for ref, page in zip(refs, pages, strict=True) for item in _with_ref(ref, page)]
    return SeveralSeries(items, entities, None, sum(page.read for page in pages))


def _with_ref(ref: str, page: SeriesPage) -> list[dict[str, Any]]:
    return [{"ref": ref, **step} for step in page.items]


def _read_position(content: CursorContent | None, refs: int) -> _Position:
    """Parse the position in a cursor. Raises BadCursor."""
    match content:
        case None:
            return _Position()
        case {"place": int(place), "rest": dict() | None as rest} if 0 <= place < refs:
            return _Position(place, rest)
    raise not_a_cursor()

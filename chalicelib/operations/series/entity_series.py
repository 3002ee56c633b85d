"""The series of one entity: a page of the steps of its slots, or the last step of each."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Guesses
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant, plus_ms
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory, Step, each_step
from chalicelib.domain.values import Ref
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.kinds.reading.reading_rules import slot_rules
from chalicelib.kinds.variants import with_series
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.entities.view import plain
from chalicelib.operations.series.entity_slots import SlotsWanted, entity_slots, number_read, read_entity
from chalicelib.operations.series.latest import instant_after, latest
from chalicelib.operations.series.partition_reader import PartitionQuery, read_partition
from chalicelib.operations.series.series_reader import Window
from chalicelib.operations.series.slot_filter import SlotFilter
from chalicelib.operations.world import World
from chalicelib.store.cursor import not_a_cursor

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import StepJson

CursorContent = dict[str, Any]
ALL_TIME = Window()
NO_REDIRECTS: Mapping[str, str] = {}


class StepPosition(NamedTuple):
    """The position of a step in the order of all: the place of its slot, and its first instant."""

    place: str
    first: Instant


class PositionedStep(NamedTuple):
    """A step with its position."""

    position: StepPosition
    step: Step


START = StepPosition("", "")


class SeriesPage(NamedTuple):
    """Steps as they are shown, the content of the cursor of the next page, and the number of rows read."""

    items: "list[StepJson]"
    next: CursorContent | None
    read: int


class SeriesQuery(NamedTuple):
    """A query of a series: entity and property, slots, window and moment."""

    ref: Ref
    declared: Property
    wanted: SlotFilter
    window: Window
    moment: Moment


def lasting_property(kind: Kind, name: str) -> Property:
    """Return the property. Raises NotFound if it is unknown or fixed."""
    lasting = {each.name: each for each in with_series(kind)}
    if name in lasting:
        return lasting[name]
    found, known = kind.property(name), ", ".join(lasting)
    if found is not None or any(kind.property(name, type_name=each.name) for each in kind.types):
        raise NotFound(f"`{name}` is fixed and has no series: read the entity. Properties with a series: {known}.")
    raise NotFound(f"{unknown_property(kind, name, guesses=Guesses())} Properties with a series: {known}.")


def read_series(world: World, asked: SeriesQuery, *, limit: int, rest: CursorContent | None) -> SeriesPage:
    """Return a page of steps, from the position in the content of a cursor on.

    One query: of the entity or, for a `series` property, of its partition, see `read_partition`. Of a large entity one
    of its view, and one of each slot, of at most eight. The partition does not say whether its entity is live. Raises
    NotFound, Gone, Merged, BadCursor and Busy.
    """
    if asked.declared.series:
        query = PartitionQuery(str(asked.ref), asked.wanted, asked.window, asked.moment)
        page = read_partition(world, query, limit=limit, rest=rest)
        return SeriesPage([_show_step(step) for step in page.steps], page.next, page.read)
    return _read_entity_page(world, asked, limit=limit, rest=rest)


def read_last(world: World, asked: SeriesQuery) -> SeriesPage:
    """Return the last step of each requested slot that begins by `valid_at`, cut there, even if ended.

    The queries are those of `latest` or `read_series`, and so are the refusals.
    """
    if asked.declared.series:
        last = latest(world, ref=str(asked.ref), wanted=asked.wanted, moment=asked.moment)
        return SeriesPage([_show_step(each.step) for each in last], None, len(last))
    until_now = asked._replace(window=Window(until=instant_after(world, asked.moment)))
    return read_entity(world, str(asked.ref), asked.moment, lambda entity: _last_of_entity(entity, until_now))


def _last_of_entity(entity: Entity, asked: SeriesQuery) -> SeriesPage:
    by_slot = {each.position.place: each.step for each in _steps_of_slots(entity, asked, START, at_least=sys.maxsize)}
    items = [_show_step(step, _redirects_at(entity, asked.moment)) for step in by_slot.values()]
    return SeriesPage(items, None, number_read(entity))


def _read_entity_page(world: World, asked: SeriesQuery, *, limit: int, rest: CursorContent | None) -> SeriesPage:
    """Read the page from a position on among the steps of all slots of an entity."""
    begins = START if rest is None else _read_position(rest)
    has_one_each = asked.moment.valid_at is not None or asked.window == ALL_TIME  # mostly a step or more, in the latter
    at_least = limit + 1 if has_one_each else 1
    return read_entity(
        world,
        str(asked.ref),
        asked.moment,
        lambda entity: _page_of_entity(entity, asked, begins, limit=limit, at_least=at_least),
    )


def _read_position(rest: CursorContent) -> StepPosition:
    """Parse the position in a cursor. Raises BadCursor."""
    match rest:
        case {"place": str(place), "first": str(first)}:
            return StepPosition(place, first)
    raise not_a_cursor()


def _page_of_entity(
    entity: Entity, asked: SeriesQuery, begins: StepPosition, *, limit: int, at_least: int
) -> SeriesPage:
    left = list(islice(_steps_of_slots(entity, asked, begins, at_least=at_least), limit + 1))
    page, following = left[:limit], left[limit:]
    cursor = following[0].position._asdict() if following else None
    items = [_show_step(each.step, _redirects_at(entity, asked.moment)) for each in page]
    return SeriesPage(items, cursor, number_read(entity))


def _redirects_at(entity: Entity, moment: Moment) -> Mapping[str, str]:
    """Return the redirects to apply: none at an earlier moment, when a merged entity keeps its own ref."""
    return {} if moment.known_at is not None else entity.redirects


def _steps_of_slots(
    entity: Entity, asked: SeriesQuery, begins: StepPosition, *, at_least: int
) -> Iterator[PositionedStep]:
    """Yield the steps of the requested slots, slot by slot, from a position on. Raises Torn."""
    rules = slot_rules(entity.kind, asked.declared)
    for slot in entity_slots(entity, SlotsWanted(asked.wanted, asked.moment, begins.place, at_least)):
        first = max(asked.window.first, begins.first) if slot.place == begins.place else asked.window.first
        history = SlotHistory(slot.facts, rules, slot.context)
        for step in each_step(history, moment=asked.moment, first=first, until=asked.window.until):
            yield PositionedStep(StepPosition(slot.place, step.first), step)


def _show_step(step: Step, redirects: Mapping[str, str] = NO_REDIRECTS) -> "StepJson":
    content, evidence, conflict = step.chosen.content, step.chosen.evidence, step.reading.conflict
    return {
        "from": None if step.first == BEGINNING else step.first[:10],
        "to": None if step.until == FOREVER else _last_day_before(step.until),
        "value": plain(content.value, redirects),
        "qualifiers": {name: each.json() for name, each in content.qualifiers.items()},
        "scope": None if content.scope is None else content.scope.json(),
        "period": content.period,
        "condition": content.condition,
        "valid": None if content.valid is None else content.valid.json(),
        "fact": step.chosen.id,
        "source": evidence.source,
        "basis": evidence.basis.value,
        "certainty": evidence.certainty.value,
        "disputed": step.reading.is_disputed,
        "sides": [] if conflict is None else [side.json_value() for side in conflict.sides],
    }


def _last_day_before(until: Instant) -> str | None:
    first = date.min.isoformat()
    return None if until[:10] <= first else plus_ms(until, -1)[:10]

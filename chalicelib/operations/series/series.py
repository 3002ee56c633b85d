"""Series: the values of a lasting property over valid time, as steps."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter, Fault, NotFound
from chalicelib.domain.facts import Fact, slot_token
from chalicelib.domain.faults import Guesses
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant, plus_ms
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.resolving.timeline_steps import SlotHistory, Step, each_step
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.kinds.reading_rules import slot_rules, slot_shape
from chalicelib.kinds.variants import with_series
from chalicelib.operations.entities.loading import Entity, load_history, load_view, must_be_live
from chalicelib.operations.entities.view import plain
from chalicelib.operations.paging.cursors import opened, sealed
from chalicelib.operations.series.series_reader import SeriesPosition, SeriesSlot, Window, last_step, read_stretch
from chalicelib.operations.series.slot_filter import AskedSlots, SlotFilter
from chalicelib.operations.world import NOW, Listed, World
from chalicelib.store import keys

__all__ = ["AskedSlots", "Window", "series"]

Rest = dict[str, Any]  # what a cursor holds
Placed = tuple[tuple[str, Instant], Step]  # a step with its place: slot and first instant
ALL = AskedSlots()
EVER = Window()
NOBODY: Mapping[str, str] = {}  # was merged
NAME = 300  # characters of a slot's name that go into a cursor


class SeriesPage(NamedTuple):
    """Steps as they are shown, what the cursor of the next page holds, and how many rows were read."""

    items: list[dict[str, Any]]
    rest: Rest | None
    read: int


class SeriesQuery(NamedTuple):
    """What is asked: of which entity and property, which slots, days and moment, and how many steps a page."""

    ref: Ref
    declared: Property
    wanted: SlotFilter
    window: Window
    moment: Moment
    limit: int


def series(
    world: World,
    *,
    ref: Ref,
    property_name: str,
    asked: AskedSlots = ALL,
    window: Window = EVER,
    moment: Moment = NOW,
    limit: int,
    cursor: str | None = None,
) -> Listed:
    """Give a page of steps, slot by slot, each in the order of time; `valid_at` asks for the steps of that day alone.

    One query a page: of the entity, or of a property that is declared `series` in the partition that it has of its
    own. Raises NotFound, Gone, Merged, BadParameter and BadCursor.
    """
    declared = _lasting(KINDS[ref.kind], property_name)
    window = _window(window, moment)
    question = SeriesQuery(ref, declared, asked.wanted(declared), window, moment, limit)
    named = f"series {ref} {property_name} {asked} {window} {moment}"
    read = _of_partition if declared.series else _of_entity
    page = read(world, question, opened(world, cursor, question=named))
    return Listed(
        page.items, sealed(world, page.rest, question=named), {"read": page.read, "returned": len(page.items)}
    )


def last_values(world: World, *, ref: Ref, property_name: str, asked: AskedSlots = ALL, moment: Moment = NOW) -> Listed:
    """Give the last step of every slot asked for that has begun by `valid_at`, over or not, cut there: one query.

    Raises NotFound, Gone, Merged and BadParameter.
    """
    declared = _lasting(KINDS[ref.kind], property_name)
    wanted = asked.wanted(declared)
    if declared.series:
        step = latest(world, ref=str(ref), declared=declared, moment=moment, wanted=wanted)
        if step is None:
            must_be_live(load_view(world, str(ref)), known_at=moment.known_at)
        return Listed([] if step is None else [_show(step)], None, {"returned": int(step is not None)})
    question = SeriesQuery(ref, declared, wanted, Window(until=_now(world, moment)), moment, 0)
    entity, found = _entity_steps(world, question)
    by_slot = {slot: step for (slot, _), step in found}
    items = [_show(step, _redirects(entity, moment)) for step in by_slot.values()]
    return Listed(items, None, {"read": len(entity.facts), "returned": len(items)})


def latest(
    world: World, *, ref: str, declared: Property, moment: Moment = NOW, wanted: SlotFilter | None = None
) -> Step | None:
    """Give the last step of a series in a partition of its own that has begun at a moment; None: one query."""
    slot = SeriesSlot(keys.series(ref, declared.name), slot_token((wanted or ALL.wanted(declared)).slot))
    return last_step(world, slot, moment=moment, until=_now(world, moment))


def _now(world: World, moment: Moment) -> Instant:
    """Give the instant after the one that is asked for."""
    return plus_ms(moment.at(world.now()).valid_at or BEGINNING, 1)


def _lasting(kind: Kind, name: str) -> Property:
    """Find the property; what is unknown or fixed has no series."""
    lasting = {each.name: each for each in with_series(kind)}
    if name in lasting:
        return lasting[name]
    found, known = kind.property(name), ", ".join(lasting)
    if found is not None or any(kind.property(name, type_name=each.name) for each in kind.types):
        raise NotFound(f"`{name}` is fixed: read the entity. Values over time have {known}.")
    raise NotFound(f"{unknown_property(kind, name, guesses=Guesses())} Values over time have {known}.")


def _window(window: Window, moment: Moment) -> Window:
    """Give the days asked for; every value holds for whole days, so that an instant's is its day's."""
    if window.first >= window.until:
        detail = "to lies before from; the window must have at least a day."
        raise BadParameter(detail, faults=(Fault("to", "bad_range", detail),))
    if moment.valid_at is None:
        return window
    if window != EVER:
        detail = "`valid_at` asks for one day; leave out `from` and `to`."
        raise BadParameter(detail, faults=(Fault("valid_at", "not_together", detail),))
    return days(moment.valid_at[:10], moment.valid_at[:10])


def days(first: str | None, last: str | None) -> Window:
    """Make the window from one day to another, both included; None is no bound."""
    begins = BEGINNING if first is None else f"{first}T00:00:00.000Z"
    if last is None or last == FOREVER[:10]:
        return Window(begins)
    return Window(begins, f"{date.fromisoformat(last) + timedelta(1)}T00:00:00.000Z")


def _of_partition(world: World, asked: SeriesQuery, rest: Rest | None) -> SeriesPage:
    """Read a page in the partition of the series. Where nothing is found, a second call says if the entity exists."""
    slot = SeriesSlot(keys.series(asked.ref, asked.declared.name), slot_token(asked.wanted.slot))
    stretch = read_stretch(
        world,
        slot,
        window=asked.window,
        moment=asked.moment,
        limit=asked.limit,
        place=None if rest is None else SeriesPosition.read(rest),
    )
    if not stretch.steps and rest is None:
        must_be_live(load_view(world, str(asked.ref)), known_at=asked.moment.known_at)
    following = None if stretch.next is None else stretch.next.json_value()
    return SeriesPage([_show(step) for step in stretch.steps], following, stretch.read)


def _of_entity(world: World, asked: SeriesQuery, rest: Rest | None) -> SeriesPage:
    """Read the entity with its facts and take the page's steps out of all."""
    begins = ("", "") if rest is None else (str(rest.get("slot")), str(rest.get("at")))
    entity, found = _entity_steps(world, asked, begins)
    left = list(islice(found, asked.limit + 1))
    page, following = left[: asked.limit], left[asked.limit :]
    place = {"slot": following[0][0][0], "at": following[0][0][1]} if following else None
    return SeriesPage([_show(step, _redirects(entity, asked.moment)) for _, step in page], place, len(entity.facts))


def _entity_steps(
    world: World, asked: SeriesQuery, begins: tuple[str, Instant] = ("", "")
) -> tuple[Entity, Iterator[Placed]]:
    entity = load_history(world, str(asked.ref))
    must_be_live(entity, known_at=asked.moment.known_at)
    return entity, _all_steps(entity.facts.values(), asked, begins)


def _redirects(entity: Entity, moment: Moment) -> Mapping[str, str]:
    """At an earlier moment a merged entity is shown under its own ref, as it was."""
    return {} if moment.known_at is not None else entity.redirects


def _all_steps(facts: Collection[Fact], asked: SeriesQuery, begins: tuple[str, Instant]) -> Iterator[Placed]:
    """Give the steps of every slot that is asked for, in the order of all, from a place on."""
    rules, context = slot_rules(KINDS[asked.ref.kind], asked.declared), entity_context(facts, asked.moment)
    wanted = [fact for fact in facts if fact.content.property == asked.declared.name and asked.wanted.takes(fact)]
    for name, each in sorted(reading_slots(wanted, slot_shape(asked.declared)).items()):
        cut = name[:NAME]
        if cut >= begins[0]:
            first = max(asked.window.first, begins[1]) if cut == begins[0] else asked.window.first
            for step in each_step(
                SlotHistory(each, rules, context), moment=asked.moment, first=first, until=asked.window.until
            ):
                yield (cut, step.first), step


def _show(step: Step, redirects: Mapping[str, str] = NOBODY) -> dict[str, Any]:
    content, evidence, conflict = step.chosen.content, step.chosen.evidence, step.reading.conflict
    return {
        "from": None if step.first == BEGINNING else step.first[:10],
        "to": None if step.until == FOREVER else _last_day(step.until),
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


def _last_day(until: Instant) -> str | None:
    first = date.min.isoformat()
    return None if until[:10] <= first else plus_ms(until, -1)[:10]

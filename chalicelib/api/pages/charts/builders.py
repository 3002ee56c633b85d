"""Builds charts of the steps of a series, as `operations/series` returns them.

Values in units that convert share a chart, unless it would have more lines than there are marks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.api.pages.charts.chart_data import (
    MAX_DRAWN_LINES,
    Chart,
    ChartEvent,
    ChartLine,
    ChartLink,
    Drawing,
)
from chalicelib.api.pages.charts.slots import DEFAULTS, ENTITY, ChartSlot, grouped, in_order, parted, slots_by_unit
from chalicelib.api.pages.charts.step_values import Href, chart_value, no_pages, quantity_of
from chalicelib.api.pages.charts.trait_words import BAND, trait_in_words
from chalicelib.domain.values import When, known_unit

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import StepJson

# The traits that part the lines of a chart with too many, in this order.
_TRAITS = (
    "tier", "provider", "region", "plan", "scope", "period", "condition", "hours", "lifetime", "modality", "quality",
    "size", "item", BAND, "direction",
)  # fmt: skip
_ALWAYS_SAID = ("direction", "item", BAND)
_GENERAL = "general"
_CUT = "Only the first values are drawn."


@dataclass(frozen=True)
class ChartFrame:
    """The title, the days and the events that all charts of a property have in common.

    `heading` begins their titles, such as `Prices`. `until` is today, or the moment of the reader's clock. `is_cut`
    says that there are more steps than were read.
    """

    heading: str
    until: date
    href: Href = no_pages
    events: tuple[ChartEvent, ...] = ()
    is_cut: bool = False
    drawing: Drawing = Drawing.STEPS


def charts_of(steps: "Iterable[StepJson]", frame: ChartFrame) -> list[Chart]:
    """Return the charts of one entity: a price by what is paid for and by band, a chart for each unit and tier.

    A single value without a day makes no chart.
    """
    groups = sorted(slots_by_unit(steps).values(), key=len, reverse=True)
    names = [_trait_names(slots) for slots in groups]
    parts = (
        (part, slots, order)
        for slots, order in zip(groups, names, strict=True)
        for part in parted(slots, order, most=MAX_DRAWN_LINES)
    )
    charts = (_chart(in_order(part, order[::-1]), slots, frame) for part, slots, order in parts)
    return _marked_alike(_titled_apart([chart for chart in charts if _is_worth_drawing(chart)]))


def compared_charts(entities: "Sequence[tuple[str, Iterable[StepJson]]]", frame: ChartFrame) -> list[Chart]:
    """Return a chart for each slot that two or more of the entities have, with a line for each under its label."""
    groups: dict[str, list[ChartSlot]] = {}
    for number, (_, steps) in enumerate(entities):
        for unit, slots in slots_by_unit(steps, **{ENTITY: str(number)}).items():
            groups.setdefault(unit, []).extend(slots)
    found = list[Chart]()
    labels = [label for label, _ in entities]
    for slots in sorted(groups.values(), key=len, reverse=True):
        parts = grouped(slots, _trait_names(slots))
        found += [_chart(part, slots, frame, labels=labels) for part in parts if len(part) > 1]
    return found


def chart_events(cards: Iterable[Mapping[str, Any]], href: Href = no_pages) -> tuple[ChartEvent, ...]:
    """Return the events of a timeline that have a date, from their cards."""
    dated = ((card, When(card["date"])) for card in cards if isinstance(card.get("date"), str))
    return tuple(
        ChartEvent(
            first=date.fromisoformat(when.first_day),
            last=date.fromisoformat(when.last_day),
            stated=when.text,
            title=ChartLink(str(card.get("title") or card["ref"]), href(card["ref"])),
            ref=card["ref"],
        )
        for card, when in dated
    )


def _trait_names(slots: Sequence[ChartSlot]) -> list[str]:
    found = dict.fromkeys(name for slot in slots for name in slot.traits if name != ENTITY)
    return [*(name for name in found if name not in _TRAITS), *(name for name in _TRAITS if name in found)]


def _chart(
    part: Sequence[ChartSlot], group: Sequence[ChartSlot], frame: ChartFrame, *, labels: Sequence[str] = ()
) -> Chart:
    unit = _unit_of(part)
    names = _trait_names(group)
    varied = [name for name in names if len({slot.has(name) for slot in part}) > 1]
    parted_by = [name for name in names if name not in varied and len({slot.has(name) for slot in group}) > 1]
    said = [name for name in names if name in parted_by or (name in _ALWAYS_SAID and name not in varied)]
    lines = [
        ChartLine(label, tuple(chart_value(step, unit, frame.href) for step in slot.steps), mark)
        for slot, (label, mark) in zip(part, _names(part, varied, labels), strict=True)
    ]
    phrases = [trait_in_words(name, part[0].traits[name]) for name in said[::-1] if name in part[0].traits]
    return Chart(
        title=f"{frame.heading}: {', '.join(phrases)}" if phrases else frame.heading,
        unit=unit,
        unit_meaning=known_unit(unit).meaning,
        lines=tuple(lines),
        until=frame.until,
        drawing=frame.drawing,
        events=frame.events,
        notes=(_CUT,) if frame.is_cut else (),
    )


def _unit_of(slots: Sequence[ChartSlot]) -> str:
    """Return the unit that most values have, the first of several."""
    found = (quantity_of(step["value"]) for slot in slots for step in slot.steps)
    units = [value.unit for value in found if value is not None]
    return max(units, key=units.count)


def _names(part: Sequence[ChartSlot], varied: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Yield the label of each line, and its mark if that is its entity's."""
    if not labels:
        return ((label, None) for label in _labels(part, varied))
    numbers = [int(slot.traits[ENTITY]) for slot in part]
    return ((labels[number], number + 1 if number < MAX_DRAWN_LINES else None) for number in numbers)


def _labels(part: Sequence[ChartSlot], varied: Sequence[str]) -> Iterator[str]:
    """Yield what sets each line apart, the direction first. If one has nothing, all say what they have in common."""
    names = varied[::-1]
    if not all(list(_phrases(slot, names)) for slot in part):
        names = [*(name for name in _ALWAYS_SAID if name not in varied), *names]
    return (", ".join(_phrases(slot, names)) or _GENERAL for slot in part)


def _phrases(slot: ChartSlot, names: Sequence[str]) -> Iterator[str]:
    """Yield the traits of a line in words; a default is what a reader expects."""
    given = ((name, slot.traits[name]) for name in names if name in slot.traits)
    return (trait_in_words(name, value, is_short=True) for name, value in given if value != DEFAULTS.get(name))


def _titled_apart(charts: Sequence[Chart]) -> list[Chart]:
    """Name the unit in titles that would be the same."""
    titles = Counter(chart.title for chart in charts)
    return [
        replace(chart, title=f"{chart.title} in {chart.unit}") if titles[chart.title] > 1 else chart for chart in charts
    ]


def _marked_alike(charts: Sequence[Chart]) -> list[Chart]:
    """Give lines with the same label the same mark on all charts, if there are marks for all labels."""
    labels = list(dict.fromkeys(line.label for chart in charts for line in chart.lines))
    if len(labels) > MAX_DRAWN_LINES:
        return list(charts)
    numbers = {label: number for number, label in enumerate(labels, 1)}
    return [
        replace(chart, lines=tuple(replace(line, mark=numbers[line.label]) for line in chart.lines)) for chart in charts
    ]


def _is_worth_drawing(chart: Chart) -> bool:
    return len(chart.drawn_lines) > 1 or (bool(chart.drawn_lines) and chart.is_dated)

"""Outlines: what each property and each slot of a large entity gives to its view.

By its outline a write to a large entity reads the slots that it touches, and no others. The entries of a list
are in the view already; the outline has the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from os.path import commonprefix
from typing import Any, NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import LastPrint
from chalicelib.domain.resolving.print_dates import Days
from chalicelib.late_dataclass import dataclass

Order = tuple[bool, bool, int, int]
"""The order in which a property with one value shows its slots: known ones, without a period, the latest period."""


class Size(NamedTuple):
    """A number of facts, and of all decisions on them."""

    facts: int
    decisions: int

    @property
    def tally(self) -> int:
        """Both together, as a view counts them."""
        return self.facts + self.decisions


def size_sum(sizes: Iterable[Size]) -> Size:
    """Add sizes up."""
    found = [*sizes]
    return Size(sum(each.facts for each in found), sum(each.decisions for each in found))


class SlotOutline(NamedTuple):
    """The contribution of one slot to the view.

    `label` is the beginning of its name; `tokens` are those of the ids of its facts. `entry` is what a list shows of
    it, without how it is hedged; it is None if the slot shows nothing or, while `is_shown`, if the list has it in its
    place. `is_missing` says that it shows `none` or `unknown`. `also_count` is the number of values that the view has
    under `also`, in its place, instead of those in `also`. Of a property with one value, `order` is the slot's place,
    None if it can never be shown. `origins` counts those behind the value shown.
    """

    name: str
    label: str
    tokens: tuple[str, ...]
    size: Size
    is_shown: bool = False
    is_missing: bool = False
    entry: Any = None
    source: str | None = None
    hedge: str | None = None
    until: Instant | None = None
    also: tuple[Mapping[str, Any], ...] = ()
    also_count: int = 0
    order: Order | None = None
    origins: int = 1


@dataclass(frozen=True)
class PropertyOutline:
    """The contribution of one property to the view, beside its value there.

    `slots` are those that can be read alone; their row has the revision `slots_at`. None: the property is read whole.
    `texts` and `refs` are digests of its names that are texts, and of those that are refs: one can mean the other.
    """

    size: Size
    sources: tuple[str, ...] = ()
    until: Instant | None = None
    slots: tuple[SlotOutline, ...] | None = None
    slots_at: int | None = None
    texts: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outline:
    """The contributions of all properties to a view, and when each series of documents was last in print."""

    properties: Mapping[str, PropertyOutline] = field(default_factory=dict)
    by_series: Mapping[str, LastPrint] = field(default_factory=dict)

    def with_slots(self, name: str, body: Mapping[str, Any]) -> "Outline":
        """Return it with the slots of a property, from the row that has them."""
        start, *ends = body.get("labels") or ("",)
        if len(ends) != len(body["slots"]):
            return self  # from before there were labels: the property is read whole, and outlined by the next write
        slots = zip(body["slots"], ends, strict=True)
        read = replace(
            self.properties[name],
            slots=tuple(_read_slot(each, start + end, body["sources"]) for each, end in slots),
            texts=frozenset(body.get("texts", ())),
            refs=frozenset(body.get("refs", ())),
        )
        return replace(self, properties={**self.properties, name: read})

    def slots_written(self, revision: int) -> "Outline":
        """Return it with the slots of all properties written by one revision."""
        written = {
            name: each if each.slots_at is None else replace(each, slots_at=revision)
            for name, each in self.properties.items()
        }
        return replace(self, properties=written)

    def json_value(self, sources: Sequence[str]) -> dict[str, Any]:
        """Write all but the slots; `sources` are those of the view, which are named by their place."""
        places = {source: place for place, source in enumerate(sources)}
        properties = {name: _property_json(each, places) for name, each in self.properties.items()}
        series = {
            mark: [last.source, list(last.days), last.others and list(last.others)]
            for mark, last in self.by_series.items()
        }
        return {"properties": properties} | ({"series": series} if series else {})


def outline_of(body: Mapping[str, Any], sources: Sequence[str]) -> Outline:
    """Read an outline without its slots."""
    properties = {name: _read_property(each, sources) for name, each in body["properties"].items()}
    series = {
        mark: LastPrint(source, Days(*days), others and Days(*others))
        for mark, (source, days, others) in body.get("series", {}).items()
    }
    return Outline(properties, series)


def _property_json(outline: PropertyOutline, places: Mapping[str, int]) -> dict[str, Any]:
    written = {
        "size": list(outline.size),
        "sources": [places[source] for source in outline.sources],
        "until": outline.until,
        "slots_at": outline.slots_at,
    }
    return {name: each for name, each in written.items() if each not in (None, [])}


def _read_property(body: Mapping[str, Any], sources: Sequence[str]) -> PropertyOutline:
    return PropertyOutline(
        size=Size(*body["size"]),
        sources=tuple(sources[place] for place in body.get("sources", ())),
        until=body.get("until"),
        slots_at=body.get("slots_at"),
    )


def slots_json(outline: PropertyOutline) -> dict[str, Any]:
    """Write the slots of a property: each as a short list, what few of them have in an object at its end.

    The first of `labels` is the beginning that all of them share.
    """
    slots = outline.slots or ()
    sources = sorted({each.source for each in slots if each.source is not None})
    places = {source: place for place, source in enumerate(sources)}
    names = {"texts": sorted(outline.texts), "refs": sorted(outline.refs)}
    labels = [each.label for each in slots]
    start = commonprefix(labels)  # noqa: RUF071  characters are shared, not parts of a path
    written = {
        "sources": sources,
        "slots": [_slot_json(each, places) for each in slots],
        "labels": [start, *(each.removeprefix(start) for each in labels)],
    }
    return written | {name: each for name, each in names.items() if each}


def _slot_json(slot: SlotOutline, places: Mapping[str, int]) -> list[Any]:
    more = {
        "missing": slot.is_missing or None,
        "entry": slot.entry,
        "hedge": slot.hedge,
        "until": slot.until,
        "also": [*slot.also],
        "also_count": slot.also_count or None,
        "order": slot.order and [*slot.order],
        "origins": None if slot.origins == 1 else slot.origins,
    }
    kept = {name: each for name, each in more.items() if each not in (None, [])}
    source = None if slot.source is None else places[slot.source]
    start = [slot.name, " ".join(slot.tokens), *slot.size, int(slot.is_shown), source]
    return [*start, kept] if kept else start


def _read_slot(body: Sequence[Any], label: str, sources: Sequence[str]) -> SlotOutline:
    name, tokens, facts, decisions, is_shown, source, *rest = body
    more: Mapping[str, Any] = rest[0] if rest else {}
    order = more.get("order")
    return SlotOutline(
        name=name,
        label=label,
        tokens=tuple(tokens.split()),
        size=Size(facts, decisions),
        is_shown=bool(is_shown),
        is_missing=more.get("missing", False),
        entry=more.get("entry"),
        source=None if source is None else sources[source],
        hedge=more.get("hedge"),
        until=more.get("until"),
        also=tuple(more.get("also", ())),
        also_count=more.get("also_count", 0),
        order=None if order is None else (order[0], order[1], order[2], order[3]),
        origins=more.get("origins", 1),
    )

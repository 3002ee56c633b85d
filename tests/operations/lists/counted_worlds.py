"""Worlds to count: entities with codes and dates of every sort, and what a full download of their lists counts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from random import Random
from typing import Any

from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.grouping import TIMES, counted_codes, dimensions_of
from chalicelib.operations.lists.counts import counts
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.world import Listed, RequestContext, World
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
from tests.conftest import Clock
from tests.operations.builders import CALLER, a_model, an_event, pages, ref, said_by, say
from tests.operations.transfer_worlds import BusyService

EVENT, MODEL, COMPANY, PERSON = (KINDS[name] for name in ("event", "model", "company", "person"))
DATES: tuple[Any, ...] = (
    "2024-12-31",
    "2025",
    "2025-01-26~",
    "2025-04/2025-06",
    "../2024-03",
    "2024-03/..",
    {"missing": "unknown"},
)
STATUSES: tuple[Any, ...] = ("announced", "completed", "cancelled", {"missing": "unknown"}, {"missing": "none"})
TYPES = ("release", "stock_move", "personnel")


class CountedService(BusyService):
    """A service in which also events and models with codes and dates happen, and disputes about these."""

    def __init__(self, world: World, random: Random, clock: Clock) -> None:
        super().__init__(world, random, clock)
        self.others = [an_event(world).ref]

    def happen(self) -> None:
        """Let a few things happen, and number what is pending or not; what the service refuses does not."""
        super().happen()
        for step in (self._dated, self._dispute_code, self._dispute_code, self._end_other, self._number):
            if self.random.random() < 0.6:
                with suppress(Refusal, IndexError):
                    step()

    def _dated(self) -> None:
        number, date = self.random.getrandbits(40), self.random.choice(DATES)
        status = self.random.choice(STATUSES)
        if self.random.random() < 0.5:
            event = {"type": self.random.choice(TYPES), "date": date, "title": f"Event {number}"}
            name = an_event(self.world, f"e{number}", status=status, **event).ref
        else:
            level = self.random.choice(["family", "version"])
            name = a_model(self.world, f"m{number}", name=f"Mo{number:x}", released=date, level=level).ref
        self.others.append(name)

    def _dispute_code(self) -> None:
        name, evidence = self.random.choice(self.others), said_by(self.random.choice(["report", "other"]))
        if name.startswith("event/"):
            changed: dict[str, Any] = self.random.choice([{"status": each} for each in STATUSES[:3]])
            changed = self.random.choice([changed, {"date": self.random.choice(DATES)}])
        else:
            changed = self.random.choice(
                [{"open_weights": True}, {"open_weights": False}, {"level": "family"}, {"status": "available"}]
            )
        say(self.world, name, evidence=evidence, **changed)

    def _end_other(self) -> None:
        name, context = self.random.choice(self.others), RequestContext(self.world, CALLER)
        try:
            retire(context, ref=ref(name), reason="Made up.")
        except Refusal:
            reverse_retirement(context, ref=ref(name), reason="It happened.")

    def _number(self) -> None:
        sequence(self.world)


def downloaded(world: World, kind: Kind, **asked: Any) -> list[Mapping[str, Any]]:
    """Download a whole list, with the members that are counted by."""
    fields = ("ref", *counted_codes(kind), kind.order)
    found = pages(listing, world=world, kind=kind, limit=100, fields=fields, **asked)
    return [item for page in found for item in page.items]


def grouped(kind: Kind, by: Sequence[str], items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Count items by groups, in the order of the service."""
    found = Counter(tuple(_group(kind, item, name) for name in by) for item in items)

    def place(group: tuple[str, ...]) -> tuple[Any, ...]:
        times = [each.replace("unknown", "~") for name, each in zip(by, group, strict=True) if name in TIMES]
        return times, -found[group], group

    return [{**dict(zip(by, group, strict=True)), "count": found[group]} for group in sorted(found, key=place)]


def _group(kind: Kind, item: Mapping[str, Any], name: str) -> str:
    value = item.get(kind.order if name in TIMES else name)
    if name not in TIMES:
        return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else _missing(value)
    if not isinstance(value, str) or value.startswith(".."):
        return "unknown"
    year, month = value[:4], value[5:7] if value[4:5] == "-" else "01"
    quarter = {"01": "Q1", "02": "Q1", "03": "Q1", "04": "Q2", "12": "Q4"}[month]
    return {"year": year, "quarter": f"{year}-{quarter}", "month": f"{year}-{month}"}[name]


def _missing(value: Any) -> str:
    return "none" if value == {"missing": "none"} else "unknown"


def ways_to_count(kind: Kind) -> Iterator[tuple[str, ...]]:
    """Yield no dimension, every one, and every two."""
    for size in range(3):
        yield from combinations(dimensions_of(kind), size)


def count(world: World, kind: Kind, by: Sequence[str] = (), **filters: str) -> Listed:
    """Count, with filters whose operators are named after two underscores: `date__gte`."""
    sent = {f"{name.replace('__', '[')}]" if "__" in name else name: text for name, text in filters.items()}
    return counts(world, kind=kind, by=by, filters=sent)

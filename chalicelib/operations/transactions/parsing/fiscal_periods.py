"""Fiscal periods: turns a label such as `FY2026-Q1` into months, by the company's `fiscal_year_end`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.presence import lifetime
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import Reading, resolve
from chalicelib.domain.values import MonthDay, MonthDayType, Value
from chalicelib.domain.values.checks import with_article
from chalicelib.domain.values.times.fiscal import fiscal_months, fiscal_year_of
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.reading.reading_rules import slot_rules

FISCAL_YEAR_END = "fiscal_year_end"
_MONTHS = "write the months, such as 2025-02/2025-04"


FactsOf = Callable[[str], Iterable[Fact]]
"""Returns the facts of a property."""


@dataclass(frozen=True)
class FiscalYears:
    """The sources of an entity's fiscal year: the values in the request, raw, and those on record, if asked for."""

    kind: Kind
    sent: Sequence[Any] = ()
    recorded: FactsOf = lambda _: ()

    def months_of(self, label: str, *, at: str, faults: Faults) -> str | None:
        """Return the months of a label; None means that a fault was noted, here or for the value that was sent."""
        if self.kind.property(FISCAL_YEAR_END) is None:
            detail = f"{label} is a fiscal period, and {with_article(self.kind.name)} has no fiscal year; {_MONTHS}."
            faults.add(at, "fiscal_year_unknown", detail)
            return None
        ends = self._sent_ends() if self.sent else self._recorded_ends(fiscal_year_of(label))
        if ends is None:
            return None  # sent with a fault, which is noted where it was sent
        if len(ends) != 1:
            faults.add(at, *_fault_of_ends(label, ends))
            return None
        months = fiscal_months(label, ends[0])
        if months is None:
            faults.add(at, "not_a_period", f"{label} lies outside the years 1 to 9999.")
        return months

    def _sent_ends(self) -> list[MonthDay] | None:
        """Return the different ends of the year that the request sends; None if one of them has a fault."""
        read = [MonthDayType().parse(_plain(raw), at="", faults=Faults()) for raw in self.sent]
        return None if None in read else _month_days(read)

    def _recorded_ends(self, year: int) -> list[MonthDay]:
        """Return the end of the year that is shown for the label's first of January, or all that are in dispute.

        That day is in the fiscal year, whenever it ends. If nothing is known of it, the first value after it holds.
        """
        facts = self._facts
        new_year = f"{max(year, 1):04d}-01-01T00:00:00.000Z"
        later = sorted({start for fact in facts if (start := lifetime(fact)[0]) > new_year})
        for instant in (new_year, *later) if facts else ():
            reading = self._read(facts, instant)
            if reading.is_disputed:
                return _month_days([fact.value for fact in reading.standing])
            if reading.chosen is not None and isinstance(reading.chosen.value, MonthDay):
                return [reading.chosen.value]
        return []

    @cached_property
    def _facts(self) -> Sequence[Fact]:
        return [*self.recorded(FISCAL_YEAR_END)]

    def _read(self, facts: Sequence[Fact], instant: Instant) -> Reading:
        declared = self.kind.property(FISCAL_YEAR_END)
        assert declared is not None  # noqa: S101  for the type checker: only kinds that declare it get here
        moment = Moment(valid_at=instant)
        context = entity_context(facts, moment)
        return resolve(facts, slot_rules(self.kind, declared), moment=moment, now=instant, context=context)


def _plain(raw: Any) -> Any:
    return raw["value"] if isinstance(raw, Mapping) and "value" in raw else raw


def _month_days(values: Sequence[Value | None]) -> list[MonthDay]:
    return list(dict.fromkeys(value for value in values if isinstance(value, MonthDay)))


def _fault_of_ends(label: str, ends: Sequence[MonthDay]) -> tuple[str, str]:
    if ends:
        known = " and ".join(each.text for each in ends)
        return "fiscal_year_disputed", f"`{FISCAL_YEAR_END}` is in dispute ({known}), so {label} is unclear; {_MONTHS}."
    sent = f'send `{FISCAL_YEAR_END}` as well, such as "--01-31", or {_MONTHS}'
    return "fiscal_year_unknown", f"{label} needs the company's `{FISCAL_YEAR_END}`, which is not on record; {sent}."

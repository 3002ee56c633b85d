"""Hours: times of the day, on some days of the week, in a time zone; kept as sent and compared in UTC."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.values.checks import CodedFault, quoted
from chalicelib.late_dataclass import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MAX_HOURS_CHARS = 200

_HOUR, _DAY, _WEEK = 60, 1440, 10_080  # in minutes
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_RANGE = f"{_TIME}-({_TIME}|24:00)"
_DAY_NAME = f"({'|'.join(DAYS)})"
_DAY_RANGE = f"{_DAY_NAME}(-{_DAY_NAME})?"
_RULE = f"({_DAY_RANGE}(,{_DAY_RANGE})* )?{_RANGE}(,{_RANGE})*"
_OFFSET = "[+-](0[0-9]|1[0-4]):[0-5][0-9]"
_ZONE = f"(Z|{_OFFSET}|[A-Z][A-Za-z]+/[A-Z][A-Za-z_+/-]+)"
HOURS_PATTERN = f"^{_RULE}(; ?{_RULE})* {_ZONE}$"

# Compiled by the first hours that are read: they are long, and few requests have hours.
_HAS_ZONE = rf"(?s:(?P<rules>.*\S) (?P<zone>{_ZONE}))"
_RULES = f"{_RULE}(; ?{_RULE})*"
_WRITTEN_RANGE = "[0-9]{1,2}(:[0-9]{2})?-[0-9]{1,2}(:[0-9]{2})?"
_EXAMPLE = '"Mo-Fr 09:00-12:00,14:00-18:00 +08:00" or "16:30-00:30 Z"'

_Stretch = tuple[int, int]  # first minute and the one after the last, counted from Monday 00:00


class _Rules(NamedTuple):
    """Hours taken apart: the stretches of a week, as written, and the name or offset of their zone."""

    stretches: tuple[_Stretch, ...]
    zone: str


@dataclass(frozen=True)
class Hours:
    """Hours of the day such as `Mo-Fr 09:00-12:00,14:00-18:00 +08:00`. Raises ValueError for other text."""

    text: str

    def __post_init__(self) -> None:
        _rules_of(self.text)

    def json(self) -> str:
        """Return the hours as they were sent."""
        return self.text

    def canonical(self) -> str:
        """Return the text that identifies the value: the same hours in UTC, or in the zone that has a name."""
        return f"hours:{canonical_hours(self.text)}"


def parse_hours(text: str) -> Hours | CodedFault:
    """Parse hours; a fault says what is wrong with them."""
    found = _read(text)
    return found if isinstance(found, CodedFault) else Hours(text)


@lru_cache(maxsize=1024)  # hours recur, and are compared in pairs
def canonical_hours(text: str) -> str:
    """Write hours in UTC, sorted and merged; in a zone with a name, whose offset changes, as its clocks show them."""
    stretches, zone = _rules_of(text)
    east = _minutes_east(zone)
    moved = _split_at_midnight((start - (east or 0), end - (east or 0)) for start, end in stretches)
    return f"{_written(_merged(moved))} {zone if east is None else 'Z'}"


def _rules_of(text: str) -> _Rules:
    match _read(text):
        case CodedFault(_, detail):
            raise ValueError(detail)
        case rules:
            return rules


@lru_cache(maxsize=1024)  # as above
def _read(text: str) -> _Rules | CodedFault:
    if len(text) > MAX_HOURS_CHARS:
        return CodedFault("too_long", f"Hours have at most {MAX_HOURS_CHARS} characters, not {len(text)}.")
    parts = re.fullmatch(_HAS_ZONE, text)
    if parts is None:
        return _fault_of_zone(text)
    zone, rules = parts["zone"], parts["rules"]
    if not re.fullmatch(_RULES, rules):
        return _fault_of_rules(rules, text)
    if _minutes_east(zone) is None and not _is_zone_name(zone):
        return _unknown_zone(zone)
    stretches = [stretch for rule in rules.split(";") for stretch in _stretches(rule.strip())]
    if any(start == end for start, end in stretches):
        detail = f"A range of {quoted(text)} ends when it starts; write 00:00-24:00 for the whole day."
        return CodedFault("bad_time", detail)
    return _Rules(tuple(stretches), zone)


def _fault_of_zone(text: str) -> CodedFault:
    """Return what is wrong with hours that do not end with a time zone in its form."""
    last = text.rsplit(" ", maxsplit=1)[-1]
    if hint := _hint(text):
        return CodedFault("hours_without_zone", f"{quoted(text)} does not end with a time zone in its form{hint}.")
    if "/" in last and last[:1].isalpha():
        return _unknown_zone(last)
    zones = "end with Z, an offset such as +08:00, or a name such as America/New_York"
    return CodedFault("hours_without_zone", f"{quoted(text)} names no time zone; {zones}: {_EXAMPLE}.")


def _unknown_zone(zone: str) -> CodedFault:
    right = "write area and city such as America/New_York, or an offset such as -05:00"
    return CodedFault("unknown_zone", f"{quoted(zone)} is not the name of a time zone here; {right}.")


def _hint(text: str) -> str:
    from chalicelib.domain.values.times.hours_hints import hours_hint  # here: only faults need it

    return hours_hint(text, is_sound=lambda written: re.fullmatch(HOURS_PATTERN, written) is not None)


def _fault_of_rules(rules: str, text: str) -> CodedFault:
    """Return what is wrong with days and times: the first word that is neither."""
    hint = _hint(text)
    for word in filter(None, re.split(r"[;, ]+", rules)):
        if any(letter.isdigit() for letter in word):
            if not re.fullmatch(_RANGE, word):
                return CodedFault("bad_time", _time_detail(word, hint))
        elif not re.fullmatch(_DAY_RANGE, word):
            right = hint or f"; write {', '.join(DAYS)}, or a range such as Mo-Fr"
            return CodedFault("unknown_day", f"{quoted(word)} is no day{right}.")
    right = hint or f"; write days, ranges and a time zone: {_EXAMPLE}"
    return CodedFault("not_hours", f"{quoted(rules)} are not hours{right}.")


def _time_detail(word: str, hint: str) -> str:
    wrong = f"{quoted(word)} is no range of times"
    if hint:
        return f"{wrong}{hint}."
    if re.fullmatch(_WRITTEN_RANGE, word):
        return f"{wrong}; hours have two digits, from 00:00 to 24:00, as in 09:00-18:00."
    return f"{wrong}; write both times with hours and minutes, as in 09:00-18:00."


def _is_zone_name(zone: str) -> bool:
    from chalicelib.domain.values.times.zone_names import ZONE_NAMES  # here: a table, and few hours name a zone

    return zone in ZONE_NAMES


def _minutes_east(zone: str) -> int | None:
    """Return by how many minutes the clocks of a zone are ahead of UTC; None for a name."""
    if zone == "Z":
        return 0
    if zone[0] not in "+-":
        return None
    minutes = int(zone[1:3]) * _HOUR + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _stretches(rule: str) -> Iterator[_Stretch]:
    """Yield the stretches of a rule, on each of its days; one that ends before it starts ends on the next day."""
    *days, ranges = rule.split(" ")
    for day in _days(days[0]) if days else range(len(DAYS)):
        for each in ranges.split(","):
            start, end = (int(time[:2]) * _HOUR + int(time[3:]) for time in each.split("-"))
            yield day * _DAY + start, day * _DAY + end + (_DAY if end < start else 0)


def _days(text: str) -> Iterator[int]:
    for each in text.split(","):
        first, _, last = each.partition("-")
        start = DAYS.index(first)
        count = (DAYS.index(last or first) - start) % len(DAYS) + 1
        yield from ((start + days) % len(DAYS) for days in range(count))


def _split_at_midnight(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Yield the parts of stretches that lie within one day of the week."""
    for start, end in stretches:
        at = start
        while at < end:
            until = min(end, at - at % _DAY + _DAY)
            yield at % _WEEK, at % _WEEK + until - at
            at = until


def _merged(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Return stretches of a week in order, none of which touches another; of a whole week, its days."""
    merged: list[_Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    if len(merged) > 1 and merged[0][0] == 0 and merged[-1][1] == _WEEK:  # over the midnight before Monday
        (_, first), (last, _) = merged[0], merged.pop()
        merged[0] = last - _WEEK, first
    return merged


def _written(stretches: Iterable[_Stretch]) -> str:
    """Write stretches as rules: those of the same days together, and days that have the same ranges as one."""
    days_of: dict[str, set[int]] = {}
    for start, end in stretches:
        whole = end - start >= _DAY
        for first, last in _split_at_midnight([(start, end)]) if whole else [(start % _WEEK, end)]:
            days_of.setdefault(_range(first, last), set()).add(first // _DAY)
    ranges_of: dict[frozenset[int], list[str]] = {}
    for each, days in sorted(days_of.items()):
        ranges_of.setdefault(frozenset(days), []).append(each)
    rules = (f"{_day_names(days)}{','.join(ranges)}" for days, ranges in ranges_of.items())
    return "; ".join(rules)


def _range(first: int, last: int) -> str:
    end = last % _DAY or _DAY
    return f"{_clock(first % _DAY)}-{_clock(end)}"


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02d}:{minute % _HOUR:02d}"


def _day_names(days: frozenset[int]) -> str:
    """Name days of the week in runs, such as `Su-Th`; nothing where they are all seven."""
    if len(days) == len(DAYS):
        return ""
    runs = []
    for first in sorted(day for day in days if (day - 1) % len(DAYS) not in days):
        last = first
        while (last + 1) % len(DAYS) in days:
            last = (last + 1) % len(DAYS)
        runs.append(DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}")
    return f"{','.join(runs)} "

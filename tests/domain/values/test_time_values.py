"""Hours, durations, days of the year and fiscal labels: which text is one, and which texts say the same."""

import re
import zoneinfo
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.faults import Faults
from chalicelib.domain.values import (
    Duration,
    DurationType,
    Hours,
    HoursType,
    MonthDay,
    MonthDayType,
    ValueType,
    identity,
    parse_period,
)
from chalicelib.domain.values.times.durations import parse_month_day
from chalicelib.domain.values.times.fiscal import fiscal_hint, fiscal_months, is_fiscal_label
from chalicelib.domain.values.times.hours import DAYS, canonical_hours
from chalicelib.domain.values.times.periods import fold_period
from chalicelib.domain.values.times.zone_names import ZONE_NAMES

WEEK = 7 * 24 * 60
TIMES = st.tuples(st.integers(0, 23), st.sampled_from([0, 15, 30, 59])).map(lambda time: f"{time[0]:02d}:{time[1]:02d}")
RANGES = st.tuples(TIMES, TIMES | st.just("24:00")).filter(lambda ends: ends[0] != ends[1]).map("-".join)
DAY_RANGES = st.tuples(st.sampled_from(DAYS), st.sampled_from(["", *DAYS])).map(
    lambda ends: "-".join(filter(None, ends))
)
OFFSETS = st.sampled_from(["Z", "+08:00", "-05:00", "+05:30", "+14:00", "-12:00", "-00:00"])
NAMED_ZONES = st.sampled_from(["America/New_York", "Asia/Shanghai", "America/Argentina/Buenos_Aires"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    days = ",".join(draw(st.lists(DAY_RANGES, max_size=2)))
    return f"{days} {','.join(draw(st.lists(RANGES, min_size=1, max_size=3)))}".strip()


@st.composite
def hours(draw: st.DrawFn, zones: st.SearchStrategy[str] = OFFSETS | NAMED_ZONES) -> Hours:
    return Hours(f"{'; '.join(draw(st.lists(rules(), min_size=1, max_size=2)))} {draw(zones)}")


def minutes(text: str) -> set[int]:
    """Return the minutes of a week in UTC that hours cover, one by one."""
    written, _, zone = text.rpartition(" ")
    sign = -1 if zone[0] == "-" else 1
    east = 0 if zone == "Z" else sign * (int(zone[1:3]) * 60 + int(zone[4:]))
    covered: set[int] = set()
    for rule in written.split("; "):
        *days, ranges = rule.split()
        for day in _days(days[0]) if days else range(7):
            for each in ranges.split(","):
                start, end = (int(time[:2]) * 60 + int(time[3:]) for time in each.split("-"))
                length = end - start if end > start else end - start + 1440
                covered |= {(day * 1440 + start - east + minute) % WEEK for minute in range(length)}
    return covered


def _days(text: str) -> set[int]:
    found = set()
    for each in text.split(","):
        first, _, last = each.partition("-")
        day = DAYS.index(first)
        found.add(day)
        while last and DAYS[day] != last:
            day = (day + 1) % 7
            found.add(day)
    return found


def fault_of(declared: ValueType, raw: Any) -> tuple[str, str, str]:
    faults = Faults()
    assert declared.parse(raw, at="/value", faults=faults) is None
    (fault,) = faults.found
    return fault.pointer, fault.code, fault.detail


@given(hours(OFFSETS))
def test_hours_in_utc_cover_the_same_minutes_of_the_week(value: Hours) -> None:
    canonical = canonical_hours(value.text)
    assert canonical.endswith(" Z")
    assert minutes(canonical) == minutes(value.text)


@given(hours(OFFSETS), hours(OFFSETS))
def test_hours_are_one_exactly_when_they_cover_the_same_minutes(one: Hours, other: Hours) -> None:
    assert (one.canonical() == other.canonical()) == (minutes(one.text) == minutes(other.text))


@given(hours())
def test_the_canonical_form_of_hours_is_hours_and_its_own_canonical_form(value: Hours) -> None:
    canonical = canonical_hours(value.text)
    assert canonical_hours(canonical) == canonical
    assert identity(Hours(canonical)) == identity(value)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("09:00-12:00 +08:00", "01:00-04:00 Z"),
        ("16:30-00:30 Z", "16:30-00:30 Z"),
        ("Mo-Fr 09:00-12:00,14:00-18:00 +08:00", "Mo-Fr 01:00-04:00,06:00-10:00 Z"),
        ("Mo-Fr 00:00-09:00 +08:00", "Su-Th 16:00-01:00 Z"),
        ("Mo,Tu,We 10:00-11:00,11:00-12:00 Z", "Mo-We 10:00-12:00 Z"),
        ("00:00-24:00 +05:30", "00:00-24:00 Z"),
        ("Mo 22:00-24:00; Tu 00:00-02:00 Z", "Mo 22:00-02:00 Z"),
        ("Fr-Mo 08:00-09:00 America/New_York", "Fr-Mo 08:00-09:00 America/New_York"),
    ],
)
def test_hours_are_compared_in_utc_or_in_their_named_zone(text: str, canonical: str) -> None:
    assert canonical_hours(text) == canonical


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("09:00-12:00", "hours_without_zone", "end with Z, an offset such as +08:00"),
        ("Mo-Fr 09:00-12:00 CET", "hours_without_zone", "or a name such as America/New_York"),
        ("", "hours_without_zone", "names no time zone"),
        ("25:00-26:00 Z", "bad_time", "from 00:00 to 24:00"),
        ("9-17 Z", "bad_time", 'write "09:00-17:00 Z"'),
        ("9am-5pm Z", "bad_time", "as in 09:00-18:00"),
        ("10:00-10:00 Z", "bad_time", "write 00:00-24:00 for the whole day"),
        ("Mon-Fri 09:00-12:00 Z", "unknown_day", 'write "Mo-Fr 09:00-12:00 Z"'),
        ("09:00-12:00 Mars/Base", "unknown_zone", "write area and city such as America/New_York"),
        ("Mo Z", "not_hours", "write days, ranges and a time zone"),
        ("09:00-10:00, Z", "not_hours", "write days, ranges and a time zone"),
        (f"{'09:00-10:00,' * 20}09:00-10:00 Z", "too_long", "at most 200 characters, not 253"),
        (9, "wrong_type", "Hours are a string"),
    ],
)
def test_what_are_no_hours_is_refused_with_what_would_be_right(text: Any, code: str, hint: str) -> None:
    pointer, found, detail = fault_of(HoursType(), text)
    assert (pointer, found) == ("/value", code)
    assert hint in detail


@given(st.text(max_size=40) | st.from_regex(r"[MoTuFrSa0-9:,; +Z-]{0,30}"))
def test_any_text_are_hours_or_is_refused_and_the_schema_takes_no_more_than_zones_and_empty_ranges(text: str) -> None:
    faults = Faults()
    read = HoursType().parse(text, at="", faults=faults)
    assert (read is None) == (len(faults.found) == 1)
    fits = jsonschema.Draft202012Validator(HoursType().shapes()[0]).is_valid(text) and not text.endswith("\n")
    assert fits == (read is not None) or faults.found[0].code in ("unknown_zone", "bad_time")


def test_the_known_zones_are_zones_of_this_system() -> None:
    here = zoneinfo.available_timezones()
    if not here:
        pytest.skip("this system has no time zones")
    assert len(ZONE_NAMES - here) <= 3  # the database here may be of another year
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_+/-]+", name) for name in ZONE_NAMES)


@pytest.mark.parametrize(("one", "other"), [("PT60M", "PT1H"), ("P12M", "P1Y"), ("P7D", "P1W"), ("PT300S", "PT5M")])
def test_durations_of_the_same_length_are_one(one: str, other: str) -> None:
    assert identity(Duration(one)) == identity(Duration(other))
    assert Duration(one).json() == one


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        ("5 minutes", "write PT5M."),
        ("1 year", "write P1Y."),
        ("6-months", "write P6M."),
        ("P0D", "write PT5M for 5 minutes or P1Y for a year."),
        ("5m", "write PT5M for 5 minutes or P1Y for a year."),
        (5, "write PT5M for 5 minutes or P1Y for a year."),
    ],
)
def test_what_is_no_duration_is_refused_with_the_form_to_write(raw: Any, hint: str) -> None:
    pointer, code, detail = fault_of(DurationType(), raw)
    assert (pointer, code) == ("/value", "not_a_duration")
    assert detail.endswith(hint)


@given(st.from_regex(r"\A--[0-9]{2}-[0-9]{2}\Z"))
def test_a_day_of_the_year_is_one_exactly_when_a_leap_year_has_it(text: str) -> None:
    day = f"2024{text[1:]}"
    try:
        exists = date.fromisoformat(day).isoformat() == day
    except ValueError:
        exists = False
    assert (parse_month_day(text) is not None) == exists
    assert jsonschema.Draft202012Validator(MonthDayType().shapes()[0]).is_valid(text) == exists


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        ("January 31", "write --01-31."),
        ("31 January", "write --01-31."),
        ("2026-01-31", "write --01-31."),
        ("12-31", "write --12-31."),
        ("05-06", "write --06-05 or --05-06."),
        ("--02-30", "write --01-31 for 31 January."),
        (None, "write --01-31 for 31 January."),
    ],
)
def test_what_is_no_day_of_the_year_is_refused_with_the_form_to_write(raw: Any, hint: str) -> None:
    pointer, code, detail = fault_of(MonthDayType(), raw)
    assert (pointer, code) == ("/value", "not_a_month_day")
    assert detail.endswith(hint)


@pytest.mark.parametrize("declared", [DurationType(), MonthDayType(), HoursType()])
@given(raw=st.text(max_size=30))
def test_any_text_is_a_value_or_has_one_fault(declared: ValueType, raw: str) -> None:
    faults = Faults()
    assert (declared.parse(raw, at="", faults=faults) is None) == (len(faults.found) == 1)


@pytest.mark.parametrize(
    ("label", "year_end", "months"),
    [
        ("FY2026", "--01-31", "2025-02/2026-01"),
        ("FY2026-Q1", "--01-31", "2025-02/2025-04"),
        ("FY2026-Q4", "--01-31", "2025-11/2026-01"),
        ("FY2026-H1", "--01-31", "2025-02/2025-07"),
        ("FY2026-H2", "--01-31", "2025-08/2026-01"),
        ("FY2025", "--09-27", "2024-10/2025-09"),
        ("FY2025-Q2", "--09-27", "2025-01/2025-03"),
        ("FY2025", "--12-31", "2025-01/2025-12"),
        ("FY2025", "--01-03", "2025-01/2025-12"),
        ("FY2024", "--02-29", "2023-03/2024-02"),
        ("FY2025", "--06-02", "2024-06/2025-05"),
    ],
)
def test_a_fiscal_label_is_the_months_up_to_the_end_of_the_month_nearest_to_the_end_of_the_year(
    label: str, year_end: str, months: str
) -> None:
    assert fiscal_months(label, MonthDay(year_end)) == months


@given(st.integers(2, 9998), st.dates().map(lambda day: MonthDay(f"-{day.isoformat()[4:]}")))
def test_the_parts_of_a_fiscal_year_make_up_the_year(year: int, year_end: MonthDay) -> None:
    def ends(part: str) -> list[str]:
        months = fiscal_months(f"FY{year:04d}{part}", year_end)
        assert months is not None
        assert parse_period(months) == months
        return fold_period(months).split("/")

    whole = ends("")
    assert whole == [ends("-H1")[0], ends("-H2")[1]] == [ends("-Q1")[0], ends("-Q4")[1]]
    assert (ends("-Q2")[1], ends("-Q3")[0]) == (ends("-H1")[1], ends("-H2")[0])


@pytest.mark.parametrize("label", ["FY0000", "FY0001"])
def test_a_fiscal_year_before_the_calendar_has_no_months(label: str) -> None:
    assert fiscal_months(label, MonthDay("--01-31")) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        *(("FY26", "FY2026"), ("Q1 FY2026", "FY2026-Q1"), ("FY2026 Q1", "FY2026-Q1"), ("fiscal year 2026", "FY2026")),
        *(
            ("FY2026H2", "FY2026-H2"),
            ("q3 fy'25", "FY2025-Q3"),
            ("FY2026/27", None),
            ("2026", None),
            ("FY2026-Q5", None),
        ),
    ],
)
def test_another_form_of_a_fiscal_label_is_recognized(text: str, label: str | None) -> None:
    assert fiscal_hint(text) == label
    assert label is None or is_fiscal_label(label)

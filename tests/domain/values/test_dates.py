"""Dates: which text is one, and between which instants its truth lies."""

import re
from datetime import date
from time import struct_time

import edtf
import pytest
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.instants import BEGINNING, FOREVER
from chalicelib.domain.values import DateType, When, parse_date

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


@st.composite
def points(draw: st.DrawFn) -> str:
    day = draw(DAYS | st.dates(min_value=date(2024, 11, 1), max_value=date(2025, 3, 31))).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))] + draw(st.sampled_from(["", "", "~", "?", "%"]))


@st.composite
def dates(draw: st.DrawFn) -> When:
    text = draw(points())
    if draw(st.booleans()):
        other = draw(points() | st.just(".."))
        text = draw(st.sampled_from([f"{text}/{other}", f"{other}/{text}"]))
    found = parse_date(text)
    assume(found is not None)
    assert found is not None
    return found


def the_day(moment: struct_time | float) -> str | None:
    """Write a bound of the oracle as a day; None where it is open."""
    if isinstance(moment, float):
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday).isoformat()


@given(dates())
def test_earliest_and_latest_are_those_of_the_edtf_library(when: When) -> None:
    oracle = edtf.parse_edtf(when.text)
    first, last = the_day(oracle.lower_strict()), the_day(oracle.upper_strict())
    assert when.earliest == (f"{first}T00:00:00.000Z" if first else BEGINNING)
    assert when.latest == (f"{last}T23:59:59.999Z" if last else FOREVER)


@given(st.from_regex(r"\A[0-9]{4}(-[01][0-9](-[0-3][0-9])?)?[~?%]?\Z"))
def test_a_single_date_is_one_exactly_when_the_edtf_library_can_place_it(text: str) -> None:
    assume(not text.startswith("0000") and (text[4:5] != "-" or int(text[5:7]) <= 12))  # 21 to 41: seasons
    try:
        oracle = edtf.parse_edtf(text)
        exists = the_day(oracle.lower_strict()) is not None and the_day(oracle.upper_strict()) is not None
    except (EDTFParseException, ValueError):
        exists = False
    assert (parse_date(text) is not None) == exists


@given(dates())
def test_what_is_accepted_fits_the_published_pattern(when: When) -> None:
    schema = DateType().schema()["oneOf"][0]
    assert re.search(schema["pattern"], when.text)
    assert len(when.text) <= schema["maxLength"]


@given(dates())
def test_a_date_lies_within_its_widened_self(when: When) -> None:
    first, last = when.widened()
    assert first <= when.earliest <= when.latest <= last


@given(dates())
def test_without_a_tilde_nothing_is_widened(when: When) -> None:
    assume(not set(when.text) & {"~", "%"})
    assert when.widened() == (when.earliest, when.latest)


@given(dates())
def test_the_ends_of_an_interval_are_dates_with_the_same_bounds(when: When) -> None:
    assume(when.is_interval)
    assert when.earliest == (when.start.earliest if when.start else BEGINNING)
    assert when.latest == (when.end.latest if when.end else FOREVER)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-01-29~", "2025-01-22", "2025-02-05"),
        ("2025-01-29%", "2025-01-22", "2025-02-05"),
        ("2025-01~", "2024-12-01", "2025-02-28"),
        ("2024-01~", "2023-12-01", "2024-02-29"),
        ("2025~", "2024-01-01", "2026-12-31"),
        ("2025-01-29?", "2025-01-29", "2025-01-29"),
        ("2024-07~/2025-01-29~", "2024-06-01", "2025-02-05"),
    ],
)
def test_about_reaches_a_week_a_month_or_a_year_further(text: str, first: str, last: str) -> None:
    assert When(text).widened() == (f"{first}T00:00:00.000Z", f"{last}T23:59:59.999Z")


@pytest.mark.parametrize("text", ["0001-01-03~", "0001-01~", "0001~"])
def test_about_does_not_reach_before_the_beginning(text: str) -> None:
    assert When(text).widened()[0] == BEGINNING


@pytest.mark.parametrize("text", ["9999-12-30~", "9999-12~", "9999~"])
def test_about_does_not_reach_past_forever(text: str) -> None:
    assert When(text).widened()[1] == FOREVER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "/",
        "../..",
        "2025/",
        "/2025",
        "2025-1",
        "2025-13",
        "2025-00",
        "2025-02-30",
        "2025-02-29",
        "0000",
        "25-01-01",
        "2025-01-26T10:00:00Z",
        "2025-01-26 ",
        "2025-01-26\n",
        "2025~~",
        "~2025",
        "2025-Q1",
        "2025-21",
        "January 2025",
        "26.01.2025",
        "2025/2026/2027",
        "2025-06/2025-01",
        "2025-01-02/2025-01-01",
        "٢٠٢٥",
    ],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    assert parse_date(text) is None
    with pytest.raises(ValueError, match="not a date"):
        When(text)


@pytest.mark.parametrize("text", ["2025/2025-03", "2025-03/2025", "2025-01-15/2025-01", "2025-01-01/2025-01-01"])
def test_an_interval_may_end_within_what_it_starts_with(text: str) -> None:
    assert parse_date(text) == When(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025", "2025-01-01"),
        ("2025-03~", "2025-03-01"),
        ("2025-01-26?", "2025-01-26"),
        ("2024-07/2025-01", "2024-07-01"),
        ("2025-01/..", "2025-01-01"),
        ("../2025-06", "2025-06-01"),
    ],
)
def test_dates_are_ordered_by_the_first_day_they_state(text: str, day: str) -> None:
    assert When(text).first_day == day


def test_a_plain_date_starts_with_itself_and_has_no_end() -> None:
    when = When("2025-01")
    assert (when.start, when.end, when.is_interval) == (when, None, False)


def test_an_open_interval_has_no_start_or_no_end() -> None:
    assert (When("2025-01/..").start, When("2025-01/..").end) == (When("2025-01"), None)
    assert (When("../2025-01").start, When("../2025-01").end) == (None, When("2025-01"))

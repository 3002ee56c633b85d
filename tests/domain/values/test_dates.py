"""Dates: which text is one, and between which instants its truth lies."""

import re
from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from time import struct_time

import edtf
import pytest
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import Faults
from chalicelib.domain.instants import BEGINNING, FOREVER, of
from chalicelib.domain.values import DateType, When, agrees, covers, excludes, identity, inside, parse_date

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


PARTS = ["21", "22", "23", "24", "33", "34", "35", "36", "40", "41", "Q1", "Q2", "Q3", "Q4", "H1", "H2"]
ZONES = st.sampled_from(["Z", "Z", "+08:00", "-08:00", "+05:30", "+14:00", "-12:00"])


@st.composite
def points(draw: st.DrawFn) -> str:
    day = draw(DAYS | st.dates(min_value=date(2024, 11, 1), max_value=date(2025, 3, 31))).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))] + draw(st.sampled_from(["", "", "~", "?", "%"]))


@st.composite
def parts_of_years(draw: st.DrawFn) -> str:
    year = draw(st.sampled_from([2024, 2025]) | st.integers(1, 9998))
    return f"{year:04d}-{draw(st.sampled_from(PARTS))}{draw(st.sampled_from(['', '', '~', '?', '%']))}"


@st.composite
def instants(draw: st.DrawFn) -> str:
    """Draw an instant, often on one of few days around midnight, so that two of them often meet."""
    day = draw(st.dates(date(2025, 1, 1), date(2025, 1, 3)) | st.dates(date(1, 1, 2), date(9999, 12, 30)))
    time = draw(st.sampled_from(["00:00", "00:30", "12:00", "23:30", "23:59:59"]))
    return f"{day}T{time}{draw(ZONES)}"


ANY_POINTS = st.one_of(points(), points(), parts_of_years(), instants())


@st.composite
def dates(draw: st.DrawFn, points: st.SearchStrategy[str] = ANY_POINTS) -> When:
    text = draw(points)
    if draw(st.booleans()):
        other = draw(points | st.just(".."))
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


@given(dates(points()))
def test_earliest_and_latest_are_those_of_the_edtf_library(when: When) -> None:
    oracle = edtf.parse_edtf(when.text)
    first, last = the_day(oracle.lower_strict()), the_day(oracle.upper_strict())
    assert when.earliest == (f"{first}T00:00:00.000Z" if first else BEGINNING)
    assert when.latest == (f"{last}T23:59:59.999Z" if last else FOREVER)


@given(parts_of_years())
def test_parts_of_years_are_those_of_the_edtf_library_but_for_the_end_of_winter(text: str) -> None:
    oracle = edtf.parse_edtf(When(text).canonical().removeprefix("when:").rstrip("~?%"))  # it knows no vague parts
    first, last = the_day(oracle.lower_strict()), the_day(oracle.upper_strict())
    if "-24" in text:  # the library lets winter end with the year
        last = f"{int(text[:4]) + 1:04d}-02-{28 + isleap(int(text[:4]) + 1)}"
    assert When(text).stated_days() == (f"{first}T00:00:00.000Z", f"{last}T23:59:59.999Z")


@given(instants())
def test_an_instant_is_one_minute_in_utc(text: str) -> None:
    moment = datetime.fromisoformat(text).astimezone(UTC).replace(second=0)
    assert (When(text).earliest, When(text).latest) == (of(moment), of(moment + timedelta(milliseconds=59_999)))


@given(instants(), instants())
def test_instants_are_one_exactly_when_their_minutes_are(one: str, other: str) -> None:
    same = When(one).earliest == When(other).earliest
    assert same == (When(one).canonical() == When(other).canonical()) == (identity(When(one)) == identity(When(other)))


@given(instants())
def test_an_instant_can_be_the_day_that_its_source_states(text: str) -> None:
    assert When(text).first_day == When(text).last_day == text[:10]
    assert agrees(When(text), When(text[:10]), fixed=True)
    assert inside(When(text), When(text[:10]))
    assert not inside(When(text[:10]), When(text))


@given(dates())
def test_a_date_begins_before_it_ends(when: When) -> None:
    assert when.earliest <= when.latest
    assert when.stated_days()[0] <= when.stated_days()[1]


@given(instants(), instants())
def test_instants_are_ordered_in_an_interval_by_time(one: str, other: str) -> None:
    assert (parse_date(f"{one}/{other}") is None) == (When(one).earliest > When(other).earliest)


@given(st.text(max_size=60) | st.from_regex(r"[0-9QHT:Z+./~ -]{0,30}"))
def test_any_text_is_a_date_or_is_refused_with_one_fault(text: str) -> None:
    faults = Faults()
    read = DateType().parse(text, at="/date", faults=faults)
    assert (read is None) == (len(faults.found) == 1)
    assert all(fault.pointer == "/date" and fault.code in ("not_a_date", "bad_range") for fault in faults.found)


@pytest.mark.parametrize(
    "texts",
    [
        ("2025-Q1", "2025-33", "2025-01/2025-03", "2025-01-01/2025-03-31", "2025-01-01/2025-03"),
        ("2025-H2", "2025-41", "2025-07/2025-12", "2025-Q3/2025-Q4"),
        ("2025-01", "2025-01-01/2025-01-31", "2025-01/2025-01"),
        ("2025", "2025/2025", "2025-Q1/2025-H2"),
        ("2025-01-26", "2025-01-26/2025-01-26"),
        ("2026-07-24T15:59Z", "2026-07-24T15:59:30Z", "2026-07-24T23:59+08:00"),
        ("2026-07-24T15:59Z/..", "2026-07-24T17:59+02:00/.."),
    ],
)
def test_dates_of_the_same_days_are_one_value(texts: tuple[str, ...]) -> None:
    whens = [When(text) for text in texts]
    others = [When(text) for text in ("2025-02", "2025-03-31", "2025~", "2026-07-24", "2025-02/2025-03", "2024/..")]
    assert len({identity(each) for each in whens}) == 1
    for other in others:
        assert len({excludes(each, other, fixed=True) for each in whens}) == 1
        assert len({inside(each, other) for each in whens}) == 1
        assert len({covers(each, other, fixed=True) for each in whens}) == 1


def test_a_date_without_an_interval_is_identified_as_it_always_was() -> None:
    for text in ("2025", "2025-01", "2025-01-26", "2025-01~", "2025-01-26?", "2025%"):
        assert When(text).canonical() == f"when:{text}"
    assert When("2025-Q1").canonical() == "when:2025-33"
    assert When("2026-07-24T23:59:05+08:00/..").canonical() == "when:2026-07-24T15:59Z/.."
    assert When("2024-01-05/2024-02").canonical() == "when:2024-01-05/2024-02-29"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-21", "2025-02-01", "2025-06-30"),
        ("2025-21~", "2024-12-01", "2025-08-31"),
        ("2025-24", "2025-11-01", "2026-03-31"),
        ("2025-Q1~", "2024-10-01", "2025-06-30"),
        ("2025-H1~", "2024-07-01", "2025-12-31"),
    ],
)
def test_a_season_is_about_by_a_month_and_a_tilde_reaches_as_far_as_the_part_is_long(
    text: str, first: str, last: str
) -> None:
    assert When(text).widened() == (f"{first}T00:00:00.000Z", f"{last}T23:59:59.999Z")


HINTS = {
    "31.12.2024": "write 2024-12-31.",
    "05.01.2025": "write 2025-01-05 or 2025-05-01.",
    "1/5/2025": "write 2025-05-01 or 2025-01-05.",
    "Jan 5, 2025": "write 2025-01-05.",
    "5th of January 2025": "write 2025-01-05.",
    "January 2025": "write 2025-01.",
    "2025/01/05": "write 2025-01-05.",
    "2025-1-5": "write 2025-01-05.",
    "20250105": "write 2025-01-05.",
    "2025-31-12": "write 2025-12-31.",
    "Q1 2025": "write 2025-Q1.",
    "2025H2": "write 2025-H2.",
    "FY2025": "a fiscal year is no date; write its months, such as 2025-02/2026-01.",
    "2025-W05": "write 2025-01-27/2025-02-02.",
    "spring 2025": "write 2025-21.",
    "circa 2025": "write 2025~.",
    "since 2024-05": "write 2024-05/...",
    "2024-2025": "write 2024/2025.",
    "2025-01-26 15:59": "an instant needs its time zone; write 2025-01-26T15:59Z or 2025-01-26T15:59+08:00.",
    "2025-01-26T15:59:30": "an instant needs its time zone; write 2025-01-26T15:59Z or 2025-01-26T15:59+08:00.",
    "2025-01-26T15:59:30.123Z": "write 2025-01-26T15:59Z.",
    "2025-01-26T15:59+0800": "write 2025-01-26T15:59+08:00.",
    "2025-01-26T15:59Z~": "write 2025-01-26~.",
    "2025-02-30": "2025-02 has 28 days.",
}


@pytest.mark.parametrize(("text", "hint"), HINTS.items())
def test_a_date_in_another_form_is_refused_with_the_form_to_write(text: str, hint: str) -> None:
    faults = Faults()
    assert DateType().parse(text, at="/date", faults=faults) is None
    (fault,) = faults.found
    assert (fault.pointer, fault.code) == ("/date", "not_a_date")
    assert fault.detail.endswith(f" is not a valid date; {hint}")


def test_a_year_as_a_number_is_asked_for_as_a_string() -> None:
    faults = Faults()
    assert DateType().parse(2025, at="/date", faults=faults) is None
    assert faults.found == [
        Fault("/date", "wrong_type", 'A date is a string such as "2025", not the number 2025.'),
    ]


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
    assume(not set(when.text) & {"~", "%"} and not re.search("-2[1-4]([/?]|$)", when.text))  # seasons are about
    assert when.widened() == (when.earliest, when.latest)


@given(dates())
def test_the_ends_of_an_interval_are_dates_with_the_same_bounds(when: When) -> None:
    assume(when.is_interval and when.has_instant == when.is_instant)
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
        "2025-01-26T10:00:00",
        "2025-01-26T10:00:00.000Z",
        "2025-01-26T10:00+1",
        "2025-01-26T10:00+15:00",
        "2025-01-26T24:00Z",
        "2025-01-26T10:00Z~",
        "2025-02-30T10:00Z",
        "0001-01-01T00:00+14:00",
        "2025-01-26T10:00Z/2025-01-26T09:59Z",
        "2025-37",
        "2025-Q5",
        "2025-33-01",
        "9999-24",
        "2025-01-26 ",
        "2025-01-26\n",
        "2025~~",
        "~2025",
        "Q1-2025",
        "2025-25",
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

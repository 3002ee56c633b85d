"""Instants: moments in UTC whose order is the order of their text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.instants import BEGINNING, FOREVER, of, parse, plus_ms, seconds_between

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES)  # noqa: DTZ001  the zone is drawn


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23T10:00:00.000Z", "2026-11-23T10:00:00.000Z"),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"),
        ("2026-11-23T10:00Z", "2026-11-23T10:00:00.000Z"),
        ("2026-11-23t10:00:00z", "2026-11-23T10:00:00.000Z"),
        ("2026-11-23T10:00:00.1239Z", "2026-11-23T10:00:00.123Z"),
        ("2026-11-23T10:00:00.5Z", "2026-11-23T10:00:00.500Z"),
        ("2026-11-23T10:00:00+01:00", "2026-11-23T09:00:00.000Z"),
        ("2026-11-23T00:30:00-01:00", "2026-11-23T01:30:00.000Z"),
        ("2026-11-23", "2026-11-23T00:00:00.000Z"),
        ("0001-01-01", "0001-01-01T00:00:00.000Z"),
        (FOREVER, FOREVER),
    ],
)
def test_a_time_with_a_zone_and_a_plain_day_are_instants(text: str, instant: str) -> None:
    assert parse(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026",
        "2026-11",
        "2026-11-31",
        "2026-11-23T10:00:00",
        "2026-11-23 10:00:00Z",
        "2026-11-23T25:00:00Z",
        "2026-11-23T10:00:00+25:00",
        "2026-11-23T10:00:00+01:00:30",
        "2026-11-23T10:00:00,5Z",
        "2026-11-23T10Z",
        "2026-11-23T10:00:00Z ",
        "2026-11-23T10:00:00Z\n",
        "20261123T100000Z",
        "2026-W47-1",
        "２０２６-11-23",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        BEGINNING,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_be_refused(text: str) -> None:
    assert parse(text) is None or len(parse(text) or "") == len(FOREVER)


@given(MOMENTS)
def test_a_moment_is_written_with_a_fixed_width_and_read_back(moment: datetime) -> None:
    assert len(of(moment)) == len(FOREVER)
    assert parse(of(moment)) == of(moment)
    assert parse(moment.isoformat(timespec="milliseconds")) == of(moment)


@given(MOMENTS, MOMENTS)
def test_the_order_of_moments_is_the_order_of_their_text(one: datetime, other: datetime) -> None:
    apart = abs(one - other) >= timedelta(milliseconds=1)

    assert not apart or (one < other) == (of(one) < of(other))
    assert BEGINNING < of(one) < FOREVER


@given(MOMENTS, st.integers(-86_400_000, 86_400_000))
def test_milliseconds_added_can_be_taken_away_again(moment: datetime, milliseconds: int) -> None:
    assert plus_ms(plus_ms(of(moment), milliseconds), -milliseconds) == of(moment)


def test_a_millisecond_is_the_least_step() -> None:
    assert plus_ms("2026-12-31T23:59:59.999Z", 1) == "2027-01-01T00:00:00.000Z"
    assert of(datetime(2026, 11, 23, 10, 0, 0, 999, tzinfo=UTC)) == "2026-11-23T10:00:00.000Z"


def test_the_seconds_between_two_instants_are_never_negative() -> None:
    first, last = "2026-11-23T10:00:00.000Z", "2026-11-24T10:00:01.500Z"

    assert seconds_between(first, last) == 86_401.5
    assert seconds_between(last, first) == 0

"""The axis of time: the days that it shows, and its ticks."""

from datetime import date
from itertools import pairwise

from hypothesis import given

from chalicelib.api.pages.charts.chart_data import ChartLine, Drawing
from chalicelib.api.pages.charts.drawing.time_axis import MOST_TICKS, TimeAxis, day_label, time_axis
from tests.api.pages.charts.made_charts import DAYS, TODAY, a_chart, a_line, a_value, lines
from tests.tables import for_each


def labels(first: str, last: str) -> list[str]:
    ticks = TimeAxis(date.fromisoformat(first), date.fromisoformat(last)).ticks()
    return [f"{tick.label} {tick.year}".strip() for tick in ticks]


@for_each(
    "first, last, expected",
    [
        ("2025-01-20", "2025-01-23", ["20 Jan 2025", "21 Jan", "22 Jan", "23 Jan"]),
        ("2025-12-20", "2026-01-10", ["20 Dec 2025", "27 Dec", "3 Jan 2026", "10 Jan"]),
        ("2026-07-10", "2026-11-29", ["Aug 2026", "Sep", "Oct", "Nov"]),
        ("2025-03-02", "2026-11-29", ["Jul 2025", "Jan 2026", "Jul"]),
        ("2025-11-02", "2026-11-29", ["Jan 2026", "Apr", "Jul", "Oct"]),
        ("2022-05-02", "2026-11-29", ["2023", "2024", "2025", "2026"]),
        ("1990-01-01", "2026-11-29", ["1990", "2000", "2010", "2020"]),
        ("0001-01-01", "9999-12-31", ["2000", "4000", "6000", "8000"]),
    ],
)
def test_ticks_are_days_months_quarters_or_years(first: str, last: str, expected: list[str]) -> None:
    assert labels(first, last) == expected


@given(DAYS, DAYS)
def test_ticks_ascend_on_the_axis_and_are_few(one: date, other: date) -> None:
    axis = TimeAxis(*sorted((one, other)))

    days = [tick.day for tick in axis.ticks()]

    assert len(days) <= MOST_TICKS + 1
    assert all(axis.first <= day <= axis.last for day in days)
    assert all(one < other for one, other in pairwise(days))


@given(lines())
def test_every_day_of_a_value_until_today_is_on_the_axis(line: ChartLine) -> None:
    chart = a_chart(line)
    if line.drawn and chart.is_dated:
        axis = time_axis(chart)

        known = [day for value in line.drawn for day in (value.first, value.last) if day is not None and day <= TODAY]
        later = [value.first for value in line.drawn if value.first is not None and value.first > TODAY]
        assert all(axis.first <= day <= axis.last for day in [*known, *later, *([TODAY] if known else [])])


def test_steps_are_shown_until_today() -> None:
    axis = time_axis(a_chart(a_line(a_value("1", "2025-01-01", "2025-06-30"))))

    assert (axis.first, axis.last) == (date(2025, 1, 1), TODAY)


def test_days_before_the_first_known_one_are_shown_where_a_value_began_on_an_unknown_day() -> None:
    axis = time_axis(a_chart(a_line(a_value("1", None, "2026-10-31"), a_value("2", "2026-11-01"))))

    assert axis.first < date(2026, 10, 31)


def test_days_after_today_are_shown_where_a_value_begins_later() -> None:
    axis = time_axis(a_chart(a_line(a_value("1", "2026-01-01"), a_value("2", "2027-01-01", certainty="expected"))))

    assert axis.last > date(2027, 1, 1)


def test_points_are_shown_until_the_last_one() -> None:
    chart = a_chart(
        a_line(a_value("142.62", "2025-01-24", "2025-01-24"), a_value("118.51", "2025-01-27", "2025-01-27")),
        drawing=Drawing.POINTS,
    )

    axis = time_axis(chart)

    assert axis.days >= 14
    assert date(2025, 1, 27) < axis.last < date(2025, 2, 10)


def test_a_day_is_read_as_a_person_writes_it() -> None:
    assert day_label(date(2025, 1, 27)) == "27 Jan 2025"

"""Figures: the drawing, its description, its legend and its table say the same."""

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.pages.charts.chart_data import MAX_DRAWN_LINES, Chart, ChartLine, ChartLink, Drawing
from chalicelib.api.pages.charts.drawing.svg import clean
from chalicelib.api.pages.charts.drawing.thinning import MAX_POINTS, thinned
from chalicelib.api.pages.charts.figure import figure
from tests.api.pages.charts.made_charts import (
    DAYS,
    SVG,
    TEXTS,
    a_chart,
    a_line,
    a_side,
    a_value,
    an_event,
    drawn,
    lines,
    texts_of,
    with_class,
)

O3 = a_chart(
    a_line(a_value("10", None, "2025-06-09"), a_value("2", "2025-06-10")),
    a_line(a_value("40", None, "2025-06-09"), a_value("8", "2025-06-10"), label="output"),
)
HOSTILE = '</title></svg><script>alert("1")</script>&\0\x1b\u202e'


@given(
    st.lists(lines(), min_size=1, max_size=10),
    TEXTS,
    st.sampled_from(Drawing),
    st.lists(st.tuples(DAYS, DAYS, TEXTS), max_size=6),
)
def test_every_chart_is_well_formed_and_has_all_values_in_its_table(
    made: list[ChartLine], title: str, drawing: Drawing, events: list[tuple[date, date, str]]
) -> None:
    chart = a_chart(
        *made,
        title=title,
        drawing=drawing,
        events=tuple(
            replace(an_event("2025-01-01", None, text), first=min(a, b), last=max(a, b)) for a, b, text in events
        ),
    )
    if not chart.drawn_lines:
        with pytest.raises(ValueError, match="number"):
            figure(chart, "prices")
        return

    root = drawn(chart)

    rows = ["".join(row.itertext()) for row in root.iter("tr")][1:]
    values = [value for line in made for value in line.values]
    assert len(rows) == len(values)
    assert all(clean(value.words).replace("\r", "\n") in row for value, row in zip(values, rows, strict=True))
    assert all(
        side.words == "" or clean(side.words).replace("\r", "\n") in row
        for value, row in zip(values, rows, strict=True)
        for side in value.sides
    )


@given(st.lists(lines(), min_size=1, max_size=4))
def test_no_place_of_a_drawing_is_unknown_or_outside(made: list[ChartLine]) -> None:
    chart = a_chart(*made)
    if chart.drawn_lines:
        markup = figure(chart, "prices")

        picture = markup[markup.index("<svg") : markup.index("<details")]
        assert not re.search(r"[\"\s\d](nan|inf)", picture)
        shares = [float(share) for share in re.findall(r"\"(-?[\d.]+)%\"", picture)]
        assert all(0 <= share <= 100 for share in shares)
        assert all(
            0 <= float(x) <= 1000
            for d in re.findall(r" d=\"(M[^\"]*)\"", picture)
            for x in re.findall(r"[ML](\d[\d.]*) ", d)
        )


def test_no_text_can_leave_its_place() -> None:
    hostile = a_value("1", "2025-01-01", words=HOSTILE, source=ChartLink(HOSTILE, HOSTILE), sides=(a_side("2"),))
    chart = a_chart(
        a_line(hostile, label=HOSTILE),
        a_line(hostile, label=HOSTILE),
        title=HOSTILE,
        unit_meaning=HOSTILE,
        events=(an_event("2025-03-01", None, HOSTILE),),
        notes=(HOSTILE,),
    )

    root = drawn(chart)

    assert [each for each in root.iter() if each.tag.removeprefix(SVG) == "script"] == []
    assert texts_of(root, "title") == [clean(HOSTILE)]
    assert "\u202e" not in figure(chart, "prices")


def test_a_drawing_has_neither_scripts_nor_styles_nor_other_hosts() -> None:
    markup = figure(replace(O3, events=(an_event("2025-07-01"),)), "prices")

    assert not re.search(r"style=|<style|<script|\son\w+=", markup)
    assert re.findall(r"https?://[^\"]*", markup) == ["http://www.w3.org/2000/svg"]


def test_a_picture_has_a_name_and_a_description() -> None:
    root = drawn(O3, "o3")

    (picture,) = with_class(root, "chart-picture")
    assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", "o3-title o3-desc")
    ids = {each.get("id"): "".join(each.itertext()) for each in root.iter() if each.get("id")}
    assert ids["o3-title"] == "Prices of o3"
    assert ids["o3-desc"] == (
        "Prices of o3 in USD/Mtok: input and output, from 9 Jun 2025 to 29 Nov 2026. "
        "The lowest value is 2 (input, from 10 Jun 2025), the highest 40 (output)."
    )


def test_the_ids_of_two_charts_on_a_page_differ() -> None:
    disputed = a_chart(a_line(a_value("1", "2025-01-01", sides=(a_side("1"), a_side("3")))))

    one, other = ({each.get("id") for each in drawn(disputed, name).iter()} - {None} for name in ("one", "other"))

    assert len(one) == 5  # the figure, its title and description, a mark and the hatch
    assert one & other == set()


def test_an_id_is_small_letters_digits_and_hyphens() -> None:
    for bad in ("", "1", "Prices", "a b", 'a"b', "é"):
        with pytest.raises(ValueError, match="not an id"):
            figure(O3, bad)


def test_a_dispute_is_hatched_from_its_lowest_to_its_highest_side_and_described() -> None:
    disputed = a_value(
        "118.51",
        "2025-01-01",
        sides=(a_side("118.42", sources=("source/a",)), a_side("150"), a_side("900", is_denied=True)),
    )
    root = drawn(a_chart(a_line(a_value("100", None, "2024-12-31"), disputed)))

    (band,) = with_class(root, "chart-band")
    assert float(band.get("height") or 0) > 40
    assert "Sources disagree about input from 1 Jan 2025: 118.42 or 150 or not 900." in texts_of(root, "desc")[0]
    assert "disputed: 118.42 (source/a), 150, not 900" in texts_of(root, "td")
    assert "sources disagree" in texts_of(root, "li")


def test_what_is_expected_is_dashed_and_the_day_of_the_reader_is_named() -> None:
    root = drawn(
        a_chart(a_line(a_value("2", "2026-01-01", "2026-12-31"), a_value("1", "2027-01-01", certainty="expected")))
    )

    assert len(with_class(root, "chart-hedged")) == 2  # the line, and the key
    assert "29 Nov 2026" in texts_of(root, "text")
    assert "expected" in texts_of(root, "td")


def test_a_time_without_a_value_is_a_gap() -> None:
    with_gap = a_line(a_value("1", "2025-01-01", "2025-06-30"), a_value("2", "2026-01-01"))
    without = a_line(a_value("1", "2025-01-01", "2025-12-31"), a_value("2", "2026-01-01"))

    pieces = [
        (path.get("d") or "").count("M")
        for line in (with_gap, without)
        for path in with_class(drawn(a_chart(line)), "chart-line")[:1]
    ]
    assert pieces == [2, 1]


def test_a_range_is_a_box_and_a_bound_has_its_sign() -> None:
    a_range = a_value("8", "2026-01-01", "2026-05-31", high=Decimal(12), words="8 to 12")
    root = drawn(a_chart(a_line(a_range, a_value("9", "2026-06-01", bound="over", words="over 9"))))

    assert len(with_class(root, "chart-range")) == 2  # the box, and the key
    assert [text.text for text in with_class(root, "chart-sign")] == [">"]


def test_values_without_a_day_are_dots() -> None:
    root = drawn(a_chart(a_line(a_value("2.50")), a_line(a_value("10", bound="about"), label="output")))

    assert with_class(root, "chart-line") == []
    assert [text.text for text in with_class(root, "chart-now")] == ["$2.50", "≈$10"]
    assert "No source names a day." in texts_of(root, "p")


def test_a_dispute_without_a_day_is_a_hatched_band_also_where_its_sides_are_near() -> None:
    near = a_value("0.011", sides=(a_side("0.011"), a_side("0.01088")))
    root = drawn(a_chart(a_line(near), a_line(a_value("1", sides=(a_side("1"), a_side("3"))), label="output")))

    assert [band.get("width") for band in with_class(root, "chart-band")] == ["24", "17.68%"]


def test_a_range_without_a_day_is_a_box_with_both_numbers() -> None:
    root = drawn(a_chart(a_line(a_value("2", high=Decimal(3))), a_line(a_value("1"), label="output")))

    assert len(with_class(root, "chart-range")) == 2  # the box, and the key
    assert [text.text for text in with_class(root, "chart-now")] == ["$2–$3", "$1"]


def test_a_value_without_a_number_is_in_the_table_alone() -> None:
    unknown = a_value("0", "2026-01-01", low=None, high=None, words="unknown")

    root = drawn(a_chart(a_line(a_value("2", "2025-01-01", "2025-12-31"), unknown)))

    assert "unknown" in texts_of(root, "td")
    assert "$0" not in [label.text for label in with_class(root, "chart-now")]


def test_events_have_numbers_that_the_list_explains() -> None:
    events = tuple(an_event(day, None, f"On {day}") for day in ("2026-09-01", "2025-02-01", "2025-02-03", "2020-01-01"))

    root = drawn(a_chart(a_line(a_value("2", "2025-01-01")), events=events))

    assert [mark.text for mark in with_class(root, "chart-pill") if mark.text] == ["1–2", "3"]
    assert texts_of(root, "li")[-3:] == [
        "2025-02-01: On 2025-02-01",
        "2025-02-03: On 2025-02-03",
        "2026-09-01: On 2026-09-01",
    ]
    assert "1 event is outside these days." in texts_of(root, "p")[0]
    assert "3 events are marked." in texts_of(root, "desc")[0]


def test_an_event_of_some_days_is_a_band() -> None:
    root = drawn(a_chart(a_line(a_value("2", "2025-01-01")), events=(an_event("2025-03-01", "2025-05-31"),)))

    assert len(with_class(root, "chart-days")) == 1
    assert with_class(root, "chart-event") == []


def test_lines_beyond_the_eighth_are_in_the_table() -> None:
    many = [a_line(a_value(str(number), "2025-01-01"), label=f"line {number}") for number in range(1, 11)]

    root = drawn(a_chart(*many))

    assert len(texts_of(root, "tr")) == 11
    assert len(with_class(root, "chart-now")) == MAX_DRAWN_LINES
    assert "8 of 10 lines are drawn; the table has all." in texts_of(root, "p")


def a_long_line(count: int, *, lasts: int = 1) -> ChartLine:
    days = [date(2015, 1, 1) + timedelta(lasts * number) for number in range(count)]
    return a_line(
        *(
            a_value(str(100 + number * 37 % 101), day.isoformat(), (day + timedelta(lasts - 1)).isoformat())
            for number, day in enumerate(days)
        )
    )


def test_a_long_line_is_thinned_and_keeps_its_lowest_and_highest_value() -> None:
    line = a_long_line(4000)
    disputed = replace(line.values[1234], sides=(a_side("1"), a_side("999")))
    line = replace(line, values=(*line.values[:1234], disputed, *line.values[1235:]))

    kept = thinned(line, is_stepped=False)

    assert len(kept) <= MAX_POINTS
    assert (kept[0], kept[-1]) == (line.values[0], line.values[-1])
    assert {min(value.low or 0 for value in kept), max(value.low or 0 for value in kept)} == {100, 200}
    assert disputed in kept
    assert [value.first for value in kept] == sorted(value.first for value in kept if value.first)


def test_thinned_steps_hold_until_the_next_one() -> None:
    kept = thinned(a_long_line(2000, lasts=2), is_stepped=True)

    gaps = {other.first - one.last for one, other in itertools.pairwise(kept) if other.first and one.last}
    assert gaps == {timedelta(1)}


@pytest.mark.parametrize("drawing", Drawing)
def test_a_picture_of_many_values_is_small(drawing: Drawing) -> None:
    markup = figure(a_chart(a_long_line(4000), drawing=drawing), "prices")

    picture = markup[markup.index("<svg") : markup.index("</div>")]
    assert len(picture) < 20_000
    assert "Of a longer line 500 points are drawn" in markup


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    chart = a_chart(
        a_line(a_value("142.62", "2025-01-24", "2025-01-24"), a_value("118.51", "2025-01-27", "2025-01-27")),
        drawing=Drawing.POINTS,
    )

    assert "The axis does not start at zero." in texts_of(drawn(chart), "p")


def test_points_are_joined_unless_a_long_time_is_between_them() -> None:
    days = ["2025-01-01", "2025-01-02", "2025-01-03", "2025-01-06", "2025-03-20", "2025-03-21"]
    chart = a_chart(a_line(*(a_value("1", day, day) for day in days)), drawing=Drawing.POINTS)

    (line,) = with_class(drawn(chart), "chart-line")

    assert [letter for letter in line.get("d") or "" if letter.isalpha()] == ["M", "L", "L", "L", "M", "L"]


def test_a_disputed_point_has_a_ring_and_a_bar() -> None:
    value = a_value("118.51", "2025-01-27", "2025-01-27", sides=(a_side("118.42"), a_side("118.58")))
    root = drawn(a_chart(a_line(a_value("142.62", "2025-01-24", "2025-01-24"), value), drawing=Drawing.POINTS))

    assert len(with_class(root, "chart-bar")) == 1
    assert len(with_class(root, "chart-ring")) == 2  # the point, and the key


def test_a_logarithmic_axis_says_so() -> None:
    chart = a_chart(a_line(a_value("0.1", "2025-01-01", "2025-12-31"), a_value("60", "2026-01-01")))

    assert "US Dollar per million tokens (logarithmic)" in texts_of(drawn(chart), "span")


def legends(chart: Chart) -> list[str]:
    return [legend.get("class") or "" for legend in with_class(drawn(chart), "chart-legend")]


def test_a_legend_is_for_several_lines_and_always_shown_where_a_name_is_long() -> None:
    long_name = replace(O3.lines[0], label="a name that is far too long for the room beside a chart")

    assert legends(a_chart(O3.lines[0])) == []
    assert legends(O3) == ["chart-legend"]
    assert legends(a_chart(long_name, O3.lines[1])) == ["chart-legend chart-always"]


@given(st.lists(st.integers(1, 50), min_size=2, max_size=MAX_DRAWN_LINES))
def test_no_label_covers_another(numbers: list[int]) -> None:
    chart = a_chart(*(a_line(a_value(str(number), "2025-01-01"), label=f"{number}") for number in numbers))

    heights = sorted(float(text.get("y") or 0) for text in drawn(chart).iter(f"{SVG}text") if text.get("x") == "28")

    assert len(heights) == len(numbers)
    assert all(other - one >= 17.9 for one, other in itertools.pairwise(heights))


def test_a_chinese_name_has_the_room_that_it_takes() -> None:
    chart = a_chart(replace(O3.lines[0], label="通义千问" * 10), O3.lines[1])

    (_, name) = with_class(drawn(chart), "chart-name")

    assert name.text == "通义千问通义千问通义千问通…"
    assert "chart-w30" in (drawn(chart).get("class") or "").split()


def test_a_point_of_some_days_is_flat_and_one_without_an_end_is_on_its_first_day() -> None:
    december = a_value("643", "2025-12-01", "2025-12-10")
    chart = a_chart(
        a_line(a_value("368", "2025-11-25"), december, a_value("600", "2025-12-12")), drawing=Drawing.POINTS
    )

    (line,) = with_class(drawn(chart), "chart-line")

    assert [letter for letter in line.get("d") or "" if letter.isalpha()] == ["M", "L", "H", "L"]
    assert [label.text for label in with_class(drawn(chart), "chart-now")] == ["$600"]

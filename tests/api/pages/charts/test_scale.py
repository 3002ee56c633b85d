"""Scales of values, their ticks and labels."""

import math
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.pages.charts.drawing.number_labels import number_label, tick_labels
from chalicelib.api.pages.charts.drawing.scale import LOGARITHMIC_FROM, ValueScale, value_scale
from tests.api.pages.charts.made_charts import AMOUNTS
from tests.tables import for_each

NUMBERS = st.lists(AMOUNTS, max_size=12)


def scale_of(*numbers: str) -> ValueScale:
    return value_scale(map(Decimal, numbers))


def ticks_of(*numbers: str, unit: str = "") -> list[str]:
    return tick_labels(scale_of(*numbers).ticks, unit)


@given(NUMBERS)
def test_every_number_has_a_place_between_the_ends(numbers: list[Decimal]) -> None:
    scale = value_scale(numbers)

    places = [scale.at(number) for number in sorted(numbers)]

    assert all(math.isfinite(place) and 0 <= place <= 1 for place in places)
    assert all(one <= other for one, other in pairwise(places))
    assert all(scale.low <= number <= scale.high for number in numbers)


@given(NUMBERS)
def test_the_ticks_ascend_from_the_low_end_to_the_high_end_and_are_few(numbers: list[Decimal]) -> None:
    scale = value_scale(numbers)

    assert (scale.ticks[0], scale.ticks[-1]) == (scale.low, scale.high)
    assert all(one < other for one, other in pairwise(scale.ticks))
    assert 2 <= len(scale.ticks) <= 10
    assert (scale.at(scale.low), scale.at(scale.high)) == (0, 1)


@given(NUMBERS)
def test_no_two_ticks_have_the_same_label(numbers: list[Decimal]) -> None:
    labels = tick_labels(value_scale(numbers).ticks, "USD")

    assert len(set(labels)) == len(labels)


@given(NUMBERS)
def test_a_scale_is_logarithmic_if_the_largest_is_more_than_50_times_the_smallest(numbers: list[Decimal]) -> None:
    low, high = min(numbers, default=Decimal(0)), max(numbers, default=Decimal(0))

    assert value_scale(numbers).is_logarithmic is (low > 0 and high > low * LOGARITHMIC_FROM)


@for_each(
    "numbers, labels",
    [
        ([], ["0", "0.25", "0.5", "0.75", "1"]),
        (["0"], ["0", "0.25", "0.5", "0.75", "1"]),
        (["3"], ["0", "1", "2", "3"]),
        (["-75", "-50"], ["−80", "−60", "−40", "−20", "0"]),
        (["-30", "12"], ["−40", "−20", "0", "20"]),
        (["118.42", "142.62"], ["110", "120", "130", "140", "150"]),
        (["0.2", "22.5"], ["0.2", "0.5", "1", "2", "5", "10", "20", "50"]),
        (["0.003625", "0.87"], ["0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1"]),
        (["1", "5000"], ["1", "10", "100", "1k", "10k"]),
        (["1e20", "3e26"], ["1e20", "1e21", "1e22", "1e23", "1e24", "1e25", "1e26", "1e27"]),
        (["1e-60", "1e60"], ["1e-60", "1e-42", "1e-24", "0.000001", "1T", "1e30", "1e60"]),
        (["1000001", "1000009"], ["1,000,000", "1,000,002", "1,000,004", "1,000,006", "1,000,008", "1,000,010"]),
    ],
)
def test_ticks_are_at_round_numbers(numbers: list[str], labels: list[str]) -> None:
    assert ticks_of(*numbers) == labels


def test_an_axis_starts_at_zero_unless_that_would_hide_the_change() -> None:
    assert scale_of("2", "4").low == 0
    assert scale_of("5", "5").low == 0
    assert scale_of("90", "100").low == 90


@for_each(
    "number, unit, label",
    [
        ("0", "USD", "$0"),
        ("0.15", "USD/Mtok", "$0.15"),
        ("0.5", "USD/Mtok", "$0.50"),
        ("2", "EUR", "€2"),
        ("-0.5", "USD", "−$0.50"),
        ("0.035", "USD/Mtok", "$0.035"),
        ("118.51", "", "119"),
        ("999.7", "", "1k"),
        ("1500", "", "1.5k"),
        ("2500000", "", "2.5M"),
        ("593e9", "USD", "$593B"),
        ("3e12", "USD", "$3T"),
        ("2.15e25", "FLOP", "2.15e25"),
        ("0.00000012", "", "1.2e-7"),
        ("-75", "%", "−75%"),
        ("7", "CNY/Mtok", "7"),
    ],
)
def test_a_number_is_short_and_has_the_symbol_of_its_currency(number: str, unit: str, label: str) -> None:
    assert number_label(Decimal(number), unit) == label


def test_a_number_has_more_digits_on_demand() -> None:
    assert number_label(Decimal("118.51"), "USD", digits=5) == "$118.51"
    assert number_label(Decimal("12345.6"), digits=5) == "12,346"
    assert number_label(Decimal("12345678"), digits=5) == "12.346M"
    assert number_label(Decimal("12345678"), digits=8) == "12,345,678"
    assert number_label(Decimal("12345678901"), digits=12) == "12.345678901B"


@given(AMOUNTS)
def test_every_number_has_a_short_label(number: Decimal) -> None:
    assert 1 <= len(number_label(number, "USD")) <= len("−$0.00000123")

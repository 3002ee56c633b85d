"""Folding: what is written differently and means the same is compared as one text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.values import When
from chalicelib.domain.values.times.dates import days_identity
from chalicelib.domain.values.times.periods import fold_period
from chalicelib.domain.values.words.folding import fold_region, fold_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chain-of-Thought", "chain of thought"),
        ("5_shot", "5 shot"),
        ("input/output", "input output"),
        ("over 200,000 tokens", "Over  200000 tokens."),
        ('"Plus"', "plus"),
        ("\u201ePlus\u201c", "Plus"),
        ("\uff27\uff30\uff34", "gpt"),
        ("non\u2011stop", "non-stop"),
    ],
)
def test_how_a_text_is_written_says_nothing(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(">200K", "<200K"), ("C", "C++"), ("5", "5%"), ("1.5", "15"), ("12,34", "1234"), ("-5", "5"), ("...", "")],
)
def test_signs_say_something(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


@pytest.mark.parametrize("name", ["US", "us", "USA", "United States", "United States of America", "U.S."])
def test_a_region_that_names_a_country_is_its_code(name: str) -> None:
    assert fold_region(name) == "us"


def test_any_other_region_is_its_folded_name() -> None:
    assert fold_region("Northern Italy.") == "northern italy"


@pytest.mark.parametrize(("name", "word"), [("Asia-Pacific", "apac"), ("worldwide", "global"), ("EMEA", "emea")])
def test_a_region_that_names_a_declared_word_is_that_word(name: str, word: str) -> None:
    assert fold_region(name) == word


@pytest.mark.parametrize(
    ("period", "folded"),
    [
        ("2024/2024", "2024-01-01/2024-12-31"),
        ("2024-01-01/2024-12-31", "2024-01-01/2024-12-31"),
        ("2024-02/..", "2024-02-01/.."),
        ("../2024-02", "../2024-02-29"),
        ("2024~/2025?", "2024~/2025?"),
        ("P1Y", "P1Y"),
    ],
)
def test_a_period_is_its_first_and_last_day(period: str, folded: str) -> None:
    assert fold_period(period) == folded


@pytest.mark.parametrize(
    ("days", "months"),
    [
        ("2025-01-27/2025-04-27", "2025-02/2025-04"),  # Nvidia
        ("2025-04-28/2025-07-27", "2025-05/2025-07"),
        ("2023-10-01/2024-09-28", "2023-10/2024-09"),  # Apple
        ("2024-09-29/2025-09-27", "2024-10/2025-09"),
        ("2024-12-29/2025-03-29", "2025-Q1"),
        ("2025-01-01/2025-12-31", "2025"),
        ("2025-01-27/2025-02-23", "2025-02"),
    ],
)
def test_a_period_of_weeks_counts_as_the_months_near_it(days: str, months: str) -> None:
    assert fold_period(days) == fold_period(months)


@pytest.mark.parametrize(
    "period",
    [
        *("2025-01-27/2025-02-02", "2025-01-08/2025-01-24", "2025-01-10/2025-04-20", "2025-03-09/2025-04-07"),
        *("2025-01-27~/2025-04-27", "2025-01-27/..", "2025-01-27T10:00Z/2025-04-27", "9999-12-26/9999-12-31"),
    ],
)
def test_other_periods_stay_as_they_are(period: str) -> None:
    assert fold_period(period) == days_identity(When(period))


@given(st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(0, 800))
def test_near_months_are_found_once_and_never_for_less_than_three_weeks(start: date, days: int) -> None:
    period = f"{start}/{start + timedelta(days=days)}"
    folded = fold_period(period)
    assert fold_period(folded) == folded
    assert days + 1 >= 21 or folded == period
    first, last = map(date.fromisoformat, folded.split("/"))
    assert max(abs(first - start), abs(last - start - timedelta(days=days))) <= timedelta(days=7)

"""Folding: what is written differently and means the same is compared as one text."""

import pytest

from chalicelib.domain.values.folding import fold_period, fold_region, fold_text


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
        ("2024~/2025?", "2024-01-01~/2025-12-31?"),
        ("P1Y", "P1Y"),
    ],
)
def test_a_period_is_its_first_and_last_day(period: str, folded: str) -> None:
    assert fold_period(period) == folded

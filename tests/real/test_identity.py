"""Real spellings of model names: none is taken for another model, and most are recognised."""

import pytest

from bench.catalogue_files import DATA
from bench.identity import SPELLINGS, Measured, measure

pytestmark = pytest.mark.skipif(
    not (DATA / SPELLINGS).is_file(), reason="a public clone lacks the spellings (see bench/catalogue_files.py)"
)


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(DATA)


def test_no_spelling_is_taken_for_another_model(measured: Measured) -> None:
    assert [(line["name"], label) for line, label in measured.wrong] == []
    assert measured.precision == 1


def test_most_spellings_are_recognised(measured: Measured) -> None:
    assert measured.recall >= 0.75

"""The words for the qualifiers, scopes, periods and conditions that set the lines of a chart apart."""

from typing import Any

from chalicelib.api.pages.charts.trait_words import trait_in_words
from tests.tables import for_each

SIZE = {"amount": "32000", "unit": "token"}
LARGER = {"amount": "1e6", "unit": "token"}


@for_each(
    "name, value, words",
    [
        ("direction", "cached_input", "cached input"),
        ("tier", "batch", "batch tier"),
        ("band", {"above": SIZE}, "above 32k tokens"),
        ("band", {"up_to": SIZE}, "up to 32k tokens"),
        ("band", {"above": SIZE, "up_to": LARGER}, "32k to 1M tokens"),
        ("band", {"above": {"amount": "1", "unit": "seat"}}, "above 1 seat"),
        ("provider", "company/azure", "sold by company/azure"),
        ("provider", {"text": "Together AI"}, "sold by Together AI"),
        ("scope", {"missing": "unknown"}, "of unknown"),
        ("hours", "16:30-00:30 Z", "at 16:30-00:30 Z"),
        ("is_free", True, "is free yes"),
        ("is_free", False, "is free no"),
        ("few_shots", {"amount": "5", "unit": "x"}, "few shots 5 x"),
        ("condition", "a {0} {}", "a {0} {}"),
    ],
)
def test_a_trait_is_a_phrase(name: str, value: Any, words: str) -> None:
    assert trait_in_words(name, value) == words


def test_a_short_phrase_names_no_tokens() -> None:
    assert trait_in_words("band", {"above": SIZE}, is_short=True) == "above 32k"

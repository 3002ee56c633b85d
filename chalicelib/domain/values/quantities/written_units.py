"""Written units: what people write for units and money, and what they mean by it."""

from collections.abc import Mapping
from functools import cache

from chalicelib.domain.faults import Guesses, nearest
from chalicelib.domain.values.quantities.units import WORDS


def unit_hint(word: str, *, guesses: Guesses) -> str:
    """End a sentence about an unknown unit with the unit that is meant, if one is."""
    guess = nearest(word, _by_name(), guesses=guesses)
    return f'; did you mean "{_by_name()[guess]}"?' if guess else "."


@cache
def _by_name() -> Mapping[str, str]:
    return {word.meaning: code for code, word in WORDS.items()} | {code: code for code in WORDS}

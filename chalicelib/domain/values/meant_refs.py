"""The ref that was meant by a text that is none: its kind in the plural, in capitals, mistyped or as in a path."""

import re
from collections.abc import Collection

from chalicelib.domain.faults import Guesses, nearest
from chalicelib.domain.values.plain import SLUG_PATTERN

_IRREGULAR = {"people": "person"}


def singular(word: str) -> str:
    """Return the singular of an English noun in the plural; any other word as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def meant_ref(text: str, kinds: Collection[str], *, guesses: Guesses) -> str | None:
    """Return the ref of one of these kinds that a text was meant as; None if none is like it.

    `companies/deepseek`, `Company/DeepSeek`, `compny/deepseek` and `/v1/companies/deepseek` mean `company/deepseek`.
    """
    path, _, slug = text.strip().rstrip("/").lower().rpartition("/")
    word = path.rpartition("/")[2]
    if not word or not re.fullmatch(SLUG_PATTERN, slug):
        return None
    kind = next((each for each in (word, singular(word)) if each in kinds), None)
    kind = kind or nearest(word, kinds, guesses=guesses)
    return None if kind is None or text == f"{kind}/{slug}" else f"{kind}/{slug}"


def did_you_mean(text: str, kinds: Collection[str], *, guesses: Guesses) -> str:
    """End a sentence about a text that is no ref of these kinds: with the ref that was meant, if any is like it."""
    meant = meant_ref(text, kinds, guesses=guesses)
    return f'; did you mean "{meant}"?' if meant else "."

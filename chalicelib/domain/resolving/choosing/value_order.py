"""Value order: which of two values is the smaller if nothing else decides, and how a value is named."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from chalicelib.domain.values import (
    Code,
    Erased,
    Flag,
    Missing,
    Named,
    Phrase,
    Quantity,
    Ref,
    Span,
    Text,
    Value,
    When,
    identity,
    known_unit,
)
from chalicelib.domain.values.words.folding import fold_text, name_words

MAX_WORDS_CHARS = 60

_BOUND_WORDS = {"at_most": "at most", "at_least": "at least"}


@lru_cache(maxsize=4096)
def value_order(value: Value) -> tuple[Any, ...]:
    """Return the place of a value: by size, by date or in the alphabet; exact values come before bounded ones.

    The last member orders two spellings of the same value.
    """
    text = (identity(value), str(value.json()))
    match value:
        case Quantity(amount, unit, bound):
            return (0, _size(amount, unit), bound is not None or bool(value.error()), *text)
        case Span(low, _, unit):
            return (0, _size(low, unit), True, *text)
        case When():
            return (1, value.earliest, value.latest, *text)
        case Named() | Ref():
            return (2, name_words(value), isinstance(value, Named), *text)
        case Missing() | Erased():
            return (3, *text)
        case _:
            return (2, fold_text(str(value.json())), False, *text)


def _size(amount: str, unit: str) -> Decimal:
    return Decimal(amount).copy_abs() * known_unit(unit).scale


def value_words(value: Value) -> str:
    """Name a value in a few words, such as `under 6 USD`."""
    match value:
        case Quantity(amount, unit, bound):
            within = f" ± {value.plus_minus}" if value.plus_minus else ""
            words = f"{_BOUND_WORDS.get(bound, bound)} {amount} {unit}" if bound else f"{amount}{within} {unit}"
            words += f" of {value.real}" if value.real else ""
        case Span(low, high, unit):
            words = f"{low} to {high} {unit}" + (f" of {value.real}" if value.real else "")
        case Text(text) | Named(text) | Phrase(text, _) | Code(text):
            words = f'"{text}"' if len(text) <= MAX_WORDS_CHARS else f'"{text[: MAX_WORDS_CHARS - 1]}…"'
        case Flag(flag):
            words = "true" if flag else "false"
        case Missing(which):
            words = which
        case Erased():
            words = "erased"
        case _:
            words = str(value.json())
    return words

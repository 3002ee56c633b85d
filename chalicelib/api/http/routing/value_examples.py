"""Examples of values of each type, as texts of a query."""

from typing import Any

from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    LanguageType,
    MonthDayType,
    QuantityType,
    RefType,
    TextType,
    ValueType,
    WordType,
    units_of,
)
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.variants import variants_of

_TEXTS: tuple[tuple[type[ValueType], str], ...] = (
    (CountryType, "CN"),
    (CurrencyType, "USD"),
    (DurationType, "P1Y"),
    (FlagType, "true"),
    (LanguageType, "en"),
    (MonthDayType, "--12-31"),
    (WordType, "MIT"),
)


def example_of(declared: ValueType, *, is_bound: bool = False) -> str:
    """Return a value of a type; a bound of a date is a day."""
    match declared:
        case CodeType(codes=codes):
            return next(iter(codes))
        case QuantityType(dimensions=dimensions):
            return f"1 {units_of(dimensions)[0]}"
        case RefType(kinds=kinds):
            kind = KINDS[next(iter(kinds or KINDS))]
            return f"{kind.name}/{kind.example['slug']}"
        case DateType():
            return "2025-01-27" if is_bound else "2025-01"
    return next((text for known, text in _TEXTS if isinstance(declared, known)), "DeepSeek")


def example_of_property(kind: Kind, name: str, declared: ValueType, *, is_bound: bool = False) -> str:
    """Return a value of a property; a text is the example of its declaration."""
    if isinstance(declared, TextType):
        return _first_of(variants_of(kind)[name][0].example)
    return example_of(declared, is_bound=is_bound)


def _first_of(shown: Any) -> str:
    """Return the first text of a value as the flat view shows it: a text, an object with one, or a list."""
    match shown:
        case [first, *_]:
            return _first_of(first)
        case {"value": value}:
            return _first_of(value)
    return str(shown)

"""Words: a value of the flat view as the text of one cell of a table."""

from collections.abc import Mapping
from typing import Any


def in_words(value: Any, *, unit: str | None = None) -> str:
    """Write a value as text; its unit is left out where it is the one that the table gives already."""
    if isinstance(value, list):
        return "; ".join(map(in_words, value))
    if isinstance(value, Mapping):
        return _object(value, unit)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _object(value: Mapping[str, Any], unit: str | None) -> str:
    match value:
        case {"value": inner, **rest}:
            told = ", ".join(f"{name}: {in_words(each)}" for name, each in rest.items())
            return in_words(inner) + (f" ({told})" if told else "")
        case {"unit": own}:
            return _number(value) + ("" if own == unit else f" {own}")
        case {"text": words} | {"missing": words}:
            return str(words)
    return str(value)


def _number(value: Mapping[str, Any]) -> str:
    if "low" in value:
        return f"{value['low']} to {value['high']}"
    return f"{value['bound'].replace('_', ' ')} {value['amount']}" if "bound" in value else str(value["amount"])

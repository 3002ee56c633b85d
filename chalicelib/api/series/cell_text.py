"""Writes a value of the flat view as the text of one table cell."""

from collections.abc import Mapping
from typing import Any


def in_words(value: Any, *, unit: str | None = None) -> str:
    """Write a value as text. Leave out its unit if it equals `unit`, which the row already shows."""
    if isinstance(value, list):
        return "; ".join(map(in_words, value))
    if isinstance(value, Mapping):
        return _object_text(value, unit)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _object_text(value: Mapping[str, Any], unit: str | None) -> str:
    match value:
        case {"value": inner, **rest}:
            qualifiers = ", ".join(f"{name}: {in_words(each)}" for name, each in rest.items())
            return in_words(inner) + (f" ({qualifiers})" if qualifiers else "")
        case {"unit": own}:
            return _amount_text(value) + ("" if own == unit else f" {own}")
        case {"text": words} | {"missing": words}:
            return str(words)
    return str(value)


def _amount_text(value: Mapping[str, Any]) -> str:
    if "low" in value:
        return f"{value['low']} to {value['high']}"
    return f"{value['bound'].replace('_', ' ')} {value['amount']}" if "bound" in value else str(value["amount"])

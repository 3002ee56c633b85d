"""The text of a value in a cell of a spreadsheet."""

from collections.abc import Mapping
from typing import Any


def in_words(value: Any, *, unit: str | None = None) -> str:
    """Return a value as the text of a CSV cell, without its unit if that is `unit`, which another column shows."""
    if isinstance(value, list):
        return "; ".join(map(in_words, value))
    if isinstance(value, Mapping):
        return _object_in_words(value, unit)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _object_in_words(value: Mapping[str, Any], unit: str | None) -> str:
    match value:
        case {"value": inner, **rest}:
            beside = ", ".join(f"{name}: {in_words(each)}" for name, each in rest.items())
            return in_words(inner) + (f" ({beside})" if beside else "")
        case {"unit": own}:
            real = f" of {value['real']}" if "real" in value else ""
            return _amount_in_words(value) + ("" if own == unit else f" {own}") + real
        case {"text": words} | {"missing": words}:
            return str(words)
    return str(value)


def _amount_in_words(value: Mapping[str, Any]) -> str:
    if "low" in value:
        return f"{value['low']} to {value['high']}"
    if "plus_minus" in value:
        return f"{value['amount']} ± {value['plus_minus']}"
    return f"{value['bound'].replace('_', ' ')} {value['amount']}" if "bound" in value else str(value["amount"])

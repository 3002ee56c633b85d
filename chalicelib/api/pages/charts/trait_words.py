"""The words for what sets the lines of a chart apart: the qualifiers, scope, period and condition of their values."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chalicelib.api.pages.charts.drawing.number_labels import number_label
from chalicelib.kinds.vocabularies.market_codes import PRICE_DIRECTIONS, PRICE_TIERS

BAND = "band"
NOT_APART = ("up_to", "banded_by", "charged")  # they are said with the band, and set no values apart
_ORDER = {name: place for place, name in enumerate([*PRICE_DIRECTIONS.codes, *PRICE_TIERS.codes])}
_FORMS = {
    "tier": "{} tier",
    "provider": "sold by {}",
    "region": "in {}",
    "plan": "plan {}",
    "hours": "at {}",
    "lifetime": "kept {}",
    "scope": "of {}",
    "period": "over {}",
    "direction": "{}",
    "item": "{}",
    "modality": "{}",
    "quality": "{}",
    "size": "{}",
    "condition": "{}",
    BAND: "{}",
}


def trait_in_words(name: str, value: Any, *, is_short: bool = False) -> str:
    """Return a qualifier with its value as a phrase, such as `batch tier`; a short one names no tokens."""
    if name == BAND:
        words = band_in_words(value)
        return words.removesuffix(" tokens") if is_short else words
    return _FORMS.get(name, f"{name.replace('_', ' ')} {{}}").replace("{}", _words(name, value))


def band_in_words(band: Mapping[str, Any]) -> str:
    """Return the band of a price: `up to 32k`, `32k to 128k` or `above 200k`, with its unit."""
    above, up_to = band.get("above"), band.get("up_to")
    if above and up_to:
        return f"{_size(above)} to {_counted(up_to)}"
    return f"above {_counted(above)}" if above else f"up to {_counted(up_to)}"


def property_in_words(name: str) -> str:
    """Return the name of a property as the beginning of a title."""
    return name.replace("_", " ").capitalize()


def band_apart(qualifiers: Mapping[str, Any]) -> dict[str, Any]:
    """Return qualifiers with the start and the end of a band as one trait."""
    band = {name: qualifiers[name] for name in ("above", "up_to") if name in qualifiers}
    own = {name: value for name, value in qualifiers.items() if name not in {*NOT_APART, "above"}}
    return {**own, **({BAND: band} if band else {})}


def trait_order(name: str, value: Any) -> tuple[Any, ...]:
    """Return what a value is ordered by: codes as their vocabulary lists them, bands by their start, else letters."""
    if name == BAND:
        return (Decimal((value.get("above") or {}).get("amount", 0)), "")
    text = _words(name, value)
    return (Decimal(_ORDER.get(value, len(_ORDER)) if isinstance(value, str) else len(_ORDER)), text)


def _words(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return _counted(value) if "amount" in value else str(value.get("text", value.get("missing", "")))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text.replace("_", " ") if name in {"direction", "item", "tier", "modality"} else text


def _size(amount: Mapping[str, Any]) -> str:
    return number_label(Decimal(amount["amount"]))


def _counted(amount: Any) -> str:
    """Return an amount of units that are counted: 200k tokens."""
    unit = str(amount["unit"])
    return f"{_size(amount)} {unit if Decimal(amount['amount']) == 1 or len(unit) < len('page') else unit + 's'}"

"""Amounts and units in words that people read: `1.7e9` USD is "1.7 billion USD"."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib.domain.values.quantities.quantities import EXACT
from chalicelib.domain.values.quantities.units import WORDS

SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))  # powers of ten
MAX_DECIMALS = 3  # of a scaled amount: 1.234567 million is easier to read as 1,234,567
HUGE, TINY = 16, -5  # powers of ten from and below which an amount is shown as a power of ten
BOUNDS = {
    "about": "about ",
    "nearly": "nearly ",
    "under": "under ",
    "over": "over ",
    "at_most": "at most ",
    "at_least": "at least ",
}
_SIGNS = {"%": " %", "x": "×"}
_PLURALS = {"query": "queries", "person": "people", "fraction": "of one"}
_WORDS = {
    "pp": "percentage point",
    "bp": "basis point",
    "score": "point",
    "char": "character",
    "B": "byte",
    "GPU_hour": "GPU hour",
    "chip_hour": "chip hour",
}
_MULTIPLES = ("thousand ", "million ")
_SYMBOLS = ("data", "power", "energy", "computation")  # dimensions whose units are written as symbols
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def quantity_words(value: Mapping[str, Any]) -> str:
    """Return an amount or a range with its unit in words."""
    is_rank = value["unit"] == "rank"
    words = f"{'rank ' if is_rank else ''}{''.join(_number_parts(value))}"
    words += "" if is_rank else unit_words(value["unit"], amount=value.get("amount"))
    words += f" ± {value['plus_minus']}" if _is_relative(value) else ""
    return f"{words} in money of {value['real']}" if "real" in value else words


def amount_words(amount: str) -> str:
    """Return an amount in words: `1.7e9` is "1.7 billion", `12500` is "12,500", `2.1e25` is "2.1 × 10²⁵"."""
    number = Decimal(amount)
    power = number.adjusted() if number else 0
    if not TINY <= power < HUGE:
        mantissa = EXACT.normalize(number).scaleb(-power, EXACT)
        return f"{mantissa:f} × 10{str(power).translate(_RAISED)}"
    for scale, name in SCALES:
        scaled = EXACT.normalize(number.scaleb(-scale, EXACT))
        if power >= scale and -_exponent(scaled) <= MAX_DECIMALS:
            return f"{scaled:,f} {name}"
    return f"{number:,f}"


def unit_words(unit: str, *, amount: str | None = None) -> str:
    """Return a unit as it follows an amount, with the space before it: `USD/Mtok` is " USD per million tokens"."""
    if unit in _SIGNS:
        return _SIGNS[unit]
    first, *per = unit.split("/")
    is_one = amount is not None and abs(Decimal(amount)) == 1
    counted = first if first not in WORDS else _one(first) if is_one else _many(first)
    return f" {counted} per {' and '.join(map(_one, per))}" if per else f" {counted}"


def _number_parts(value: Mapping[str, Any]) -> Iterator[str]:
    if "low" in value:
        yield f"{amount_words(value['low'])} to {amount_words(value['high'])}"
        return
    yield BOUNDS.get(value.get("bound", ""), "")
    yield amount_words(value["amount"])
    if "plus_minus" in value and not _is_relative(value):
        yield f" ± {value['plus_minus']}"


def _is_relative(value: Mapping[str, Any]) -> bool:
    """Say whether an amount states its error in per cent, which its unit must not follow."""
    return bool(value.get("plus_minus", "").endswith("%"))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _one(code: str) -> str:
    """Return one of a unit: what follows "per"."""
    word = WORDS.get(code)
    is_multiple = word is not None and word.dimension not in _SYMBOLS and word.one.startswith(_MULTIPLES)
    return word.one if word is not None and is_multiple else _WORDS.get(code, code)


def _many(code: str) -> str:
    one, word = _one(code), WORDS[code]
    is_symbol = (word.dimension in _SYMBOLS or code == "ms") and code not in _WORDS
    if is_symbol or one.startswith(_MULTIPLES):
        return one
    return _PLURALS.get(one, f"{one}s")

"""Unit patterns: regular expressions that match exactly the units of some dimensions."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from chalicelib.domain.values.quantities.currencies import currencies
from chalicelib.domain.values.quantities.unit_words import CLOCK_TIMES, NO_RATES, THINGS, TIMES
from chalicelib.domain.values.quantities.units import ANY_PRICE, ANY_RATE, EXCHANGE, words_of


def unit_pattern(dimensions: Iterable[str]) -> str:
    """Return a pattern that matches the units of these dimensions alone; their codes would be thousands of words."""
    plain, tails = [], []
    for dimension in dict.fromkeys(dimensions):
        if dimension == "money" or dimension.startswith("money/"):
            tails.append(_money_tail(dimension))
        elif "/" in dimension:
            plain.append(_rate_pattern(dimension))
        else:
            plain += [re.escape(word.code) for word in words_of(dimension)]
    if tails:
        plain.append(_currency_pattern() + _either(tails))
    return f"^{_either(plain)}$"


def _money_tail(dimension: str) -> str:
    """Match what follows the code of a currency."""
    if dimension == "money":
        return ""
    if dimension == EXCHANGE:
        return f"/{_currency_pattern()}"
    if dimension == ANY_PRICE:
        return f"/({_either(THINGS)}(/{_either(TIMES)})?|{_either(TIMES)})"
    return "".join(f"/{_either(_codes(part))}" for part in dimension.split("/")[1:])


def _rate_pattern(dimension: str) -> str:
    thing = dimension.partition("/")[0]
    if dimension == ANY_RATE:
        codes = [word.code for word in THINGS.values() if word.dimension not in NO_RATES]
    else:
        codes = [word.code for word in words_of(thing) if thing not in NO_RATES]
    return f"{_either(codes)}/{_either(TIMES)}"


def _codes(part: str) -> list[str]:
    if part == "time":
        return list(CLOCK_TIMES)
    return [part] if part in TIMES else [word.code for word in words_of(part)]


def _either(patterns: Iterable[str]) -> str:
    several = list(patterns)
    return several[0] if len(several) == 1 else f"({'|'.join(several)})"


@cache
def _currency_pattern() -> str:
    """Match the code of each currency, the codes with one first letter together."""
    by_letter = groupby(sorted(currencies()), key=lambda code: code[0])
    return _either(f"{letter}{_either(code[1:] for code in codes)}" for letter, codes in by_letter)

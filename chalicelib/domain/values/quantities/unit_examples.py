"""Unit examples: the units of a dimension that a hint or a page shows, the best known first."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import permutations

from chalicelib.domain.values.quantities.currencies import BEST_KNOWN, currencies
from chalicelib.domain.values.quantities.unit_words import CALENDAR_TIMES, CLOCK_TIMES, TIMES
from chalicelib.domain.values.quantities.units import words_of

_PRICE_EXAMPLES = ("Mtok", "image", "month", "hour", "seat/month", "request", "share")
_RATE_EXAMPLES = ("token/second", "request/minute", "FLOP/second", "image/hour")


def units_of(dimensions: Iterable[str]) -> list[str]:
    """List codes of units of some dimensions, the best known first; of prices and rates only examples."""
    return list(dict.fromkeys(code for dimension in dimensions for code in _examples(dimension)))


@cache
def _examples(dimension: str) -> tuple[str, ...]:
    match dimension.split("/"):
        case ["money", *per]:
            return tuple(_money_examples(per))
        case ["*", "time"]:
            return _RATE_EXAMPLES
        case [thing, "time"]:
            return tuple(f"{word.code}/{time}" for time in TIMES for word in words_of(thing))
        case _:
            return tuple(word.code for word in words_of(dimension))


def _money_examples(per: list[str]) -> Iterable[str]:
    match per:
        case []:
            return currencies()
        case ["*"]:
            return (f"{code}/{form}" for code in BEST_KNOWN for form in _PRICE_EXAMPLES)
        case ["money"]:
            return (f"{one}/{other}" for one, other in permutations(BEST_KNOWN, 2))
        case _:
            return (f"{code}/{'/'.join(way)}" for code in BEST_KNOWN for way in _ways(per))


def _ways(per: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ways to be per something: each word of its dimension, millions first, with each time."""
    first, *rest = per
    codes = _times_of(first) or sorted((word.code for word in words_of(first)), key=lambda code: code[0] != "M")
    for code in codes:
        if rest:
            yield from ((code, time) for time in _times_of(rest[0]))
        else:
            yield (code,)


def _times_of(part: str) -> tuple[str, ...]:
    return CLOCK_TIMES if part == "time" else (part,) if part in CALENDAR_TIMES else ()

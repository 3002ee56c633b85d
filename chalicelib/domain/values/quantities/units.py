"""Units: the grammar of units, their dimensions, and exact conversion between them.

A unit is a word, `token/second`, or a currency: alone, per thing, per time, per thing and time, or per currency.
Its dimension is what is left without prefixes and factors.
"""

from collections.abc import Iterable
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from chalicelib.domain.values.quantities.currencies import currencies
from chalicelib.domain.values.quantities.quantities import EXACT, Quantity, Span, divide
from chalicelib.domain.values.quantities.unit_words import (
    CALENDAR_TIMES,
    CLOCK_TIMES,
    MEASURES,
    NO_RATES,
    THINGS,
    TIMES,
    UnitWord,
)
from chalicelib.late_dataclass import dataclass

MAX_UNIT_CHARS = 24  # the longest is a currency per character a second
ANY_PRICE = "money/*"  # money per anything but money
ANY_RATE = "*/time"  # anything but money per time
EXCHANGE = "money/money"

WORDS: dict[str, UnitWord] = THINGS | MEASURES
DIMENSIONS: tuple[str, ...] = (
    *dict.fromkeys(word.dimension for word in WORDS.values()),
    "money",
    EXCHANGE,
    ANY_PRICE,
    ANY_RATE,
)
"""Every dimension; those of prices and rates as two wildcards."""

_WEEK, _YEAR = CLOCK_TIMES[-1], CALENDAR_TIMES[-1]


@dataclass(frozen=True)
class Unit:
    """A unit: `factor` of `base` make one of it. Units of one base convert exactly, others not at all.

    The bases are chosen so that each factor has a finite decimal, `scale`: of rates the longest time is the base.
    """

    code: str
    dimension: str
    meaning: str  # one line
    base: str
    factor: Fraction = Fraction(1)
    scale: Decimal = field(init=False, compare=False)

    def __post_init__(self) -> None:
        scale = EXACT.divide(Decimal(self.factor.numerator), Decimal(self.factor.denominator))
        object.__setattr__(self, "scale", scale)


def find_unit(code: str) -> Unit | None:
    """Find a unit by its code; None if the grammar has no such unit."""
    return _parsed(code) if len(code) <= MAX_UNIT_CHARS else None


def known_unit(code: str) -> Unit:
    """Return the unit of a value, which was checked when the value was read. Raises KeyError otherwise."""
    unit = _parsed(code)
    if unit is None:
        raise KeyError(code)
    return unit


def unit_group(value: Quantity | Span) -> str:
    """Name the group of a value's unit: values of one group can be compared. Money of a year is a separate group."""
    base = known_unit(value.unit).base
    return f"{base} of {value.real}" if value.real else base


def convert(amount: Decimal, unit: str, to: str) -> Decimal | None:
    """Express an amount in another unit; None if that is not possible exactly."""
    source, target = known_unit(unit), known_unit(to)
    if source.base != target.base:
        return None
    return divide(EXACT.multiply(amount, source.scale), target.scale)


def admits(dimensions: Iterable[str], dimension: str) -> bool:
    """Return whether one of the declared dimensions, which may be wildcards, is or contains a dimension."""
    return any(each == dimension or _contains(each, dimension) for each in dimensions)


def is_money(dimension: str) -> bool:
    """Return whether a dimension is an amount of money, alone or per something; a rate of exchange is none."""
    return dimension == "money" or _contains(ANY_PRICE, dimension)


def words_of(dimension: str) -> list[UnitWord]:
    """List the units of one word that measure a dimension."""
    return [word for word in WORDS.values() if word.dimension == dimension]


def _contains(wildcard: str, dimension: str) -> bool:
    if wildcard == ANY_PRICE:
        return dimension.startswith("money/") and dimension != EXCHANGE
    return wildcard == ANY_RATE and dimension.endswith("/time") and not dimension.startswith("money/")


@lru_cache(maxsize=4096)  # the units of a table are few; the grammar has some 100,000
def _parsed(code: str) -> Unit | None:
    """Read a unit; None if it has another form."""
    if code in WORDS:
        return _word_unit(WORDS[code])
    match code.split("/"):
        case [thing, time] if thing in THINGS:
            return _rate(THINGS[thing], time)
        case [currency, *per] if currency in currencies():
            return _money(currency, per)
        case _:
            return None


def _word_unit(word: UnitWord) -> Unit:
    return Unit(word.code, word.dimension, word.meaning, word.group, Fraction(word.times))


def _rate(thing: UnitWord, time: str) -> Unit | None:
    """Make a rate; a year has twelve months in it, since nobody bills a rate."""
    if time not in TIMES or thing.dimension in NO_RATES:
        return None
    longest = _WEEK if time in CLOCK_TIMES else _YEAR
    factor = Fraction(thing.times) * _often(time, longest)
    meaning = f"{thing.many} a {time}"
    return Unit(f"{thing.code}/{time}", f"{thing.dimension}/time", meaning, f"{thing.group}/{longest}", factor)


def _money(currency: str, per: list[str]) -> Unit | None:
    match per:
        case []:
            return Unit(currency, "money", currencies()[currency], currency)
        case [other] if other in currencies():
            return Unit(
                f"{currency}/{other}",
                EXCHANGE,
                f"{currencies()[currency]} for one {currencies()[other]}",
                f"{currency}/{other}",
            )
        case [time] if time in TIMES:
            return _price(currency, None, time)
        case [thing] if thing in THINGS:
            return _price(currency, THINGS[thing], None)
        case [thing, time] if thing in THINGS and time in TIMES:
            return _price(currency, THINGS[thing], time)
        case _:
            return None


def _price(currency: str, thing: UnitWord | None, time: str | None) -> Unit:
    """Make a price per thing, per time or both; a month and a year are billed apart, so they do not convert."""
    codes, dimensions, bases = [currency], ["money"], [currency]
    factor, meaning = Fraction(1), currencies()[currency]
    if thing is not None:
        largest = _largest(thing.group)
        codes.append(thing.code)
        dimensions.append(thing.dimension)
        bases.append(largest.code)
        factor *= Fraction(largest.times) / Fraction(thing.times)
        meaning += f" per {thing.one}"
    if time is not None:
        is_clock = time in CLOCK_TIMES
        codes.append(time)
        dimensions.append("time" if is_clock else time)
        bases.append(_WEEK if is_clock else time)
        factor *= _often(time, _WEEK) if is_clock else 1
        meaning += f" per {time}" if thing is None else f" a {time}"
    return Unit("/".join(codes), "/".join(dimensions), meaning, "/".join(bases), factor)


def _often(time: str, longest: str) -> Fraction:
    """Return how often a time goes into a longer one."""
    return Fraction(MEASURES[longest].times) / Fraction(MEASURES[time].times)


@cache
def _largest(group: str) -> UnitWord:
    """Return the largest word of a group: prices per less of it are whole multiples of prices per it."""
    return max((word for word in THINGS.values() if word.group == group), key=lambda word: word.times)

"""Matching: whether a value is equal to, more or less than one that a reader asks for."""

from enum import StrEnum

from chalicelib.domain.name_normalization import fold
from chalicelib.domain.values.comparing.compare import reals_of
from chalicelib.domain.values.plain import Named, Text
from chalicelib.domain.values.quantities.quantities import Quantity, Reals, Span
from chalicelib.domain.values.quantities.units import unit_group
from chalicelib.domain.values.times.dates import When
from chalicelib.domain.values.types.value_type import Value


class Operator(StrEnum):
    """How a value is compared with the one asked for."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


def matches(value: Value, operator: Operator, asked: Value) -> bool:
    """Compare a value with one that a reader asks for; what cannot be compared never matches.

    A quantity matches where every number that it allows does, in exactly converted units: over 1e9 is at least 1e9,
    and about 1e9 is not. A date equals a date that contains it (26 January equals 2025-01), and goes before and after
    others by the first day that it states; `~`, `?` and `%` are ignored. Where the start is open (`../2024-03`) no day
    is stated: it began on a day up to the end, so it can be known to begin before a day, and never on or after one.
    Texts are compared folded.
    """
    match value, asked:
        case ((Quantity() | Span()), (Quantity() | Span())):
            return unit_group(value) == unit_group(asked) and _numbers(reals_of(value), operator, reals_of(asked))
        case When(), When():
            return _dates(value, operator, asked)
        case (Text(one), Text(other)) | (Named(one), Named(other)):
            return _texts(one, operator, other)
    same = value.canonical() == asked.canonical()
    return (operator is Operator.EQ and same) or (operator is Operator.NE and not same)


def _numbers(value: Reals, operator: Operator, asked: Reals) -> bool:
    match operator:
        case Operator.EQ:
            return value == asked
        case Operator.NE:
            return value != asked
        case Operator.GTE:
            return value.low >= asked.low
        case Operator.GT:
            return value.low > asked.high or (value.low == asked.high and (value.low_open or asked.high_open))
        case Operator.LTE:
            return value.high <= asked.high
        case Operator.LT:
            return value.high < asked.low or (value.high == asked.low and (value.high_open or asked.low_open))


def _dates(value: When, operator: Operator, asked: When) -> bool:
    """Compare by days; of an instant it is the day that its source states."""
    first = None if value.start is None else value.first_day
    at_latest = first or value.last_day  # an open start lies no later than the end
    (earliest, latest), (since, until) = value.stated_days(), asked.stated_days()
    within = since <= earliest and latest <= until
    match operator:
        case Operator.EQ:
            return within
        case Operator.NE:
            return not within
        case Operator.GTE:
            return first is not None and first >= asked.first_day
        case Operator.GT:
            return first is not None and first > asked.last_day
        case Operator.LTE:
            return at_latest <= asked.last_day
        case Operator.LT:
            return at_latest < asked.first_day


def _texts(value: str, operator: Operator, asked: str) -> bool:
    """Compare folded texts; where nothing is left of both, the texts themselves say whether they are equal."""
    one, other = fold(value), fold(asked)
    same = one == other if one or other else value == asked
    match operator:
        case Operator.EQ:
            return same
        case Operator.NE:
            return not same
        case Operator.GTE:
            return one >= other
        case Operator.GT:
            return one > other
        case Operator.LTE:
            return one <= other
        case Operator.LT:
            return one < other

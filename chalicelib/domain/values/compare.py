"""Comparison: whether two values can both be true, say the same, or one says it more narrowly."""

from decimal import Decimal
from functools import lru_cache

from chalicelib.domain.values.dates import ANYTIME, Range, When
from chalicelib.domain.values.plain import Code, Flag, Missing, Named, Phrase, Ref, Text
from chalicelib.domain.values.quantities.quantities import EXACT, Quantity, Reals, Span, rounding_error
from chalicelib.domain.values.quantities.units import UNITS
from chalicelib.domain.values.types.value_type import Value


def excludes(a: Value, b: Value, *, fixed: bool) -> bool:
    """Say whether no single truth satisfies both; where `fixed`, a number does not exclude its rounding."""
    match a, b:
        case (Missing(), _) | (_, Missing()):
            return _none_excludes(a, b)
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and _numbers_exclude(a, b, fixed=fixed)
        case When(), When():
            return _dates_exclude(a, b)
        case (Code(), Code()) | (Flag(), Flag()) | (Ref(), Ref()):
            return a != b
        case _:
            return False


def agrees(a: Value, b: Value, *, fixed: bool) -> bool:
    """Say whether both say the same, or can be compared and do not exclude each other."""
    if a.canonical() == b.canonical():
        return True
    match a, b:
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and not _numbers_exclude(a, b, fixed=fixed)
        case When(), When():
            return not _dates_exclude(a, b)
        case (Text(), Text()) | (Named(), Named()) | (Phrase(), Phrase()):
            return folded(a) == folded(b)
        case _:
            return False


def inside(a: Value, b: Value) -> bool:
    """Say whether a says more narrowly what b says: all that a allows b allows too, and b allows more."""
    match a, b:
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and reals_of(a).within(reals_of(b))
        case When(), When():
            return _date_inside(a, b)
        case _:
            return False


def _none_excludes(a: Value, b: Value) -> bool:
    none = Missing("none")
    return (a == none and not isinstance(b, Missing)) or (b == none and not isinstance(a, Missing))


def folded(words: Value) -> str:
    """Give the identity of words without regard to capitals and spacing."""
    return " ".join(words.canonical().casefold().split())


def _comparable(a: Quantity | Span, b: Quantity | Span) -> bool:
    return UNITS[a.unit].base == UNITS[b.unit].base


@lru_cache(maxsize=4096)  # a value is laid over many others
def reals_of(value: Quantity | Span) -> Reals:
    """Give the numbers that a value allows, on the base of its unit."""
    return value.reals().scaled(UNITS[value.unit].factor)


def _numbers_exclude(a: Quantity | Span, b: Quantity | Span, *, fixed: bool) -> bool:
    if reals_of(a).overlaps(reals_of(b)):
        return False
    return not (fixed and (_is_rounding(a, b) or _is_rounding(b, a)))


def _is_rounding(rounded: Quantity | Span, figure: Quantity | Span) -> bool:
    """Say whether the first is the second, both exact, rounded to the last digit that the first has."""
    error = error_of(rounded)
    if error is None or error_of(figure) is None:
        return False
    return EXACT.subtract(reals_of(rounded).low, reals_of(figure).low).copy_abs() <= error


@lru_cache(maxsize=4096)  # as above
def error_of(value: Quantity | Span) -> Decimal | None:
    """Give how far an exact number may lie from what it is the rounding of, on the base; None for other values."""
    if not isinstance(value, Quantity) or value.bound:
        return None
    return EXACT.multiply(rounding_error(value.amount) or Decimal(0), UNITS[value.unit].factor)


def _dates_exclude(a: When, b: When) -> bool:
    if a.is_interval and b.is_interval:
        return not (overlap(start_of(a), start_of(b)) and overlap(end_of(a), end_of(b)))
    return not overlap(a.widened(), b.widened())


def _date_inside(a: When, b: When) -> bool:
    """Compare intervals end by end; a date can be inside an interval, an interval never inside a date."""
    if not a.is_interval:
        return a.widened() != b.widened() and _covers(b.widened(), a.widened())
    if not b.is_interval:
        return False
    ends, wider = (start_of(a), end_of(a)), (start_of(b), end_of(b))
    return ends != wider and _covers(wider[0], ends[0]) and _covers(wider[1], ends[1])


def start_of(interval: When) -> Range:
    """Give the instants at which an interval may start."""
    return interval.start.widened() if interval.start else ANYTIME


def end_of(interval: When) -> Range:
    """Give the instants at which an interval may end."""
    return interval.end.widened() if interval.end else ANYTIME


def overlap(a: Range, b: Range) -> bool:
    """Return whether two ranges share an instant."""
    return a[0] <= b[1] and b[0] <= a[1]


def _covers(wide: Range, narrow: Range) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]

"""Comparison: whether two values can both be true, say the same, or one says it more narrowly."""

from functools import lru_cache

from chalicelib.domain.values.amounts import EXACT, rounding_error
from chalicelib.domain.values.dates import ANYTIME, Range, When
from chalicelib.domain.values.plain import Code, Flag, Missing, Phrase, Text
from chalicelib.domain.values.quantities import Quantity, Span
from chalicelib.domain.values.reals import Reals
from chalicelib.domain.values.refs import Named, Ref
from chalicelib.domain.values.units import UNITS
from chalicelib.domain.values.value import Value


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
            return _folded(a) == _folded(b)
        case _:
            return False


def inside(a: Value, b: Value) -> bool:
    """Say whether a says more narrowly what b says: all that a allows b allows too, and b allows more."""
    match a, b:
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and _reals(a).within(_reals(b))
        case When(), When():
            return _date_inside(a, b)
        case _:
            return False


def _none_excludes(a: Value, b: Value) -> bool:
    none = Missing("none")
    return (a == none and not isinstance(b, Missing)) or (b == none and not isinstance(a, Missing))


def _folded(words: Value) -> str:
    """Give the identity of words without regard to capitals and spacing."""
    return " ".join(words.canonical().casefold().split())


def _comparable(a: Quantity | Span, b: Quantity | Span) -> bool:
    return UNITS[a.unit].base == UNITS[b.unit].base


@lru_cache(maxsize=4096)  # every value of a slot is compared with every other
def _reals(value: Quantity | Span) -> Reals:
    return value.reals().scaled(UNITS[value.unit].factor)


def _numbers_exclude(a: Quantity | Span, b: Quantity | Span, *, fixed: bool) -> bool:
    if _reals(a).overlaps(_reals(b)):
        return False
    return not (fixed and (_is_rounding(a, b) or _is_rounding(b, a)))


def _is_rounding(rounded: Quantity | Span, figure: Quantity | Span) -> bool:
    """Say whether the first is the second, both exact, rounded to the last digit that the first has."""
    if not isinstance(rounded, Quantity) or not isinstance(figure, Quantity) or rounded.bound or figure.bound:
        return False
    error = rounding_error(rounded.amount)
    if error is None:
        return False
    difference = EXACT.subtract(_reals(rounded).low, _reals(figure).low)
    return difference.copy_abs() <= EXACT.multiply(error, UNITS[rounded.unit].factor)


def _dates_exclude(a: When, b: When) -> bool:
    if a.is_interval and b.is_interval:
        return not (_overlap(_start(a), _start(b)) and _overlap(_end(a), _end(b)))
    return not _overlap(a.widened(), b.widened())


def _date_inside(a: When, b: When) -> bool:
    """Compare intervals end by end; a date can be inside an interval, an interval never inside a date."""
    if not a.is_interval:
        return a.widened() != b.widened() and _covers(b.widened(), a.widened())
    if not b.is_interval:
        return False
    ends, wider = (_start(a), _end(a)), (_start(b), _end(b))
    return ends != wider and _covers(wider[0], ends[0]) and _covers(wider[1], ends[1])


def _start(interval: When) -> Range:
    return interval.start.widened() if interval.start else ANYTIME


def _end(interval: When) -> Range:
    return interval.end.widened() if interval.end else ANYTIME


def _overlap(a: Range, b: Range) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _covers(wide: Range, narrow: Range) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]

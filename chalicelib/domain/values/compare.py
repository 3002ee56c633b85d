"""Comparison: whether two values can both be true, say the same, or one says it more narrowly.

Texts and names are compared folded. A `label` is a short name of which there is one, such as a licence: two that differ
exclude each other, codes and words too. Any other text is prose, which excludes nothing.
"""

from decimal import Decimal
from functools import lru_cache

from chalicelib.domain.values.dates import ANYTIME, Range, When
from chalicelib.domain.values.folding import fold_text, interval_days, name_words, word_set
from chalicelib.domain.values.plain import LABELS, Code, Flag, Missing, Named, Phrase, Ref, Text
from chalicelib.domain.values.quantities.quantities import (
    EXACT,
    Quantity,
    Reals,
    Span,
    canonical_amount,
    rounding_error,
)
from chalicelib.domain.values.quantities.units import UNITS
from chalicelib.domain.values.types.value_type import Value


def excludes(a: Value, b: Value, *, fixed: bool, label: bool = False) -> bool:
    """Return whether no single truth satisfies both; where `fixed`, a number does not exclude its rounding."""
    match a, b:
        case (Missing(), _) | (_, Missing()):
            return _none_excludes(a, b)
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and _numbers_exclude(a, b, fixed=fixed)
        case When(), When():
            return _dates_exclude(a, b)
        case (Code(), Code()) | (Flag(), Flag()) | (Ref(), Ref()):
            return a != b
        case (Named() | Ref(), Named() | Ref()) if not label:
            return not (word_set(a) <= word_set(b) or word_set(b) <= word_set(a))
        case _:
            return label and isinstance(a, LABELS) and isinstance(b, LABELS) and identity(a) != identity(b)


def agrees(a: Value, b: Value, *, fixed: bool) -> bool:
    """Return whether both say the same, or are numbers or dates that do not exclude each other."""
    if identity(a) == identity(b):
        return True
    match a, b:
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and not _numbers_exclude(a, b, fixed=fixed)
        case When(), When():
            return not _dates_exclude(a, b)
        case (Named(), Ref()) | (Ref(), Named()):
            return name_words(a) == name_words(b)
        case _:
            return False


def inside(a: Value, b: Value) -> bool:
    """Return whether a says more narrowly what b says: all that a allows b allows too, and b allows more."""
    match a, b:
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(a, b) and reals_of(a).within(reals_of(b))
        case When(), When():
            return _date_inside(a, b)
        case _:
            return False


def covers(wide: Value, narrow: Value, *, fixed: bool) -> bool:
    """Return whether a reader of the second misses nothing of the first: the first is the same or wider."""
    if identity(wide) == identity(narrow) or inside(narrow, wide):
        return True
    match wide, narrow:
        case (Quantity() | Span(), Quantity() | Span()):
            return _comparable(wide, narrow) and _is_as_narrow(wide, narrow, fixed=fixed)
        case When(), When():
            return wide.is_interval == narrow.is_interval and wide.widened() == narrow.widened()
        case (Named() | Ref(), Named() | Ref()):
            return _same_words(wide, narrow) or (isinstance(wide, Named) and word_set(wide) <= word_set(narrow))
        case _:
            return False


def _is_as_narrow(wide: Quantity | Span, narrow: Quantity | Span, *, fixed: bool) -> bool:
    return reals_of(wide) == reals_of(narrow) or (fixed and _is_rounding(wide, narrow))


def _same_words(a: Named | Ref, b: Named | Ref) -> bool:
    return not (isinstance(a, Ref) and isinstance(b, Ref)) and name_words(a) == name_words(b)


@lru_cache(maxsize=4096)  # a value is compared with many others
def identity(value: Value) -> str:
    """Return the text that is the same for values that say the same, however they are written."""
    match value:
        case Text(text) | Named(text):
            name = f"{'text' if isinstance(value, Text) else 'named'}:{fold_text(text)}"
        case Phrase(text, language):
            name = f"phrase:{language}:{fold_text(text)}"
        case When() if value.is_interval:
            name = f"when:{interval_days(value)}"
        case Quantity(amount, unit, bound):
            name = f"quantity:{bound or 'exactly'} {_on_base(amount, unit)}"
        case Span(low, high, unit):
            name = f"span:{_on_base(low, unit)} to {_on_base(high, unit)}"
        case _:
            name = value.canonical()
    return name


def _on_base(amount: str, unit: str) -> str:
    known = UNITS[unit]
    return f"{canonical_amount(EXACT.multiply(Decimal(amount), known.factor))} {known.base}"


def _none_excludes(a: Value, b: Value) -> bool:
    none = Missing("none")
    return (a == none and not isinstance(b, Missing)) or (b == none and not isinstance(a, Missing))


def _comparable(a: Quantity | Span, b: Quantity | Span) -> bool:
    return UNITS[a.unit].base == UNITS[b.unit].base


@lru_cache(maxsize=4096)  # a value is laid over many others
def reals_of(value: Quantity | Span) -> Reals:
    """Return the numbers that a value allows, on the base of its unit."""
    return value.reals().scaled(UNITS[value.unit].factor)


def _numbers_exclude(a: Quantity | Span, b: Quantity | Span, *, fixed: bool) -> bool:
    if reals_of(a).overlaps(reals_of(b)):
        return False
    return not (fixed and (_is_rounding(a, b) or _is_rounding(b, a)))


def _is_rounding(rounded: Quantity | Span, figure: Quantity | Span) -> bool:
    """Return whether the first is the second, both exact, rounded to the last digit that the first has."""
    error = error_of(rounded)
    if error is None or error_of(figure) is None:
        return False
    return EXACT.subtract(reals_of(rounded).low, reals_of(figure).low).copy_abs() <= error


@lru_cache(maxsize=4096)  # as above
def error_of(value: Quantity | Span) -> Decimal | None:
    """Return how far an exact number may lie from what it is the rounding of, on the base; None for other values."""
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
    """Return the instants at which an interval may start."""
    return interval.start.widened() if interval.start else ANYTIME


def end_of(interval: When) -> Range:
    """Return the instants at which an interval may end."""
    return interval.end.widened() if interval.end else ANYTIME


def overlap(a: Range, b: Range) -> bool:
    """Return whether two ranges share an instant."""
    return a[0] <= b[1] and b[0] <= a[1]


def _covers(wide: Range, narrow: Range) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]

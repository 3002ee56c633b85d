"""Comparison: whether two values can both be true, say the same, or one says it more narrowly.

Texts and names are compared folded. A `label` is a short name of which there is one, such as a licence: two that differ
exclude each other, codes and words too. Any other text is prose, which excludes nothing.
"""

from decimal import Decimal
from functools import lru_cache

from chalicelib.domain.values.plain import LABELS, Code, Erased, Flag, Missing, Named, Phrase, Ref, Text
from chalicelib.domain.values.quantities.quantities import (
    EXACT,
    Quantity,
    Reals,
    Span,
    canonical_amount,
    rounding_error,
)
from chalicelib.domain.values.quantities.units import known_unit, unit_group
from chalicelib.domain.values.times.date_points import Range
from chalicelib.domain.values.times.dates import When
from chalicelib.domain.values.times.durations import Duration, MonthDay
from chalicelib.domain.values.times.hours import Hours
from chalicelib.domain.values.types.value_type import Value
from chalicelib.domain.values.words.folding import fold_text, name_words, word_set


def excludes(a: Value, b: Value, *, fixed: bool, label: bool = False) -> bool:
    """Return whether no single truth satisfies both; where `fixed`, a number does not exclude its rounding."""
    match a, b:
        case (Missing() | Erased(), _) | (_, Missing() | Erased()):
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
            return _is_one_of_a_kind(a, b, label=label) and identity(a) != identity(b)


def _is_one_of_a_kind(a: Value, b: Value, *, label: bool) -> bool:
    """Return whether both are labels or times, of which there is one each."""
    if label and isinstance(a, LABELS) and isinstance(b, LABELS):
        return True
    return type(a) is type(b) and isinstance(a, Hours | Duration | MonthDay)


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
            return wide.is_stretch == narrow.is_stretch and wide.widened() == narrow.widened()
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
        case Quantity(amount, unit, bound):
            within = f" +- {_on_base(str(error), unit)}" if (error := value.error()) else ""
            name = f"quantity:{bound or 'exactly'} {_on_base(amount, unit)}{within} {unit_group(value)}"
        case Span(low, high, unit):
            name = f"span:{_on_base(low, unit)} to {_on_base(high, unit)} {unit_group(value)}"
        case _:
            name = value.canonical()
    return name


def _on_base(amount: str, unit: str) -> str:
    return canonical_amount(EXACT.multiply(Decimal(amount), known_unit(unit).scale))


def _none_excludes(a: Value, b: Value) -> bool:
    none = Missing("none")
    return (a == none and not isinstance(b, Missing | Erased)) or (b == none and not isinstance(a, Missing | Erased))


def _comparable(a: Quantity | Span, b: Quantity | Span) -> bool:
    return a.real == b.real and known_unit(a.unit).base == known_unit(b.unit).base


@lru_cache(maxsize=4096)  # a value is laid over many others
def reals_of(value: Quantity | Span) -> Reals:
    """Return the numbers that a value allows, on the base of its unit."""
    return value.reals().scaled(known_unit(value.unit).scale)


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
    if not isinstance(value, Quantity) or value.bound or value.error():
        return None
    return EXACT.multiply(rounding_error(value.amount) or Decimal(0), known_unit(value.unit).scale)


def _dates_exclude(a: When, b: When) -> bool:
    if a.is_stretch and b.is_stretch:
        return not (_can_be_one(a.start, b.start) and _can_be_one(a.end, b.end))
    return not _can_be_one(a, b)


def _can_be_one(a: When | None, b: When | None) -> bool:
    """Return whether two dates can mean the same; None is any time."""
    return a is None or b is None or overlap(*reaches(a, b))


def reaches(a: When, b: When) -> tuple[Range, Range]:
    """Return what two dates can mean, on one scale: instants in UTC, all else by days.

    A day without a zone is a local day, so an instant lies on the day that its own zone shows.
    """
    if a.is_instant and b.is_instant:
        return a.widened(), b.widened()
    return a.possible_days(), b.possible_days()


def _date_inside(a: When, b: When) -> bool:
    """Compare intervals end by end; a date can be inside an interval, an interval never inside a date."""
    if not a.is_stretch:
        return _is_narrower(a, b) and _end_covers(b, a)
    if not b.is_stretch:
        return False
    are_narrower = _is_narrower(a.start, b.start) or _is_narrower(a.end, b.end)
    return are_narrower and _end_covers(b.start, a.start) and _end_covers(b.end, a.end)


def _is_narrower(a: When | None, b: When | None) -> bool:
    """Return whether two dates, one of which covers the other, differ in what they can mean."""
    if a is None or b is None:
        return a is not b
    one, other = reaches(a, b)
    return one != other or a.is_instant > b.is_instant


def _end_covers(wide: When | None, narrow: When | None) -> bool:
    if wide is None or narrow is None:
        return wide is None
    if wide.is_instant and not narrow.is_instant:
        return False
    one, other = reaches(wide, narrow)
    return one[0] <= other[0] and other[1] <= one[1]


def overlap(a: Range, b: Range) -> bool:
    """Return whether two ranges share an instant."""
    return a[0] <= b[1] and b[0] <= a[1]

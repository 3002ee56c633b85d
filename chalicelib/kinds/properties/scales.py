"""The scales of benchmarks, and what is wrong with a score by the scale of its benchmark."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import Quantity, QuantityType, Ref, Span, convert, value_from_json
from chalicelib.domain.values.quantities.quantities import INFINITY
from chalicelib.kinds.declaration import CheckFault, Property, Qualifier, Shape
from chalicelib.kinds.vocabularies.codes import SCALE_ENDS

SCALE = "scale"
SCORES = "scores"
SCALED = QuantityType(("percent", "score", "points", "factor", "time", "money"))
_RANK = "rank"
_FRACTION = "fraction"

Scales = tuple[Quantity | Span, ...]

SCALE_PROPERTY = Property(
    SCALE,
    SCALED,
    "Scale of its results: a range, or the lowest with `at_least`; scores are in a unit that converts to it.",
    [{"value": {"low": "0", "high": "100", "unit": "%"}, "better": "higher"}],
    shape=Shape.PER_QUALIFIERS,
    qualifiers=(Qualifier("better", SCALE_ENDS.type, "Which end is better.", comparable=False),),
)


def scales_in(shown: Any) -> Scales:
    """Read the scales of a benchmark as a flat view shows them, or the one that a body sends."""
    entries = shown if isinstance(shown, list) else [] if shown is None else [{"value": shown}]
    raw = [each["value"] for each in entries]
    read = [value_from_json(each, SCALED) for each in raw if isinstance(each, Mapping) and "unit" in each]
    return tuple(each for each in read if isinstance(each, Quantity | Span))


def benchmark_of(content: Content) -> str | None:
    """Return the benchmark of a score; None if the content is none, or if words name the benchmark."""
    named = content.qualifiers.get("benchmark")
    return str(named) if content.property == SCORES and isinstance(named, Ref) else None


def scale_faults(content: Content, benchmark: str, scales: Scales) -> Iterator[CheckFault]:
    """Yield what is wrong with a score by the scale of its benchmark; a rank is on no scale."""
    value = content.value
    if not scales or not isinstance(value, Quantity | Span) or value.unit == _RANK:
        return
    fitting = [scale for scale in scales if convert(Decimal(0), value.unit, scale.unit) is not None]
    if not fitting:
        yield CheckFault("value/unit", "wrong_scale", _wrong_unit(value, benchmark, scales[0]))
        return
    for member, text in _amounts(value):
        number = convert(Decimal(text), value.unit, fitting[0].unit)
        low, high = _ends(fitting[0])
        if number is not None and not low <= number <= high:
            detail = f"{text} {value.unit} is off the scale of {benchmark}, which {_words(fitting[0])}."
            yield CheckFault(f"value/{member}", "off_the_scale", detail)


def _wrong_unit(value: Quantity | Span, benchmark: str, scale: Quantity | Span) -> str:
    is_share = convert(Decimal(0), scale.unit, _FRACTION) is not None
    _, high = max(_amounts(value), key=lambda each: Decimal(each[1]))
    unit = _FRACTION if is_share and abs(Decimal(high)) <= 1 else scale.unit
    right = " to ".join(text for _, text in _amounts(value))
    return (
        f"{value.unit} is not the unit of {benchmark}, whose scale {_words(scale)}: write {right} {unit} if it is so."
    )


def _amounts(value: Quantity | Span) -> list[tuple[str, str]]:
    if isinstance(value, Quantity):
        return [("amount", value.amount)]
    return [("low", value.low), ("high", value.high)]


def _ends(scale: Quantity | Span) -> tuple[Decimal, Decimal]:
    if isinstance(scale, Span):
        return Decimal(scale.low), Decimal(scale.high)
    match scale.bound:
        case "at_least" | "over":
            return scale.number, INFINITY
        case "at_most" | "under":
            return -INFINITY, scale.number
        case _:
            return -INFINITY, INFINITY


def _words(scale: Quantity | Span) -> str:
    if isinstance(scale, Span):
        return f"goes from {scale.low} to {scale.high} {scale.unit}"
    low, high = _ends(scale)
    start, end = f" from {low}" if low.is_finite() else "", f" to {high}" if high.is_finite() else ""
    return f"is in {scale.unit}{start}{end}"

"""Makes values of charts of the steps of a series, as `operations/series` returns them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chalicelib.api.pages.charts.chart_data import ChartLink, ChartSide, ChartValue
from chalicelib.domain.values import Quantity, Span
from chalicelib.domain.values.quantities.one_unit import expressed_in
from chalicelib.domain.values.quantities.quantities import EXACT

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import StepJson

Href = Callable[[str], str | None]  # the address of the page of a ref, None if it has none
_HUNDRED = Decimal(100)


def no_pages(_ref: str) -> None:
    """Give no ref an address."""


def quantity_of(raw: object) -> Quantity | Span | None:
    """Return the amount or range that a step shows; None for a value that is no number, such as `unknown`."""
    if not isinstance(raw, Mapping):
        return None
    match raw:
        case {"amount": str(amount), "unit": str(unit)}:
            return Quantity(amount, unit, raw.get("bound"), raw.get("plus_minus"), raw.get("real"))
        case {"low": str(low), "high": str(high), "unit": str(unit)}:
            return Span(low, high, unit, raw.get("real"))
    return None


def chart_value(step: "StepJson", unit: str, href: Href = no_pages) -> ChartValue:
    """Return a step as a value in a unit, if that conversion is exact; otherwise it has words alone."""
    low, high = ends_in(step["value"], unit)
    return ChartValue(
        words=value_in_words(step["value"], unit),
        low=low,
        high=high,
        first=_day(step["from"]),
        last=_day(step["to"]),
        bound=bound_of(step["value"]),
        certainty=step["certainty"],
        sides=tuple(_side(side, unit) for side in step["sides"]) if step["disputed"] else (),
        source=ChartLink(step["source"], href(step["source"])),
    )


def bound_of(raw: object) -> str | None:
    """Return the bound of an amount, such as `about`."""
    return raw.get("bound") if isinstance(raw, Mapping) else None


def _side(side: Mapping[str, Any], unit: str) -> ChartSide:
    low, high = ends_in(side["value"], unit)
    return ChartSide(value_in_words(side["value"], unit), low, high, side["denied"], tuple(side["sources"]))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def ends_in(raw: object, unit: str) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """Return the lowest and the highest number of a value in a unit."""
    found = quantity_of(raw)
    shown = None if found is None else expressed_in(found, unit)
    match shown:
        case Quantity(unit=own) if own == unit:
            error = _error(shown)
            return EXACT.subtract(shown.number, error), EXACT.add(shown.number, error)
        case Span(low=low, high=high, unit=own) if own == unit:
            return Decimal(low), Decimal(high)
    return None, None


def _error(value: Quantity) -> Decimal:
    """Return how far the truth can be from an amount."""
    text = value.plus_minus or "0"
    number = Decimal(text.removesuffix("%").strip())
    return EXACT.divide(EXACT.multiply(abs(value.number), number), _HUNDRED) if text.endswith("%") else number


def value_in_words(raw: object, unit: str) -> str:
    """Return a value as the table shows it: in the unit of the chart, without naming that."""
    found = quantity_of(raw)
    shown = None if found is None else expressed_in(found, unit)
    match shown:
        case Quantity():
            error = f" ± {shown.plus_minus}" if shown.plus_minus else ""
            bound = f"{shown.bound.replace('_', ' ')} " if shown.bound else ""
            return f"{bound}{shown.amount}{error}{_apart(shown, unit)}"
        case Span():
            return f"{shown.low} to {shown.high}{_apart(shown, unit)}"
    return str(raw.get("missing", raw.get("text", ""))) if isinstance(raw, Mapping) else str(raw)


def _apart(value: Quantity | Span, unit: str) -> str:
    """Name the unit of a value if it is another one, and the year of its money."""
    own = "" if value.unit == unit else f" {value.unit}"
    return f"{own} of {value.real}" if value.real else own

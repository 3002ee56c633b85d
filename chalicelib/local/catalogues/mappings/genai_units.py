"""The prices of genai-prices, as values of the property `prices`: units, bands, hours, tiers and dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from chalicelib.local.catalogues.lines import Body, amount, plain


class PriceField(NamedTuple):
    """A price of the package: our unit, how many of ours make up one of the package's, and the qualifiers."""

    unit: str
    per: int
    qualifiers: Mapping[str, str]


def _mtok(direction: str, **qualifiers: str) -> PriceField:
    return PriceField("USD/Mtok", 1, {"direction": direction, **qualifiers})


FIELDS: Mapping[str, PriceField] = {
    "input_mtok": _mtok("input"),
    "output_mtok": _mtok("output"),
    "cache_read_mtok": _mtok("cached_input"),
    "cache_write_mtok": _mtok("cache_write"),
    "cache_write_1h_mtok": _mtok("cache_write", lifetime="PT1H"),
    "output_reasoning_mtok": _mtok("reasoning"),
    "output_citation_mtok": _mtok("citation"),
    "input_audio_mtok": _mtok("input", modality="audio"),
    "output_audio_mtok": _mtok("output", modality="audio"),
    "cache_audio_read_mtok": _mtok("cached_input", modality="audio"),
    "input_image_mtok": _mtok("input", modality="image"),
    "output_image_mtok": _mtok("output", modality="image"),
    "cache_image_read_mtok": _mtok("cached_input", modality="image"),
    "input_video_mtok": _mtok("input", modality="video"),
    "output_video_mtok": _mtok("output", modality="video"),
    "input_mchars": PriceField("USD/Mchar", 1, {"direction": "input"}),
    "audio_hours": PriceField("USD/hour", 1, {"modality": "audio"}),
    "input_audio_hours": PriceField("USD/hour", 1, {"direction": "input", "modality": "audio"}),
    "web_searches_kcount": PriceField("USD/kcall", 1, {"item": "web_search"}),
    "storage_searches_kcount": PriceField("USD/kcall", 1, {"item": "file_search"}),
    "requests_kcount": PriceField("USD/krequest", 1, {}),
    "input_document_kpages": PriceField("USD/page", 1000, {"direction": "input"}),
    "input_annotated_document_kpages": PriceField("USD/page", 1000, {"direction": "input", "item": "annotation"}),
}
# Conditions of a variant that have a tier; any other condition is a plan, by its own word.
TIERS = {
    ("processing", "batch"): "batch",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "priority",
    ("service_tier", "fast"): "fast",
    ("speed", "fast"): "fast",
}


class Period(NamedTuple):
    """The prices of a model in a time: `valid` says when, None is always; `hours` says at which hours of a day."""

    prices: Any
    valid: str | None = None
    hours: str | None = None


def price_entries(model: Any) -> Iterator[Body]:
    """Yield the prices of a model of the package, and those of its variants."""
    conditional = model.prices if isinstance(model.prices, list) else None
    standard = periods(
        [(each.constraint, each.prices) for each in conditional] if conditional else [(None, model.prices)]
    )
    for period in standard:
        yield from _entries(period, {})
    for when, some in _variants(model).items():
        for period in periods(some):
            yield from _entries(period, dict(_tier(*each) for each in when))


def unmapped_prices(model: Any) -> Iterator[str]:
    """Yield the names of a model's prices that have no unit here."""
    some = model.prices if isinstance(model.prices, list) else [model]
    for each in (*some, *(model.price_variants or ())):
        yield from (name for name, price in vars(each.prices).items() if price is not None and name not in FIELDS)


def periods(conditional: Sequence[tuple[Any, Any]]) -> list[Period]:
    """Return when each of these prices holds: of those that begin on a day, until the day before the next.

    Of several, the last one of which the condition is met is the price; the package lists them in the order of their
    days. Prices at hours of the day stand beside those of all day.
    """
    dated = [(_start(condition), prices) for condition, prices in conditional if not _has_hours(condition)]
    dated.sort(key=lambda each: each[0] or date.min)
    found = []
    for number, (start, prices) in enumerate(dated):
        following = dated[number + 1][0] if number + 1 < len(dated) else None
        if following is None or following != start:
            found.append(Period(prices, _valid(start, following)))
    hours = [(condition, prices) for condition, prices in conditional if _has_hours(condition)]
    return found + [Period(prices, hours=_hours(condition)) for condition, prices in hours]


def _variants(model: Any) -> Mapping[tuple[tuple[str, str], ...], list[tuple[Any, Any]]]:
    grouped: dict[tuple[tuple[str, str], ...], list[tuple[Any, Any]]] = {}
    for variant in model.price_variants or ():
        grouped.setdefault(tuple(sorted(variant.when.items())), []).append((variant.constraint, variant.prices))
    return grouped


def _tier(name: str, value: str) -> tuple[str, str]:
    tier = TIERS.get((name, value))
    return ("plan", value) if tier is None else ("tier", tier)


def _has_hours(condition: Any) -> bool:
    return hasattr(condition, "start_time")


def _start(condition: Any) -> date | None:
    return None if condition is None else condition.start_date


def _valid(start: date | None, following: date | None) -> str | None:
    if following is None:
        return None if start is None else f"{start}/.."
    end = following - timedelta(days=1)
    return f"{'..' if start is None else start}/{end}"


def _hours(condition: Any) -> str:
    return f"{condition.start_time:%H:%M}-{condition.end_time:%H:%M} Z"


def _entries(period: Period, qualifiers: Body) -> Iterator[Body]:
    when = {"valid": period.valid} if period.valid else {}
    hours = {"hours": period.hours} if period.hours else {}
    for name, price in vars(period.prices).items():
        if (field := FIELDS.get(name)) is None or price is None:
            continue
        shared: Body = {**field.qualifiers, **qualifiers, **hours, **when}
        if isinstance(price, Decimal):
            yield {**_price(price, field), **shared}
        else:
            yield {**_price(price.base, field), **shared}
            for tier in price.tiers:
                yield {**_price(tier.price, field), **shared, "above": {"amount": str(tier.start), "unit": "token"}}


def _price(price: Decimal, field: PriceField) -> Body:
    stated = {"as_stated": f"{plain(price)} per {field.per}"} if field.per != 1 else {}
    return {"value": amount(price / field.per, field.unit), **stated}

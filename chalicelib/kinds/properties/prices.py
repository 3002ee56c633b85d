"""Prices: one declaration for models, products and offerings, with its bands, hours, tiers and tools."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import repeat

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import (
    Code,
    DurationType,
    HoursType,
    Quantity,
    QuantityType,
    RefType,
    RegionType,
    Span,
    TextType,
    Value,
    identity,
    known_unit,
)
from chalicelib.domain.values.quantities.units import convert
from chalicelib.kinds.declaration import CheckFault, Property, Qualifier, Shape
from chalicelib.kinds.vocabularies.codes import MODALITIES
from chalicelib.kinds.vocabularies.market_codes import BANDED_BY, CHARGED, PRICE_DIRECTIONS, PRICE_TIERS

MONEY = ("money/*", "money")
PRICE = QuantityType((*MONEY, "percent"))
_COUNTED = QuantityType(
    (
        "token",
        "character",
        "request",
        "call",
        "query",
        "image",
        "page",
        "document",
        "result",
        "session",
        "video",
        "task",
        "time",
        "user",
        "seat",
        "employee",
    ),
    sign="+",
)
_NEED_A_DIRECTION = ("token", "character", "pixel")
_BANDS = ("above", "up_to")

REGION = Qualifier("region", RegionType(), "Region where it applies, if not everywhere.")
PROVIDER = Qualifier("provider", RefType(("company", "product")), "The seller, if not the developer.")
DIRECTION = Qualifier("direction", PRICE_DIRECTIONS.type, "What is paid for; required per token, character and pixel.")
TIER = Qualifier("tier", PRICE_TIERS.type, "Service tier.", default="standard")

PRICE_QUALIFIERS = (
    DIRECTION,
    Qualifier("item", TextType(max_length=80), "The tool or extra that is called, such as web_search."),
    Qualifier("modality", MODALITIES.type, "Modality, where the price list has several."),
    Qualifier(
        "above",
        _COUNTED,
        "Start of the band: the price holds above it, up to the next band; none, or 0, is from the start.",
        starts_at_zero=True,
    ),
    Qualifier("up_to", _COUNTED, "End of the band, as stated.", comparable=False),
    Qualifier(
        "banded_by",
        BANDED_BY.type,
        "What is counted to find the band.",
        default="input",
        default_with=_BANDS,
        comparable=False,
    ),
    Qualifier(
        "charged",
        CHARGED.type,
        "Whether all units cost it, or only those above the start of the band.",
        default="all",
        default_with=_BANDS,
        comparable=False,
    ),
    Qualifier("hours", HoursType(), "Hours at which it holds; a price without holds at all others."),
    Qualifier("lifetime", DurationType(), "How long a cache entry lives."),
    Qualifier("quality", TextType(max_length=40), "Quality of what is made, such as low, hd or premium."),
    Qualifier("size", TextType(max_length=40), "Size of what is made, such as 1024x1024."),
    TIER,
    Qualifier("plan", TextType(max_length=80), "The plan or variant, as its owner names it."),
    PROVIDER,
    REGION,
)


_FREE_IN = {"%": -100, "fraction": -1}  # unit -> the change that makes a price free


def price_faults(content: Content) -> Iterator[CheckFault]:
    """Yield what is wrong with a price by its unit and its band."""
    value = content.value
    if isinstance(value, Quantity | Span):
        yield from _unit_faults(content, value)
    yield from band_faults(content)


def _unit_faults(content: Content, value: Quantity | Span) -> Iterator[CheckFault]:
    dimension = known_unit(value.unit).dimension
    if dimension != "percent" and (member := _below(value, 0)) is not None:
        detail = 'A price is never below 0: 0 is free, and for one that nobody has said write {"missing": "unknown"}.'
        yield CheckFault(f"value/{member}", "below_zero", detail)
    if dimension == "percent" and (member := _below(value, _FREE_IN[value.unit])) is not None:
        detail = "A price lies at most 100 % below the standard price; write -100 % if it is free."
        yield CheckFault(f"value/{member}", "bad_range", detail)
    thing = dimension.partition("/")[2].partition("/")[0]
    if thing in _NEED_A_DIRECTION and "direction" not in content.qualifiers:
        codes = ", ".join(PRICE_DIRECTIONS.codes)
        yield CheckFault("direction", "missing_field", f"A price per {thing} needs `direction`: one of {codes}.")
    tier = content.qualifiers.get("tier")
    if tier == Code("free") and not (isinstance(value, Quantity) and value.number == 0):
        yield CheckFault("value", "bad_range", "What is in the tier `free` costs nothing: write the amount 0.")


def _below(value: Quantity | Span, least: int) -> str | None:
    if isinstance(value, Quantity):
        return "amount" if value.number < least else None
    return "low" if Decimal(value.low) < least else None


def band_faults(content: Content) -> Iterator[CheckFault]:
    """Yield what is wrong with the band of a price."""
    above, up_to = (content.qualifiers.get(name) for name in _BANDS)
    for name, each in zip(_BANDS, (above, up_to), strict=True):
        if isinstance(each, Span):
            yield CheckFault(name, "bad_range", f"`{name}` is one amount, not a range.")
    if not (isinstance(above, Quantity) and isinstance(up_to, Quantity)):
        return
    end = convert(up_to.number, up_to.unit, above.unit)
    if end is None:
        yield CheckFault("up_to/unit", "wrong_dimension", f"The band begins in {above.unit}; end it in the same unit.")
    elif end <= above.number:
        yield CheckFault("up_to", "bad_range", "The band ends where it begins or before; `up_to` must exceed `above`.")


_OF_A_STANDARD = ("provider", "above", "modality", "direction", "item", "plan")


def lacks_standard_price(prices: Iterable[Content]) -> Callable[[Content], bool]:
    """Return whether a price in % has no price beside it to which it is relative, as a function of the price.

    That is the standard price of the same seller, band and modality, and of what is paid for, if the price names it.
    """
    standard = [_identities(each) for each in prices if _is_standard(each)]
    by_names: dict[tuple[str, ...], set[tuple[str, ...]]] = {}

    def lacks(price: Content) -> bool:
        if not _is_relative(price):
            return False
        named = _identities(price)
        names = tuple(named)
        if names not in by_names:
            by_names[names] = {tuple(map(each.get, names, repeat(""))) for each in standard}
        return tuple(named.values()) not in by_names[names]

    return lacks


def _identities(price: Content) -> dict[str, str]:
    named = {name: price.qualifiers[name] for name in _OF_A_STANDARD if name in price.qualifiers}
    return {name: identity(value) for name, value in named.items() if name != "above" or not _is_zero(value)}


def _is_zero(start: Value) -> bool:
    return isinstance(start, Quantity) and start.number == 0


def _is_relative(price: Content) -> bool:
    return isinstance(price.value, Quantity | Span) and known_unit(price.value.unit).dimension == "percent"


def _is_standard(price: Content) -> bool:
    if not isinstance(price.value, Quantity | Span) or _is_relative(price):
        return False
    return price.qualifiers.get("tier", Code("standard")) == Code("standard") and "hours" not in price.qualifiers


PRICES = Property(
    "prices",
    PRICE,
    "Prices, by what is paid for; in % against the standard price of the same seller, band and modality.",
    [
        {"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input", "tier": "standard"},
        {
            "value": {"amount": "22.50", "unit": "USD/Mtok"},
            "direction": "output",
            "above": {"amount": "200000", "unit": "token"},
            "up_to": {"amount": "1e6", "unit": "token"},
            "banded_by": "input",
            "charged": "all",
        },
        {
            "value": {"amount": "-50", "unit": "%"},
            "tier": "batch",
            "provider": {"text": "Together AI"},
            "region": "US",
        },
        {
            "value": {"amount": "12", "unit": "CNY/Mtok"},
            "direction": "output",
            "hours": "09:00-12:00,14:00-18:00 +08:00",
        },
        {"value": {"amount": "3.75", "unit": "USD/Mtok"}, "direction": "cache_write", "lifetime": "PT5M"},
        {
            "value": {"amount": "0.011", "unit": "USD/image"},
            "direction": "output",
            "modality": "image",
            "quality": "low",
            "size": "1024x1024",
        },
        {"value": {"amount": "10", "unit": "USD/kcall"}, "item": "web_search"},
        {"value": {"amount": "20", "unit": "USD/month"}, "plan": "Plus"},
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=PRICE_QUALIFIERS,
    wide=True,
    filtered_by=("direction", "tier", "provider"),
    check=price_faults,
    lacks_base=lacks_standard_price,
)

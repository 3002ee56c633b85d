"""Values as linked data: typed literals, addresses, texts in a language, and nodes for quantities."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chalicelib.api.linked_data.addresses import Addresses, is_ref
from chalicelib.domain.values import (
    DateType,
    DurationType,
    MonthDayType,
    Quantity,
    RefType,
    Span,
    UrlType,
    ValueType,
    find_unit,
    parse_date,
)
from chalicelib.domain.values.quantities.quantities import Reals
from chalicelib.domain.values.times.dates import canonical_date
from chalicelib.domain.values.types.document_type import DocumentType

Node = dict[str, Any]
EDTF = "edtf:EDTF"
ANY_REF = RefType(None)

_DATES = (
    (re.compile("[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}"), "xsd:date"),
    (re.compile("[0-9]{4}-(0[1-9]|1[0-2])"), "xsd:gYearMonth"),
    (re.compile("[0-9]{4}"), "xsd:gYear"),
)
_INSTANT = re.compile("([^T/]+T[0-9]{2}:[0-9]{2})(:[0-9]{2})?(Z|[+-](?:0[0-9]|1[0-3]):[0-9]{2}|[+-]14:00)")
_DURATION = re.compile(
    r"P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?", re.ASCII
)


def value_node(raw: Any, value_type: ValueType, at: Addresses) -> Any:
    """Return a value, as the API shows it, in JSON-LD: a text, a flag, or an object."""
    if isinstance(raw, Mapping):
        return _of_object(raw, at)
    return raw if isinstance(raw, bool) else _of_text(str(raw), value_type, at)


def date_node(text: str) -> Node:
    """Return a date as a literal of XML Schema where it has its form, else as a date in EDTF."""
    for pattern, datatype in _DATES:
        if pattern.fullmatch(text):
            return literal(text, datatype)
    if found := _INSTANT.fullmatch(text):
        return literal(f"{found[1]}{found[2] or ':00'}{found[3]}", "xsd:dateTime")
    return literal(canonical_date(text) if parse_date(text) else text, EDTF)


def period_node(text: str) -> Node:
    """Return a period: a duration, or a date with an end."""
    return _duration_node(text) if text.startswith("P") else date_node(text)


def instant_node(text: str) -> Node:
    """Return the literal of an instant of the service."""
    return literal(text, "xsd:dateTime")


def literal(text: str, datatype: str) -> Node:
    """Return a typed literal."""
    return {"@type": datatype, "@value": text}


def link(address: str) -> Node:
    """Return a reference to an address."""
    return {"@id": address}


def reference(raw: Any, at: Addresses) -> Any:
    """Return a ref or words for somebody, such as a speaker or a scope."""
    return value_node(raw, ANY_REF, at)


def absence_of(raw: Any) -> str | None:
    """Return which way of having no value this is: `unknown`, `none` or `erased`; None if it is a value."""
    if not isinstance(raw, Mapping):
        return None
    return "erased" if raw.get("erased") is True else raw.get("missing")


def is_quantity(raw: Any) -> bool:
    """Say whether a value is an amount or a range."""
    return isinstance(raw, Mapping) and "unit" in raw


def _of_object(raw: Mapping[str, Any], at: Addresses) -> Node:
    if (absence := absence_of(raw)) is not None:
        return link(at.term(absence))
    if "unit" in raw:
        return _quantity_node(raw)
    if "language" in raw:
        return {"@language": raw["language"], "@value": raw["text"]}
    return {"@type": "schema:Thing", "schema:name": raw["text"]}


def _of_text(text: str, value_type: ValueType, at: Addresses) -> Any:
    match value_type:
        case RefType() | DocumentType() if is_ref(text):
            return link(at.entity(text))
        case UrlType() | DocumentType():
            return literal(text, "xsd:anyURI")
        case DateType():
            return date_node(text)
        case DurationType():
            return _duration_node(text)
        case MonthDayType():
            return literal(text, "xsd:gMonthDay")
    return text


def _duration_node(text: str) -> Any:
    """Return a duration as a literal of XML Schema, which knows no weeks and no fractions but of seconds."""
    return literal(text, "xsd:duration") if _DURATION.fullmatch(text) else text


def _quantity_node(raw: Mapping[str, Any]) -> Node:
    value, written = _read_quantity(raw)
    number, least, most, terms = _terms_of(value.unit)
    node: Node = {**terms, "unit": value.unit}
    if isinstance(value, Quantity) and value.bound in (None, "about", "nearly"):
        node[number] = _decimal(value.number)
    if isinstance(value, Span) or value.bound or value.plus_minus:
        node |= _limits(value.reals(), least, most)
    extra = {name: raw[name] for name in ("bound", "plus_minus") if raw.get(name)}
    real = {"money_of": literal(value.real, "xsd:gYear")} if value.real else {}
    return node | written | extra | real


def _read_quantity(raw: Mapping[str, Any]) -> tuple[Quantity | Span, Node]:
    """Return the quantity, and the spellings of its amounts that their numbers do not show."""
    unit, real = raw["unit"], raw.get("real")
    if "amount" not in raw:
        names = {"low": "low_written_as", "high": "high_written_as"}
        written = {names[each]: raw[each] for each in names if _plain(Decimal(raw[each])) != raw[each]}
        return Span(raw["low"], raw["high"], unit, real), written
    value = Quantity(raw["amount"], unit, raw.get("bound"), raw.get("plus_minus"), real)
    is_shown = value.bound in (None, "about", "nearly") and _plain(value.number) == value.amount
    return value, {} if is_shown else {"written_as": value.amount}


def _terms_of(unit: str) -> tuple[str, str, str, Node]:
    """Return the terms of the amount, its least and its most, and what a quantity in this unit begins with."""
    found = find_unit(unit)
    dimension = "" if found is None else found.dimension
    if dimension == "money":
        own = {"@type": "schema:MonetaryAmount", "schema:currency": unit}
        return "schema:value", "schema:minValue", "schema:maxValue", own
    if dimension.startswith("money/") and dimension != "money/money":
        currency, _, per = unit.partition("/")
        own = {"@type": "schema:UnitPriceSpecification", "schema:priceCurrency": currency, "schema:unitText": per}
        return "schema:price", "schema:minPrice", "schema:maxPrice", own
    own = {"@type": "schema:QuantitativeValue", "schema:unitText": unit}
    return "schema:value", "schema:minValue", "schema:maxValue", own


def _limits(reals: Reals, least: str, most: str) -> Node:
    limits = {least: reals.low, most: reals.high}
    return {term: _decimal(number) for term, number in limits.items() if number.is_finite()}


def _decimal(number: Decimal) -> Node:
    return literal(_plain(number), "xsd:decimal")


def _plain(number: Decimal) -> str:
    """Write a number without an exponent, as `xsd:decimal` has it, with all digits that it has."""
    return f"{number:f}"

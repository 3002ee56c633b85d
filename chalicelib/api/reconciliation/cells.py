"""Values of entities as the cells of a data extension: entities, numbers if asked for, and texts."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from chalicelib.api.reconciliation.declared_properties import IDENTIFIERS, DeclaredProperty
from chalicelib.api.reconciliation.entities import known_ref
from chalicelib.api.series.cell_text import in_words

if TYPE_CHECKING:
    from chalicelib.api.reconciliation.answer_types import ExtensionCellJson

Amounts = Literal["text", "number"]
MAX_EXACT = 2**53  # beyond it, a spreadsheet rounds whole numbers
EXACT_MEMBERS = {"amount", "unit"}  # of a quantity that is no range, bound or estimate


def refs_in(view: Mapping[str, Any], declared: DeclaredProperty) -> Iterator[str]:
    """Yield the refs among the values of a property."""
    yield from (value for value, _ in _values_of(view, declared) if _is_entity(value, declared))


def cells_of(
    view: Mapping[str, Any], declared: DeclaredProperty, *, names: Mapping[str, str], amounts: Amounts
) -> list["ExtensionCellJson"]:
    """Return the values of a property as cells; what was erased has none."""
    return [
        _cell(value, item, declared, names=names, amounts=amounts)
        for value, item in _values_of(view, declared)
        if not (isinstance(value, Mapping) and "erased" in value)
    ]


def _values_of(view: Mapping[str, Any], declared: DeclaredProperty) -> Iterator[tuple[Any, Any]]:
    """Yield each value of a property, and the value with its qualifiers."""
    if declared.is_register:
        identifiers = view.get(IDENTIFIERS, [])
        yield from ((each["value"], each["value"]) for each in identifiers if each.get("scheme") == declared.id)
        return
    shown = view.get(declared.id)
    for item in shown if isinstance(shown, list) else [] if shown is None else [shown]:
        is_wrapped = isinstance(item, Mapping) and "value" in item
        yield (item["value"] if is_wrapped else item), item


def _cell(
    value: Any, item: Any, declared: DeclaredProperty, *, names: Mapping[str, str], amounts: Amounts
) -> "ExtensionCellJson":
    if _is_entity(value, declared):
        return {"id": value, "name": names.get(value, value)}
    if amounts == "number" and isinstance(value, Mapping) and value.keys() == EXACT_MEMBERS:
        return _number(Decimal(value["amount"])) or {"str": in_words(item)}
    return {"str": in_words(item)}


def _number(amount: Decimal) -> "ExtensionCellJson | None":
    """Return an amount as a number; None if a number cannot hold it."""
    if abs(amount) < MAX_EXACT and amount == amount.to_integral_value():
        return {"int": int(amount)}
    number = float(amount)
    return {"float": number} if isfinite(number) else None


def _is_entity(value: Any, declared: DeclaredProperty) -> bool:
    return declared.has_entities and isinstance(value, str) and known_ref(value)

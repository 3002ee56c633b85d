"""The order of a list by a declared quantity, in one unit: what can be asked for, and the amount of an entity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import Faults, Guesses, nearest
from chalicelib.domain.values import Quantity, QuantityType, Span, find_unit, known_unit, unit_group, units_of
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.quantities.quantities import EXACT
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.variants import declarations_of, merged_type
from chalicelib.operations.lists.entry_filters import EntryCondition
from chalicelib.operations.lists.filters import values_shown


@dataclass(frozen=True)
class QuantityOrder:
    """The order by a quantity: its property and the unit in which amounts are compared.

    `entries` is what is asked of the entries of the property: an amount counts only if its entry fits.
    """

    name: str
    type: QuantityType
    unit: str
    descending: bool
    entries: EntryCondition | None = None

    @property
    def text(self) -> str:
        """The text that identifies it in cursors."""
        return f"{self.name} {self.unit} {self.descending}"

    def amount_of(self, flat: Mapping[str, Any]) -> Decimal | None:
        """Return the amount that a flat view shows, converted; None if it has none that converts exactly.

        A range counts by its low end. Of a list, it is the largest amount if the order is descending, else the least.
        """
        shown = flat.get(self.name)
        if self.entries is not None and isinstance(shown, list):
            shown = [entry for entry in shown if self.entries.fits_entry(entry)]
        amounts = [
            EXACT.multiply(_number_of(value), known_unit(value.unit).scale)
            for value in values_shown(shown, self.type)
            if isinstance(value, Quantity | Span) and unit_group(value) == known_unit(self.unit).base
        ]
        return max(amounts, default=None) if self.descending else min(amounts, default=None)


class ReadOrder(NamedTuple):
    """The order by a quantity that a query asks for, if it asks for one, and its faults."""

    order: QuantityOrder | None
    faults: Sequence[Fault] = ()


@cache
def sortable_quantities(kind: Kind) -> Mapping[str, QuantityType]:
    """Return the quantities of a kind that views show, with the type that takes the units of all of a name."""
    found: dict[str, list[QuantityType]] = {}
    for each in declarations_of(kind):
        if isinstance(each.type, QuantityType) and not each.series:
            found.setdefault(each.name, []).append(each.type)
    merged = {name: merged_type(types) for name, types in found.items()}
    return {name: each.of_all_numbers() for name, each in merged.items() if isinstance(each, QuantityType)}


def read_quantity_order(
    kind: Kind, *, sort: str | None, unit: str | None, descending: bool, of_entries: Iterable[EntryCondition] = ()
) -> ReadOrder:
    """Parse the property by which a list is sorted, unless that is the order of the kind, and its unit."""
    if sort is None or sort == kind.order:
        detail = "`unit` is the unit of a quantity. Sort by one, or omit `unit`."
        return ReadOrder(None, [] if unit is None else [Fault("unit", "not_together", detail)])
    declared = sortable_quantities(kind).get(sort)
    if declared is None:
        return ReadOrder(None, [Fault("sort", "unknown_property", _unknown_quantity(kind, sort))])
    unit = _only_unit(declared) if unit is None else unit
    if unit is None:
        examples = ", ".join(units_of(declared.dimensions)[:3])
        detail = f"`{sort}` has units that do not convert exactly. Send the `unit` to sort by, such as {examples}."
        return ReadOrder(None, [Fault("unit", "missing", detail)])
    faults = Faults()
    declared.parse({"amount": "1", "unit": unit}, at="", faults=faults)
    if faults.found:
        return ReadOrder(None, [Fault("unit", each.code, f"`{sort}`: {each.detail}") for each in faults.found])
    entries = next((each for each in of_entries if each.name == sort), None)
    return ReadOrder(QuantityOrder(sort, declared, unit, descending, entries))


def _unknown_quantity(kind: Kind, name: str) -> str:
    known = [kind.order, *sortable_quantities(kind)]
    guess = nearest(name, known, guesses=Guesses())
    hint = f"; did you mean {guess!r}?" if guess else f". Send one of {', '.join(known)}, with `-` in reverse."
    return f"Lists of {kind.plural} are not sorted by {quoted(name)}{hint}"


def _only_unit(declared: QuantityType) -> str | None:
    """Return a unit to which all units of a type convert; None if there is none."""
    codes = units_of(declared.dimensions)
    bases = {unit.base for code in codes if (unit := find_unit(code)) is not None}
    return codes[0] if len(bases) == 1 and not any("*" in each for each in declared.dimensions) else None


def _number_of(value: Quantity | Span) -> Decimal:
    return value.number if isinstance(value, Quantity) else Decimal(value.low)

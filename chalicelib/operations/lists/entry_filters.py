"""Filters by the entries of a property, such as prices: one entry must fit all that is asked of the property."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import QuantityType, Value, ValueType, value_from_json
from chalicelib.domain.values.comparing.matching import Operator, matches
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.operations.lists.filter_reading import ReadConditions, read_values
from chalicelib.operations.lists.filters import IN, MORE_OR_LESS
from chalicelib.store.records.index.standing_values import other_entries

VALUE = "value"


@dataclass(frozen=True)
class EntryFilter:
    """A query parameter that compares a member of the entries of a property: the value, or a qualifier."""

    name: str
    member: str
    operator: str
    type: ValueType
    meaning: str

    @property
    def parameter(self) -> str:
        """The name of the query parameter: `prices[lte]`, `prices.direction`, `features`."""
        if self.member != VALUE:
            return f"{self.name}.{self.member}"
        return self.name if self.operator == Operator.EQ else f"{self.name}[{self.operator}]"


@dataclass(frozen=True)
class EntryCondition:
    """The filters of one property, which one entry must fit; of the values of a filter, any may match."""

    name: str
    asked: tuple[tuple[EntryFilter, tuple[Value, ...]], ...]

    def fits_card(self, card: Mapping[str, Any]) -> bool | None:
        """Return None if the entity of a card must be read to know: cards omit these properties."""
        is_omitted = self.name in card.get("omitted", ())
        return None if is_omitted or self.name in (*card.get("disputed", ()), *card.get("more", ())) else False

    def fits(self, flat: Mapping[str, Any], conflicts: Iterable[Mapping[str, Any]] = ()) -> bool:
        """Return whether a standing entry of a flat view and its conflicts fits."""
        entries = (*flat.get(self.name, ()), *other_entries(flat, conflicts, self.name))
        return any(map(self.fits_entry, entries))

    def fits_entry(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry fits all that is asked."""
        return all(_fits(entry, *each) for each in self.asked)


@cache
def entry_filters_of(kind: Kind) -> Mapping[str, EntryFilter]:
    """Return these filters of a kind by their query parameters."""
    found = (each for declared in kind.properties if declared.filtered_by for each in _filters_of(declared))
    return {each.parameter: each for each in found}


def read_entry_conditions(kind: Kind, asked: Mapping[str, str]) -> ReadConditions[EntryCondition]:
    """Parse the filters among query parameters, those of one property as one condition."""
    known, guesses = entry_filters_of(kind), Guesses()
    read = {name: read_values(known[name], text, guesses=guesses) for name, text in asked.items() if name in known}
    filters = sorted((known[name] for name in read), key=lambda each: each.name)
    conditions = [
        EntryCondition(name, tuple((each, tuple(read[each.parameter].values)) for each in of_property))
        for name, of_property in groupby(filters, key=lambda each: each.name)
    ]
    return ReadConditions(tuple(conditions), [fault for each in read.values() for fault in each.faults])


def _filters_of(declared: Property) -> Iterator[EntryFilter]:
    value_type: ValueType = declared.type
    operators: tuple[str, ...] = (Operator.EQ.value,)
    if isinstance(value_type, QuantityType):
        value_type, operators = value_type.of_all_numbers(), MORE_OR_LESS
    for operator in operators:
        yield EntryFilter(declared.name, VALUE, operator, value_type, declared.meaning)
    for qualifier in declared.qualifiers:
        if qualifier.name in declared.filtered_by:
            yield EntryFilter(declared.name, qualifier.name, IN, qualifier.type, qualifier.meaning)


def _fits(entry: Mapping[str, Any], asked: EntryFilter, values: Sequence[Value]) -> bool:
    try:
        found = value_from_json(entry[asked.member], asked.type) if asked.member in entry else None
    except ValueError:  # recorded before a change of the declaration
        return False
    operator = Operator.EQ if asked.operator == IN else Operator(asked.operator)
    return found is not None and any(matches(found, operator, each) for each in values)

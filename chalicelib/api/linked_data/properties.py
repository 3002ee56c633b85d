"""The properties of a kind in linked data: their terms, types and qualifiers, of events those of all types."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.values import Node, value_node
from chalicelib.domain.values import TextType, ValueType
from chalicelib.kinds import KINDS
from chalicelib.kinds.variants import variants_of
from chalicelib.kinds.vocabularies.linked_terms import term_of


class PropertyOfKind(NamedTuple):
    """A property in linked data. `is_list` says whether an entity shows its values as a list."""

    name: str
    term: str
    type: ValueType
    is_list: bool
    qualifier_types: Mapping[str, ValueType]

    @classmethod
    def of(cls, kind: str, name: str) -> "PropertyOfKind":
        """Return a property of a kind; one that the kind no longer declares has texts for values."""
        return properties_in(kind).get(name) or cls(
            name, term_of(kind, name), TextType(), is_list=False, qualifier_types={}
        )

    @property
    def is_borrowed(self) -> bool:
        """Whether its term is of another vocabulary."""
        return ":" in self.term

    def qualifiers(self, said: Mapping[str, Any], at: Addresses) -> Node:
        """Return those of its qualifiers that a value has."""
        return {
            name: value_node(said[name], value_type, at)
            for name, value_type in self.qualifier_types.items()
            if said.get(name) is not None
        }


@cache
def properties_in(kind: str) -> Mapping[str, PropertyOfKind]:
    """Return the properties of a kind by name."""
    return {
        name: PropertyOfKind(
            name,
            term_of(kind, name),
            variants[0].type,
            is_list=any(each.is_list for each in variants),
            qualifier_types={q.name: q.type for each in variants for q in each.qualifiers},
        )
        for name, variants in variants_of(KINDS[kind]).items()
    }

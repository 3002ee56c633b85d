"""The standing values of a property that a flat view does not show as its value: sides of conflicts, and `also`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def other_values(flat: Mapping[str, Any], conflicts: Iterable[Mapping[str, Any]], name: str) -> Iterator[Any]:
    """Yield the values of a property, as JSON, that stand beside the one shown, without its qualifiers."""
    for entry in other_entries(flat, conflicts, name):
        yield entry["value"]


def other_entries(flat: Mapping[str, Any], conflicts: Iterable[Mapping[str, Any]], name: str) -> Iterator[Any]:
    """Yield the entries of a property that stand beside the ones shown: each a value with its qualifiers."""
    for entry in flat.get("also", {}).get(name, ()):
        yield entry if isinstance(entry, Mapping) and "value" in entry else {"value": entry}
    for conflict in conflicts:
        if conflict["property"] == name:
            sides = (side["value"] for side in conflict["sides"] if not side["denied"])
            yield from ({**conflict["slot"], "value": value} for value in sides)

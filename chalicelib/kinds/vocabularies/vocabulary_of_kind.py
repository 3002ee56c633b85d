"""The vocabulary of one kind, in brief: a program that writes about one kind need not read that of all.

It has what the whole says of the kind, its event types, and the codes and units that they use, without members that
are false or empty. A property that an earlier event type declares alike refers to it. `elsewhere` names what only the
whole has, because it is long: the details of measures, and currencies, whose codes are those of ISO 4217.
"""

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.event import EVENT
from chalicelib.kinds.properties.identifiers import SCHEMES
from chalicelib.kinds.vocabularies.long_words import ELSEWHERE
from chalicelib.kinds.vocabularies.vocabulary_pages import Entry, catalogue

_OF_UNITS = ("code", "dimension", "meaning")
_OF_THINGS = ("code", "meaning")


def vocabulary_of(kind: Kind) -> Entry:
    """Return the vocabulary of a kind."""
    whole = catalogue()
    types = whole["event_types"] if kind is EVENT else []
    described = [*(each for each in whole["kinds"] if each["name"] == kind.name), *types]
    typed = list(_typed(described))
    words = {each["vocabulary"] for each in typed if each.get("vocabulary")}
    dimensions = {dimension for each in typed for dimension in each.get("dimensions", ())}
    used = {
        "kinds": _brief(described[:1]),
        "event_types": [*_types_in_brief(types)],
        "vocabularies": [each for each in whole["vocabularies"] if each["name"] in words - {SCHEMES.name}],
        "identifier_schemes": whole["identifier_schemes"] if SCHEMES.name in words else [],
        "units": [_only(each, _OF_UNITS) for each in whole["units"] if each["dimension"] in _parts_of(dimensions)],
        "dimensions": [each for each in whole["dimensions"] if fnmatch.filter(dimensions, each["name"])],
        "things": [_only(each, _OF_THINGS) for each in whole["things"]],
    }
    shown = {name: used.get(name, entries) for name, entries in whole.items() if name not in ELSEWHERE}
    return {**{name: entries for name, entries in shown.items() if entries}, "elsewhere": list(ELSEWHERE)}


def _parts_of(dimensions: Iterable[str]) -> set[str]:
    """Return dimensions and those of which they are composed: `money` and `token` of `money/token`."""
    return {part for each in dimensions for part in (each, *each.split("/"))}


def _typed(described: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the properties of kinds and event types, and their qualifiers."""
    for each in described:
        for declared in each["properties"]:
            yield declared
            yield from declared["qualifiers"]


def _types_in_brief(types: Iterable[Entry]) -> Iterator[Entry]:
    """Yield event types; the example of a type shows its properties, so these have none."""
    declared: list[tuple[Entry, str]] = []
    for each in types:
        properties = []
        for one in each["properties"]:
            first = next((name for known, name in declared if known == one), None)
            declared.append((one, each["name"]))
            plain = {**one, "example": None, "qualifiers": [{**q, "example": None} for q in one["qualifiers"]]}
            properties.append(_brief(plain) if first is None else {"name": one["name"], "as_in": first})
        yield {**_brief({**each, "example": None}), "properties": properties, "example": each["example"]}


def _brief(value: Any) -> Any:
    """Return JSON without members that are false or empty, and without codes that a vocabulary lists."""
    if isinstance(value, list):
        return [_brief(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    listed = {"codes"} if value.get("vocabulary") else set()
    return {name: _brief(each) for name, each in value.items() if each not in (None, False, []) and name not in listed}


def _only(entry: Entry, names: Iterable[str]) -> Entry:
    return {name: entry[name] for name in names}

"""The rows of a preview: the properties that distinguish an entity, in words."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.api.pages.words.value_words import Words, label_of, words_of
from chalicelib.api.reconciliation.entities import known_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property

SHOWN = ("aliases", "status", "founded", "released", "date", "parent", "family", "website")  # of any kind that has them
MAX_VALUES = 3  # of a property


class PreviewRow(NamedTuple):
    """A property with its first values in words."""

    label: str
    values: list[Words]


def refs_of(view: Mapping[str, Any]) -> Iterator[str]:
    """Yield the refs among the values of a preview."""
    for _, values in _shown(view):
        yield from (each for each in values if isinstance(each, str) and known_ref(each))


def preview_rows(view: Mapping[str, Any], names: Mapping[str, str]) -> list[PreviewRow]:
    """Return what distinguishes an entity, then other short properties."""
    return [
        PreviewRow(label_of(declared.name), [words_of(declared.type, each, names) for each in values])
        for declared, values in _shown(view)
    ]


def _shown(view: Mapping[str, Any]) -> Iterator[tuple[Property, list[Any]]]:
    """Yield the properties to show, with their first values; what was erased has none."""
    kind = KINDS[view["kind"]]
    declared = {each.name: each for each in kind.all_properties(type_name=view.get("type"))}
    for name in dict.fromkeys((*kind.distinguished_by, *SHOWN)):
        value = view.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        plain = [each["value"] if isinstance(each, Mapping) and "value" in each else each for each in values]
        if name in declared and plain:
            yield declared[name], plain[:MAX_VALUES]

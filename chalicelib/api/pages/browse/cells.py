"""The values of flat views and cards in words: one or many, each with what distinguishes it from the others."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from chalicelib.api.pages.words.value_words import Words, date_words, label_of, period_words, words_of
from chalicelib.domain.values import CodeType, ValueType, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.variants import merged, variants_of

_OF_SLOTS = ("scope", "period", "condition", "valid")
_MARKS = frozenset({"value", "disputed", "hedged", *_OF_SLOTS})  # members of an entry that are no qualifiers


class ShownValue(NamedTuple):
    """A value as a page shows it: in words, what distinguishes it, how it is hedged, and whether it is disputed."""

    words: Words
    aspects: Sequence[str] = ()
    hedged: str | None = None
    is_disputed: bool = False


@cache
def declared(kind: Kind, name: str) -> Property | None:
    """Return the property of a kind, of events the one that takes the values of all types; None if there is none."""
    variants = variants_of(kind).get(name)
    return None if variants is None else merged(variants)


def shown_values(prop: Property | None, shown: Any, names: Mapping[str, str]) -> list[ShownValue]:
    """Return what a flat view shows of a property, a value or a list, in words."""
    return [_shown_value(prop, entry, names) for entry in (shown if isinstance(shown, list) else [shown])]


def refs_in(shown: Any) -> Iterator[str]:
    """Yield the refs in what a flat view shows of a property: values, scopes and qualifiers."""
    if isinstance(shown, list):
        for entry in shown:
            yield from refs_in(entry)
    elif isinstance(shown, Mapping):
        for each in shown.values():
            yield from refs_in(each)
    elif isinstance(shown, str) and is_ref(shown):
        yield shown


def is_ref(text: str) -> bool:
    """Say whether a text has the form of a ref of a known kind."""
    ref = parse_ref(text)
    return ref is not None and ref.kind in KINDS


def aspects_of(prop: Property | None, members: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return in words what distinguishes a value: its qualifiers, scope, period, condition and time of validity."""
    qualifiers = {name: each for name, each in members.items() if name not in _MARKS}
    found = [_qualifier_words(prop, name, each, names) for name, each in qualifiers.items()]
    scope, period, condition, valid = (members.get(name) for name in _OF_SLOTS)
    found += [f"of {words_of(None, scope, names).text}"] if scope else []
    found += [f"for {period_words(period)}"] if period else []
    found += [f"if {condition}"] if condition else []
    return found + ([f"valid {date_words(valid)}"] if valid else [])


def _shown_value(prop: Property | None, entry: Any, names: Mapping[str, str]) -> ShownValue:
    value_type: ValueType | None = None if prop is None else prop.type
    if not (isinstance(entry, Mapping) and "value" in entry):
        return ShownValue(words_of(value_type, entry, names))
    words = words_of(value_type, entry["value"], names)
    return ShownValue(words, aspects_of(prop, entry, names), entry.get("hedged"), bool(entry.get("disputed")))


def _qualifier_words(prop: Property | None, name: str, value: Any, names: Mapping[str, str]) -> str:
    qualifier = None if prop is None else prop.qualifier(name)
    words = words_of(qualifier.type if qualifier else None, value, names).text
    return words if qualifier and isinstance(qualifier.type, CodeType) else f"{label_of(name).lower()} {words}"

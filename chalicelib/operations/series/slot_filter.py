"""Slots asked for: which of a property's slots a reader wants, by qualifiers, scope and period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.facts import Fact, slot_of
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.domain.values import Named, RefType, Value, parse_period, parse_ref
from chalicelib.kinds.declaration import Property, Qualifier

ABSENT = ""  # the text by which those values are asked for that do not have the qualifier


@dataclass(frozen=True)
class SlotQuery:
    """What a reader says of the slots: qualifiers as text, empty for those without it; a scope; a period."""

    qualifiers: Mapping[str, str] = field(default_factory=dict)
    scope: str | None = None
    period: str | None = None

    def wanted(self, declared: Property) -> "SlotFilter":
        """Read it by the property's declaration. Raises BadParameter with every fault."""
        faults = Faults()
        read = {name: _parse_qualifier(declared, name, text, faults) for name, text in self.qualifiers.items()}
        period = None if self.period is None else parse_period(self.period)
        if self.period is not None and period is None:
            faults.add("period", "bad_value", "period must be a duration such as P6M or an interval such as 2024/2025.")
        if faults:
            raise BadParameter(summed_up(faults.found), faults=tuple(faults.found))
        return SlotFilter(declared, read, None if self.scope is None else _ref_or_words(self.scope), period)


@dataclass(frozen=True)
class SlotFilter:
    """The slots that are asked for; without a scope asked for, those of the whole."""

    declared: Property
    qualifiers: Mapping[str, Value | None]  # None: without it
    scope: Value | None
    period: str | None

    def takes(self, fact: Fact) -> bool:
        """Return whether a fact lies in one of the slots."""
        content = fact.content
        if _canonical(content.scope) != _canonical(self.scope) or (self.period and content.period != self.period):
            return False
        return all(
            _canonical(content.qualifiers.get(name)) == _canonical(value) for name, value in self.qualifiers.items()
        )

    @property
    def slot(self) -> str:
        """Name the one slot that has all that is asked for and, for the rest, what a writer leaves out."""
        faults = Faults()
        defaults = {
            q.name: q.type.parse(q.default, at="", faults=faults) for q in self.declared.qualifiers if q.default
        }
        named = {name: value for name, value in {**defaults, **self.qualifiers}.items() if value is not None}
        return slot_of(named, scope=self.scope, period=self.period)


def _parse_qualifier(declared: Property, name: str, text: str, faults: Faults) -> Value | None:
    qualifier = declared.qualifier(name)
    if qualifier is None:
        takes = f"it takes {', '.join(q.name for q in declared.qualifiers) or 'none'}."
        faults.add(name, "unknown_qualifier", f"`{declared.name}` has no qualifier {name}; {takes}")
    return None if qualifier is None or text == ABSENT else _parse_qualifier_value(qualifier, text, faults)


def _parse_qualifier_value(qualifier: Qualifier, text: str, faults: Faults) -> Value | None:
    raw: Any = _ref_or_words(text).json() if isinstance(qualifier.type, RefType) else text
    own = Faults(guesses=faults.guesses)
    value = qualifier.type.parse(raw, at=qualifier.name, faults=own)
    # One parameter, one fault: where in the value it lies says nothing in a query.
    faults.found += [Fault(qualifier.name, each.code, each.detail) for each in own.found[:1]]
    return value


def _ref_or_words(text: str) -> Value:
    return parse_ref(text) or Named(text)


def _canonical(value: Value | None) -> str | None:
    return None if value is None else value.canonical()

"""Filters of slots: selects the slots of a property by qualifiers, scope and period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.fact_tokens import slot_of
from chalicelib.domain.facts import Fact
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.domain.values import Named, RefType, Value, WordType, parse_period, parse_ref
from chalicelib.domain.values.clean_text import renewed
from chalicelib.kinds.declaration import Property, Qualifier
from chalicelib.kinds.renewal import renewed_content

ABSENT = ""  # the text that selects values without the qualifier


@dataclass(frozen=True)
class SlotQuery:
    """The slots requested: qualifiers and a scope as text (empty: values without it), and a period."""

    qualifiers: Mapping[str, str] = field(default_factory=dict)
    scope: str | None = None
    period: str | None = None

    def parse(self, declared: Property) -> "SlotFilter":
        """Parse the texts by the declaration of the property. Raises BadParameter with all faults."""
        faults = Faults()
        read = {name: _parse_qualifier(declared, name, text, faults) for name, text in self.qualifiers.items()}
        period = None if self.period is None else parse_period(self.period)
        if self.period is not None and period is None:
            faults.add("period", "bad_value", "period must be a duration such as P6M or an interval such as 2024/2025.")
        if faults:
            raise BadParameter(summed_up(faults.found), faults=tuple(faults.found))
        scope = _ref_or_words(self.scope) if self.scope else None
        return SlotFilter(declared, read, scope, period, takes_all_scopes=self.scope is None)


@dataclass(frozen=True)
class SlotFilter:
    """The slots to return; with `takes_all_scopes`, those of every scope."""

    declared: Property
    qualifiers: Mapping[str, Value | None]  # None: values without the qualifier
    scope: Value | None
    period: str | None
    takes_all_scopes: bool = True

    def takes(self, fact: Fact) -> bool:
        """Return whether a fact is in one of the slots."""
        content = renewed_content(self.declared, fact.content)
        if not self.takes_all_scopes and _canonical_text(content.scope) != _canonical_text(self.scope):
            return False
        if self.period and content.period != self.period:
            return False
        return all(
            _canonical_text(content.qualifiers.get(name)) == _canonical_text(value)
            for name, value in self.qualifiers.items()
        )

    @property
    def slot(self) -> str:
        """The name of the one slot with the requested qualifiers, and the defaults for the others."""
        faults = Faults()
        defaults = {
            q.name: q.type.parse(q.default, at="", faults=faults) for q in self.declared.qualifiers if q.default
        }
        named = {name: value for name, value in {**defaults, **self.qualifiers}.items() if value is not None}
        return slot_of(named, scope=self.scope, period=self.period)


def _parse_qualifier(declared: Property, name: str, text: str, faults: Faults) -> Value | None:
    qualifier = declared.qualifier(name)
    if qualifier is None:
        known = ", ".join(q.name for q in declared.qualifiers) or "none"
        faults.add(name, "unknown_qualifier", f"`{declared.name}` has no qualifier {name}. Its qualifiers: {known}.")
    return None if qualifier is None or text == ABSENT else _parse_qualifier_value(qualifier, text, faults)


def _parse_qualifier_value(qualifier: Qualifier, text: str, faults: Faults) -> Value | None:
    raw: Any = text
    if isinstance(qualifier.type, RefType):
        raw = _ref_or_words(text).json()
    elif isinstance(qualifier.type, WordType):
        raw = qualifier.type.asked(text)
    own = Faults(guesses=faults.guesses)
    value = qualifier.type.parse(raw, at=qualifier.name, faults=own)
    # One fault for each parameter: in a query, the place inside the value means nothing.
    faults.found += [Fault(qualifier.name, each.code, each.detail) for each in own.found[:1]]
    return value


def _ref_or_words(text: str) -> Value:
    return parse_ref(text) or Named(renewed(text))


def _canonical_text(value: Value | None) -> str | None:
    return None if value is None else value.canonical()

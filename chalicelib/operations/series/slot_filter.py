"""Filters of slots: selects the slots of a property by qualifiers, scope and period."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.fact_tokens import slot_of
from chalicelib.domain.facts import Content, Fact
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.domain.values import Code, Named, RefType, Value, identity, parse_period, parse_ref
from chalicelib.domain.values.clean_text import renewed
from chalicelib.domain.values.periods import canonical_period, fold_period
from chalicelib.domain.values.types.query_text import json_of_text
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
            detail = "period must be a duration such as P6M, or a year, quarter or interval such as 2024/2025."
            faults.add("period", "bad_value", detail)
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
        if self.period and (content.period is None or fold_period(content.period) != fold_period(self.period)):
            return False
        return all(self._has(content, name, value) for name, value in self.qualifiers.items())

    def _has(self, content: Content, name: str, wanted: Value | None) -> bool:
        """Return whether a fact has a qualifier with this value, however it is written, or as its default."""
        value = content.qualifiers.get(name)
        if wanted is None:
            return value is None
        if value is not None:
            return identity(value) == identity(wanted)
        declared = self.declared.qualifier(name)
        default = None if declared is None else declared.default_beside(content.qualifiers)
        return default is not None and wanted == Code(default)

    @property
    def slot(self) -> str:
        """The name of the one slot with the requested qualifiers, and the defaults for the others."""
        faults = Faults()
        defaults = {
            q.name: q.type.parse(q.default, at="", faults=faults)
            for q in self.declared.qualifiers
            if q.default_beside({})
        }
        named = {name: value for name, value in {**defaults, **self.qualifiers}.items() if value is not None}
        return slot_of(named, scope=self.scope, period=self.period and canonical_period(self.period))


def _parse_qualifier(declared: Property, name: str, text: str, faults: Faults) -> Value | None:
    qualifier = declared.qualifier(name)
    if qualifier is None:
        known = ", ".join(q.name for q in declared.qualifiers) or "none"
        faults.add(name, "unknown_qualifier", f"`{declared.name}` has no qualifier {name}. Its qualifiers: {known}.")
    return None if qualifier is None or text == ABSENT else _parse_qualifier_value(qualifier, text, faults)


def _parse_qualifier_value(qualifier: Qualifier, text: str, faults: Faults) -> Value | None:
    of_ref = isinstance(qualifier.type, RefType)
    raw = _ref_or_words(text).json() if of_ref else json_of_text(qualifier.type, text)
    own = Faults(guesses=faults.guesses)
    value = qualifier.type.parse(raw, at=qualifier.name, faults=own)
    # One fault for each parameter: in a query, the place inside the value means nothing.
    faults.found += [Fault(qualifier.name, each.code, each.detail) for each in own.found[:1]]
    return value


def _ref_or_words(text: str) -> Value:
    return parse_ref(text) or Named(renewed(text))


def _canonical_text(value: Value | None) -> str | None:
    return None if value is None else value.canonical()

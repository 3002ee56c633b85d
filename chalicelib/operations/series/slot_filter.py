"""Filters of slots: selects the slots of a property by qualifiers, scope, period and condition, compared folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.fact_tokens import slot_of
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.domain.values import Named, Ref, RefType, Value, agrees, identity, parse_period, parse_ref
from chalicelib.domain.values.times.periods import fold_period
from chalicelib.domain.values.types.query_text import json_of_text
from chalicelib.domain.values.words.clean_text import renewed
from chalicelib.domain.values.words.folding import fold_text
from chalicelib.kinds.declaration import Property, Qualifier
from chalicelib.kinds.reading.renewal import renewed_content

ABSENT = ""  # the text that selects values without the qualifier
OTHER_PARAMETERS = frozenset(
    [
        "refs",
        "from",
        "to",
        "scope",
        "condition",
        "period",
        "latest",
        "valid_at",
        "known_at",
        "published_before",
        "limit",
        "cursor",
        "format",
        "columns",
    ]
)


def parameter_of(qualifier: str) -> str:
    """Name the query parameter of a qualifier; `qualifier_limit` if another parameter has its name."""
    return f"qualifier_{qualifier}" if qualifier in OTHER_PARAMETERS else qualifier


@dataclass(frozen=True)
class SlotQuery:
    """The slots requested: qualifiers, a scope and a condition as text (empty: values without it), and a period."""

    qualifiers: Mapping[str, str] = field(default_factory=dict)
    scope: str | None = None
    period: str | None = None
    condition: str | None = None

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
        return SlotFilter(declared, read, part_filter(self.scope, self.condition), period)


@dataclass(frozen=True)
class PartFilter:
    """The scope and the condition of the values to return: of the condition any (None), none ("") or one."""

    scope: Value | None = None
    takes_all_scopes: bool = True
    condition: str | None = None

    def takes(self, content: Content) -> bool:
        """Return whether a content has the requested scope and condition."""
        if not self.takes_scope(content.scope):
            return False
        return self.condition is None or fold_text(content.condition or ABSENT) == fold_text(self.condition)

    def takes_scope(self, scope: Value | None) -> bool:
        """Return whether it is the requested scope."""
        return self.takes_all_scopes or _says_same(scope, self.scope)


ANY_PART = PartFilter()


def part_filter(scope: str | None, condition: str | None) -> PartFilter:
    """Read the requested scope and condition."""
    return PartFilter(_ref_or_words(scope) if scope else None, scope is None, condition)


@dataclass(frozen=True)
class SlotFilter:
    """The slots to return."""

    declared: Property
    qualifiers: Mapping[str, Value | None]  # None: values without the qualifier
    part: PartFilter = ANY_PART
    period: str | None = None

    def takes(self, fact: Fact) -> bool:
        """Return whether a fact is in one of the slots."""
        content = self._renewed(fact)
        return self._takes_slot(content) and self.part.takes(content)

    def takes_slot(self, fact: Fact) -> bool:
        """Return whether a fact is in one of the slots, if its condition is ignored."""
        return self._takes_slot(self._renewed(fact))

    def _renewed(self, fact: Fact) -> Content:
        """Return the content as it would be recorded today: with codes for old texts, and defaults of qualifiers."""
        return renewed_content(self.declared, fact.content)

    def _takes_slot(self, content: Content) -> bool:
        if not self.part.takes_scope(content.scope):
            return False
        if self.period and (content.period is None or fold_period(content.period) != fold_period(self.period)):
            return False
        return all(_says_same(content.qualifiers.get(name), value) for name, value in self.qualifiers.items())

    @property
    def takes_the_whole(self) -> bool:
        """Whether values without a scope and a period are requested."""
        return self.part.scope is None and not self.period

    @property
    def takes_only_the_whole(self) -> bool:
        """Whether no others are."""
        return self.takes_the_whole and not self.part.takes_all_scopes

    @property
    def whole(self) -> str:
        """The name of the slot of the whole with the requested qualifiers, and the defaults for the others."""
        faults = Faults()
        defaults = {
            q.name: q.type.parse(q.default, at="", faults=faults)
            for q in self.declared.qualifiers
            if q.default_beside({})
        }
        named = {name: value for name, value in {**defaults, **self.qualifiers}.items() if value is not None}
        return slot_of(named)


def _parse_qualifier(declared: Property, name: str, text: str, faults: Faults) -> Value | None:
    qualifier = declared.qualifier(name)
    if qualifier is None:
        known = ", ".join(q.name for q in declared.qualifiers) or "none"
        faults.add(
            parameter_of(name),
            "unknown_qualifier",
            f"`{declared.name}` has no qualifier {name}. Its qualifiers: {known}.",
        )
    return None if qualifier is None or text == ABSENT else _parse_qualifier_value(qualifier, text, faults)


def _parse_qualifier_value(qualifier: Qualifier, text: str, faults: Faults) -> Value | None:
    of_ref = isinstance(qualifier.type, RefType)
    raw = _ref_or_words(text).json() if of_ref else json_of_text(qualifier.type, text)
    own = Faults(guesses=faults.guesses)
    value = qualifier.type.parse(raw, at=qualifier.name, faults=own)
    # One fault for each parameter: in a query, the place inside the value means nothing.
    faults.found += [Fault(parameter_of(qualifier.name), each.code, each.detail) for each in own.found[:1]]
    return value


def _ref_or_words(text: str) -> Value:
    return parse_ref(text) or Named(renewed(text))


def _says_same(value: Value | None, asked: Value | None) -> bool:
    """Compare folded: a text with the words of a ref can stand for it, but "about 5" is another slot than 5."""
    if value is None or asked is None:
        return value is asked
    return agrees(value, asked, fixed=False) if isinstance(value, Named | Ref) else identity(value) == identity(asked)

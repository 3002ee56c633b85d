"""The classes that declare a kind: its properties, event types, names, order and worked example."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from enum import Enum
from typing import Any, NamedTuple

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    LanguageType,
    MonthDayType,
    QuantityType,
    RefType,
    TextType,
    Value,
    ValueType,
    WordType,
)
from chalicelib.late_dataclass import dataclass

SHORT = (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    LanguageType,
    MonthDayType,
    QuantityType,
    RefType,
    WordType,
)
SHORT_TEXT = 120  # characters; longer texts are prose, which no filter compares


class CheckFault(NamedTuple):
    """A fault that a check finds, and its member: `value` (or `value/unit`), `period`, `valid`, or a qualifier."""

    member: str
    code: str
    detail: str


# Yields what is wrong with a value that could be read, seen together with its other members.
Check = Callable[[Content], Iterable[CheckFault]]
LacksBase = Callable[[Iterable[Content]], Callable[[Content], bool]]
# Return the form in which a parsed value with its qualifiers is kept, and the name that all its spellings share.
Normal = Callable[[Value, Mapping[str, Value]], Value]
SpellingKey = Callable[[Value, Mapping[str, Value]], str]


class Shape(Enum):
    """How many values a property shows."""

    ONE = "one"  # a single slot
    PER_QUALIFIERS = "one_per_qualifiers"  # a slot for each set of comparable qualifiers
    MANY = "many"  # every value is a separate slot


@dataclass(frozen=True)
class Qualifier:
    """A field that distinguishes values of one property, such as a role or a tier."""

    name: str
    type: ValueType
    meaning: str
    required: bool = False
    default: str | None = None  # used when the writer sends none
    default_with: tuple[str, ...] = ()  # the default is for values that have one of these; none named: for all
    comparable: bool = True  # part of the slot
    starts_at_zero: bool = False  # an amount of 0 is as none

    def default_beside(self, sent: Mapping[str, Any]) -> str | None:
        """Return the default for a value with these qualifiers."""
        return self.default if not self.default_with or any(map(sent.get, self.default_with)) else None


@dataclass(frozen=True, eq=False)
class Property:
    """A field that a kind declares.

    `lasting` values hold for a time (`valid` says when); the rest are fixed. `wide` values are stored in rows beside
    the view and never on cards. A `series` has its own partition and needs `valid`. `filterable` gives a listing key
    (codes, flags) or a card on its links (refs). `immutable` values are never disputed: a second, different one is
    refused. `check` yields what is wrong with a parsed value beside its other members. `closed` says why new values are
    refused and what to send instead. `lacks_base` takes the values shown and finds those relative to another that is
    not among them. `normal` returns the form that is kept, `spelling_key` one name for all spellings of a value.
    """

    name: str
    type: ValueType
    meaning: str
    example: Any  # as the flat view shows it: a list for properties with many values or one per qualifiers
    shape: Shape = Shape.ONE
    lasting: bool = False
    qualifiers: tuple[Qualifier, ...] = ()
    required: bool = False  # must be sent when the entity is created
    immutable: bool = False
    wide: bool = False
    series: bool = False
    filterable: bool = False
    usual: str | None = None  # the code that most entities have
    label: bool = False  # a short name of which there is one: texts that differ exclude each other
    filtered_by: tuple[str, ...] = ()  # qualifiers that, with the value, filter lists though it is wide
    check: Check | None = None
    closed: str | None = None
    lacks_base: LacksBase | None = None
    normal: Normal | None = None
    spelling_key: SpellingKey | None = None
    windows: bool = False  # rates per minute and per day are in two slots

    def qualifier(self, name: str) -> Qualifier | None:
        """Return the qualifier with this name, or None."""
        return next((q for q in self.qualifiers if q.name == name), None)

    @property
    def is_list(self) -> bool:
        """Return whether the flat view shows a list."""
        return self.shape is not Shape.ONE

    @property
    def can_filter(self) -> bool:
        """Return whether lists can be filtered by it; if `filterable`, by keys. Its values are short and on cards."""
        is_label = isinstance(self.type, TextType) and self.type.max_length <= SHORT_TEXT
        return (is_label or isinstance(self.type, SHORT)) and not (self.wide or self.series)

    @property
    def is_wrapped(self) -> bool:
        """Return whether each value of the flat list is wrapped in `{"value": ...}`."""
        return self.shape is Shape.PER_QUALIFIERS or bool(self.qualifiers)


class ReadAs(NamedTuple):
    """A code of a qualifier that is read as another code in events where a field has a certain value."""

    property: str
    qualifier: str
    code: str
    meant: str
    field: str
    value: str


@dataclass(frozen=True)
class EventType:
    """A type of event: the fields and roles that it alone declares, and a worked example (a POST body).

    `read_as` lists the codes that are read as others; facts keep what was sent. The first role leads.
    """

    name: str
    meaning: str
    example: Mapping[str, Any]
    properties: tuple[Property, ...] = ()
    roles: tuple[str, ...] = ()
    read_as: tuple[ReadAs, ...] = ()
    daily_by: str | None = None  # the field that, with the day, distinguishes daily events


@dataclass(frozen=True, eq=False)
class Kind:
    """The declared type of an entity.

    `label` is the property that names it (`name` or `title`), `order` that by which its lists are sorted: a date or
    the label. `example` is a whole POST body. `types` are the event types; only events have them. The properties in
    `distinguished_by` distinguish entities of one name in search results. The names of a kind that is not
    `is_searched` are found only by who asks for this kind.
    """

    name: str
    plural: str
    meaning: str
    properties: tuple[Property, ...]
    example: Mapping[str, Any]
    label: str = "name"
    order: str = "name"
    types: tuple[EventType, ...] = ()
    distinguished_by: tuple[str, ...] = ()
    is_searched: bool = True
    _types: Mapping[str, EventType] = field(init=False, repr=False)
    _index: Mapping[str | None, Mapping[str, Property]] = field(init=False, repr=False)
    _filters: Mapping[str | None, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index: dict[str | None, Mapping[str, Property]] = {None: _properties_by_name(self.properties)}
        index.update({t.name: _properties_by_name(properties_of(self, t)) for t in self.types})
        object.__setattr__(self, "_types", {t.name: t for t in self.types})
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_filters", {name: _filter_names(each.values()) for name, each in index.items()})

    @property
    def has_titles(self) -> bool:
        """Return whether its entities have titles: sentences, whose words are indexed apart from names."""
        return self.label == "title"

    @property
    def series_properties(self) -> tuple[Property, ...]:
        """The properties whose facts are series, each in its own partition."""
        return tuple(each for each in self.properties if each.series)

    def event_type(self, name: str) -> EventType | None:
        """Return the event type with this name, or None."""
        return self._types.get(name)

    def property(self, name: str, *, type_name: str | None = None) -> Property | None:
        """Return a property of the kind or, for an event, of its type, with the roles of that type."""
        return self._properties_of_type(type_name).get(name)

    def all_properties(self, *, type_name: str | None = None) -> tuple[Property, ...]:
        """List the kind's properties and, for an event, those of its type, in the order they are shown."""
        return tuple(self._properties_of_type(type_name).values())

    def declarations(self) -> Iterator[Property]:
        """Yield the properties of the kind, then those of each of its event types."""
        for declared in self._index.values():
            yield from declared.values()

    def filter_names(self, *, type_name: str | None = None) -> frozenset[str]:
        """Return the names of the properties that lists can be filtered by."""
        return self._filters.get(type_name, self._filters[None])

    def _properties_of_type(self, type_name: str | None) -> Mapping[str, Property]:
        return self._index.get(type_name, self._index[None])


def properties_of(kind: Kind, event_type: EventType) -> tuple[Property, ...]:
    """List the properties of one event type: the common ones, limited to its roles, then its own fields."""
    common = (_with_roles(p, event_type.roles) if p.name == "participants" else p for p in kind.properties)
    return (*common, *event_type.properties)


def _filter_names(properties: Iterable[Property]) -> frozenset[str]:
    return frozenset(each.name for each in properties if each.can_filter)


def _with_roles(participants: Property, roles: tuple[str, ...]) -> Property:
    role = CodeType(roles)
    qualifiers = tuple(replace(q, type=role) if q.name == "role" else q for q in participants.qualifiers)
    return replace(participants, qualifiers=qualifiers)


def _properties_by_name(properties: tuple[Property, ...]) -> Mapping[str, Property]:
    return {p.name: p for p in properties}

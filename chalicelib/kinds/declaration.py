"""What a kind says about itself: properties, event types, names, order, a worked example."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    FlagType,
    LanguageType,
    QuantityType,
    RefType,
    TextType,
    Value,
    ValueType,
)

SHORT = (CodeType, CountryType, CurrencyType, DateType, FlagType, LanguageType, QuantityType, RefType)
SHORT_TEXT = 120  # characters; longer texts say too much to be compared

Check = Callable[[Value, Mapping[str, Value]], str | None]


class Shape(Enum):
    """How many values a property shows."""

    ONE = "one"  # a single slot
    PER_QUALIFIERS = "one_per_qualifiers"  # a slot for each set of comparable qualifiers
    MANY = "many"  # every value is a slot of its own


@dataclass(frozen=True)
class Qualifier:
    """Something that tells values of one property apart, such as a role or a tier."""

    name: str
    type: ValueType
    meaning: str
    required: bool = False
    default: str | None = None  # taken where the writer says nothing
    comparable: bool = True  # part of the slot


@dataclass(frozen=True)
class Property:
    """A field that a kind declares.

    `lasting` values hold for a time (`valid` says when); the rest are fixed. `wide` values lie in a row of
    their own beside the view and stay out of cards. A `series` lies in its own partition and needs `valid`.
    `filterable` gives a listing key (codes, flags) or a card on its links (refs). `immutable` values are
    never disputed: a second, different one is refused. `check` looks at a parsed value with its qualifiers
    and says what is wrong.
    """

    name: str
    type: ValueType
    meaning: str
    example: Any  # as it stands in the flat view: a list for many and per-qualifier properties
    shape: Shape = Shape.ONE
    lasting: bool = False
    qualifiers: tuple[Qualifier, ...] = ()
    required: bool = False  # must be sent when the entity is created
    immutable: bool = False
    wide: bool = False
    series: bool = False
    filterable: bool = False
    label: bool = False  # a short name of which there is one: texts that differ exclude each other
    check: Check | None = None

    def qualifier(self, name: str) -> Qualifier | None:
        """Find a declared qualifier."""
        return next((q for q in self.qualifiers if q.name == name), None)

    @property
    def is_list(self) -> bool:
        """Say whether the flat view shows a list."""
        return self.shape is not Shape.ONE

    @property
    def can_filter(self) -> bool:
        """Say whether lists can be narrowed by it: its values are short and lie in the view, so cards hold them first.

        What is `filterable` has keys as well.
        """
        is_short_text = isinstance(self.type, TextType) and self.type.max_length <= SHORT_TEXT
        return (is_short_text or isinstance(self.type, SHORT)) and not (self.wide or self.series)

    @property
    def is_wrapped(self) -> bool:
        """Say whether each value of the flat list stands in `{"value": ...}`."""
        return self.shape is Shape.PER_QUALIFIERS or bool(self.qualifiers)


@dataclass(frozen=True)
class EventType:
    """A type of event with the fields and roles it alone declares, and a worked example (a POST body)."""

    name: str
    meaning: str
    example: Mapping[str, Any]
    properties: tuple[Property, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Kind:
    """The declared type of an entity.

    `label` is the property that names it (`name`, or `title`); `order` the date property its lists are sorted
    by, or the label; `example` a whole POST body. `types` are the event types; only events have them. `tells_apart`
    names the properties that tell namesakes apart where entities are found by name.
    """

    name: str
    plural: str
    meaning: str
    properties: tuple[Property, ...]
    example: Mapping[str, Any]
    label: str = "name"
    order: str = "name"
    types: tuple[EventType, ...] = ()
    tells_apart: tuple[str, ...] = ()
    _types: Mapping[str, EventType] = field(init=False, repr=False)
    _index: Mapping[str | None, Mapping[str, Property]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index: dict[str | None, Mapping[str, Property]] = {None: _by_name(self.properties)}
        index.update({t.name: _by_name(properties_of(self, t)) for t in self.types})
        object.__setattr__(self, "_types", {t.name: t for t in self.types})
        object.__setattr__(self, "_index", index)

    @property
    def has_titles(self) -> bool:
        """Say whether its entities are called by sentences, whose words are those of others' names."""
        return self.label == "title"

    def event_type(self, name: str) -> EventType | None:
        """Find a declared event type."""
        return self._types.get(name)

    def property(self, name: str, *, type_name: str | None = None) -> Property | None:
        """Find a property of the kind or, for an event, of its type. Roles are narrowed to the type's."""
        return self._properties(type_name).get(name)

    def all_properties(self, *, type_name: str | None = None) -> tuple[Property, ...]:
        """List the kind's properties and, for an event, those of its type, in the order they are shown."""
        return tuple(self._properties(type_name).values())

    def _properties(self, type_name: str | None) -> Mapping[str, Property]:
        return self._index.get(type_name, self._index[None])


def properties_of(kind: Kind, event_type: EventType) -> tuple[Property, ...]:
    """List the properties of an event of one type: the common ones, with its roles, then its own fields."""
    common = (_narrowed(p, event_type.roles) if p.name == "participants" else p for p in kind.properties)
    return (*common, *event_type.properties)


def _narrowed(participants: Property, roles: tuple[str, ...]) -> Property:
    role = CodeType(roles)
    qualifiers = tuple(replace(q, type=role) if q.name == "role" else q for q in participants.qualifiers)
    return replace(participants, qualifiers=qualifiers)


def _by_name(properties: tuple[Property, ...]) -> Mapping[str, Property]:
    return {p.name: p for p in properties}

"""The properties that clients of reconciliation see: those of the kinds, and the registers of identifiers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.api.pages.words.value_words import label_of
from chalicelib.domain.matching.name_context import CONTEXT
from chalicelib.domain.values import RefType
from chalicelib.domain.values.types.document_type import DocumentType
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.properties.identifiers import SCHEMES
from chalicelib.kinds.variants import variants_of

IDENTIFIERS = "identifiers"


@dataclass(frozen=True)
class DeclaredProperty:
    """A property by its id: what it means, and how each kind that has it declares it; none for a register."""

    id: str
    meaning: str
    by_kind: Mapping[str, tuple[Property, ...]]

    @property
    def name(self) -> str:
        """Its name for people."""
        return label_of(self.id)

    @property
    def is_register(self) -> bool:
        """Return whether its values are identifiers of one register."""
        return not self.by_kind

    @property
    def is_wide(self) -> bool:
        """Return whether a kind stores its values beside the view; those of a register are identifiers."""
        by_kind = self.by_kind or declared_properties()[IDENTIFIERS].by_kind
        return any(each.wide for variants in by_kind.values() for each in variants)

    @property
    def has_entities(self) -> bool:
        """Return whether its values can be entities."""
        declared = (each.type for variants in self.by_kind.values() for each in variants)
        return any(isinstance(each, RefType | DocumentType) for each in declared)

    @property
    def kind_of_values(self) -> str | None:
        """The kind of all its values; None if they are no entities, or of several kinds."""
        types = [each.type for variants in self.by_kind.values() for each in variants]
        kinds = {each.kinds if isinstance(each, RefType) else None for each in types}
        (first, *others) = kinds or {None}
        return first[0] if first and len(first) == 1 and not others else None


@cache
def declared_properties() -> Mapping[str, DeclaredProperty]:
    """Return all properties by id; of a property and a register of one id, the property."""
    found: dict[str, dict[str, tuple[Property, ...]]] = {}
    for kind in KINDS.values():
        for name, variants in variants_of(kind).items():
            found.setdefault(name, {})[kind.name] = variants
    own = {name: DeclaredProperty(name, _meaning_of(by_kind), by_kind) for name, by_kind in found.items()}
    registers = {scheme: DeclaredProperty(scheme, meaning, {}) for scheme, meaning in SCHEMES.codes.items()}
    return {**registers, **own}


def properties_of_kind(kind: Kind | None) -> Iterator[DeclaredProperty]:
    """Yield the properties of a kind, or of all, then the registers."""
    of_all = declared_properties().values()
    yield from (each for each in of_all if (each.by_kind if kind is None else kind.name in each.by_kind))
    yield from (each for each in of_all if each.is_register)


def _meaning_of(by_kind: Mapping[str, tuple[Property, ...]]) -> str:
    return next(each.meaning for variants in by_kind.values() for each in variants)


@cache
def evidence_members() -> Mapping[str, str]:
    """Return the members of the context of a name by the ids of properties: `owner` is compared as `developer`."""
    widest_first = sorted(CONTEXT.items(), key=lambda each: -len(each[1]))
    of_properties = {name: member for member, names in widest_first for name in names}
    return {**of_properties, **{member: member for member in CONTEXT}}


def is_register(pid: str) -> bool:
    """Return whether an id is that of a register of identifiers, which decides a query."""
    return pid in SCHEMES.codes

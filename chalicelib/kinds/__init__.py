"""The kinds of entities: one declaration each. Routes, keys, schemas and lists of a kind all derive from it."""

from chalicelib.kinds.benchmark import BENCHMARK
from chalicelib.kinds.company import COMPANY
from chalicelib.kinds.declaration import CheckFault, EventType, Kind, Property, Qualifier, Shape
from chalicelib.kinds.event import EVENT
from chalicelib.kinds.hints import unknown_property
from chalicelib.kinds.instrument import INSTRUMENT
from chalicelib.kinds.model import MODEL
from chalicelib.kinds.offering import OFFERING
from chalicelib.kinds.person import PERSON
from chalicelib.kinds.product import PRODUCT
from chalicelib.kinds.properties.identifiers import check_identifier
from chalicelib.kinds.source import SOURCE

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (COMPANY, MODEL, OFFERING, EVENT, PRODUCT, INSTRUMENT, BENCHMARK, PERSON, SOURCE)
}
PLURALS: dict[str, Kind] = {kind.plural: kind for kind in KINDS.values()}

__all__ = [
    "KINDS",
    "PLURALS",
    "CheckFault",
    "EventType",
    "Kind",
    "Property",
    "Qualifier",
    "Shape",
    "check_identifier",
    "unknown_property",
]

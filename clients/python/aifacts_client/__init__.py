"""A client of aifacts, the service of structured facts about the AI industry."""

from aifacts_client.async_client import AsyncClient
from aifacts_client.client import Client
from aifacts_client.core.version import VERSION
from aifacts_client.entity import Entity
from aifacts_client.frames import MissingLibrary
from aifacts_client.generated.answers import Change, Comparison, Conflict, Evidence, Fact, OpenConflict, Step
from aifacts_client.generated.kinds import (
    Benchmark,
    Company,
    Event,
    Instrument,
    Model,
    Offering,
    Person,
    Product,
    Source,
)
from aifacts_client.refs import UnknownKind
from aifacts_client.refusals import (
    AifactsError,
    BadAnswer,
    ClosedClient,
    ConflictingWrite,
    Fault,
    Gone,
    Invalid,
    Merged,
    NoAnswer,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    TryAgain,
)
from aifacts_client.values import Entry, Erased, Missing, Quantity, Range, Text
from aifacts_client.watching import AsyncWatch, Watch

__version__ = VERSION

__all__ = [
    "AifactsError",
    "AsyncClient",
    "AsyncWatch",
    "BadAnswer",
    "Benchmark",
    "Change",
    "Client",
    "ClosedClient",
    "Company",
    "Comparison",
    "Conflict",
    "ConflictingWrite",
    "Entity",
    "Entry",
    "Erased",
    "Event",
    "Evidence",
    "Fact",
    "Fault",
    "Gone",
    "Instrument",
    "Invalid",
    "Merged",
    "Missing",
    "MissingLibrary",
    "Model",
    "NoAnswer",
    "NotAllowed",
    "NotFound",
    "Offering",
    "OpenConflict",
    "Person",
    "Product",
    "Quantity",
    "Range",
    "Refused",
    "Source",
    "Stale",
    "Step",
    "Text",
    "TryAgain",
    "UnknownKind",
    "Watch",
]

"""What an operation gets from outside, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import NOW, Moment
from chalicelib.store.records.receipt_rows import Receipt
from chalicelib.store.table import Table

__all__ = [
    "NOW",
    "Caller",
    "DecidedFact",
    "Found",
    "IdempotentRequest",
    "Listed",
    "Moment",
    "Recorded",
    "RequestContext",
    "StoredAnswer",
    "World",
    "Written",
]


@dataclass(frozen=True)
class World:
    """The table, the time, randomness, a way to wait, and the requests a minute of a key without a limit of its own."""

    table: Table
    now: Callable[[], Instant]
    token: Callable[[], str]  # a fresh random name, at most 20 characters
    pause: Callable[[float], None]  # waits that many seconds
    cursor_secret: bytes = b""
    requests_per_minute: int = 600


@dataclass(frozen=True)
class Caller:
    """Who asks: the id of the API key, what it may do, how often (None: without a limit) and until when."""

    key_id: str
    scopes: frozenset[str] = frozenset()
    requests_per_minute: int | None = None
    expires_at: Instant | None = None


@dataclass
class IdempotentRequest:
    """A request with an idempotency key, and the receipt that the table keeps of it, as last read.

    `digest` identifies the caller and the key, `asked` the content of the request.
    """

    digest: str
    asked: str
    is_known: bool = False  # whether the receipt was read
    receipt: Receipt | None = None  # may have expired
    is_contested: bool = False  # whether the last collision was on the receipt


@dataclass(frozen=True)
class RequestContext:
    """What every write needs: the world it works in, the caller, and the idempotency key if the request has one."""

    world: World
    caller: Caller
    idempotency: IdempotentRequest | None = None

    def without_key(self) -> "RequestContext":
        """Return the context of a step that keeps no receipt."""
        return replace(self, idempotency=None)


@dataclass(frozen=True)
class Written:
    """An entity after a write.

    `created` says whether anything new was recorded. `is_replay` says whether an earlier request with the same key did
    it all.
    """

    ref: str
    revision: int
    created: bool
    view: dict[str, Any]
    is_replay: bool = False


@dataclass(frozen=True)
class DecidedFact:
    """A fact after a decision; `is_replay` says whether an earlier request with the same key made the decision."""

    fact: dict[str, Any]
    is_replay: bool = False


@dataclass(frozen=True)
class StoredAnswer:
    """An answer that its receipt keeps whole; `is_replay` says whether an earlier request with the same key got it."""

    body: dict[str, Any]
    is_replay: bool = False


@dataclass(frozen=True)
class Found:
    """An entity as a reader asked for it."""

    view: dict[str, Any]
    revision: int


@dataclass(frozen=True)
class Listed:
    """A page. `next` is the cursor of the page after it, None on the last.

    `expanded` are the cards of the entities that the items point at, by ref, where they were asked for.
    """

    items: list[dict[str, Any]]
    next: str | None
    meta: dict[str, Any] = field(default_factory=dict)
    expanded: dict[str, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Recorded:
    """The facts of a request as they stand now; `outcomes` has one entry an entity, where that is told."""

    facts: list[dict[str, Any]]
    created: bool
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    is_replay: bool = False

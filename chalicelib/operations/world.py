"""What an operation gets from outside, and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import NOW, Moment
from chalicelib.store.table import Table

__all__ = ["NOW", "Caller", "Found", "Listed", "Moment", "Recorded", "World", "Written"]


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


@dataclass(frozen=True)
class Written:
    """An entity after a write. `created` says whether anything new was recorded."""

    ref: str
    revision: int
    created: bool
    view: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """An entity as a reader asked for it."""

    view: dict[str, Any]
    revision: int
    conflicts: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Listed:
    """A page. `next` is the cursor of the page after it, None on the last.

    `expanded` are the cards of the entities that the items point at, by ref, where they were asked for.
    """

    items: Sequence[Mapping[str, Any]]
    next: str | None
    meta: dict[str, Any] = field(default_factory=dict)
    expanded: dict[str, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Recorded:
    """The facts of a request as they stand now; `outcomes` has one entry an entity, where that is told."""

    facts: Sequence[Mapping[str, Any]]
    created: bool
    outcomes: list[dict[str, Any]] = field(default_factory=list)

"""The world and the request of an operation, and its results."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.faults import Adjustment
from chalicelib.domain.hints import Hint
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import NOW, Moment
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.clock import now
from chalicelib.operations.write_report import NOTHING_REPORTED, WriteReport
from chalicelib.settings import Settings
from chalicelib.store.records.revision_rows import Receipt
from chalicelib.store.rehearsal import Rehearsal
from chalicelib.store.table import Table

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson
    from chalicelib.outbound.web import Outbound

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


class LargeRefs:
    """The last entities that were found to be large: a hint, for a write that reads one first reads less of it."""

    MOST = 10_000

    def __init__(self) -> None:
        self._refs: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, ref: str) -> bool:
        """Return whether an entity was found to be large."""
        return ref in self._refs

    def add(self, ref: str) -> None:
        """Note that an entity is large; beyond the most that are kept the oldest is forgotten."""
        self._refs[ref] = None
        if len(self._refs) > self.MOST:
            self._refs.popitem(last=False)


def _at_once(_: Collection[str]) -> AbstractContextManager[None]:
    """Let every writer in: a function on Lambda serves one request at a time, and so has nobody to wait for."""
    return nullcontext()


def _web(*, allows_loopback: bool = False) -> "Outbound":
    from chalicelib.outbound.web import Web  # few requests send anything

    return Web(allows_loopback=allows_loopback)


@dataclass(frozen=True)
class World:
    """The table, the time, randomness, a way to wait, and the default limit of requests per minute.

    `turn` waits until the other writers of some entities in this process are done. `webhook_keys` encrypt the secrets
    of webhooks: the first one encrypts, all of them decrypt. `web` makes what sends to URLs that callers give.
    """

    table: Table
    now: Callable[[], Instant]
    token: Callable[[], str]  # returns a random name of at most 20 characters
    pause: Callable[[float], None]  # waits for a number of seconds
    cursor_secret: bytes = b""
    requests_per_minute: int = 600
    large: LargeRefs = field(default_factory=LargeRefs)
    turn: Callable[[Collection[str]], AbstractContextManager[None]] = _at_once
    webhook_keys: tuple[bytes, ...] = ()
    web: "Callable[[], Outbound]" = _web

    def on(self, table: Table) -> "World":
        """Return this world with another table, as `replace` does in five times the time: each request needs one."""
        other: World = object.__new__(World)
        other.__dict__.update(self.__dict__, table=table)
        return other

    @property
    def outbound(self) -> "Outbound":
        """The web, for URLs that callers give: those that are not public are refused."""
        return self.web()


def world_of(table: Table, chosen: Settings) -> World:
    """Build the world of a process: its table and settings, the clock and the randomness of the machine."""
    return World(
        table=table,
        now=now,
        token=lambda: secrets.token_hex(10),
        pause=time.sleep,
        cursor_secret=chosen.cursor_secret,
        webhook_keys=chosen.webhook_keys,
        requests_per_minute=chosen.requests_per_minute,
        web=lambda: _web(allows_loopback=chosen.is_here),
    )


@dataclass(frozen=True)
class Caller:
    """The API key of a request: its id, scopes, requests per minute (None: no limit) and expiry.

    `line` is the first of the keys that were rotated up to it; empty if it is that itself.
    """

    key_id: str
    scopes: frozenset[str] = frozenset()
    requests_per_minute: int | None = None
    expires_at: Instant | None = None
    line: str = ""

    @property
    def owner(self) -> str:
        """The id of the first of the keys that replaced each other up to this one: what it owns outlives a rotation."""
        return self.line or self.key_id


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
    """The context of a write: the world, the caller, and the idempotency key if the request has one."""

    world: World
    caller: Caller
    idempotency: IdempotentRequest | None = None

    @property
    def digest(self) -> str:
        """The digest of the idempotency key, which names the receipt; empty without a key."""
        return "" if self.idempotency is None else self.idempotency.digest

    def without_key(self) -> "RequestContext":
        """Return the context of a step that keeps no receipt."""
        return replace(self, idempotency=None)

    @property
    def is_rehearsed(self) -> bool:
        """Whether it is the context of a dry run."""
        return isinstance(self.world.table, Rehearsal)

    def rehearsed(self) -> "RequestContext":
        """Return the context of a dry run: it keeps no receipt, and what it writes is read only by itself."""
        return RequestContext(replace(self.world, table=Rehearsal(self.world.table), turn=_at_once), self.caller)


@dataclass(frozen=True)
class Written:
    """An entity after a write.

    `created` says whether anything new was recorded. `is_replay` says whether an earlier request with the same key did
    it all. `adjusted` has the texts that are kept otherwise than they were sent, by pointer. `fact_ids` names the facts
    of the request, new and known; `report` says which of them are new, and what became of the evidence of the others.
    """

    ref: str
    revision: int
    created: bool
    view: dict[str, Any]
    is_replay: bool = False
    adjusted: Mapping[str, Adjustment] = field(default_factory=dict)
    fact_ids: tuple[str, ...] = ()
    report: WriteReport = NOTHING_REPORTED


@dataclass(frozen=True)
class DecidedFact:
    """A fact after a decision; `is_replay` says whether an earlier request with the same key made the decision."""

    fact: "FactJson"
    is_replay: bool = False


@dataclass(frozen=True)
class StoredAnswer:
    """An answer that its receipt keeps whole; `is_replay` says whether an earlier request with the same key got it."""

    body: dict[str, Any]
    is_replay: bool = False


@dataclass(frozen=True)
class Found:
    """An entity as a read returns it."""

    view: dict[str, Any]
    revision: int
    conflicts: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Listed:
    """A page. `next` is the cursor of the next page, None on the last one.

    `expanded` has the cards of the entities that the items point at, by ref, if the request asks for them.
    """

    items: Sequence[Mapping[str, Any]]
    next: str | None
    meta: dict[str, Any] = field(default_factory=dict)
    expanded: dict[str, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Recorded:
    """The facts of a request as they are now. `outcomes` has an entry per entity, if each has its own result.

    `adjusted` has the texts that are kept otherwise than they were sent, by pointer, `hints` the advice on new facts.
    """

    facts: Sequence[Mapping[str, Any]]
    created: bool
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    is_replay: bool = False
    adjusted: Mapping[str, Adjustment] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()

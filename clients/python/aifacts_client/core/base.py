"""The base of both clients: how they begin, the moment they read at, and how they end."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakSet

from aifacts_client.core.calls import Call, query_texts
from aifacts_client.core.exchange import Came, Failed, Send, Session, Wait, exchange
from aifacts_client.core.transport import MAX_BYTES, TIMEOUT_S, checked_base, checked_key
from aifacts_client.refusals import ClosedClient
from aifacts_client.values import unknown

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Self

T = TypeVar("T")


class Stoppable(Protocol):
    """An iteration that ends with its client."""

    def stop(self) -> None:
        """End it."""


@dataclass
class State:
    """The state that a client shares with those of other moments: whether it is closed, and what it watches."""

    closed: bool = False
    watches: WeakSet[Stoppable] = field(default_factory=WeakSet)

    def close(self) -> None:
        """Refuse later calls, and end what is watched."""
        self.closed = True
        for watch in [*self.watches]:
            watch.stop()


class Base:
    """The address, the key and the bounds of a client."""

    moment: Mapping[str, str]

    def __init__(
        self,
        base: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = 4,
        max_wait: float = 60.0,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.moment = {}
        self._session = Session(checked_base(base), checked_key(key), retries=retries, max_wait=max_wait)
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._state = State()

    def at(
        self,
        *,
        known_at: datetime | date | str | None = None,
        valid_at: date | str | None = None,
        published_before: date | str | None = None,
    ) -> Self:
        """Return a client that reads as of a moment. It shares the connections of this one, and does not write.

        `known_at`: what was recorded by then; `valid_at`: what was true then; `published_before`: what was in print.
        Clocks that are not given stay as they are. The service refuses a clock that a verb does not take.
        """
        given = {"known_at": known_at, "valid_at": valid_at, "published_before": published_before}
        other = copy(self)
        other.moment = {**self.moment, **query_texts(given)}
        other._attach()  # noqa: SLF001  of this class
        return other

    def _attach(self) -> None:
        """Give this client its lists; a subclass has them."""

    def _steps(self, call: Call[T]) -> Generator[Send | Wait, Came | Failed | None, T]:
        self._check_open()
        return exchange(call, self._session)

    def _check_open(self) -> None:
        if self._state.closed:
            raise ClosedClient("The client is closed. Make another one.")

    def _check_writes(self) -> None:
        if self.moment:
            raise ValueError("A client at a moment only reads. Write with the client that `at` was called on.")

    def __repr__(self) -> str:
        """Return the address and the moment, without the key."""
        moment = "".join(f", {name}={value!r}" for name, value in self.moment.items())
        return f"{type(self).__name__}({self._session.base!r}{moment})"

    if not TYPE_CHECKING:  # for mypy a name that is not declared is a fault

        def __getattr__(self, name: str) -> Any:
            """Name the nearest member to one that does not exist."""
            known = [each for each in (*vars(self), *dir(type(self))) if not each.startswith("_")]
            raise AttributeError(unknown(name, type(self).__name__, known))

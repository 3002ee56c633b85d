"""Snapshots: a fixture fills the table once, and each later test gets it back as it was."""

import copy
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.api.http.request import authentication
from chalicelib.domain.instants import Instant
from chalicelib.operations.access.rate_limits import Leases
from chalicelib.operations.world import World
from chalicelib.store.rows import TAKEN
from tests.conftest import REGION, TABLE_NAME, Clock
from tests.engines.chosen import CHOSEN, MINISTACK, SQLITE

Rows = dict[Any, dict[Any, Any]]


class Tokens:
    """Names in place of random ones: a test sees the same each time."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        """Make the next."""
        self.made += 1
        return f"token{self.made - 1}"


class HasWorld(Protocol):
    """A value of a fixture that has a world."""

    @property
    def world(self) -> World:
        """The world that is filled."""


Filled = TypeVar("Filled", bound=HasWorld)


@dataclass(frozen=True)
class Snapshot:
    """The rows of the table, the time, the tokens made, and what the process remembers of keys."""

    rows: Rows
    now: Instant
    tokens: int
    callers: OrderedDict[Any, Any]
    leases: OrderedDict[Any, Any]

    @classmethod
    def of(cls, world: World) -> "Snapshot":
        """Keep a world as it is now."""
        now, tokens = begun(world)
        callers = OrderedDict(authentication._remembered)
        return cls(copied(_items()), now, tokens, callers, _held(authentication._leases._held))

    def restore(self, world: World) -> None:
        """Put a world back as it was kept."""
        items = _items()
        items.clear()
        items.update(copied(self.rows))
        cast("Clock", world.now).set(self.now)
        cast("Tokens", world.token).made = self.tokens
        authentication._remembered.clear()
        authentication._remembered.update(self.callers)
        authentication._leases = Leases()
        authentication._leases._held = _held(self.leases)


_KEPT: dict[tuple[Any, ...], Snapshot] = {}


def begin(world: World, name: object, *, fill: Callable[[], object]) -> None:
    """Fill a world, or put it back as it was when it had been filled under this name.

    A world at another time, or where other tokens were made, is another beginning. Only moto's rows can be kept.
    """
    if CHOSEN in (SQLITE, MINISTACK):
        fill()
        return
    beginning = (name, *begun(world))
    if beginning in _KEPT:
        _KEPT[beginning].restore(world)
    else:
        fill()
        _KEPT[beginning] = Snapshot.of(world)


def filled_once(fill: Callable[[Filled], Filled]) -> Callable[[Filled], Filled]:
    """Let a fixture fill the world of what it is given once, and put it back from then on."""

    @wraps(fill)
    def filled(client: Filled) -> Filled:  # pytest gives fixtures by name
        begin(client.world, fill, fill=lambda: fill(client))
        return client

    return filled


def begun(world: World) -> tuple[Instant, int]:
    """Return the time of a world and how many tokens it has made."""
    return cast("Clock", world.now).next, cast("Tokens", world.token).made


def copied(rows: Rows) -> Rows:
    """Copy the rows of moto's table. Only counters change in place, and need copies of their items."""
    return {
        pk: {sk: copy.deepcopy(item) if TAKEN in item.attrs else item for sk, item in items.items()}
        for pk, items in rows.items()
    }


def _items() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE_NAME].items


def _held(leases: OrderedDict[Any, Any]) -> OrderedDict[Any, Any]:
    return OrderedDict((key, replace(lease)) for key, lease in leases.items())

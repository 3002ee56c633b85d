"""Worlds with a clock that waiting moves, webhooks at real receivers, and feeds of many changes."""

import base64
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest

from chalicelib.domain.following.selection import Selection
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.following.sealing import seal
from chalicelib.operations.numbering.sequencer import feed_page, head_row
from chalicelib.operations.world import World
from chalicelib.outbound.web import Web
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.keys.following import deliveries, follower_key
from chalicelib.store.records.follower_rows import (
    Delivery,
    Follower,
    SealedSecret,
    follower_row,
    read_delivery,
    read_follower,
)
from chalicelib.store.records.revision_rows import Revision
from chalicelib.store.rows import Put
from tests.operations.builders import a_key
from tests.outbound.receiver import Received

SECRET = b"a secret of 32 bytes for a test."
WHSEC = "whsec_" + base64.b64encode(SECRET).decode()
PAGE = 45


class Time:
    """A clock that only waiting moves, for threads that share it."""

    def __init__(self) -> None:
        self.instant: Instant = "2026-11-23T10:00:00.000Z"
        self._lock = threading.Lock()

    def __call__(self) -> Instant:
        return self.instant

    def wait(self, seconds: float) -> None:
        with self._lock:
            self.instant = plus_ms(self.instant, round(seconds * 1_000))


@dataclass(frozen=True)
class Stage:
    """A world on SQLite, and its time."""

    world: World
    time: Time

    def webhook(
        self, url: str | None, selection: Selection | None = None, *, name: str = "webhook_1", **more: Any
    ) -> Follower:
        """Register a webhook that has been sent nothing yet."""
        secrets = (SealedSecret(seal(self.world, SECRET), self.world.now()),)
        members: dict[str, Any] = {"owner": "key_1", "url": url, "secrets": secrets if url else (), "served": 0, **more}
        made = Follower(
            id=name,
            name="",
            selection=selection or Selection(),
            created_at=self.world.now(),
            **members,
        )
        self.world.table.commit([Put(follower_row(made))])
        return made

    def watch(self, selection: Selection, *, name: str = "watch_1") -> Follower:
        """Register a watch."""
        return self.webhook(None, selection, name=name)

    def now(self, name: str = "webhook_1") -> Follower:
        """Read a webhook or a watch."""
        key = follower_key(name)
        return read_follower(self.world.table.get([key], consistent=True)[key])

    def deliveries(self, name: str = "webhook_1") -> list[Delivery]:
        """List what was sent to a webhook or kept for a watch, oldest first."""
        return [read_delivery(row) for row in self.world.table.query(None, deliveries(name)).rows]

    def disable(self, follower: Follower) -> None:
        """Send nothing more to a webhook."""
        self.world.table.commit([Put(follower_row(follower.moved(disabled_at=self.world.now())))])

    def rotate(self, follower: Follower, *secrets: SealedSecret) -> Follower:
        """Replace the secrets of a webhook."""
        changed = follower.moved(secrets=secrets)
        self.world.table.commit([Put(follower_row(changed))])
        return changed

    def on(self, table: Any) -> World:
        """Return the same world on another table."""
        return replace(self.world, table=table)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A world in memory, from which receivers on loopback can be reached."""
    table, time, tokens = SqliteTable(":memory:"), Time(), count()
    world = World(
        table,
        time,
        lambda: f"token{next(tokens):04}",
        time.wait,
        webhook_keys=(b"a key of the tests, long enough",),
        web=lambda: Web(allows_loopback=True, seconds=2.0),
    )
    a_key(world, "key_1")
    yield Stage(world, time)
    table.close()


def fill(world: World, number: int, *, start: int = 0, kinds: Sequence[str] = ("company",), **more: Any) -> None:
    """Put changes into the feed beside the writes: numbers from `start` + 1 on."""
    at = world.now()
    changes = [
        Revision(
            f"{kinds[n % len(kinds)]}/number-{n}",
            1,
            at,
            "key_1",
            "created",
            changes=({"property": "name", "before": None, "after": "a name"},),
            change=n,
            **more,
        )
        for n in range(start + 1, start + number + 1)
    ]
    pages = [feed_page(changes[place : place + PAGE]) for place in range(0, number, PAGE)]
    for place in range(0, len(pages), 50):
        world.table.commit([Put(page) for page in pages[place : place + 50]])
    world.table.commit([Put(head_row(start + number, {}))])


def message_of(received: Received) -> dict[str, Any]:
    """Read a message as its receiver does."""
    message: dict[str, Any] = json.loads(received.body)
    return message


def numbers_of(received: Received) -> list[int]:
    """List the changes in a message."""
    return [change["number"] for change in message_of(received)["data"]["changes"]]


def never() -> bool:
    """Stop a run at nothing."""
    return False


Stop = Callable[[], bool]

"""Sends changes to webhooks in the local run: a thread that each write wakes, as the stream does on AWS."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from chalicelib.feeds.webhooks import log_failures
from chalicelib.operations.sending.run import run
from chalicelib.operations.world import World
from chalicelib.store.rows import Action, Key, OnUnreadable, Page, Position, Row
from chalicelib.store.table import Table

EVERY = 5.0  # seconds after which it looks for retries, if nobody writes

_LOG = logging.getLogger("aifacts")


class WakingTable:
    """A table that sets an event after each commit."""

    def __init__(self, inner: Table, written: threading.Event) -> None:
        self._inner, self._written = inner, written

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key."""
        return self._inner.get(keys, consistent=consistent)

    def query(
        self,
        index: str | None,
        pk: str,
        *,
        start: str | None = None,
        end: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        after: Position | None = None,
        consistent: bool = False,
        bad: OnUnreadable | None = None,
    ) -> Page:
        """Read one partition."""
        return self._inner.query(
            index,
            pk,
            start=start,
            end=end,
            descending=descending,
            limit=limit,
            after=after,
            consistent=consistent,
            bad=bad,
        )

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none, and wake the sender."""
        self._inner.commit(actions)
        self._written.set()

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add to a counter."""
        return self._inner.take(key, n, cap, expires=expires)

    def probe(self) -> None:
        """Raise the error that a write would raise now."""
        self._inner.probe()

    def flush(self) -> None:
        """Take what was deleted out of the files."""
        self._inner.flush()


@contextmanager
def sending(world: World, every: float = EVERY) -> Iterator[World]:
    """Send to webhooks in a thread; yield the world whose writes wake it."""
    written, over = threading.Event(), threading.Event()

    def send_until_over() -> None:
        while not over.is_set():
            written.clear()
            try:
                log_failures(run(world, stop=over.is_set))
            except Exception:  # noqa: BLE001  without the thread nothing more would be sent, and nobody would know
                _LOG.exception("Nothing can be sent to webhooks; it is tried again.")
            written.wait(every)

    thread = threading.Thread(target=send_until_over, name="sender")
    thread.start()
    try:
        yield replace(world, table=WakingTable(world.table, written))
    finally:
        over.set()
        written.set()
        thread.join()

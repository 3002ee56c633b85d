"""Sends changes to webhooks in the local run: a thread that each write wakes, as the stream does on AWS."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from chalicelib.feeds.webhooks import log_failures
from chalicelib.operations.sending.run import run
from chalicelib.operations.world import World
from chalicelib.store.rows import Action
from chalicelib.store.table import Table, WrappedTable

EVERY = 5.0  # seconds after which it looks for retries, if nobody writes

_LOG = logging.getLogger("aifacts")


class WakingTable(WrappedTable):
    """A table that sets an event after each commit."""

    def __init__(self, inner: Table, written: threading.Event) -> None:
        super().__init__(inner)
        self._written = written

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none, and wake the sender."""
        super().commit(actions)
        self._written.set()


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

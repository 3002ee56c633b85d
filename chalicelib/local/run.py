"""Serves the API on this machine: the seeds, a key for the run, the gateway."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from chalicelib import seeds
from chalicelib.api.http.request.world import set_world
from chalicelib.domain.instants import FOREVER
from chalicelib.feeds.schedule import log_failures
from chalicelib.local.gateway import Gateway
from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.local.sender import sending
from chalicelib.operations.access import api_keys
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import Caller, World
from chalicelib.outbound.web import Web
from chalicelib.store.table import Busy

HOST = "127.0.0.1"
SCOPES = ("write", "admin")
SEEDS = Path(__file__).parents[2] / "seeds"

WELCOME = """
aifacts runs at {url} ({place}; seeds: {loaded}).
The key of this run, with the scopes write and admin: {key}

  curl -s {url}/v1/events/alibaba-shares-rise-on-qwen-2.5
  curl -s {url}/v1/companies/deepseek/timeline
  curl -s {url}/v1/sources -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"slug": "my-first-source", "title": "Something I have read"}}'

Stop it with Ctrl-C.
"""

EVERY = 60.0  # seconds
ENDING = (signal.SIGINT, signal.SIGTERM)

_LOG = logging.getLogger("aifacts")

App = Callable[[dict[str, Any], Any], dict[str, Any]]


def run(_: argparse.Namespace, options: Options, where: Environment) -> None:
    """Serve until interrupted."""
    from app import app  # the Chalice application, which the other commands do not need

    where = replace(where, world=replace(where.world, web=lambda: Web(allows_loopback=True)))
    set_world(where.world)
    fill_with = _read_catalogues(where.world, options.catalogues)
    with (
        _open_gateway(options.port, app, resources=app.routes, binary_types=app.api.binary_types) as gateway,
        key_of_run(where.world, options.key) as (key, caller),
    ):
        loaded = _count_seeds(seeds.load(where.world, caller, SEEDS))
        fill_with(caller)
        with noted_signals() as noted, ticking(where.world), sending(where.world) as woken_by_writes:
            set_world(woken_by_writes)
            print(WELCOME.format(url=gateway.url, place=where.name, loaded=loaded, key=key), flush=True)
            serve_until(noted, gateway)


def _read_catalogues(world: World, words: str) -> Callable[[Caller], None]:
    """Read the catalogues before anything is written; return what writes them."""
    if not words:
        return lambda _: None
    from chalicelib.local.catalogues.filling import fill, unloaded  # a run without catalogues needs none of it

    catalogues = unloaded(world, words)
    return lambda caller: fill(world, caller, catalogues)


@contextmanager
def noted_signals() -> Iterator[SimpleQueue[int]]:
    """Note a signal to end instead of raising KeyboardInterrupt, which could strike between any two statements.

    A second signal can come while the first is noted, even by `make`, which forwards what a terminal sends to both. Of
    what notes it only the `put` of this queue may be interrupted by itself; an event would wait for its own lock.
    """
    noted: SimpleQueue[int] = SimpleQueue()
    before = {number: signal.signal(number, lambda number, _: noted.put(number)) for number in ENDING}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve_until(noted: SimpleQueue[int], gateway: Gateway) -> None:
    """Serve in another thread until a signal is noted; end as Ctrl-C would."""
    thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.1}, name="gateway")
    thread.start()
    noted.get()
    gateway.shutdown()
    raise KeyboardInterrupt


@contextmanager
def ticking(world: World, every: float = EVERY) -> Iterator[None]:
    """Tick now and then every minute, as the schedule does on AWS."""
    over = threading.Event()

    def tick_until_over() -> None:
        while not over.is_set():
            try:
                log_failures(tick(world, stop=over.is_set))
            except Busy:  # as on AWS: the next tick does the work
                _LOG.warning("The table is busy; the next tick does the work of this one.")
            over.wait(every)

    thread = threading.Thread(target=tick_until_over, name="tick")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def key_of_run(world: World, given: str | None) -> Iterator[tuple[str, Caller]]:
    """Yield the key in LOCAL_KEY, or a new one that is revoked when the run ends."""
    secret, record = api_keys.create_key(world, name="local run", scopes=SCOPES, secret=given)
    if record["revoked_at"] or (record["expires_at"] or FOREVER) <= world.now():
        raise Unusable("The key in LOCAL_KEY is revoked or expired; use another.")
    try:
        yield secret, Caller(record["id"], frozenset(record["scopes"]))
    finally:
        if not given:
            api_keys.revoke_key(world, key_id=record["id"])


def _open_gateway(port: int, app: App, **api: Any) -> Gateway:
    try:
        return Gateway((HOST, port), app, log=sys.stderr, **api)
    except OSError as error:
        raise Unusable(f"Port {port} cannot be used ({error.strerror}). Choose another: PORT=8001.") from None


def _count_seeds(loaded: seeds.Loaded) -> str:
    return ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in asdict(loaded).items() if n) or "none"

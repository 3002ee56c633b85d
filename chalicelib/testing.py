"""Serves the API in the process of somebody's tests, on a separate table that ends with the block.

    with chalicelib.testing.service() as base_url:
        httpx2.get(f"{base_url}/v1/companies").raise_for_status()

Not in the zip.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Literal

from chalicelib import seeds as seeding
from chalicelib.api import Application
from chalicelib.api.http.application import install
from chalicelib.api.http.request.world import set_world
from chalicelib.local.gateway import Gateway
from chalicelib.local.place import REGION_OF_MOTO, Options, Unusable, place
from chalicelib.local.run import HOST, SEEDS, ticking
from chalicelib.operations.access.api_keys import MAX_REQUESTS_A_MINUTE, create_key
from chalicelib.operations.world import Caller, World
from chalicelib.settings import Settings

__all__ = ["BaseUrl", "Unusable", "service"]

Engine = Literal["sqlite", "moto"]
ENGINES = ("sqlite", "moto")
TABLE = "aifacts-testing"
SCOPES = ("read", "write", "admin")
POLL_S = 0.02
# The variables that requests read, and the one that Chalice sets. The service of a test has the defaults, unless the
# test sets them in the block.
READ_LATE = ("READS", "CURSOR_SECRET", "HSTS_MAX_AGE", "MCP_ORIGINS", "AWS_EXECUTION_ENV")

_running = Lock()


class BaseUrl(str):
    """The address of a service, such as `http://127.0.0.1:40123`, and `key`: a key with all scopes."""

    key: str
    __slots__ = ("key",)

    @property
    def headers(self) -> dict[str, str]:
        """The header that sends the key."""
        return {"Authorization": f"Bearer {self.key}"}


@contextmanager
def service(engine: Engine = "sqlite", *, seeds: bool | Path = False) -> Iterator[BaseUrl]:
    """Serve until the block ends, and yield the address. Reads need no key; writes need `base_url.key`.

    `engine` is `sqlite`, a temporary file, or `moto`, DynamoDB in memory. moto answers every call of boto3 in this
    process while the block runs. `seeds` loads the seeds of the repository, or those of a folder. A process serves one
    world, so a second service at the same time raises Unusable. So does moto if it is not installed.
    """
    if engine not in ENGINES:
        raise Unusable(f"The engine is {engine!r}; it must be {' or '.join(ENGINES)}.")
    folder = _folder_of(seeds)
    if not _running.acquire(blocking=False):
        raise Unusable("A service runs in this process already. Share it, for example by a fixture of the session.")
    try:
        with ExitStack() as stack:
            stack.enter_context(_default_settings(engine))
            stack.enter_context(_quiet())
            data = stack.enter_context(TemporaryDirectory(prefix="aifacts-"))
            chosen = Settings(table_name=TABLE)
            where = stack.enter_context(place(Options(engine=engine, data=Path(data)), chosen))
            if engine == "moto":
                stack.callback(_delete_table)
            key = _fill(where.world, folder)
            stack.enter_context(_world(where.world))
            stack.enter_context(ticking(where.world))
            base_url = BaseUrl(stack.enter_context(_serving()))
            base_url.key = key
            yield base_url
    finally:
        _running.release()


def _folder_of(seeds: bool | Path) -> Path | None:
    folder = SEEDS if seeds is True else seeds or None
    if folder is not None and not folder.is_dir():
        raise Unusable(f"There are no seeds in {folder}. Give the folder of yours, or clone the repository.")
    return folder


def _delete_table() -> None:
    """Delete the table, which would stay if the tests around the block have a mock of AWS themselves."""
    from chalicelib.store.engines.clients.sdk import connect  # botocore takes half a second, which SQLite does not need

    connect(region=REGION_OF_MOTO).delete_table(TableName=TABLE)


def _fill(world: World, folder: Path | None) -> str:
    """Create the key and load the seeds."""
    key, record = create_key(
        world, name="testing", scopes=SCOPES, secret=None, requests_per_minute=MAX_REQUESTS_A_MINUTE
    )
    if folder is not None:
        seeding.load(world, Caller(record["id"]), folder)
    return key


@contextmanager
def _serving() -> Iterator[str]:
    # Not the application of app.py: a project that is tested may have a module of that name.
    app = Application(app_name="aifacts")
    install(app)
    with (
        Path(os.devnull).open("w", encoding="utf-8") as log,
        _Gateway((HOST, 0), app, resources=app.routes, binary_types=app.api.binary_types, log=log) as gateway,
    ):
        thread = Thread(target=gateway.serve_forever, args=(POLL_S,), name="aifacts")
        thread.start()
        try:
            yield gateway.url
        finally:
            gateway.shutdown()
            thread.join()


class _Gateway(Gateway):
    """A gateway that ends its connections, idle ones of clients too, and waits for their threads."""

    daemon_threads = False

    def server_close(self) -> None:
        """Close all connections, then join their threads."""
        self.connections.stop()
        super().server_close()


@contextmanager
def _world(world: World) -> Iterator[None]:
    before = set_world(world)
    try:
        yield
    finally:
        set_world(before)


@contextmanager
def _quiet() -> Iterator[None]:
    """Log warnings and errors alone, through the handlers that the tests have."""
    ours = logging.getLogger("aifacts")
    before = ours.level
    ours.setLevel(logging.WARNING)
    try:
        yield
    finally:
        ours.setLevel(before)


@contextmanager
def _default_settings(engine: Engine) -> Iterator[None]:
    # A profile of AWS need not exist on this machine, and moto needs none.
    names = (*READ_LATE, "AWS_PROFILE") if engine == "moto" else READ_LATE
    before = {name: os.environ.pop(name, None) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value

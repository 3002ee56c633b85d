"""Serves the application for the judges: with the seeds and a key, on a free port, from a temporary folder."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from app import app
from chalicelib import seeds
from chalicelib.api.http.request.world import set_world
from chalicelib.local.gateway import Gateway
from chalicelib.local.place import Options, place
from chalicelib.operations.access.api_keys import MAX_REQUESTS_A_MINUTE, create_key
from chalicelib.operations.world import Caller
from chalicelib.settings import settings

ROOT = Path(__file__).parents[1]
KEY = "the-key-of-the-judges"
App = Callable[[dict[str, Any], Any], dict[str, Any]]


@contextmanager
def serving(answer: App = app) -> Iterator[str]:
    """Serve until the block ends; yield the address. `answer` may be the application with a planted fault."""
    with TemporaryDirectory() as folder, place(Options(data=Path(folder)), settings()) as where:
        set_world(where.world)
        logging.getLogger("aifacts").setLevel(logging.ERROR)  # request lines would hide the output of the judges
        _, record = create_key(
            where.world,
            name="judges",
            scopes=["read", "write", "admin"],
            secret=KEY,
            requests_per_minute=MAX_REQUESTS_A_MINUTE,
        )
        os.environ["OWN_KEY"] = record["id"]  # for hooks.py
        seeds.load(where.world, Caller(record["id"]), ROOT / "seeds")
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere, _gateway(answer, nowhere) as gateway:
            thread = Thread(target=gateway.serve_forever)
            thread.start()
            try:
                yield gateway.url
            finally:
                gateway.shutdown()
                thread.join()


def _gateway(answer: App, log: Any) -> Gateway:
    return Gateway(("127.0.0.1", 0), answer, resources=app.routes, binary_types=app.api.binary_types, log=log)

"""A service that may send to loopback, as the local run does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from chalicelib.api.http.request.world import get_world, set_world
from chalicelib.operations.sending.run import run
from chalicelib.outbound.web import Web

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@contextmanager
def sending_here() -> Iterator[None]:
    """Let the service of this process send to loopback while the block runs, as the local run does."""
    before = set_world(replace(get_world(), web=lambda: Web(allows_loopback=True)))
    try:
        yield
    finally:
        set_world(before)


def send_all() -> None:
    """Send what is due, as the service does after each write."""
    run(get_world(), stop=lambda: False)

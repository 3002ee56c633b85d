"""Helpers to register what was used."""

from collections.abc import Sequence
from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.following.selection import UsedEntity
from chalicelib.operations.following.register import create_watch, create_webhook
from chalicelib.operations.following.wanted import Wanted
from chalicelib.operations.world import RequestContext, World
from tests.operations.builders import CALLER

URL = "http://127.0.0.1:9/hook"


def hook(world: World, **wanted: Any) -> dict[str, Any]:
    """Register a webhook."""
    context = RequestContext(world, CALLER)
    return create_webhook(context, Wanted(**wanted), name="a hook", url=URL, secret=None, faults=Faults()).body


def watch(world: World, facts: Sequence[str] = (), **entities: int) -> dict[str, Any]:
    """Register a watch of facts, and of revisions of companies by their slug."""
    used = tuple(UsedEntity(f"company/{slug}", revision) for slug, revision in entities.items())
    wanted = Wanted(facts=tuple(facts), entities=used)
    return create_watch(RequestContext(world, CALLER), wanted, name="a report", faults=Faults()).body

"""The HTTP edge: the only floor that speaks Chalice. One file a verb; `register` puts them all on an app."""

from chalice.app import Chalice

from chalicelib.api import (  # noqa: F401  importing a verb declares its routes
    application,
    changes,
    conflicts,
    create,
    engine,
    entity_facts,
    fact,
    health,
    history,
    keys,
    listing,
    merge,
    openapi,
    patch,
    rank,
    read,
    record,
    reinstate,
    retire,
    retract,
    timeline,
)
from chalicelib.api.application import Application
from chalicelib.settings import settings

__all__ = ["Application", "register"]


def register(app: Chalice) -> None:
    """Register every route; on Lambda also build the client: start-up is the cheaper time for it."""
    application.install(app)
    if settings().on_lambda:
        engine.current()

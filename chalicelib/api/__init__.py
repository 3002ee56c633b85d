"""The HTTP edge: the only floor that speaks Chalice. One file a verb; `register` puts them all on an app."""

from chalice.app import Chalice

from chalicelib.api import (  # noqa: F401  importing a verb declares its routes
    application,
    autocomplete,
    batch_get,
    changes,
    compare,
    conflicts,
    create,
    discovery,
    docs,
    engine,
    entity_facts,
    fact,
    facts,
    health,
    history,
    index,
    journal,
    keys,
    listing,
    lookup,
    me,
    merge,
    open_conflicts,
    openapi,
    patch,
    problem_pages,
    rank,
    read,
    record,
    reinstate,
    resolve,
    retire,
    retract,
    search,
    series,
    stats,
    timeline,
    vocabulary,
)
from chalicelib.api.application import Application
from chalicelib.settings import settings

__all__ = ["Application", "register"]


def register(app: Chalice) -> None:
    """Register every route; on Lambda also build the client: start-up is the cheaper time for it."""
    chosen = settings()
    journal.begin(chosen)
    application.install(app)
    if chosen.on_lambda:
        engine.current()

"""The HTTP floor, the only one that uses Chalice: one module for each verb, registered on an app by `register`."""

from chalice.app import Chalice

from chalicelib.api import openapi
from chalicelib.api.access import keys, me
from chalicelib.api.entities import batch_get, conflicts, history, read
from chalicelib.api.facts import entity_facts, fact, facts, open_conflicts
from chalicelib.api.feed import changes, stats
from chalicelib.api.http import access_log, application
from chalicelib.api.http.application import Application
from chalicelib.api.http.request import world
from chalicelib.api.lists import counts, listing, referrers, timeline
from chalicelib.api.mcp import route as mcp
from chalicelib.api.pages import (
    choosing,
    crawling,
    docs,
    favicon,
    health,
    problem_pages,
    session,
    start_page,
    vocabulary,
    well_known,
)
from chalicelib.api.pages.browse import changes_page, compare_page, conflicts_page, entity_page, list_page, search_page
from chalicelib.api.reconciliation import endpoint as reconciliation_endpoint
from chalicelib.api.reconciliation import preview, suggest
from chalicelib.api.search import autocomplete, lookup, resolve, search
from chalicelib.api.series import compare, series, several_series
from chalicelib.api.transfer import export, import_page
from chalicelib.api.writes import batch, create, duplicates, patch, record
from chalicelib.api.writes.deciding import erase, rank, reinstate, retract, revise_evidence
from chalicelib.api.writes.ending import erase_entity, merge, retire, reverse_merge, reverse_retirement
from chalicelib.settings import settings

__all__ = ["VERBS", "Application", "register"]

# Importing a verb declares its routes.
VERBS = (
    openapi,
    keys,
    me,
    batch_get,
    conflicts,
    history,
    read,
    entity_facts,
    fact,
    facts,
    open_conflicts,
    changes,
    stats,
    counts,
    listing,
    referrers,
    timeline,
    mcp,
    changes_page,
    compare_page,
    conflicts_page,
    entity_page,
    list_page,
    search_page,
    choosing,
    crawling,
    docs,
    favicon,
    health,
    problem_pages,
    session,
    start_page,
    vocabulary,
    well_known,
    reconciliation_endpoint,
    preview,
    suggest,
    autocomplete,
    lookup,
    resolve,
    search,
    compare,
    series,
    several_series,
    export,
    import_page,
    batch,
    create,
    duplicates,
    erase,
    erase_entity,
    merge,
    patch,
    rank,
    record,
    reinstate,
    retire,
    retract,
    reverse_merge,
    revise_evidence,
    reverse_retirement,
)


def register(app: Chalice) -> None:
    """Register every route. On Lambda also build the client, because CPU is cheaper during start-up."""
    chosen = settings()
    access_log.begin(chosen)
    application.install(app)
    if chosen.on_lambda:
        world.get_world()

"""The entities that refer to a survivor in place of an entity that was merged into it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.operations.transactions.references import read_view_bodies
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_fact_row, read_own_row

MAX_REFRESHED = 25  # of one request


class Redirected(NamedTuple):
    """Entities to be refreshed, and whether there are more than one request refreshes."""

    refs: list[str]
    remaining: bool


def find_redirected(world: World, merged: str, survivor: str) -> Redirected:
    """List the entities with a redirect from a merged entity, or from one merged into that before, to the survivor.

    Two queries (three for a source) of the survivor's links and of the facts that name the merged entity, a batch read
    of the views of those entities, and one of the entities that they are redirected from.
    """
    rows = world.table.get([keys.view_key(ref) for ref in _candidates(world, merged, survivor)], consistent=True)
    views = [view for row in rows.values() if (view := read_own_row(row)).lifecycle is None]
    known = {old for view in views for old, to in view.redirects.items() if to == survivor and old != merged}
    bodies = read_view_bodies(world, sorted(known)) if known else {}
    through = {merged, *(ref for ref in known if _leads_through(ref, merged, bodies))}
    refs = sorted(view.ref for view in views if _is_redirected(view, through, survivor))
    return Redirected(refs[:MAX_REFRESHED], len(refs) > MAX_REFRESHED)


def _candidates(world: World, merged: str, survivor: str) -> list[str]:
    """List the entities that can have such a redirect: each points at the survivor, or has a fact that names the other.

    Facts whose value is not shown have no link.
    """
    table = world.table
    found = {survivor, *(keys.parse_link(row.key).ref for row in table.query(None, keys.links(survivor)).rows)}
    indexes = [(keys.BY_VALUE, keys.value_facts(merged))]
    if merged.startswith("source/"):  # the facts that cite it
        indexes.append((keys.BY_SOURCE, keys.source_facts(merged)))
    for index, pk in indexes:
        found |= {read_fact_row(row).entity for row in table.query(index, pk).rows}
    return sorted(found - {merged})


def _leads_through(ref: str, merged: str, bodies: Mapping[str, Mapping[str, Any]]) -> bool:
    """Say whether an entity was merged into another, directly or through others."""
    while into := bodies.get(ref, {}).get("life", {}).get("into"):
        if into == merged:
            return True
        ref = into
    return False


def _is_redirected(view: View, through: set[str], survivor: str) -> bool:
    return any(view.redirects.get(ref) == survivor for ref in through)

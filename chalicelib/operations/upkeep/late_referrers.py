"""Refreshes the entities that still refer to an entity as before it was merged, or given back.

A write looks up what it refers to and makes no transaction depend on it: all writers that cite one source would wait
for each other. So it may be committed after a merge that it did not see. By `look_again` no such write is left.
"""

from contextlib import suppress
from dataclasses import replace

from chalicelib.operations.transactions.staging.fact_counts import is_merged
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.ending import reverse_merge
from chalicelib.operations.writes.merging import merge_copies
from chalicelib.operations.writes.merging.redirected import Redirected, find_redirected
from chalicelib.operations.writes.merging.refresh_referrers import refresh_as_now
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, is_last, read_fact_row, read_own_row, view_rows
from chalicelib.store.rows import Put
from chalicelib.store.table import Collision, Unsure

MAX_REFRESHED = 100  # of one tick; the next continues


def refresh_late_referrers(world: World, caller: Caller, view: View) -> View:
    """Refresh the entities that refer to one as it no longer is, and return its view, with nothing more to look for.

    If there are more than one tick refreshes, the view stays due. Safe at any time, in parallel and repeatedly. Raises
    Busy.
    """
    late = _late_referrers(world, view)
    cause = merge_copies.CAUSE if is_merged(view) else reverse_merge.CAUSE
    for ref in late.refs:
        refresh_as_now(RequestContext(world, caller), ref=ref, cause=cause)
    if late.remaining:
        return view
    done = replace(view, look_again=None)
    with suppress(Collision, Unsure):  # a writer was faster, or the answer was lost: the next tick looks again
        world.table.commit([Put(view_rows(done)[0], when=is_last(view))])
    return done


def _late_referrers(world: World, view: View) -> Redirected:
    """Find the entities that have no redirect from a merged entity, or still one from an entity that was given back."""
    late = {each.ref for each in _referrers(world, view.ref) if (view.ref in each.redirects) is not is_merged(view)}
    survivors, remaining = [life.into for life in view.lifecycles if life.into], False
    if survivors and not is_merged(view):
        redirected, remaining = find_redirected(world, view.ref, survivors[-1])
        late |= {*redirected}
    return Redirected(sorted(late)[:MAX_REFRESHED], remaining or len(late) > MAX_REFRESHED)


def _referrers(world: World, ref: str) -> list[View]:
    """Return the views of the live entities that name another. Those that do not show the value have no link."""
    links = world.table.query(None, keys.links(ref), consistent=True).rows
    facts = world.table.query(keys.BY_VALUE, keys.value_facts(ref)).rows
    named_in = {*(keys.parse_link(row.key).ref for row in links), *(read_fact_row(row).entity for row in facts)} - {ref}
    rows = world.table.get([keys.view_key(each) for each in sorted(named_in)], consistent=True)
    return [view for view in map(read_own_row, rows.values()) if view.lifecycle is None]

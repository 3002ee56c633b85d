"""Known facts: what a change has to know of the facts on record before it is staged."""

from dataclasses import replace

from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.restated_facts import restated_sources
from chalicelib.operations.transactions.staging.series_rows import SeriesSpan, load_neighbours
from chalicelib.operations.transactions.staging.staging import fact_id_of
from chalicelib.operations.world import World


def with_known_facts(world: World, change: Change, entity: Entity) -> Change:
    """Add what is on record: the contents of the entity, and the facts of series with their neighbours."""
    return _with_known_series(world, change, entity).with_contents(entity)


def sources_stated_again(change: Change, entity: Entity) -> set[str]:
    """Return the sources of facts on record that a change states again: what was copied from them may have changed."""
    on_record = {**entity.facts, **change.series}
    return set() if change.is_copy or not on_record else restated_sources(dict(change.named_drafts()), on_record)


def _with_known_series(world: World, change: Change, entity: Entity) -> Change:
    """Add the facts of series on record, and their neighbours, which are outside the entity's partition."""
    in_series = [draft for draft in change.drafts if draft.declared.series]
    spans = [SeriesSpan(fact_id_of(draft, change.ref), draft.content.valid) for draft in in_series]
    spans += [SeriesSpan(name, change.series[name].content.valid) for name in change.decisions if name in change.series]
    if not spans or entity.view is None:  # an entity that is being created has no series yet
        return change
    found = load_neighbours(world, spans)
    return replace(change, series={**change.series, **found})

"""Attempts: one attempt at a write plans its changes on the entities as they are, checks and stages them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.faults import Faults
from chalicelib.operations.entities.loading import Entity, must_be_live, must_match
from chalicelib.operations.transactions.checking.checks import (
    Clock,
    must_have_room,
    must_not_be_ahead,
)
from chalicelib.operations.transactions.checking.fact_checks import (
    check_confirmations,
    check_fixed_values,
    check_scales,
)
from chalicelib.operations.transactions.checking.replacement_checks import check_replacements, check_superseded
from chalicelib.operations.transactions.drafts import Drafts
from chalicelib.operations.transactions.references import look_up
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.staging.copies import Stamp
from chalicelib.operations.transactions.staging.known_facts import sources_stated_again, with_known_facts
from chalicelib.operations.transactions.staging.portions.selection import (
    NeedsWhole,
    portion_of,
    whole_entity,
    without_facts,
)
from chalicelib.operations.transactions.staging.staging import stage
from chalicelib.operations.world import RequestContext


@dataclass(frozen=True)
class Attempt:
    """One attempt at a write: the entities as they are in the table, the collector of faults, and the write's name.

    `may_be_ahead` allows entities that are ahead of the clock.
    """

    entities: Mapping[str, Entity]
    faults: Faults
    write: str
    may_be_ahead: bool = False


Plan = Callable[[Attempt], Sequence[Change]]


def live(attempt: Attempt, ref: str, *, if_match: Collection[int] | None = None) -> Entity:
    """Return an entity that must exist, not be retired or merged, and be at an expected revision."""
    entity = attempt.entities[ref]
    must_be_live(entity)
    must_match(entity, if_match)
    return entity


def stage_plan(context: RequestContext, plan: Plan, attempt: Attempt) -> list[Staged]:
    """Stage the changes of a plan, with what they need to know of their entities; if that is too little, with all."""
    planned = plan(attempt)
    try:
        return _stage_changes(context, planned, attempt, _known_entities(context, attempt.entities, planned))
    except NeedsWhole:
        return _stage_changes(context, planned, attempt, _whole_entities(attempt.entities))


def _stage_changes(
    context: RequestContext, planned: Sequence[Change], attempt: Attempt, entities: Mapping[str, Entity]
) -> list[Staged]:
    world = context.world
    changes = [with_known_facts(world, change, entities[change.ref]) for change in planned]
    for change in changes:
        stated = [draft for draft in change.drafts if draft.revises is None]
        check_fixed_values(entities[change.ref], stated, attempt.faults)
        if not change.is_copy:
            check_replacements(entities[change.ref], change.drafts, change.replacements, attempt.faults)
            check_confirmations(change.drafts, clock=world.now, faults=attempt.faults)
    drafts = {change.ref: Drafts(change.drafts, change.refs) for change in changes}
    restated = {source for change in changes for source in sources_stated_again(change, entities[change.ref])}
    references = look_up(world, entities, drafts=drafts, faults=attempt.faults, restated=restated)
    for change in (each for each in changes if not each.is_copy):
        check_scales([draft for draft in change.drafts if draft.revises is None], references, attempt.faults)
    check_superseded(world, entities, changes, references=references, faults=attempt.faults)
    attempt.faults.refuse()
    must_have_room((entities[change.ref], change) for change in changes)
    clock, by, receipt = Clock.of(world.now(), entities.values()), context.caller.key_id, context.digest
    stamps = {each.ref: Stamp(clock.instant_of(entities[each.ref]), by, attempt.write, receipt) for each in changes}
    staged = [stage(change, entities[change.ref], references, stamps[change.ref]) for change in changes]
    written = [entities[each.entity.ref].view for each in staged if each.record]
    must_not_be_ahead(filter(None, written), now=clock.now, may_be_ahead=attempt.may_be_ahead)
    return staged


def _known_entities(
    context: RequestContext, entities: Mapping[str, Entity], changes: Sequence[Change]
) -> dict[str, Entity]:
    """Read of large entities what the changes need to know; of those that do not change only the view is known."""
    if context.is_rehearsed:  # which looks for values that are out of line with others
        return _whole_entities(entities)
    changed = {each.ref: portion_of(entities[each.ref], each) for each in changes}
    return {ref: changed.get(ref) or without_facts(entity) for ref, entity in entities.items()}


def _whole_entities(entities: Mapping[str, Entity]) -> dict[str, Entity]:
    return {ref: whole_entity(entity) for ref, entity in entities.items()}

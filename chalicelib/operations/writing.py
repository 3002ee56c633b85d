"""Writing: read, plan, one transaction; again when another writer was there first, five times at most."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.errors import Busy, Faults, Stale, TooManyActions
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import plus_ms
from chalicelib.operations.entity import Entity, load_entity, must_be_live, recover_entity
from chalicelib.operations.lookup import look_up
from chalicelib.operations.staging import Change, Staged, Stamp, check_drafts, draft_ids, stage
from chalicelib.operations.world import Caller, World, Written
from chalicelib.store import keys
from chalicelib.store.items import read_fact_row
from chalicelib.store.revisions import read_revision
from chalicelib.store.rows import ABSENT, Action, Check
from chalicelib.store.table import Collision, Unsure

TRIES = 5
MAX_ACTIONS = 100
FIRST_PAUSE = 0.02  # seconds; doubled each try, with jitter


@dataclass(frozen=True)
class Attempt:
    """One try at a write: the entities as they lie in the table, where faults are noted, and the request's name."""

    entities: Mapping[str, Entity]
    faults: Faults
    write: str


@dataclass(frozen=True)
class Outcome:
    """An entity after a write and the facts of the request; `created` says whether anything new was recorded."""

    entity: Entity
    facts: Sequence[Fact] = field(default_factory=tuple)
    created: bool = False

    def written(self) -> Written:
        """Give what a caller gets to see of it."""
        view = self.entity.view
        return Written(self.entity.ref, self.entity.revision, self.created, view.shown() if view else {})


Plan = Callable[[Attempt], Sequence[Change]]
Load = Callable[[World, str], Entity]


def write(
    world: World,
    caller: Caller,
    *,
    refs: Sequence[str],
    plan: Plan,
    creates: bool = False,
    load: Load = load_entity,
) -> list[Outcome]:
    """Carry out a plan on some entities in one transaction and answer how they are then.

    The plan sees the entities, notes faults and says what it wants of each; it is asked again on every try. Raises
    what the plan raises, Invalid, TooManyActions, and Busy after five tries. Nothing is written in part, and what
    landed although its answer was lost is found again by the request's name.
    """
    name = world.token()
    tried: list[list[Staged]] = []
    for attempt in range(TRIES):
        fresh = creates and attempt == 0  # the first try to create reads nothing: the lock tells if it is taken
        entities = {ref: Entity(ref) if fresh else load(world, ref) for ref in refs}
        if landed := _landed(world, tried, name):
            return _outcomes(landed)
        staged = _stage_all(world, caller, plan, Attempt(entities, Faults(), name))
        commit = _commit_in_parts if load is recover_entity else _commit_whole
        if commit(world, _actions(staged, entities)):
            return _outcomes(staged)
        tried.append(staged)
        world.pause(_pause(attempt, name))
    if landed := _landed(world, tried, name):
        return _outcomes(landed)
    raise Busy("Other writers were faster five times in a row.")


def must_match(entity: Entity, if_match: int | None) -> None:
    """Refuse a write whose `If-Match` names another revision than the present one."""
    if if_match is not None and if_match != entity.revision:
        raise Stale(
            f"{entity.ref} is at revision {entity.revision}, not {if_match}: read it again.",
            context={"revision": entity.revision},
        )


def live(attempt: Attempt, ref: str, *, if_match: int | None = None) -> Entity:
    """Give an entity of the attempt that exists, is neither retired nor merged, and is at the expected revision."""
    entity = attempt.entities[ref]
    must_be_live(entity)
    must_match(entity, if_match)
    return entity


def _stage_all(world: World, caller: Caller, plan: Plan, attempt: Attempt) -> list[Staged]:
    changes = [_with_series(world, change) for change in plan(attempt)]
    for change in changes:
        check_drafts(attempt.entities[change.ref], change.drafts, attempt.faults)
    refs = {change.ref: change.refs for change in changes}
    drafts = {change.ref: change.drafts for change in changes}
    targets = look_up(world, refs, attempt.entities, drafts=drafts, faults=attempt.faults)
    attempt.faults.refuse()
    # An instant later than the last of each entity, whatever the clock says.
    last = [plus_ms(e.view.updated_at, 1) for e in attempt.entities.values() if e.view]
    stamp = Stamp(max([world.now(), *last]), caller.key_id, attempt.write)
    return [stage(change, attempt.entities[change.ref], targets, stamp) for change in changes]


def _with_series(world: World, change: Change) -> Change:
    """Add the facts of series that are on record already: they lie outside the entity's partition."""
    if not any(draft.declared.series for draft in change.drafts):
        return change
    ids = [name for name, draft in zip(draft_ids(change), change.drafts, strict=True) if draft.declared.series]
    rows = world.table.get([keys.series_fact_key(name) for name in dict.fromkeys(ids)], consistent=True)
    found = {fact.id: fact for fact in map(read_fact_row, rows.values())}
    return replace(change, series={**change.series, **found})


def _actions(staged: Sequence[Staged], entities: Mapping[str, Entity]) -> list[Action]:
    """Put together one transaction: it also depends on the entities that the plan saw and leaves as they are."""
    actions = [action for each in staged for action in each.actions]
    changed = {each.entity.ref for each in staged}
    locks = [keys.revision_key(ref, seen.revision + 1) for ref, seen in entities.items() if ref not in changed]
    return [*actions, *(Check(lock, ABSENT) for lock in locks)] if actions else []


def _commit_whole(world: World, actions: Sequence[Action]) -> bool:
    if len(actions) > MAX_ACTIONS:
        raise TooManyActions(
            f"This takes {len(actions)} actions in one transaction; {MAX_ACTIONS} are the most: send it in parts.",
            context={"actions": len(actions), "limit": MAX_ACTIONS},
        )
    return _committed(world, actions)


def _commit_in_parts(world: World, actions: Sequence[Action]) -> bool:
    """Commit what does not fit into one transaction ahead of it: of a refresh, rows that any refresh writes the same.

    Each part depends on the lock of the whole, so that rows of a view that is not the last one are never written.
    """
    lock, size = Check(actions[0].key, ABSENT), MAX_ACTIONS - 1
    ahead = [actions[start : start + size] for start in range(MAX_ACTIONS, len(actions), size)]
    return all(_committed(world, [lock, *part]) for part in ahead) and _committed(world, actions[:MAX_ACTIONS])


def _committed(world: World, actions: Sequence[Action]) -> bool:
    if not actions:
        return True
    try:
        world.table.commit(actions)
    except (Collision, Unsure):
        return False
    return True


def _landed(world: World, tried: Sequence[list[Staged]], name: str) -> list[Staged] | None:
    """Find the try whose answer was lost although it landed: its revisions carry the request's name."""
    locks = [[keys.revision_key(s.entity.ref, s.entity.revision) for s in each if s.actions] for each in tried]
    rows = world.table.get([key for each in locks for key in each], consistent=True) if tried else {}
    ours = {key for key, row in rows.items() if read_revision(row).write == name}
    return next((each for each, lock in zip(tried, locks, strict=True) if ours.intersection(lock)), None)


def _outcomes(staged: Sequence[Staged]) -> list[Outcome]:
    return [Outcome(each.entity, each.facts, created=bool(each.actions)) for each in staged]


def _pause(attempt: int, name: str) -> float:
    """Give the seconds to wait: doubling, times 0.5 to 1.5 by the request's own random name."""
    jitter = 0.5 + (sum(name.encode()) * (attempt + 7) % 97) / 97
    return FIRST_PAUSE * float(2**attempt) * jitter

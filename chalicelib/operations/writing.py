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
from chalicelib.store.rows import Action
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
    for attempt in range(TRIES):
        fresh = creates and attempt == 0  # the first try to create reads nothing: the lock tells if it is taken
        entities = {ref: Entity(ref) if fresh else load(world, ref) for ref in refs}
        if attempt and any(_landed(entity, name) for entity in entities.values()):
            return [Outcome(entity, _own(entity, name), created=True) for entity in entities.values()]
        staged = _stage_all(world, caller, plan, Attempt(entities, Faults(), name))
        actions = [action for each in staged for action in each.actions]
        actions = _ahead(world, actions) if load is recover_entity else actions
        if len(actions) > MAX_ACTIONS:
            raise TooManyActions(
                f"This takes {len(actions)} actions in one transaction; {MAX_ACTIONS} are the most: send it in parts.",
                context={"actions": len(actions), "limit": MAX_ACTIONS},
            )
        if _committed(world, actions):
            return [_outcome(each, name) for each in staged]
        world.pause(_pause(attempt, name))
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
    targets = look_up(world, refs, attempt.entities, faults=attempt.faults)
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


def _ahead(world: World, actions: list[Action]) -> list[Action]:
    """Write what does not fit into one transaction ahead of it: of a refresh, rows that any refresh writes the same."""
    for start in range(MAX_ACTIONS, len(actions), MAX_ACTIONS):
        world.table.commit(actions[start : start + MAX_ACTIONS])
    return actions[:MAX_ACTIONS]


def _committed(world: World, actions: Sequence[Action]) -> bool:
    if not actions:
        return True
    try:
        world.table.commit(actions)
    except (Collision, Unsure):
        return False
    return True


def _landed(entity: Entity, name: str) -> bool:
    lives = any(life.write == name for life in entity.lives)
    return lives or bool(_own(entity, name)) or any(_decided_by(fact, name) for fact in entity.facts.values())


def _own(entity: Entity, name: str) -> list[Fact]:
    return [fact for fact in entity.facts.values() if fact.write == name]


def _decided_by(fact: Fact, name: str) -> bool:
    return any(decision.write == name for decision in fact.decisions)


def _outcome(staged: Staged, name: str) -> Outcome:
    created = bool(staged.actions) or any(fact.write == name for fact in staged.facts)
    return Outcome(staged.entity, staged.facts, created)


def _pause(attempt: int, name: str) -> float:
    """Give the seconds to wait: doubling, times 0.5 to 1.5 by the request's own random name."""
    jitter = 0.5 + (sum(name.encode()) * (attempt + 7) % 97) / 97
    return FIRST_PAUSE * float(2**attempt) * jitter

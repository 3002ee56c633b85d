"""Erase the words of a fact, for people's rights: in every row, at every clock, for good."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.decisions import Decision
from chalicelib.domain.erasing import erase_words, erasure_of, words_of
from chalicelib.domain.erasure_errors import AlreadyErased
from chalicelib.domain.errors import Busy, NotFound
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Code, Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.reading.renewal import renewed_content
from chalicelib.operations.entities.fact_loading import address_of, find_fact, is_of_series, own_fact
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.checks import must_not_be_ahead
from chalicelib.operations.transactions.idempotency import stored_answer, unless_answered
from chalicelib.operations.transactions.series_rows import SeriesSpan, change_series, erase_sides, load_neighbours
from chalicelib.operations.transactions.staging import Change, Erasing
from chalicelib.operations.transactions.transaction import Attempt, must_match, run_transaction
from chalicelib.operations.transactions.write_result import are_replays
from chalicelib.operations.world import RequestContext, StoredAnswer, World
from chalicelib.operations.writes.erasing.overwriting import (
    Replays,
    historical_rows,
    holds_words,
    overwrite_historical,
    overwrite_receipts,
    overwrite_revisions,
    overwrite_series_conflicts,
)
from chalicelib.operations.writes.erasing.replaying import Replay, beginnings, replay
from chalicelib.operations.writes.erasing.touched_rows import touched_rows
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS, commit_in_slices
from chalicelib.store.records.entity_rows import fact_row, view_rows
from chalicelib.store.records.index_rows import dated_names, project
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rows import ABSENT, Action, Check, Delete, Key, Put
from chalicelib.store.table import Collision, Unsure

if TYPE_CHECKING:
    from chalicelib.operations.writes.erasing.answer_types import TouchedRowJson

CAUSE = "erased"
MAX_ATTEMPTS = 5
MAX_LISTED = 100  # other facts that hold the words
KEPT_FREE = 10  # actions of the transaction for the fact, the revision, the receipt and long properties


class ErasurePlan(NamedTuple):
    """The rows to overwrite before the fact is, and the erasure with what it leaves of the present rows."""

    before: Sequence[Action]
    erasing: Erasing
    present: Sequence[Action]
    words_keys: frozenset[Key]

    def rows(self) -> "list[TouchedRowJson]":
        """List every row that the erasure touches."""
        return touched_rows((*self.before, *self.present), self.words_keys)


class _OthersFaster(Exception):
    """The past could not be overwritten as it was read."""


def erase(
    context: RequestContext,
    *,
    fact_id: str,
    reason: str,
    dry_run: bool = False,
    if_match: Collection[int] | None = None,
) -> StoredAnswer:
    """Erase the words of a fact. Raises NotFound, AlreadyErased, Stale, AheadOfClock and Busy.

    First its past is overwritten: revisions, historical rows, receipts. Then one transaction overwrites the fact, the
    view and the rows that find the entity, and records the erasure. Until that one, nothing says that it was erased,
    and a repeated request finds what is left; after it, nothing is left.
    """
    if dry_run:
        return _erase_once(context, fact_id, reason, dry_run=True, if_match=if_match)

    def erase_until_done() -> StoredAnswer:
        for attempt in range(MAX_ATTEMPTS):
            try:
                return _erase_once(context, fact_id, reason, dry_run=False, if_match=if_match)
            except _OthersFaster:
                context.world.pause(0.02 * 2**attempt)
        raise Busy("Other writers were faster five times in a row, or the table did not answer. Send it again shortly.")

    try:
        answered = unless_answered(context.world, context.idempotency, erase_until_done)
    finally:  # also for who asks again after a crash between the two
        context.world.table.flush()
    fact = find_fact(context.world, fact_id, consistent=True)
    return replace(answered, body={**answered.body, "fact": fact.json_value()})


def _erase_once(
    context: RequestContext, fact_id: str, reason: str, *, dry_run: bool, if_match: Collection[int] | None
) -> StoredAnswer:
    world, address = context.world, address_of(fact_id)
    in_series = is_of_series(address)
    answer: dict[str, Any] = {}  # filled by the plan, before anything is committed

    def plan(attempt: Attempt) -> list[Change]:
        entity = _entity_to_erase(attempt, address.ref, fact_id, if_match=if_match)
        fact = find_fact(world, fact_id, consistent=True) if in_series else own_fact(entity, fact_id)
        _must_not_be_erased(fact)
        must_not_be_ahead([entity.view] if entity.view else [], now=world.now())
        made = _plan_in_series(world, entity, fact) if in_series else _plan_in_entity(world, entity, fact)
        answer.update(_answer(fact, entity, made, dry_run=dry_run))
        if not dry_run:
            _overwrite(world, entity, made.before)
        series = {fact_id: fact} if in_series else {}
        return [
            Change(
                address.ref,
                CAUSE,
                decisions={fact_id: _decision(entity, fact, reason)},
                series=series,
                erasing=made.erasing,
            )
        ]

    results = run_transaction(context, refs=[address.ref], plan=plan, dry_run=dry_run, answer=answer)
    if are_replays(results) and (before := stored_answer(world, context.idempotency)) is not None:
        return before
    return StoredAnswer(answer)


def _entity_to_erase(attempt: Attempt, ref: str, fact_id: str, *, if_match: Collection[int] | None) -> Entity:
    """Return the entity, which may be retired or merged: what it said can still be read at an earlier moment."""
    entity = attempt.entities[ref]
    if entity.view is None:
        raise NotFound(f"There is no fact {fact_id!r}.")
    must_match(entity, if_match)
    return entity


def _must_not_be_erased(fact: Fact) -> None:
    if (erasure := fact.erasure) is not None:
        raise AlreadyErased(
            f"{fact.id} was erased at {erasure.at}; there is nothing left to erase.",
            context={"fact": fact.id, "erasure": erasure.erasure_json()},
        )


def _decision(entity: Entity, fact: Fact, reason: str) -> Decision:
    """Return the erasure with the hash of the content as it would be recorded today: so it is known again."""
    declared = entity.declared(fact.content.property)
    return erasure_of(renewed_content(declared, fact.content) if declared else fact.content, reason)


def bare_fact(fact: Fact) -> Fact:
    """Return a fact without its words; the type of an event stays, for it decides which fields there are."""
    kind = KINDS[Ref.of(fact.entity).kind]
    return erase_words(fact, keeps_value=bool(kind.types) and fact.content.property == "type")


def _plan_in_entity(world: World, entity: Entity, fact: Fact) -> ErasurePlan:
    """Plan the erasure of a fact in its entity's partition: its past is made again without it."""
    assert entity.view is not None  # noqa: S101  for the type checker: the entity was found
    bare, words, revisions = bare_fact(fact), _texts_of(fact), _revisions_from(world, entity, fact.revision - 1)
    facts = {**entity.facts, fact.id: bare}
    current, was = project(entity.view), replay(entity, entity.facts.values(), revisions)
    stored = historical_rows(world, was, current.keys())
    begun = beginnings(entity, was.views[0], stored.values()) if was.views[0].revision > 1 else {}
    was = replay(entity, entity.facts.values(), revisions, begun=begun) if begun else was
    replays = Replays(was, replay(entity, facts.values(), revisions, begun=begun))
    before = [
        *overwrite_revisions(revisions, replays, facts=(fact.id,), words=words),
        *overwrite_historical(stored, replays, since=fact.recorded_at),
        *overwrite_receipts(world, revisions, ref=entity.ref, words=words),
    ]
    last = replays.bare.views[-1]
    bare_view = replace(
        entity.view,
        flat=last.flat,
        conflicts=last.conflicts,
        former_identifiers=last.former_identifiers,
        since=_since(entity, replays),
    )
    kept = project(bare_view)
    gone = [Delete(key) for key in current if key not in kept]
    changed = [Put(row) for key, row in kept.items() if current.get(key) != row]
    own = [Put(fact_row(bare, series=False))]
    is_tight = len(gone) + len(changed) > MAX_ACTIONS - KEPT_FREE - len(entity.view.wide)
    # Rows that do not fit into the transaction follow it: only those may that hold no words.
    deleted = frozenset(each.key for each in gone) if is_tight else frozenset[Key]()
    present = [*own, *_view_puts(entity), *([] if is_tight else gone), *changed]
    erasing = Erasing({fact.id: bare}, bare_view, deleted)
    return ErasurePlan([*before, *(gone if is_tight else [])], erasing, present, frozenset(replays.words_keys))


def _plan_in_series(world: World, entity: Entity, fact: Fact) -> ErasurePlan:
    """Plan the erasure of a fact of a series: no view shows it, but conflicts within the series do."""
    assert entity.view is not None  # noqa: S101  as above
    bare, words = bare_fact(fact), _texts_of(fact)
    revisions = _revisions_from(world, entity, fact.revision)
    near = load_neighbours(world, [SeriesSpan(fact.id, fact.content.valid)])
    nothing = Replays(Replay(()), Replay(()))
    before = [
        *overwrite_revisions(revisions, nothing, facts=(fact.id,), words=words),
        *overwrite_series_conflicts(world, near.values(), erased=(fact.id,)),
        *overwrite_receipts(world, revisions, ref=entity.ref, words=words),
    ]
    bare_conflicts = change_series(near, [bare], at=entity.view.updated_at)
    present = [Put(fact_row(bare, series=True)), *_view_puts(entity), *erase_sides(bare_conflicts.actions, (fact.id,))]
    return ErasurePlan(before, Erasing({fact.id: bare}, entity.view), present, frozenset())


def _texts_of(fact: Fact) -> set[str]:
    """Collect the texts to look for where they are not found by what the entity would be without them."""
    value = fact.value
    return words_of(fact) | ({value.code} if isinstance(value, Code) else set())


def _revisions_from(world: World, entity: Entity, first: int) -> list[Revision]:
    """Read the revisions of an entity from one on, up to the present one: one query."""
    pk, start = keys.entity(entity.ref), keys.revision_key(entity.ref, max(first, 0)).sk
    end = keys.revision_key(entity.ref, entity.revision).sk
    return [read_revision(row) for row in world.table.query(None, pk, start=start, end=end, consistent=True).rows]


def _since(entity: Entity, replays: Replays) -> dict[str, Instant]:
    """Return since when each row of the entity without the words is valid: as it is, or as it would have been."""
    assert entity.view is not None  # noqa: S101  as above
    stored, was, bare = entity.view.since, replays.was.views[-1].since, replays.bare.views[-1].since
    kept = project(entity.view).keys()
    found = {
        name: stored.get(name) if key in kept and was.get(name) == bare.get(name) else bare.get(name)
        for key, name in dated_names(replays.bare.rows[-1]).items()
    }
    return {name: since for name, since in found.items() if since is not None}


def _view_puts(entity: Entity) -> list[Action]:
    """Return the rows of the entity's view, to be listed."""
    view = entity.view
    rows = [] if view is None else view_rows(replace(view, wide=dict.fromkeys(view.wide, view.revision)))
    return [*map(Put, rows)]


def _overwrite(world: World, entity: Entity, actions: Sequence[Action]) -> None:
    """Overwrite the past, provided that nobody writes to the entity meanwhile. Raises _OthersFaster."""
    lock = Check(keys.revision_key(entity.ref, entity.revision + 1), ABSENT)
    try:
        commit_in_slices(world.table, actions, lock=lock)
    except (Collision, Unsure) as error:
        raise _OthersFaster from error


def _answer(fact: Fact, entity: Entity, made: ErasurePlan, *, dry_run: bool) -> dict[str, Any]:
    """Return the answer without the fact: how many rows of each sort were touched, and which, if that was asked."""
    rows = made.rows()
    counted = dict(Counter(row["row"] for row in rows))
    also = [each.id for each in _others_alike(fact, entity)]
    listed = {"rows": rows} if dry_run else {}
    return {"id": fact.id, "complete": not dry_run, "touched": counted, "also_held_by": also[:MAX_LISTED]} | listed


def _others_alike(fact: Fact, entity: Entity) -> Iterator[Fact]:
    """Yield the other facts of the entity that hold one of the words: their words stay on record."""
    words = words_of(fact)
    for each in entity.facts.values():
        if each.id != fact.id and holds_words([*words_of(each)], words):
            yield each

"""Checks of a write: the clock, the number of facts of an entity, and the size of a transaction."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from typing import NamedTuple

from chalicelib.domain.errors import AheadOfClock, Fault, TooManyActions, TooManyFacts
from chalicelib.domain.facts.fact_tokens import slot_part
from chalicelib.domain.faults import summed_up
from chalicelib.domain.instants import Instant, plus_ms, seconds_between
from chalicelib.operations.bounds import MAX_ENTITY_FACTS, MAX_SLOT_FACTS
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.staging.series_rows import day_of_action
from chalicelib.operations.transactions.staging.staging import draft_ids
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS, MAX_COMMIT_BYTES, MAX_ITEM_BYTES, sizes_of
from chalicelib.store.records.entity_rows import View, check_last, view_rows
from chalicelib.store.records.erasure_rows import erasure_key_of
from chalicelib.store.rows import ABSENT, Action, Check, Delete, Key, Put

MAX_SECONDS_AHEAD = 60  # by which an entity's last instant may be ahead of the writer's clock
MAX_UNNOTICED_SECONDS = 1  # clocks that are set by a time server differ by less
MAX_RETRY_AFTER = 60  # seconds, by the contract: an operator may have corrected it by then
AHEAD_METRIC = "AheadOfClock"
BYTES_KEPT_FREE = 2 * MAX_ITEM_BYTES  # for the receipt, and for the pending deletes of a view

_log = logging.getLogger("aifacts.clocks")


@dataclass(frozen=True)
class Clock:
    """The time of one write: `common` to its entities; one that is ahead of the clock gets its next instant."""

    now: Instant
    common: Instant

    @classmethod
    def of(cls, now: Instant, entities: Iterable[Entity]) -> "Clock":
        """Choose the instant of a write: later than the last instant of each entity that is not ahead."""
        written = [each.view.updated_at for each in entities if each.view is not None]
        last = max((each for each in written if not is_ahead(each, now)), default="")
        return cls(now, now if last < now else plus_ms(last, 1))

    def instant_of(self, entity: Entity) -> Instant:
        """Return the instant of this write for one entity."""
        view = entity.view
        return plus_ms(view.updated_at, 1) if view and is_ahead(view.updated_at, self.now) else self.common


def is_ahead(last: Instant, now: Instant) -> bool:
    """Return whether an entity's last instant is more than a minute ahead of the clock."""
    return last > now and seconds_between(now, last) > MAX_SECONDS_AHEAD


def is_accepted(view: View) -> bool:
    """Return whether an operator has accepted that the entity is ahead of the clock."""
    return view.ahead_until is not None and view.updated_at <= view.ahead_until


def must_not_be_ahead(views: Iterable[View], *, now: Instant, may_be_ahead: bool = False) -> None:
    """Log and count the views, of entities to be written, that are ahead of the clock. Raises AheadOfClock.

    `may_be_ahead` is for repairs, which write in any case.
    """
    for view in views:
        lead = seconds_between(now, view.updated_at) if view.updated_at > now else 0
        if lead <= MAX_UNNOTICED_SECONDS or is_accepted(view):
            continue
        _log.warning(
            "%s was last written at %s, %.0f s ahead of the clock.",
            view.ref,
            view.updated_at,
            lead,
            extra={"metrics": {AHEAD_METRIC: (1, "Count")}},
        )
        if lead > MAX_SECONDS_AHEAD and not may_be_ahead:
            raise _ahead_of_clock(view, now, lead)


def _ahead_of_clock(view: View, now: Instant, lead: float) -> AheadOfClock:
    wait = min(max(int(lead) - MAX_SECONDS_AHEAD + 1, 1), MAX_RETRY_AFTER)
    return AheadOfClock(
        f"{view.ref} was last written at {view.updated_at}, {lead:,.0f} s ahead of this service's clock ({now}). "
        "Nothing was written. Report to the operator that one of the two is wrong.",
        context={"ref": view.ref, "updated_at": view.updated_at, "retry_after": wait},
    )


class ExceededLimit(NamedTuple):
    """A limit that would be exceeded: the number of facts then, the maximum, and a fault for each fact beyond it."""

    facts: int
    limit: int
    faults: tuple[Fault, ...]


def must_have_room(changes: Iterable[tuple[Entity, Change]]) -> None:
    """Refuse changes that would leave an entity, or one of its slots, with more facts than it keeps.

    Only new facts can exceed a limit: facts on record can always be read and decided on. Facts of series
    have separate partitions and do not count. Raises TooManyFacts.
    """
    exceeded = [each for entity, change in changes for each in _exceeded_limits(entity, change)]
    if exceeded:
        by_pointer = {fault.pointer: fault for each in reversed(exceeded) for fault in each.faults}
        faults, context = tuple(by_pointer.values()), {"facts": exceeded[0].facts, "limit": exceeded[0].limit}
        raise TooManyFacts(summed_up([each.faults[0] for each in exceeded]), faults=faults, context=context)


def _exceeded_limits(entity: Entity, change: Change) -> Iterator[ExceededLimit]:
    if entity.number_of_facts + len(change.drafts) <= MAX_SLOT_FACTS:
        return
    drafts = zip(draft_ids(change), change.drafts, strict=True)
    new = {name: draft.at for name, draft in drafts if not draft.declared.series and name not in entity.facts}
    if new:
        yield from _exceeded(f"{entity.ref} keeps", list(new.values()), entity.number_of_facts, MAX_ENTITY_FACTS)
        in_slots = Counter(map(slot_part, entity.facts))
        for slot, pointers in _by_slot(new).items():
            keeps = f"The slot of `{slot.split('~')[2]}` keeps"
            yield from _exceeded(keeps, pointers, in_slots[slot], MAX_SLOT_FACTS)


def _by_slot(pointers: Mapping[str, str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, pointer in pointers.items():
        grouped.setdefault(slot_part(name), []).append(pointer)
    return grouped


def _exceeded(keeps: str, pointers: list[str], on_record: int, limit: int) -> Iterator[ExceededLimit]:
    facts = on_record + len(pointers)
    if facts > limit:
        detail = f"{keeps} at most {limit} facts, including retracted ones, and would have {facts}."
        beyond = pointers[max(limit - on_record, 0) :]
        yield ExceededLimit(facts, limit, tuple(Fault(pointer, "too_many_facts", detail) for pointer in beyond))


def locks_on_unchanged(staged: Sequence[Staged], entities: Mapping[str, Entity]) -> list[Action]:
    """Make the transaction depend also on the entities that the plan saw and does not change.

    If one is merged, or given back, it depends on the other as well, though nothing there may have to be changed. An
    entity that is new must not have been erased: nobody may bring it back under its old slug.
    """
    ends = any(each.entity.lifecycles != entities[each.entity.ref].lifecycles for each in staged)
    changed = {each.entity.ref for each in staged if each.record or not ends}
    seen = [entity for ref, entity in entities.items() if ref not in changed]
    new = [each.entity.ref for each in staged if each.record and each.entity.revision == 1]
    return [
        *(_check_unchanged(entity) for entity in seen),
        *(Check(erasure_key_of(ref), ABSENT) for ref in new),
    ]


def _check_unchanged(entity: Entity) -> Check:
    return Check(keys.revision_key(entity.ref, 1), ABSENT) if entity.view is None else check_last(entity.view)


def fit_into_transaction(staged: Sequence[Staged], *, locks: int, receipts: int) -> list[Staged]:
    """Leave out the rows that do not fit into one transaction; they follow it. The records of the changes must fit.

    Raises TooManyActions with the number of actions of each sort.
    """
    parts = _action_counts(staged, locks, receipts)
    needed = sum(parts.values())
    if needed > MAX_ACTIONS:
        context = {"actions": needed, "limit": MAX_ACTIONS, "parts": parts}
        raise TooManyActions(_too_many_actions(parts, needed), context=context)
    fitting, room = list[Staged](), MAX_ACTIONS - needed
    fixed = [action for each in staged for action in (*each.record, *each.view)]
    bytes_left = MAX_COMMIT_BYTES - BYTES_KEPT_FREE - sum(sizes_of(fixed))
    for each in staged:
        sizes = sizes_of(each.rows)
        fitting.append(_with_rows(each, min(room, _count_fitting(sizes, bytes_left))))
        room -= len(fitting[-1].rows)
        bytes_left -= sum(sizes[: len(fitting[-1].rows)])
    return fitting


def _count_fitting(sizes: Sequence[int], bytes_left: int) -> int:
    """Count the first rows that fit together."""
    return sum(1 for _ in takewhile(lambda size: size <= bytes_left, accumulate(sizes)))


def _action_counts(staged: Sequence[Staged], locks: int, receipts: int) -> dict[str, int]:
    """Count the actions by sort, without the sorts that have none."""
    changed = [each for each in staged if each.record]
    counts = {
        "facts": sum(len(each.record) - 1 for each in changed),
        "revisions": len(changed),
        "views": len(changed),
        "long_properties": sum(len(each.view) - 1 for each in changed),
        "entities_read": locks,
        "receipts": receipts,
    }
    return {name: count for name, count in counts.items() if count}


def _too_many_actions(parts: Mapping[str, int], needed: int) -> str:
    sorts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in parts.items())
    beyond = needed - MAX_ACTIONS
    return (
        f"This needs {needed} actions in one transaction ({sorts}); the maximum is {MAX_ACTIONS}. Take out at least "
        f"{beyond} {'values' if beyond > 1 else 'value'} and send the rest in another request."
    )


def _with_rows(staged: Staged, kept: int) -> Staged:
    """Keep the first rows; the view then records that rows are pending, and which are to be deleted."""
    view = staged.entity.view
    if len(staged.rows) <= kept or view is None:
        return staged
    deletes = dict.fromkeys(filter(None, map(_ended_row, staged.rows[kept:])))
    days = tuple(filter(None, map(day_of_action, staged.rows[kept:])))
    pending = replace(view, has_pending_rows=True, pending_deletes=tuple(deletes), pending_series=days)
    own = [Put(view_rows(pending)[0], when=staged.view[0].when), *staged.view[1:]]
    return replace(staged, entity=replace(staged.entity, view=pending), view=own, rows=staged.rows[:kept])


def _ended_row(action: Action) -> Key | None:
    """Return the key of the row that an action ends: it deletes the row, or keeps it as a historical one."""
    if isinstance(action, Delete):
        return action.key
    return keys.parse_historical(action.key)[0] if isinstance(action, Put) and "until" in action.row.body else None

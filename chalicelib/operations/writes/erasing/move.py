"""Move: puts the rest of an erased entity under its new ref, and deletes everything that was under the old one.

Every step can be repeated, and continues where the one before it stopped. The rows by which the entity was found go
first: they are made again from its facts, which still have their words then. The view and the last revision go last:
that revision keeps late writers out.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.decisions import Decision, DecisionType
from chalicelib.domain.erasing import erase_words
from chalicelib.domain.errors import Busy
from chalicelib.domain.evidence import ERASED_TEXT
from chalicelib.domain.facts import Fact
from chalicelib.kinds import KINDS
from chalicelib.operations.transactions.view_update import make_view
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.feed_pages import numbered_in, pages_of, renamed_page
from chalicelib.operations.writes.erasing.partition import Partition, read_partition, rows_ever
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import fact_row, read_fact_row, view_rows
from chalicelib.store.records.erasure_rows import Erasure
from chalicelib.store.records.lifecycle_rows import life_row, read_life
from chalicelib.store.records.renaming import Renaming
from chalicelib.store.records.revision_rows import Revision, read_revision, revision_row
from chalicelib.store.rows import PRESENT, Action, Delete, Equals, Put, Row
from chalicelib.store.table import Collision, Unsure

MAX_ATTEMPTS = 5
MAX_MOVED_REVISIONS = 45  # of one transaction: each needs two actions, and their feed page one


def move(world: World, renaming: Renaming, erasure: Erasure) -> None:
    """Move the rest of an erased entity to its new ref. Raises Busy if the feed is numbered faster than that."""
    for attempt in range(MAX_ATTEMPTS):
        try:
            _move(world, renaming, erasure)
        except (Collision, Unsure):  # the sequencer was faster, or the answer was lost: continue with the rest
            world.pause(0.02 * 2**attempt)
        else:
            return
    raise Busy(f"{renaming.old} is being numbered in the feed faster than it can be moved.")


def _move(world: World, renaming: Renaming, erasure: Erasure) -> None:
    partition = read_partition(world, renaming.old)
    if not partition.revisions:
        return
    commit_in_slices(world.table, [Delete(row.key) for row in rows_ever(world, partition)])
    commit_in_slices(world.table, _fact_moves(partition, renaming, erasure))
    *earlier, last = [row for row in partition.rows if row.key.sk.startswith("R#")]
    _move_revisions(world, earlier, renaming)
    _end_move(world, partition, last, renaming=renaming)


def _fact_moves(partition: Partition, renaming: Renaming, erasure: Erasure) -> list[Action]:
    """Move facts, without their words, and the decisions on the entity, without their reasons."""
    number = max(each.number for each in partition.revisions)
    erased = Decision(DecisionType.ERASED, erasure.reason, at=erasure.at, by=erasure.by, revision=number)
    actions: list[Action] = []
    for row in (*partition.rows, *partition.series_rows):
        if row.key.sk.startswith("F#") or row.key.pk.startswith("O#"):
            fact = _erased_fact(read_fact_row(renaming.row(row)), erased)
            actions += [Put(fact_row(fact, series=row.key.pk.startswith("O#"))), Delete(row.key)]
        elif row.key.sk.startswith("D#"):
            life = read_life(row)
            kept = life if life.is_erasure else replace(life, reason=ERASED_TEXT)
            actions += [Put(life_row(renaming.new, kept)), Delete(row.key)]
    return actions


def _erased_fact(fact: Fact, erased: Decision) -> Fact:
    """Return the rest of a fact; the type of an event stays, for its other facts depend on it."""
    is_type = fact.content.property == "type" and bool(KINDS[fact.entity.partition("/")[0]].types)
    bare = erase_words(fact, keeps_value=is_type)
    return replace(bare, publisher=None, decisions=(*bare.decisions, erased))


def _move_revisions(world: World, rows: Sequence[Row], renaming: Renaming) -> None:
    revisions = [read_revision(row) for row in rows]
    for page in pages_of(world, revisions).values():
        own = [row for row in rows if numbered_in(page, read_revision(row))]
        for start in range(0, len(own), MAX_MOVED_REVISIONS):
            part = own[start : start + MAX_MOVED_REVISIONS]
            world.table.commit([_page_action(world, page, part, renaming), *_revision_moves(part, renaming)])
    pending = [row for row, each in zip(rows, revisions, strict=True) if each.change is None]
    commit_in_slices(world.table, _revision_moves(pending, renaming))


def _page_action(world: World, page: Row, rows: Sequence[Row], renaming: Renaming) -> Action:
    """Rename the changes of these revisions in their feed page, as it is now."""
    now = world.table.get([page.key], consistent=True)[page.key]
    numbers = [number for row in rows if (number := read_revision(row).change) is not None]
    return Put(renamed_page(now, numbers, ref=renaming.new), when=PRESENT)


def _revision_moves(rows: Sequence[Row], renaming: Renaming) -> list[Action]:
    """Move revisions, each as it was read: one that gets its number in between is moved with that."""
    actions: list[Action] = []
    for row in rows:
        moved = revision_row(_without_words(read_revision(renaming.row(row))))
        actions += [Put(moved), *(Delete(row.key, when=Equals(*each)) for each in row.condition_attributes.items())]
    return actions


def _without_words(revision: Revision) -> Revision:
    """Return a revision that names the properties it changed, without their values and the reasons of decisions."""
    decided = tuple({**each, "reason": each["reason"] and ERASED_TEXT} for each in revision.decided)
    return replace(revision, decided=decided, changes=tuple({"property": c["property"]} for c in revision.changes))


def _end_move(world: World, partition: Partition, last: Row, *, renaming: Renaming) -> None:
    """Put the view under the new ref, and delete the old one with the last revision, in one transaction."""
    actions: list[Action] = [Delete(row.key) for row in partition.rows if row.key.sk.startswith("@")]
    stored, revision = partition.entity.view, read_revision(last)
    if stored is not None:
        entity = replace(read_partition(world, renaming.new).entity, view=replace(stored, ref=renaming.new, flat={}))
        made = make_view(entity, redirects={}, at=stored.updated_at, whole=True)
        view = replace(made, revision=revision.number, wide=dict.fromkeys(made.wide, revision.number))
        view = replace(view, since={}, redirect_changes=(), series_conflicts=0, ahead_until=None)
        actions += [Put(row) for row in view_rows(view)]
    pages = [_page_action(world, page, [last], renaming) for page in pages_of(world, [revision]).values()]
    world.table.commit([*pages, *_revision_moves([last], renaming), *actions])

"""Move: puts the rest of an erased entity under its new ref, and deletes everything that was under the old one.

Every step can be repeated, and continues where the one before it stopped. The rows by which the entity was found go
first: they are made again from its facts, which still have their words then. The view and the last revision go last:
that revision keeps late writers out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.errors import Busy
from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.erasing import erase_members, erase_words, words_of
from chalicelib.domain.facts.evidence import ERASED_TEXT
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds import KINDS
from chalicelib.operations.transactions.staging.view_update import make_view
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.feed_pages import numbered_in, pages_of, renamed_page
from chalicelib.operations.writes.erasing.overwriting import bare_adjusted, read_receipts
from chalicelib.operations.writes.erasing.partition import Partition, read_partition, rows_ever
from chalicelib.store import keys
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import fact_row, read_fact_row, view_rows
from chalicelib.store.records.erasure_rows import Erasure
from chalicelib.store.records.lifecycle_rows import life_row, read_life
from chalicelib.store.records.renaming import Renaming
from chalicelib.store.records.revision_rows import (
    DISPUTED,
    WRITE_ATTRIBUTE,
    Revision,
    linked_receipt,
    read_revision,
    receipt_row,
    revision_row,
)
from chalicelib.store.rows import PRESENT, Action, Delete, Equals, Put, Row
from chalicelib.store.table import Collision, Unsure

MAX_ATTEMPTS = 5
MAX_MOVED_REVISIONS = 45  # of one transaction: each needs two actions, and their feed page one


class MovedRevision(NamedTuple):
    """A revision as it is stored, and as it will be under the new ref."""

    row: Row
    revision: Revision


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
    commit_in_slices(world.table, [*_receipts_without(world, partition, renaming)])
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


def _receipts_without(world: World, partition: Partition, renaming: Renaming) -> Iterator[Action]:
    """Yield the receipts of requests about an entity, without their effects on it: one batch read.

    It comes before the facts lose their words, by which those are known that are reported with another entity.
    """
    words = {word for fact in partition.facts for word in words_of(fact)}
    for receipt in read_receipts(world, partition.receipts):
        done = {
            name: replace(each, adjusted=bare_adjusted(each, words), report=_without_hints(each.report, renaming))
            for name, each in receipt.done.items()
            if name != renaming.old
        }
        kept = replace(receipt, done=done)
        yield Put(renaming.row(receipt_row(kept)), when=Equals(WRITE_ATTRIBUTE, receipt.write))
    yield from (Delete(row.key) for row in partition.rows if linked_receipt(row) is not None)


def _without_hints(report: Mapping[str, Any], renaming: Renaming) -> Mapping[str, Any]:
    """Return what a receipt reports without the hints that name an erased entity."""
    if "hints" not in report:
        return report
    return {**report, "hints": [each for each in report["hints"] if renaming.text(str(each)) == str(each)]}


def _move_revisions(world: World, rows: Sequence[Row], renaming: Renaming) -> None:
    moves = [_moved_revision(row, renaming) for row in rows]
    for page in pages_of(world, [each.revision for each in moves]).values():
        own = [each for each in moves if numbered_in(page, each.revision)]
        for start in range(0, len(own), MAX_MOVED_REVISIONS):
            part = own[start : start + MAX_MOVED_REVISIONS]
            world.table.commit([_page_action(world, page, part), *_move_actions(part)])
    commit_in_slices(world.table, _move_actions([each for each in moves if each.revision.change is None]))


def _page_action(world: World, page: Row, moves: Sequence[MovedRevision]) -> Action:
    """Rename the changes of these revisions in their feed page, as it is now."""
    now = world.table.get([page.key], consistent=True)[page.key]
    return Put(renamed_page(now, [each.revision for each in moves]), when=PRESENT)


def _moved_revision(row: Row, renaming: Renaming) -> MovedRevision:
    """Return a revision that names the properties it changed, without their values and the reasons of decisions."""
    revision = read_revision(renaming.row(row))
    decided = tuple(map(_bare_decision, revision.decided))
    changes = tuple(
        each if each["property"] == DISPUTED else {"property": each["property"]} for each in revision.changes
    )
    return MovedRevision(row, replace(revision, decided=decided, changes=changes))


def _bare_decision(decided: Mapping[str, Any]) -> dict[str, Any]:
    evidence = {name: erase_members(decided[name]) for name in ("before", "after") if name in decided}
    return {**decided, **evidence, "reason": decided["reason"] and ERASED_TEXT}


def _move_actions(moves: Sequence[MovedRevision]) -> list[Action]:
    """Move revisions, each as it was read: one that gets its number in between is moved with that."""
    actions: list[Action] = []
    for row, revision in moves:
        unchanged = [Equals(*each) for each in row.condition_attributes.items()]
        actions += [Put(revision_row(revision)), *(Delete(row.key, when=each) for each in unchanged)]
    return actions


def _end_move(world: World, partition: Partition, last: Row, *, renaming: Renaming) -> None:
    """Put the view under the new ref, and delete the old one with the last revision, in one transaction."""
    actions: list[Action] = [Delete(row.key) for row in partition.rows if row.key.sk.startswith(keys.VIEW_ROWS)]
    new, stored = read_partition(world, renaming.new), partition.entity.view
    moved = _moved_revision(last, renaming)
    first = next((each.change for each in new.revisions if each.number == 1), None)
    moved = moved._replace(revision=replace(moved.revision, first_change=first))
    if stored is not None:
        entity = replace(new.entity, view=replace(stored, ref=renaming.new, flat={}))
        made = make_view(entity, redirects={}, at=stored.updated_at, whole=True)
        view = replace(made, revision=moved.revision.number, outline=None).rewritten()  # nobody writes to it any more
        view = replace(view, since={}, redirect_changes=(), series_conflicts=0, ahead_until=None)
        actions += [Put(row) for row in view_rows(view)]
    pages = [_page_action(world, page, [moved]) for page in pages_of(world, [moved.revision]).values()]
    world.table.commit([*pages, *_move_actions([moved]), *actions])

"""Overwriting: the rows outside of an entity's present that hold words to be erased, and what becomes of each.

They are its revisions, its historical rows, the receipts of its requests and the rows of conflicts within its series.
They are overwritten before the fact is, while its words are still at hand to find them: a request that stopped halfway
is repeated, finds the same rows and finishes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from chalicelib.domain.facts.decisions import DecisionType
from chalicelib.domain.facts.erasing import erase_members, erase_publisher
from chalicelib.domain.facts.evidence import ERASED_TEXT
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.operations.transactions.staging.series_rows import names_side, without_sides
from chalicelib.operations.transactions.staging.view_update import changes_between
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.replaying import Replay
from chalicelib.operations.writes.identifiers_elsewhere import is_about
from chalicelib.store import keys
from chalicelib.store.records.index.index_rows import dated_rows
from chalicelib.store.records.index.indexed_names import identity_of
from chalicelib.store.records.revision_rows import (
    CHANGE_ATTRIBUTE,
    DISPUTED,
    WRITE_ATTRIBUTE,
    Done,
    Receipt,
    Revision,
    read_receipt,
    receipt_row,
    revision_row,
)
from chalicelib.store.rows import Action, Delete, Equals, Key, Put, Row

MIN_FOUND_CHARS = 4  # of a text that is looked for inside of others: a shorter one is in everything


@dataclass(frozen=True)
class Traces:
    """The fact that is erased, and the words to look for.

    `published` are the other facts of a source that repeat its publisher, whose name is erased.
    """

    fact: Fact
    words: Collection[str]
    published: Collection[str] = ()

    def bare_evidence(self, entry: Mapping[str, Any], *names: str) -> dict[str, Any]:
        """Return an entry about a fact without the words in its evidence, which has these names there."""
        evidence = {name: entry[name] for name in names if entry.get(name)}
        if entry["fact"] == self.fact.id:
            return {**entry, **{name: erase_members(each) for name, each in evidence.items()}}
        if entry["fact"] in self.published:
            return {**entry, **{name: erase_publisher(each) for name, each in evidence.items()}}
        return {**entry}


@dataclass(frozen=True)
class Replays:
    """The past of an entity as it was, and as it would be if the words had never been there.

    `older_keys` are keys of rows in older layouts that words in a name or an identifier brought about.
    """

    was: Replay
    bare: Replay
    older_keys: frozenset[Key] = frozenset()

    @cached_property
    def words_keys(self) -> frozenset[Key]:
        """The keys that only the words brought about: their rows are deleted."""
        return frozenset(self.was.last_rows.keys() - self.bare.last_rows.keys()) | self.older_keys


def overwrite_revisions(revisions: Iterable[Revision], replays: Replays, traces: Traces) -> Iterator[Put]:
    """Yield each revision that holds words, without them: values in its changes, reasons and evidence of decisions."""
    for revision in revisions:
        changes = tuple(_bare_changes(revision, replays, traces.words))
        decided = tuple(_bare_decision(each, traces) for each in revision.decided)
        if (changes, decided) != (revision.changes, revision.decided):
            bare = replace(revision, changes=changes, decided=decided, rewritten=revision.rewritten + 1)
            # As it was read: the sequencer may number it at this moment.
            yield Put(revision_row(bare), when=Equals(CHANGE_ATTRIBUTE, revision.mark))


def _bare_changes(revision: Revision, replays: Replays, words: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the changes of a revision; one that the words are part of has the values that it would have without.

    Which properties were disputed stays: these are no words, and the feed has them.
    """
    was, bare = (_changes_of(each, revision.number) for each in (replays.was, replays.bare))
    for change in revision.changes:
        name = change["property"]
        if name == DISPUTED:
            yield change
            continue
        new = change if was.get(name) == bare.get(name) else bare.get(name, {"property": name})
        yield {"property": name} if holds_words(new, words) else new


def _changes_of(replayed: Replay, number: int) -> dict[str, Mapping[str, Any]]:
    view, before = replayed.view_of(number), replayed.view_of(number - 1)
    found = () if view is None else changes_between(before, view)
    return {change["property"]: change for change in found}


def _bare_decision(decided: Mapping[str, Any], traces: Traces) -> Mapping[str, Any]:
    """Return a decision without its reason, if it is one on the erased fact, and without words in its evidence."""
    own = decided["fact"] == traces.fact.id and decided["reason"] and decided["verdict"] != DecisionType.ERASED.value
    return traces.bare_evidence(decided, "before", "after") | ({"reason": ERASED_TEXT} if own else {})


def holds_words(value: Any, words: Collection[str]) -> bool:
    """Return whether a JSON value contains one of some texts: a long one anywhere, a short one as a whole text."""
    if isinstance(value, Mapping):
        return any(holds_words(each, words) for each in (*value, *value.values()))
    if isinstance(value, list | tuple):
        return any(holds_words(each, words) for each in value)
    return isinstance(value, str) and any(
        word == value or (len(word) >= MIN_FOUND_CHARS and word in value) for word in words
    )


def historical_rows(world: World, replays: Replays, current: Collection[Key]) -> dict[Key, Row]:
    """Read the historical rows that can hold the words: one query for each row that has ended."""
    ended = {key for rows in replays.was.rows for key in dated_rows(rows)}
    ended -= {*current} - {keys.parse_historical(key)[0] for key in replays.was.historical}
    found: dict[Key, Row] = {}
    for key in sorted(ended | replays.older_keys):
        pk, (start, end) = keys.historical_rows_of(key)
        found |= {row.key: row for row in world.table.query(None, pk, start=start, end=end, consistent=True).rows}
    return found


def overwrite_historical(stored: Mapping[Key, Row], replays: Replays, *, since: Instant) -> Iterator[Action]:
    """Yield what becomes of the historical rows on record, and those of the places where the entity would have been.

    Rows that ended by `since`, when the first of the words was recorded, hold none; but a word may have ended them.
    """
    was, bare = replays.was, replays.bare
    for key, row in stored.items():
        current = keys.current_key(key)
        is_undone = key in was.historical and key not in bare.historical
        if row.body["until"] <= since and not is_undone:
            continue
        if current in replays.words_keys or is_undone:
            yield Delete(key)
        elif (new := bare.historical.get(key) or _with_period(bare.last_rows[current], row)) != row:
            yield Put(new)
    known = stored.keys() | was.historical.keys()
    yield from (Put(row) for key, row in bare.historical.items() if key not in known)


def _with_period(row: Row, stored: Row) -> Row:
    """Return a historical row of the time that the one on record has, with other contents."""
    began, until = stored.body["since"], stored.body["until"]
    indexes = {index: keys.historical_key(key, began) for index, key in row.indexes.items()}
    return Row(stored.key, {**row.body, "since": began, "until": until}, indexes=indexes)


def overwrite_receipts(world: World, digests: Collection[str], traces: Traces) -> Iterator[Action]:
    """Yield receipts without the words that their answers report: one batch read.

    Texts and hints about several entities are reported with the first of them, so all are looked at.
    """
    for receipt in read_receipts(world, digests):
        done = {ref: _bare_done(each, traces) for ref, each in receipt.done.items()}
        if done != receipt.done:
            yield _put_receipt(replace(receipt, done=done))


def read_receipts(world: World, digests: Collection[str]) -> list[Receipt]:
    """Read receipts by their digests: one batch read, none if there are none."""
    wanted = {keys.idempotency_key(each): each for each in digests}
    rows = world.table.get(sorted(wanted), consistent=True) if wanted else {}
    return [read_receipt(row, digest=wanted[key]) for key, row in rows.items()]


def _put_receipt(receipt: Receipt) -> Put:
    return Put(receipt_row(receipt), when=Equals(WRITE_ATTRIBUTE, receipt.write))


def _bare_done(done: Done, traces: Traces) -> Done:
    report = dict(done.report)
    if "differences" in report:
        report["differences"] = [traces.bare_evidence(x, "evidence", "evidence_sent") for x in report["differences"]]
    if "hints" in report and (identity := identity_of(traces.fact)) is not None:
        report["hints"] = [each for each in report["hints"] if not is_about(each["detail"], identity)]
    return replace(done, adjusted=bare_adjusted(done, traces.words), report=report)


def bare_adjusted(done: Done, words: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """Return the texts that were kept otherwise than they were sent, without those that are erased."""
    return tuple(
        (at, ERASED_TEXT, ERASED_TEXT) if _reports(sent, words) or _reports(kept, words) else (at, sent, kept)
        for at, sent, kept in done.adjusted
    )


def _reports(text: str, words: Collection[str]) -> bool:
    """Return whether a text that an answer reports is one of the words, or the beginning of one."""
    return any(word.startswith(text.rstrip("…")) for word in words)


def overwrite_series_conflicts(world: World, near: Iterable[Fact], *, erased: Collection[str]) -> Iterator[Put]:
    """Yield the historical rows of conflicts within a series of which an erased fact is a side, without the sides.

    A conflict opens when one of its facts is recorded, so those of the facts `near` the erased ones are looked at: one
    query for each time at which one was recorded.
    """
    for ref, name, opened in sorted({(fact.entity, fact.content.property, fact.recorded_at) for fact in near}):
        begins = keys.conflict_key(ref.partition("/")[0], name, opened=opened, ref=ref, slot="")
        pk, (start, end) = keys.historical_partition(begins.pk), keys.prefix_range(begins.sk)
        for row in world.table.query(None, pk, start=start, end=end, consistent=True).rows:
            if names_side(row, erased):
                yield Put(without_sides(row))

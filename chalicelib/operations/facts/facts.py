"""Facts across entities, by entity, source, speaker or value, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.domain.errors import BadParameter, Fault, NotFound
from chalicelib.domain.evidence import Basis, Certainty
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.entities.erased import erased_entity, find_erasures
from chalicelib.operations.entities.loading import load_history, must_be_live
from chalicelib.operations.entities.seen_facts import is_seen_at
from chalicelib.operations.facts.facts_by_amount import FoundAmounts, page_by_amount, place_of
from chalicelib.operations.paging.merged_queries import Bound, MergedPage, Stream, newest_first, read_streams
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row, read_own_row
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson

MAX_SPEAKERS = 5  # one query each


class FactOrder(StrEnum):
    """The order of a list of facts."""

    NEWEST = "-recorded"
    SMALLEST = "value"
    LARGEST = "-value"


@dataclass(frozen=True)
class FactsQuery:
    """The facts to find. At least one of the first four is set; the others narrow. Of several values, any may match.

    `value` is the entity that a fact points at: its value, or else its first qualifier, such as the benchmark of a
    score. A speaker is a ref, or the name of somebody without an entity. Facts recorded from `recorded_from`
    (inclusive) until `recorded_before` (exclusive) match.
    """

    entity: Ref | None = None
    source: Ref | None = None
    value: Ref | None = None
    speakers: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    certainties: tuple[Certainty, ...] = ()
    recorded_from: Instant | None = None
    recorded_before: Instant | None = None
    moment: Moment = NOW
    order: FactOrder = FactOrder.NEWEST

    def fits(self, fact: Fact) -> bool:
        """Return whether a fact matches, independent of the key that found it."""
        evidence = fact.evidence
        return (
            self.entity in (None, Ref.of(fact.entity))
            and self.source in (None, Ref.of(evidence.source))
            and self.value in (None, fact.points_at)
            and (not self.speakers or _speaker_of(fact) in self.speakers)
            and (not self.properties or fact.content.property in self.properties)
            and (not self.bases or evidence.basis in self.bases)
            and (not self.certainties or evidence.certainty in self.certainties)
            and is_seen_at(fact, self.moment)
        )

    def refs(self) -> list[str]:
        """List the entities that the query names."""
        named = [ref for ref in (self.entity, self.source, self.value) if ref is not None]
        return list(dict.fromkeys([*map(str, named), *(name for name in self.speakers if parse_ref(name))]))


def facts(world: World, *, question: FactsQuery, limit: int, cursor: str | None = None) -> Listed:
    """Return a page of facts, newest first, retracted ones with their retraction: one call, one more for each speaker.

    The key is the entity, else the source, else the value, else the speakers. The other conditions filter a bounded
    number of rows, in two calls if few match. In the order of amounts, a page has the standing facts with an amount
    among the newest 500 rows; `meta.complete` says whether there are no more. If nothing is found, one more call checks
    that the entities exist. Raises BadParameter, BadCursor and NotFound; for a query by entity also Gone and Merged.
    """
    _check_question(question)
    streams = _choose_streams(question)

    def read(before: str | None, rows: int) -> MergedPage[Fact]:
        if streams is None:
            return _read_entity_facts(world, question, before)
        return _read_facts(read_streams(world, streams, before=before, limit=rows))

    text = f"facts {[str(getattr(question, each.name)) for each in fields(question)]}"
    if question.order is FactOrder.NEWEST:
        rows = _row_bound(question, streams, limit)
        show = partial(_show_fitting_fact, question=question)
        found = newest_first(world, question=text, cursor=cursor, limit=limit, rows=rows, read=read, show=show)
    else:
        among = _find_amounts(question, read(None, MAX_ROWS_READ // len(streams or (question,))))
        found = page_by_amount(world, among, question=text, limit=limit, cursor=cursor)
    if not found.items and cursor is None:
        _check_entities_exist(world, question)
    return found


def _find_amounts(question: FactsQuery, read: MergedPage[Fact]) -> FoundAmounts:
    """Return the standing facts that fit, to be put in the order of their amounts."""
    known_at = question.moment.known_at
    fitting = [
        fact for _, fact in read.found if fact.affirms and fact.standing(known_at).stands and question.fits(fact)
    ]
    shown = {place: fact.json_value(known_at=known_at) for fact in fitting if (place := place_of(fact)) is not None}
    is_descending = question.order is FactOrder.LARGEST
    return FoundAmounts(shown, read.read, is_complete=read.rest is None, is_descending=is_descending)


def _show_fitting_fact(fact: Fact, question: FactsQuery) -> "FactJson | None":
    return fact.json_value(known_at=question.moment.known_at) if question.fits(fact) else None


def _check_question(question: FactsQuery) -> None:
    """Refuse a query without a key, or with properties that no such entity has."""
    if not (question.entity or question.source or question.value or question.speakers):
        detail = "Send at least one of `entity`, `source`, `speaker` and `value`."
        raise BadParameter(detail, faults=(Fault("entity", "missing", detail),))
    if len(question.speakers) > MAX_SPEAKERS:
        raise _bad_value("speaker", f"{len(question.speakers)} speakers are too many: send at most {MAX_SPEAKERS}.")
    kinds = KINDS.values() if question.entity is None else (KINDS[question.entity.kind],)
    for name in question.properties:
        if unknown := unknown_in(kinds, name):
            raise _bad_value("property", unknown)
    if _is_about_series(question) and question.source is None:
        raise _bad_value(
            "property",
            f"`{question.properties[0]}` is a series, which has a separate order. Read the facts of the entity itself "
            "with this `property`, or add `source`.",
        )


def _bad_value(parameter: str, detail: str) -> BadParameter:
    return BadParameter(detail, faults=(Fault(parameter, "bad_value", detail),))


def _choose_streams(question: FactsQuery) -> list[Stream] | None:
    """Return the index ranges to read; None: the partition of the entity, with all facts except those of series."""
    of_series = question.entity is not None and bool(KINDS[question.entity.kind].series_properties)
    if question.entity is not None and not (of_series and question.source):
        return None
    if question.source is not None:
        by = [(keys.BY_SOURCE, keys.source_facts(question.source))]
    elif question.value is not None:
        by = [(keys.BY_VALUE, keys.value_facts(question.value))]
    else:
        by = [(keys.BY_SPEAKER, keys.speaker_facts(name)) for name in question.speakers]
    start, end = question.recorded_from, _last_sort_key(question)
    return [Stream(index, pk, start, end) for index, pk in by]


def _is_about_series(question: FactsQuery) -> bool:
    if question.entity is None:
        return False
    declared = [KINDS[question.entity.kind].property(name) for name in question.properties]
    return any(each is not None and each.series for each in declared)


def _last_sort_key(question: FactsQuery) -> str | None:
    known_at = question.moment.known_at
    ends = [question.recorded_before, None if known_at is None else keys.through(known_at)]
    return min((end for end in ends if end is not None), default=None)


def _row_bound(question: FactsQuery, streams: Sequence[Stream] | None, limit: int) -> Bound:
    """Return how many rows to read of each stream: one page if the keys select exactly, else more."""
    by_key = sum(bool(each) for each in (question.entity, question.source, question.value, question.speakers)) == 1
    narrowed = question.properties or question.bases or question.certainties
    clocks = question.moment.valid_at or question.moment.published_before
    if by_key and not narrowed and not clocks:
        return Bound(limit, limit)
    return Bound.narrowed(limit, streams=len(streams or (question,)))


def _read_facts(stretch: MergedPage[Row]) -> MergedPage[Fact]:
    return MergedPage([(sk, read_fact_row(row)) for sk, row in stretch.found], stretch.read, stretch.rest)


def _read_entity_facts(world: World, question: FactsQuery, before: str | None) -> MergedPage[Fact]:
    """Read all facts of the entity, in one query, and sort them as the indexes do."""
    entity = load_history(world, str(question.entity))
    must_be_live(entity, known_at=question.moment.known_at)
    first, last = question.recorded_from or "", _last_sort_key(question)
    placed = {keys.recorded(fact.recorded_at, fact.id): fact for fact in entity.facts.values()}
    asked = [sk for sk in placed if first <= sk and (last is None or sk <= last) and (before is None or sk < before)]
    return MergedPage([(sk, placed[sk]) for sk in sorted(asked, reverse=True)], len(placed))


def _check_entities_exist(world: World, question: FactsQuery) -> None:
    """Raise NotFound or ErasedEntity for entities not on record at `known_at`; ended ones keep their facts."""
    refs, known_at = question.refs(), question.moment.known_at
    rows = world.table.get([keys.view_key(ref) for ref in refs]) if refs else {}
    views = {view.ref: view for view in map(read_own_row, rows.values())}
    missing = [ref for ref in refs if ref not in views or (known_at is not None and views[ref].created_at > known_at)]
    if missing:
        for ref, erasure in find_erasures(world, map(str, missing)).items():
            raise erased_entity(ref, erasure)
        raise NotFound(f"There is no {' and no '.join(missing)}" + (f" known at {known_at}." if known_at else "."))


def _speaker_of(fact: Fact) -> str | None:
    speaker = fact.evidence.speaker
    return speaker if speaker is None or isinstance(speaker, str) else speaker.text

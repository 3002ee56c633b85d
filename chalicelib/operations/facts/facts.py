"""Facts across entities, by entity, source, speaker or value, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.entities.erased import erased_entity, find_erasures
from chalicelib.operations.entities.loading import load_history, must_be_live
from chalicelib.operations.entities.seen_facts import show_at
from chalicelib.operations.facts.entity_states import EntityStates
from chalicelib.operations.facts.facts_by_amount import FoundAmounts, page_by_amount, place_of
from chalicelib.operations.facts.facts_query import FactOrder, FactsQuery, check_question
from chalicelib.operations.facts.merged_names import Names, merged_names
from chalicelib.operations.paging.merged_queries import Bound, MergedPage, Stream, newest_first, read_streams
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


def facts(world: World, *, question: FactsQuery, limit: int, cursor: str | None = None) -> Listed:
    """Return a page of facts, newest first, retracted ones with their retraction.

    The key is the entity, else the source, else the value, else the speakers; each is one query. The other conditions
    filter a bounded number of rows, in two calls if few match. In the order of amounts, a page has the standing facts
    with an amount among the newest 500 rows; `meta.complete` says whether there are no more.

    Sources, values and speakers stand for what was merged into them: a query finds that, and one more reads each. A
    batch read of the entities of the page leaves out the facts of merged ones, which the survivor has as copies, and
    finds whether those that the query names exist, or are merged themselves: then their survivors are asked instead.
    Raises BadParameter, BadCursor and NotFound; for a query by entity also Gone and Merged.
    """
    check_question(question)
    text = f"facts {[str(getattr(question, each.name)) for each in fields(question)]}"
    while True:
        known_at, cited = question.moment.known_at, question.cited()
        states = EntityStates(world, known_at=known_at, batch=limit + len(cited))
        states.expect(cited)
        search = FactSearch(world, question, merged_names(world, cited, known_at=known_at), states)
        found = search.page(text, limit=limit, cursor=cursor)
        survivors = {ref: into for ref in cited if (into := states.of(ref).survivor)}
        if not survivors:
            break
        question = question.about(survivors)
    if not found.items and cursor is None:
        _check_entities_exist(world, question, states)
    return found


@dataclass(frozen=True)
class FactSearch:
    """A query for facts, the names of the entities that it asks for, and the states of those that it finds."""

    world: World
    question: FactsQuery
    names: Names
    states: EntityStates

    def page(self, text: str, *, limit: int, cursor: str | None) -> Listed:
        """Return a page; `text` identifies the request. Raises BadCursor, and for a query by entity Gone and Merged."""
        streams = _choose_streams(self.question, self.names)
        read = partial(self._read, streams)
        if self.question.order is FactOrder.NEWEST:
            rows = _row_bound(self.question, streams, limit)
            return newest_first(
                self.world,
                question=text,
                cursor=cursor,
                limit=limit,
                rows=rows,
                read=read,
                show=self._show,
                may_show=self._may_show,
            )
        among = self._find_amounts(read(None, MAX_ROWS_READ // len(streams or (text,))))
        return page_by_amount(self.world, among, question=text, limit=limit, cursor=cursor)

    def _read(self, streams: Sequence[Stream] | None, before: str | None, rows: int) -> MergedPage[Fact]:
        """Read facts, and keep those that fit."""
        if streams is None:
            found = _read_entity_facts(self.world, self.question, before)
        else:
            found = _read_facts(read_streams(self.world, streams, before=before, limit=rows))
        fitting = [(sk, fact) for sk, fact in found.found if self.question.fits(fact, self.names)]
        if streams is not None:
            self.states.expect(fact.entity for _, fact in fitting)
        return replace(found, found=fitting)

    def _show(self, fact: Fact) -> "FactJson | None":
        is_live = self.question.entity is not None or self.states.of(fact.entity).survivor is None
        return show_at(fact, self.question.moment) if is_live else None

    def _may_show(self, fact: Fact) -> bool:
        """Return whether a fact can be shown, by the states that are read."""
        return self.question.entity is not None or not self.states.is_merged(fact.entity)

    def _find_amounts(self, read: MergedPage[Fact]) -> FoundAmounts:
        """Return the standing facts that fit, to be put in the order of their amounts."""
        known_at = self.question.moment.known_at
        standing = [fact for _, fact in read.found if fact.affirms and fact.standing(known_at).stands]
        shown = {
            place: show_at(fact, self.question.moment) for fact in standing if (place := place_of(fact)) is not None
        }
        is_descending = self.question.order is FactOrder.LARGEST
        return FoundAmounts(shown, self.states, read.read, is_complete=read.rest is None, is_descending=is_descending)


def _choose_streams(question: FactsQuery, names: Names) -> list[Stream] | None:
    """Return the index ranges to read; None: the partition of the entity, with all facts except those of series."""
    of_series = question.entity is not None and bool(KINDS[question.entity.kind].series_properties)
    if question.entity is not None and not (of_series and question.source):
        return None
    if question.source is not None:
        by = [(keys.BY_SOURCE, keys.source_facts(name)) for name in names[str(question.source)]]
    elif question.value is not None:
        by = [(keys.BY_VALUE, keys.value_facts(name)) for name in names[str(question.value)]]
    else:
        speakers = dict.fromkeys(name for each in question.speakers for name in names.get(each, (each,)))
        by = [(keys.BY_SPEAKER, keys.speaker_facts(name)) for name in speakers]
    start, end = question.recorded_from, _last_sort_key(question)
    return [Stream(index, pk, start, end) for index, pk in by]


def _last_sort_key(question: FactsQuery) -> str | None:
    known_at = question.moment.known_at
    ends = [question.recorded_before, None if known_at is None else keys.through(known_at)]
    return min((end for end in ends if end is not None), default=None)


def _row_bound(question: FactsQuery, streams: Sequence[Stream] | None, limit: int) -> Bound:
    """Return how many rows to read of each stream: at first one page if the keys select exactly, else more."""
    by_key = sum(bool(each) for each in (question.entity, question.source, question.value, question.speakers)) == 1
    narrowed = question.properties or question.bases or question.certainties or question.standing
    clocks = question.moment.valid_at or question.moment.published_before
    bound = Bound.narrowed(limit, streams=len(streams or (question,)))
    return bound if narrowed or clocks or not by_key else replace(bound, first=min(limit, bound.most))


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


def _check_entities_exist(world: World, question: FactsQuery, states: EntityStates) -> None:
    """Raise NotFound or ErasedEntity for entities that did not exist at `known_at`; ended ones keep their facts."""
    entity, known_at = question.entity, question.moment.known_at
    refs = [*([] if entity is None else [str(entity)]), *question.cited()]
    missing = [ref for ref in refs if not states.of(ref).existed]
    if missing:
        for ref, erasure in find_erasures(world, map(str, missing)).items():
            raise erased_entity(ref, erasure)
        raise NotFound(f"There is no {' and no '.join(missing)}" + (f" known at {known_at}." if known_at else "."))

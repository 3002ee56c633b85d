"""The result of a write, and how to rebuild it at any later time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Adjustment, adjustments_json
from chalicelib.domain.hints import Hint
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.operations.entities.erased import refuse_erased
from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.entities.loading import Entity, load_entity
from chalicelib.operations.entities.resolved_entity import resolve_entity
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.world import World, Written
from chalicelib.operations.write_report import NOTHING_REPORTED, WriteReport
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.records.revision_rows import Done

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


class Notes(NamedTuple):
    """The adjusted texts by pointer and the hints, which the answer to a write has beside its result."""

    adjusted: Mapping[str, Adjustment] = MappingProxyType({})
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True)
class WriteResult:
    """An entity after a write, with the facts of the request.

    `created` says whether anything new was recorded. `is_replay` says whether an earlier request with the same key did
    it all. `adjusted` has the texts of the transaction that are kept otherwise than they were sent, by pointer, and
    `hints` what the writer should look at; of several entities the first has them.
    """

    entity: Entity
    facts: Sequence[Fact] = field(default_factory=tuple)
    created: bool = False
    is_replay: bool = False
    adjusted: Mapping[str, Adjustment] = field(default_factory=dict)
    report: WriteReport = NOTHING_REPORTED

    @property
    def at(self) -> Instant:
        """The instant of the revision that it shows; later changes are no part of it."""
        return self.entity.view.updated_at if self.entity.view else ""

    @property
    def done(self) -> Done:
        """Return what a receipt has to keep to rebuild the result."""
        ids = tuple(fact.id for fact in self.facts)
        return Done(
            self.entity.ref,
            self.entity.revision,
            self.at,
            self.created,
            ids,
            adjusted=self._reported(),
            report=self.report.json_value(),
        )

    def _reported(self) -> tuple[tuple[str, str, str], ...]:
        """Return the adjustments as the answer reports them."""
        return tuple((each["pointer"], each["sent"], each["kept"]) for each in adjustments_json(self.adjusted))

    def written(self) -> Written:
        """Return the part that the caller sees."""
        view = self.entity.view
        shown = within_bounds(view.shown()) if view else {}
        return Written(
            self.entity.ref,
            self.entity.revision,
            self.created,
            shown,
            self.is_replay,
            self.adjusted,
            fact_ids=self.done.facts,
            report=self.report,
        )

    def shown_facts(self) -> "list[FactJson]":
        """Return the facts of the request as they were then, each with what became of the evidence sent."""
        sent = {each.fact: each.evidence_sent for each in reversed(self.report.differences)}
        shown = [fact.json_value(known_at=self.at) for fact in self.facts]
        for fact in shown:
            if fact["id"] in self.report.revised:
                fact["evidence_revised"] = True
            if fact["id"] in sent:
                fact["evidence_differs"], fact["evidence_sent"] = True, sent[fact["id"]]
        return shown


def are_replays(results: Sequence[WriteResult]) -> bool:
    """Say whether earlier requests with the same key did all of this."""
    return bool(results) and all(each.is_replay for each in results)


def adjusted_in(results: Sequence[WriteResult]) -> dict[str, Adjustment]:
    """Return the texts of all results that are kept otherwise than they were sent, by pointer."""
    return {at: each for result in results for at, each in result.adjusted.items()}


def hints_in(results: Sequence[WriteResult]) -> tuple[Hint, ...]:
    """Return the hints of all results."""
    return tuple(hint for result in results for hint in result.report.hints)


def repeated_result(world: World, done: Done, *, is_replay: bool = True) -> WriteResult:
    """Rebuild an earlier result from the facts on record, regardless of later writes.

    It takes one query, and one more read if the request had facts of a series.
    """
    entity = load_entity(world, done.ref)
    if entity.view is None:
        refuse_erased(world, done.ref)
    moment = Moment(known_at=done.at)
    facts = entity.facts.values()
    resolved = resolve_entity(entity.kind, done.ref, facts, moment=moment, now=done.at)
    flat = render_view(resolved, entity.redirects_at(done.at))
    view = entity.view and replace(entity.view, flat=flat, revision=done.revision, updated_at=done.at)
    facts_then = _read_facts(world, entity, done.facts)
    adjusted = {at: Adjustment(sent, kept) for at, sent, kept in done.adjusted}
    report = WriteReport.read(done.report)
    return WriteResult(replace(entity, view=view), facts_then, done.created, is_replay, adjusted, report)


def _read_facts(world: World, entity: Entity, ids: Sequence[str]) -> list[Fact]:
    elsewhere = [keys.series_fact_key(name) for name in ids if name not in entity.facts]
    rows = world.table.get(elsewhere, consistent=True) if elsewhere else {}
    known = {**entity.facts, **{fact.id: fact for fact in map(read_fact_row, rows.values())}}
    return [known[name] for name in ids]

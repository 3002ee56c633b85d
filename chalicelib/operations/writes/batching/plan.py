"""The plan of a batch: turns the parts about each entity into one change of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.errors import Fault, Invalid, NotFound, Refusal
from chalicelib.domain.facts.decisions import Decision
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.operations.entities.erased import erased_entity
from chalicelib.operations.entities.fact_loading import address_of, find_fact, is_of_series, own_fact
from chalicelib.operations.entities.loading import Entity, must_be_live
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.drafts import DraftFact, Drafts, Reference
from chalicelib.operations.transactions.parsing.fiscal_periods import FISCAL_YEAR_END, FiscalYears
from chalicelib.operations.transactions.parsing.flat_body import event_type_name
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.world import World
from chalicelib.operations.writes.batching.parts import EntityPart, FactPart, IfExists, Part, RetractionPart
from chalicelib.operations.writes.create import draft_new, must_be_free
from chalicelib.operations.writes.deciding.retract import retraction_of
from chalicelib.operations.writes.patch import draft_added
from chalicelib.operations.writes.recording.record_body import draft_fact
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.erasure_rows import Erasure


@dataclass
class Planned:
    """The drafts of each part by its pointer, and the entities that are new, as the last attempt planned them."""

    drafts: dict[str, Sequence[DraftFact]] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)


def plan_parts(
    world: World, attempt: Attempt, parts: Sequence[Part], *, erased: Mapping[str, Erasure]
) -> tuple[list[Change], Planned]:
    """Return the changes of all entities, with the drafts of each part; those of erased entities are refused.

    Notes the faults of all parts; what a single request for a part would be refused for is a fault of it. Raises that
    refusal itself if it is the only one.
    """
    planned, refusals = Planned(), _Refusals(attempt.faults)
    grouped: dict[str, list[Part]] = {}
    for part in parts:
        with refusals.of(part.at):
            if part.ref in erased:
                raise erased_entity(part.ref, erased[part.ref])
            grouped.setdefault(part.ref, []).append(part)
    changes = [
        _EntityPlan(world, attempt.entities[ref], planned, refusals).change(group) for ref, group in grouped.items()
    ]
    refusals.note()
    return changes, planned


@dataclass
class _Refusals:
    """The refusals of parts for which a request with that part alone would be refused."""

    faults: Faults
    found: list[tuple[str, Refusal]] = field(default_factory=list)

    @contextmanager
    def of(self, at: str) -> Iterator[None]:
        """Note what refuses a part."""
        try:
            yield
        except Invalid:  # its faults are noted already, or are too many
            raise
        except Refusal as refusal:
            self.found.append((at, refusal))

    def note(self) -> None:
        """Raise the refusal if there is one and no fault; else note a fault for each."""
        faults = [Fault(at, refusal.code, refusal.detail) for at, refusal in self.found]
        if len(faults) == 1 and not self.faults:
            refusal = self.found[0][1]
            raise type(refusal)(refusal.detail, faults=tuple(faults), context=refusal.context)
        self.faults.take(faults)


@dataclass
class _EntityPlan:
    """Plans the change of one entity."""

    world: World
    entity: Entity
    planned: Planned
    refusals: _Refusals

    @property
    def faults(self) -> Faults:
        return self.refusals.faults

    def change(self, parts: Sequence[Part]) -> Change:
        """Return the change that its parts ask for together."""
        entity = self.entity
        change = Change(entity.ref, "recorded")
        typed, own = entity, [part for part in parts if isinstance(part, EntityPart)]
        for part in own:
            change = self._entity_change(part) or change
            typed = _typed(entity, part)
            self.planned.drafts[part.at] = change.drafts
        facts = [part for part in parts if isinstance(part, FactPart)]
        read = self._draft_facts(typed, facts, own) if entity.view or own else self._refuse_facts(facts)
        decided = self._decisions([part for part in parts if isinstance(part, RetractionPart)])
        cause = "retracted" if decided.decisions and not (own or facts) else change.cause
        return replace(
            change,
            cause=cause,
            drafts=[*change.drafts, *read.drafts],
            refs=[*change.refs, *read.refs, *decided.refs],
            replacements=[*change.replacements, *read.replacements],
            decisions=decided.decisions,
            series=decided.series,
        )

    def _entity_change(self, part: EntityPart) -> Change | None:
        """Return the change by the entity's own part; None if it is refused, or if the entity is to stay as it is."""
        entity, if_exists = self.entity, part.controls.if_exists
        with self.refusals.of(part.at):
            if entity.view is None or if_exists is IfExists.REFUSE:
                must_be_free(self.world, entity)
                self.planned.new.add(entity.ref)
                change = draft_new(part.kind, part.body, ref=entity.ref, at=part.at, faults=self.faults)
                return replace(change, allows_duplicate=part.controls.allow_duplicate)
            must_be_live(entity)
            if if_exists is not IfExists.USE:
                added = {name: each for name, each in part.body.items() if name != "slug"}
                return draft_added(entity, added, at=part.at, faults=self.faults)
        return None

    def _draft_facts(self, entity: Entity, facts: Sequence[FactPart], own: Sequence[EntityPart]) -> Drafts:
        found: list[Drafts] = []
        fiscal = _fiscal_years(self.entity, facts, own)
        for part in facts:
            with self.refusals.of(part.at):
                if self.entity.view is not None:
                    must_be_live(self.entity)
                read = draft_fact(entity, part.raw, at=part.at, fiscal=fiscal, faults=self.faults)
                self.planned.drafts[part.at] = read.drafts
                found.append(read)
        return Drafts.joined(found)

    def _refuse_facts(self, facts: Sequence[FactPart]) -> Drafts:
        for part in facts:
            detail = f"There is no {self.entity.ref}: create it first, or send it in `entities`."
            self.faults.add(f"{part.at}/entity", "no_such_entity", detail)
        return Drafts()

    def _decisions(self, parts: Sequence[RetractionPart]) -> "_Decided":
        decided = _Decided()
        for part in parts:
            with self.refusals.of(part.at):
                fact = self._fact(part)
                if fact.id in decided.decisions:
                    detail = f"{fact.id} is retracted by another part as well: send it once."
                    self.faults.add(f"{part.at}/fact", "same_fact_twice", detail)
                decided.decisions[fact.id] = retraction_of(fact, reason=part.sent.reason, source=part.sent.source)
                if part.sent.source is not None:
                    decided.refs.append(Reference(part.sent.source, f"{part.at}/source"))
                if is_of_series(address_of(fact.id)):
                    decided.series[fact.id] = fact
        return decided

    def _fact(self, part: RetractionPart) -> Fact:
        """Return the fact to retract. Raises NotFound, Gone and Merged."""
        if self.entity.view is None:
            raise NotFound(f"There is no fact {part.sent.fact!r}.")
        must_be_live(self.entity)
        if is_of_series(address_of(part.sent.fact)):
            return find_fact(self.world, part.sent.fact, consistent=True)
        return own_fact(self.entity, part.sent.fact)


@dataclass
class _Decided:
    """The decisions of the retractions of an entity, what they refer to, and their facts of series."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    refs: list[Reference] = field(default_factory=list)
    series: dict[str, Fact] = field(default_factory=dict)


def _typed(entity: Entity, part: EntityPart) -> Entity:
    """Return an entity that is new with the type of its part, whose fields its facts may have."""
    name = event_type_name(part.kind, part.body)
    if entity.view is not None or name is None:
        return entity
    return replace(entity, view=View(entity.ref, {"type": name}, 0, "", "", facts=0))


def _fiscal_years(entity: Entity, facts: Sequence[FactPart], own: Sequence[EntityPart]) -> FiscalYears:
    """Return what is known of an entity's fiscal year: by its parts, else by its facts on record."""
    sent: list[Any] = [part.raw.get("value") for part in facts if part.raw.get("property") == FISCAL_YEAR_END]
    sent += [part.body.get(FISCAL_YEAR_END) for part in own]
    return FiscalYears(entity.kind, [each for each in sent if each is not None], entity.facts_of)

"""Staged facts: what becomes of the facts of a change, new ones and those on record, before its entity is resolved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.checking.fact_checks import refuse_erased, refuse_retracted
from chalicelib.operations.transactions.drafts import DraftFact
from chalicelib.operations.transactions.references import References, fact_of
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.copies import Stamp, copied_again, signed_decision
from chalicelib.operations.transactions.staging.replacement_marks import with_marks
from chalicelib.operations.transactions.staging.restated_facts import Restatements
from chalicelib.operations.write_report import WriteReport


class StagedFacts(NamedTuple):
    """The facts of all drafts, the new ones among them, and those on record that change.

    `pointers` has those of the new ones by property, `values_at` those of their values by id.
    """

    answered: Sequence[Fact]
    new: Sequence[Fact]
    decided: Sequence[Fact]
    pointers: Mapping[str, Sequence[str]]
    values_at: Mapping[str, str]
    report: WriteReport

    @property
    def written(self) -> tuple[Fact, ...]:
        """The facts whose rows are written."""
        return (*self.new, *self.decided)


def stage_facts(change: Change, entity: Entity, references: References, stamp: Stamp) -> StagedFacts:
    """Work out what becomes of facts. Raises Erased and Retracted for drafts of facts that were erased or retracted."""
    change = change if change.contents is not None else change.with_contents(entity)
    drafted = _DraftedFacts(change, entity, references, stamp)
    for place, (name, draft) in enumerate(change.named_drafts()):
        drafted.take(name, draft, place=place)
    refuse_erased(drafted.erased)
    refuse_retracted(drafted.retracted)
    return drafted.with_decided(_decided_facts(change, entity, stamp))


@dataclass
class _DraftedFacts:
    """Takes the drafts of a change one by one: each is new, on record, or refused."""

    change: Change
    entity: Entity
    references: References
    stamp: Stamp
    answered: dict[str, Fact] = field(default_factory=dict)
    new: dict[str, Fact] = field(default_factory=dict)
    again: dict[str, Fact] = field(default_factory=dict)  # copies that a merge meets, of another or a reversed one
    retracted: dict[str, Fact] = field(default_factory=dict)
    erased: dict[str, Fact] = field(default_factory=dict)
    pointers: dict[str, list[str]] = field(default_factory=dict)
    values_at: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reason, number = self.change.revises, self.entity.revision + 1
        self.number = number
        self.known = {**self.entity.facts, **self.change.series}
        self.restated = Restatements(self.entity.ref, self.references, reason=reason, number=number, stamp=self.stamp)

    def take(self, name: str, draft: DraftFact, *, place: int) -> None:
        """Take a draft, whose fact has this id."""
        if name in self.known:
            self._state_again(self.known[name], draft)
            return
        self.pointers.setdefault(draft.declared.name, []).append(draft.at)
        self.values_at.setdefault(name, draft.value_at or draft.at)
        if name in self.new:
            self.restated.take(self.new[name], draft, is_new=True)
        else:
            self.new[name] = self.answered[name] = self._made(name, draft, place)

    def with_decided(self, decided: Sequence[Fact]) -> StagedFacts:
        """Return all facts with the marks of those that the change replaces, or no longer replaces."""
        revised = self.restated.revised
        changed = {fact.id: fact for fact in (*self.new.values(), *decided, *self.again.values(), *revised.values())}
        marked = with_marks(self.entity.kind, self.known, changed, number=self.number, stamp=self.stamp)
        new = {name: marked.pop(name) for name in self.new}
        return StagedFacts(
            [{**new, **marked}.get(name, fact) for name, fact in self.answered.items()],
            [*new.values()],
            [*marked.values()],
            self.pointers,
            self.values_at,
            WriteReport(tuple(new), tuple(revised), tuple(self.restated.differences)),
        )

    def _state_again(self, fact: Fact, draft: DraftFact) -> None:
        """Take a draft of a fact on record."""
        refuses = self.change.refuses_retracted
        if fact.erasure is not None:
            self.erased |= {draft.at: fact} if refuses else {}
        elif (copied := copied_again(fact, draft, self.number, self.stamp)) is not None:
            self.again[fact.id] = self.answered[fact.id] = copied
        elif fact.standing(None).stands:
            self.answered[fact.id] = fact if self.change.is_copy else self.restated.take(fact, draft)
        else:
            self.retracted |= {draft.at: fact} if refuses else {}

    def _made(self, name: str, draft: DraftFact, place: int) -> Fact:
        stamp = self.stamp
        return fact_of(
            draft,
            self.entity.ref,
            self.references,
            id=name,
            recorded_at=stamp.at,
            recorded_by=stamp.by,
            place=place,
            revision=self.number,
            decisions=(signed_decision(draft.ranked, self.number, stamp),) if draft.ranked else (),
            merged_from=(draft.merged_from,) if draft.merged_from else (),
        )


def _decided_facts(change: Change, entity: Entity, stamp: Stamp) -> list[Fact]:
    known = {**entity.facts, **change.series}
    signed = {
        name: signed_decision(decision, entity.revision + 1, stamp) for name, decision in change.decisions.items()
    }
    marked = {name: known[name].copied_from(refs, stamp.at) for name, refs in change.merged_from.items()}
    bare = change.erasing.facts if change.erasing else {}
    decided = {name: bare.get(name) or marked.get(name, known[name]) for name in signed}
    decided = {name: replace(fact, decisions=(*fact.decisions, signed[name])) for name, fact in decided.items()}
    return [*{**marked, **decided}.values()]

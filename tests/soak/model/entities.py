"""The part of an entity that the model keeps: its facts, what was done to it in order, and whether it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tests.soak.model.facts import Fact, Source
from tests.soak.model.properties import known
from tests.soak.model.values import day_identity, fold, identity


@dataclass
class Step:
    """A revision that an acknowledged write made: its cause, what it recorded, and the fact that it decided on."""

    cause: str
    recorded: frozenset[str] = frozenset()
    decided: str | None = None
    change: tuple[str, Any] | None = None  # what the decision says: the name of a list of the fact, and an entry
    merged: "Copied | None" = None  # what came from a loser
    parted: str | None = None  # the loser that left again


class Copied(NamedTuple):
    """The facts that a merge copied from a loser: each with its evidence and rank at that moment."""

    loser: str
    facts: tuple[tuple[Fact, Mapping[str, Any], str], ...]


@dataclass
class Entity:
    """An entity as the acknowledged writes made it; `copies` are the facts that merges brought."""

    ref: str
    facts: dict[str, Fact] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    copies: dict[str, Fact] = field(default_factory=dict)
    retired: bool = False
    merged_into: str | None = None
    erased: set[str] = field(default_factory=set)

    @property
    def is_live(self) -> bool:
        """Whether it can be read and written."""
        return not self.retired and self.merged_into is None

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.ref.partition("/")[0]

    def record(self, bodies: Mapping[str, Mapping[str, Any]], sources: Mapping[str, Source], *, at: str) -> None:
        """Record new facts: the bodies that were sent, by the ids that were answered."""
        for name, body in bodies.items():
            source = sources[body["evidence"]["source"]]
            fact = Fact(name, self.ref, body, source, root_of(source, sources), at, [(at, body["evidence"])])
            self.facts[name] = fact

    def decide(self, fact_id: str, change: tuple[str, Any], cause: str) -> None:
        """Note a decision on a fact, whose instant the history has."""
        self.steps.append(Step(cause, decided=fact_id, change=change))

    def settle(self, revisions: Sequence[Mapping[str, Any]]) -> None:
        """Give the decisions their instants, and the copies their ids: those of the revisions of the history."""
        for fact in self.facts.values():
            fact.ranks, fact.presence, fact.evidence = [], [], fact.evidence[:1]
        self.copies = {}
        for step, revision in zip(self.steps, revisions, strict=True):
            if step.decided and step.change:
                name, entry = step.change
                getattr(self.facts[step.decided], name).append((revision["at"], entry))
            if step.merged:
                self._copy(step.merged, revision)
            for fact in self.copies.values() if step.parted else ():
                if fact.copied_from == step.parted:
                    fact.presence.append((revision["at"], False))

    def _copy(self, copied: Copied, revision: Mapping[str, Any]) -> None:
        """Copy what a loser had; its name is one more name, under an id that only the service knows."""
        place, at = self.ref.replace("/", "~"), revision["at"]
        ids = {fact.id: f"{place}~{fact.id.split('~', 2)[2]}" for fact, _, _ in copied.facts if fact.about != "name"}
        (alias,) = {*revision["recorded"]} - {*ids.values()}
        for fact, evidence, rank in copied.facts:
            name = ids.get(fact.id, alias)
            replaces = [ids.get(each, each) for each in evidence.get("replaces", ())]
            body = {**fact.body, "property": name.split("~")[2]}
            ranks = [(at, rank)] if rank != "normal" else []
            copy = replace(fact, id=name, entity=self.ref, body=body, recorded_at=at, copied_from=copied.loser)
            copy.evidence, copy.ranks, copy.presence = [(at, {**evidence, "replaces": replaces})], ranks, []
            self.copies[name] = copy

    def latest(self, fact_id: str, name: str) -> Any:
        """Return the last decision of a sort on a fact; None if there is none."""
        changes = [step.change for step in self.steps if step.decided == fact_id and step.change]
        return next((entry for each, entry in reversed(changes) if each == name), None)

    def is_standing(self, fact_id: str) -> bool:
        """Return whether a fact is not retracted."""
        return self.latest(fact_id, "presence") is not False

    def status_at(self, known_at: str | None, instants: Sequence[str]) -> int:
        """Return the status of a read at an instant."""
        status = 404
        for step, at in zip(self.steps, instants, strict=True):
            if known_at is not None and at > known_at:
                break
            status = {"retired": 410, "merged": 200 if step.merged else 308}.get(step.cause, 200)
        return status

    @property
    def all_facts(self) -> list[Fact]:
        """Its own facts, and the copies."""
        return [*self.facts.values(), *self.copies.values()]

    @property
    def listed(self) -> dict[str, Fact]:
        """The facts that are listed: all but copies from losers that left again."""
        return self.facts | {name: fact for name, fact in self.copies.items() if not fact.presence}

    def content_keys(self) -> set[str]:
        """Return what each fact states, as the design names a fact."""
        return {content_key(fact.entity, fact.body) for fact in self.facts.values()}


def content_key(ref: str, body: Mapping[str, Any]) -> str:
    """Return the text that is the same for two facts that the design calls one."""
    sort, evidence = known(ref, body["property"]).sort, body["evidence"]
    certainty = evidence.get("certainty", "asserted")
    stance = certainty if certainty in ("denied", "left_open") else "affirmed"
    valid, period = body.get("valid"), body.get("period")
    parts = [
        body["property"],
        identity(body["value"], sort),
        sorted(body.get("qualifiers", {}).items()),
        fold((body.get("scope") or {"text": ""})["text"]),
        fold(body.get("condition") or ""),
        period and day_identity(period),
        valid and day_identity(valid),
        evidence["source"],
        evidence.get("speaker"),
        stance,
    ]
    return str(parts)


def root_of(source: Source, sources: Mapping[str, Source]) -> str:
    """Return the first document that a source derives from."""
    while source.derived_from:
        source = sources[source.derived_from]
    return source.ref

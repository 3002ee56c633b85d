"""A round: writers in parallel, a kill at a random moment, and a comparison of all that they wrote."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.soak.comparing import Ask, Difference, compare, pages
from tests.soak.model.entities import Entity, Step
from tests.soak.programs import PLURALS, SOURCES, Operation, Program
from tests.soak.serving import Client, Killer, Server, Unanswered

MOMENTS = 3  # clocks at which each entity is compared
SHARED_SHARE = 0.15  # of the operations are on the entity that all writers share


@dataclass
class Found:
    """The result of a round, or of all."""

    operations: int = 0
    checks: int = 0
    differences: int = 0
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    slowest: float = 0.0
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Add another one."""
        for name in ("operations", "checks", "differences", "kills", "lost", "doubled"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest = max(self.slowest, other.slowest)
        self.notes = [*self.notes, *other.notes][:50]

    def note(self, difference: str) -> None:
        """Note a difference."""
        self.differences += 1
        self.notes.append(difference)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.differences or self.lost or self.doubled)

    def line(self) -> str:
        """Return the one line that says all."""
        return (
            f"{self.operations:,} operations, {self.checks:,} checks, {self.differences:,} differences, "
            f"{self.kills:,} kills, {self.lost:,} lost, {self.doubled:,} doubled"
        )


class Shared:
    """An entity that all writers of a round share."""

    def __init__(self, ref: str) -> None:
        self.entity = Entity(ref)
        self._lock = threading.Lock()

    def operation(self, writer: int, number: int, rng: Random) -> Operation:
        """Return the recording of a fact that nobody else records."""
        evidence = {"source": rng.choice([*SOURCES]), "basis": "third_party_report"}
        text = f"Number {number} of writer {writer}"
        fact = {"entity": self.entity.ref, "property": "aliases", "value": text, "evidence": evidence}

        def apply(_status: int, answer: Any) -> None:
            (recorded,) = answer["facts"]
            with self._lock:
                self.entity.record({recorded["id"]: fact}, SOURCES, at=recorded["recorded_at"])
                self.entity.steps.append(Step("recorded", frozenset({recorded["id"]})))

        return Operation("share", "POST", "/v1/facts", {"facts": [fact]}, frozenset({201}), apply)

    def creation(self) -> Operation:
        """Return the creation of the entity."""
        evidence = {"source": "source/a", "basis": "self_reported"}
        kind, _, slug = self.entity.ref.partition("/")
        body = {"slug": slug, "name": slug, "evidence": evidence}

        def apply(_status: int, answer: Any) -> None:
            (made,) = answer["recorded"]
            said = {"property": "name", "value": slug, "evidence": evidence}
            self.entity.record({made: said}, SOURCES, at=answer["updated_at"])
            self.entity.steps.append(Step("created", frozenset({made})))

        return Operation("create", "POST", f"/v1/{PLURALS[kind]}", body, frozenset({201}), apply)

    def in_order(self, ask: Ask) -> Entity:
        """Return the entity with its steps in the order of its history: nobody else knows who came first."""
        kind, _, slug = self.entity.ref.partition("/")
        items = [*pages(ask, f"/v1/{PLURALS[kind]}/{slug}/history?limit=100")][::-1]
        place = {name: number for number, each in enumerate(items) for name in each["recorded"]}
        self.entity.steps.sort(key=lambda step: min(place.get(name, len(items)) for name in step.recorded))
        return self.entity


class Round:
    """A round of a soak: its programs depend on the seed and its number alone."""

    def __init__(self, seed: int, number: int, *, writers: int, operations: int) -> None:
        self._name = f"{seed}-{number}"
        self._rng = Random(self._name)
        self._operations = operations
        self.programs = [Program(Random(f"{self._name}-{each}"), f"r{self._name}-w{each}") for each in range(writers)]
        self._shared = Shared(f"company/r{self._name}-shared")
        self.found = Found()
        self._lock = threading.Lock()
        self._killing_at = self._rng.randrange(1, max(2, writers * operations * 3 // 4))
        self._killing = threading.Event()

    def run(self, servers: list[Server], *, kills: bool) -> Found:
        """Let the writers write, kill a server, and compare."""
        with closing(Client(servers[0].port)) as client:
            self._send(client, self._shared.creation(), key=f"{self._name}-shared")
        killer = Killer(servers[self._rng.randrange(len(servers))], self._killing)
        threads = [
            threading.Thread(target=self._write, args=(writer, servers[writer % len(servers)].port))
            for writer in range(len(self.programs))
        ]
        for thread in [*threads, *([killer] if kills else [])]:
            thread.start()
        for thread in threads:
            thread.join()
        self._killing.set()
        if kills:
            killer.join()
            self.found.kills += 1
        with closing(Client(servers[-1].port)) as client:
            self._compare(client.ask)
        return self.found

    def _write(self, writer: int, port: int) -> None:
        with closing(Client(port)) as client:
            self._write_all(client, writer)
        with self._lock:
            self.found.slowest = max(self.found.slowest, client.slowest)

    def _write_all(self, client: Client, writer: int) -> None:
        program, rng = self.programs[writer], Random(f"{self._name}-{writer}-shared")
        for number in range(self._operations):
            is_shared = rng.random() < SHARED_SHARE
            operation = self._shared.operation(writer, number, rng) if is_shared else program.next()
            if not self._send(client, operation, key=f"{self._name}-{writer}-{number}"):
                return  # the model no longer knows what is on record

    def _send(self, client: Client, operation: Operation, *, key: str) -> bool:
        what = f"{operation.name}: {operation.method} {operation.path} {operation.body}"
        try:
            status, answer = client.send(
                operation.method, operation.path, operation.body, headers=operation.headers, key=key
            )
        except Unanswered as problem:
            self.found.note(f"{what}: {problem}")
            return False
        with self._lock:
            self.found.operations += 1
            self.found.checks += 1
            if self.found.operations == self._killing_at:
                self._killing.set()
        if status not in operation.expected:
            self.found.note(f"{what} answered {status}: {str(answer)[:500]}")
            return False
        operation.apply(status, answer)
        return True

    @property
    def entities(self) -> list[Entity]:
        """All entities that the round made."""
        return [self._shared.entity, *(each for program in self.programs for each in program.entities.values())]

    def _compare(self, ask: Ask) -> None:
        for entity in self.entities:
            try:
                if entity is self._shared.entity:
                    self._shared.in_order(ask)
                self._count(entity, ask)
                self.found.checks += compare(entity, ask, rng=self._rng, moments=MOMENTS)
            except Difference as difference:
                self.found.note(str(difference))
            except Unanswered as problem:
                self.found.note(str(problem))

    def _count(self, entity: Entity, ask: Ask) -> None:
        """Count acknowledged revisions that are lost, and those that are there although nobody sent them."""
        kind, _, slug = entity.ref.partition("/")
        items = [*pages(ask, f"/v1/{PLURALS[kind]}/{slug}/history?limit=100")]
        there, sent = Counter(_names(items)), Counter(_names_sent(entity.steps))
        self.found.lost += (sent - there).total()
        self.found.doubled += (there - sent).total()
        self.found.checks += 1


def _names(items: Sequence[Any]) -> Iterator[str]:
    """Name the revisions of a history."""
    for each in items:
        if each["cause"] in ("recorded", "created"):
            yield from each["recorded"]
        elif each["cause"] in ("ranked", "retracted", "reinstated", "revised"):
            own = (decision for decision in each["decided"] if decision["verdict"] == each["cause"])  # not its marks
            yield from (f"{each['cause']} {decision['fact']}" for decision in own)
        else:
            yield each["cause"]


def _names_sent(steps: Sequence[Step]) -> Iterator[str]:
    """Name in the same way what was acknowledged."""
    for step in steps:
        if step.recorded:
            yield from step.recorded
        else:
            yield f"{step.cause} {step.decided}" if step.decided else step.cause

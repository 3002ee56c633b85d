"""Random programs: what a writer sends next, from a seed and from what was acknowledged so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Any, NamedTuple

from tests.soak.model.entities import Copied, Entity, Step, content_key
from tests.soak.model.facts import BASES, Source
from tests.soak.statements import random_statement, required

MAX_FACTS = 40  # of an entity
MAX_ENTITIES = 3  # of a writer at a time
PLURALS = {"company": "companies", "model": "models", "event": "events", "source": "sources"}
OUTLETS = ({"text": "Reuters"}, {"text": "Handelsblatt"}, None)

SOURCES = {
    each.ref: each
    for each in (
        Source("source/a", "2025-01-10", {"text": "Reuters"}),
        Source("source/b", "2025-01", {"text": "Handelsblatt"}),
        Source("source/c", "2025-01-28", {"text": "Reuters"}, derived_from="source/a"),
        Source("source/d", "2025-02-03", None, supersedes="source/b"),
        Source("source/e"),
        Source("source/f", "2024-12-30/2025-01-03", {"text": "The Information"}),
        Source("source/g", "2025-01-12~", {"text": "reuters"}, derived_from="source/f"),
        Source("source/h", "2025-01-11", {"text": "Le Monde"}),
    )
}


class Operation(NamedTuple):
    """A request, the statuses that the design allows, and what the model makes of the answer."""

    name: str
    method: str
    path: str
    body: Any
    expected: frozenset[int]
    apply: Callable[[int, Any], None]
    headers: Mapping[str, str] = {}


def setting_up() -> list[tuple[str, Any]]:
    """Return the requests that create the sources of all programs, in order."""
    found = []
    for each in SOURCES.values():
        said = {"published": each.published, "publisher": each.publisher}
        said |= {"derived_from": each.derived_from, "supersedes": each.supersedes}
        slug = each.ref.partition("/")[2]
        found.append(("/v1/sources", {"slug": slug, "title": slug, **{n: v for n, v in said.items() if v}}))
    return found


def _nothing(_status: int, _answer: Any) -> None:
    """Leave the model as it is."""


@dataclass
class Program:
    """The program of one writer, on entities that nobody else writes to."""

    rng: Random
    prefix: str
    entities: dict[str, Entity] = field(default_factory=dict)
    made: int = 0

    def next(self) -> Operation:
        """Return the next operation."""
        live = [each for each in self.entities.values() if each.is_live and each.facts]
        if len(live) < 2 or (len(self.entities) < MAX_ENTITIES and self.rng.random() < 0.1):
            return self._create()
        choices, weights = zip(*self._choices().items(), strict=True)
        for _ in range(20):
            make = self.rng.choices(choices, weights)[0]
            operation: Operation | None = make(self.rng.choice(live))
            if operation is not None:
                return operation
        return self._create()

    def _choices(self) -> dict[Callable[[Entity], Operation | None], int]:
        return {
            self._record: 40,
            self._patch: 8,
            self._again: 4,
            self._rehearse: 3,
            self._rank: 12,
            self._retract: 8,
            self._reinstate: 6,
            self._revise: 8,
            self._retire: 1,
            self._erase: 1,
            self._merge: 1,
            self._bring_back: 6,
            self._refused: 3,
        }

    # Facts

    def _create(self) -> Operation:
        kind = self.rng.choice(("company", "model", "event"))
        self.made += 1
        ref = f"{kind}/{self.prefix}-{self.made}"
        evidence = {"source": self.rng.choice([*SOURCES]), "basis": self.rng.choice(BASES[:4])}
        said = required(kind, ref)
        body = {"slug": ref.partition("/")[2], **said, "evidence": evidence}

        def apply(_status: int, answer: Any) -> None:
            entity = self.entities[ref] = Entity(ref)
            bodies = _bodies_by_id(answer["recorded"], said, evidence)
            entity.record(bodies, SOURCES, at=answer["updated_at"])
            entity.steps.append(Step("created", frozenset(bodies)))

        return Operation("create", "POST", f"/v1/{PLURALS[kind]}", body, frozenset({HTTPStatus.CREATED}), apply)

    def _new_fact(self, entity: Entity) -> dict[str, Any] | None:
        """Return a fact that differs from all on record in what it states."""
        statement = random_statement(self.rng, entity)
        fact = {"entity": entity.ref, **statement}
        return None if content_key(entity.ref, fact) in entity.content_keys() else fact

    def _record(self, entity: Entity) -> Operation | None:
        if len(entity.facts) >= MAX_FACTS:
            return None
        facts, keys = [], set[str]()
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            fact = self._new_fact(entity)
            if fact is not None and (key := content_key(entity.ref, fact)) not in keys:
                keys.add(key)
                facts.append(fact)
        return self._recording(entity, facts) if facts else None

    def _recording(self, entity: Entity, facts: list[dict[str, Any]]) -> Operation:
        def apply(_status: int, answer: Any) -> None:
            bodies = {each["id"]: sent for each, sent in zip(answer["facts"], facts, strict=True)}
            entity.record(bodies, SOURCES, at=answer["facts"][0]["recorded_at"])
            entity.steps.append(Step("recorded", frozenset(bodies)))

        return Operation("record", "POST", "/v1/facts", {"facts": facts}, frozenset({HTTPStatus.CREATED}), apply)

    def _patch(self, entity: Entity) -> Operation | None:
        fact = self._new_fact(entity)
        if fact is None or len(entity.facts) >= MAX_FACTS:
            return None
        outside = {"entity", "property", "qualifiers", "evidence"}
        entry = {**{name: each for name, each in fact.items() if name not in outside}, **fact.get("qualifiers", {})}
        name = fact["property"]
        many = entity.facts and name in ("aliases", "competes_with", "developer", "confirmed", "usage")
        body = {name: [entry] if many else entry, "evidence": fact["evidence"]}

        def apply(_status: int, answer: Any) -> None:
            (new,) = answer["recorded"]
            entity.record({new: fact}, SOURCES, at=answer["updated_at"])
            entity.steps.append(Step("recorded", frozenset({new})))

        path = _path(entity)
        return Operation("patch", "PATCH", path, body, frozenset({HTTPStatus.OK}), apply, {"If-Match": "*"})

    def _again(self, entity: Entity) -> Operation | None:
        """Send a fact again: a standing one is the same fact, a retracted one is refused."""
        fact = self._some_fact(entity)
        if fact is None or fact.erased or len(fact.evidence) > 1 or entity.latest(fact.id, "evidence") is not None:
            return None
        is_there = entity.is_standing(fact.id)
        expected = HTTPStatus.OK if is_there else HTTPStatus.CONFLICT
        body = {"facts": [fact.body]}
        return Operation("again", "POST", "/v1/facts", body, frozenset({expected}), _nothing)

    def _rehearse(self, entity: Entity) -> Operation | None:
        """Send a new fact as a dry run, which writes nothing."""
        fact = self._new_fact(entity)
        if fact is None:
            return None
        path, expected = "/v1/facts?dry_run=true", frozenset({HTTPStatus.OK})
        return Operation("rehearse", "POST", path, {"facts": [fact]}, expected, _nothing)

    def _some_fact(self, entity: Entity) -> Any:
        kept = ("name", "title", "type", "confirmed", "date")  # without one of these an entity cannot be
        decidable = [fact for fact in entity.facts.values() if fact.about not in kept and not fact.erased]
        return self.rng.choice(decidable) if decidable else None

    # Decisions on a fact

    def _decision(self, entity: Entity, fact_id: str, verb: str, body: Any, change: tuple[str, Any]) -> Operation:
        causes = {"rank": "ranked", "retraction": "retracted", "reinstatement": "reinstated", "evidence": "revised"}

        def apply(_status: int, _answer: Any) -> None:
            entity.decide(fact_id, change, causes[verb])

        path = f"/v1/facts/{fact_id}/{verb}"
        body = {**body, "reason": "It is so."}
        return Operation(verb, "POST", path, body, frozenset({HTTPStatus.OK}), apply, {"If-Match": "*"})

    def _rank(self, entity: Entity) -> Operation | None:
        fact = self._some_fact(entity)
        if fact is None or not entity.is_standing(fact.id):
            return None
        now = entity.latest(fact.id, "ranks") or "normal"
        rank = self.rng.choice([each for each in ("preferred", "normal", "deprecated") if each != now])
        return self._decision(entity, fact.id, "rank", {"rank": rank}, ("ranks", rank))

    def _retract(self, entity: Entity) -> Operation | None:
        fact = self._some_fact(entity)
        if fact is None or not entity.is_standing(fact.id):
            return None
        return self._decision(entity, fact.id, "retraction", {}, ("presence", False))

    def _reinstate(self, entity: Entity) -> Operation | None:
        gone = [name for name in entity.facts if not entity.is_standing(name) and not entity.facts[name].erased]
        if not gone:
            return None
        return self._decision(entity, self.rng.choice(gone), "reinstatement", {}, ("presence", True))

    def _revise(self, entity: Entity) -> Operation | None:
        fact = self._some_fact(entity)
        if fact is None or not entity.is_standing(fact.id):
            return None
        now = dict(entity.latest(fact.id, "evidence") or fact.body["evidence"])
        if now.get("certainty") in ("denied", "left_open"):
            return None
        name, choices = self.rng.choice(
            [("basis", BASES), ("certainty", ("asserted", "expected", "alleged", "rumoured"))]
        )
        new = self.rng.choice([each for each in choices if each != now.get(name, "asserted")])
        return self._decision(entity, fact.id, "evidence", {"evidence": {name: new}}, ("evidence", {**now, name: new}))

    def _erase(self, entity: Entity) -> Operation | None:
        fact = self._some_fact(entity)
        if fact is None:
            return None

        def apply(_status: int, _answer: Any) -> None:
            fact.erased = True
            entity.erased.add(fact.id)
            entity.steps.append(Step("erased"))

        path, body = f"/v1/facts/{fact.id}/erasure", {"reason": "Asked for."}
        return Operation("erase", "POST", path, body, frozenset({HTTPStatus.OK}), apply, {"If-Match": "*"})

    # Ends of entities, and back

    def _ending(self, entity: Entity, verb: str, body: Any, apply: Callable[[int, Any], None]) -> Operation:
        path = f"{_path(entity)}/{verb}"
        body = {**body, "reason": "It is so."}
        return Operation(verb, "POST", path, body, frozenset({HTTPStatus.OK}), apply, {"If-Match": "*"})

    def _retire(self, entity: Entity) -> Operation:
        def apply(_status: int, _answer: Any) -> None:
            entity.retired = True
            entity.steps.append(Step("retired"))

        return self._ending(entity, "retirement", {}, apply)

    def _merge(self, entity: Entity) -> Operation | None:
        others = [each for each in self.entities.values() if each.is_live and each.kind == entity.kind]
        others = [each for each in others if each is not entity]
        if not others or entity.kind == "event":
            return None
        survivor = self.rng.choice(others)
        both = (entity.ref, survivor.ref)
        if any(
            step.merged and both[0] in (each.ref, step.merged.loser)
            for each in self.entities.values()
            for step in each.steps
        ):
            return None
        if entity.erased or entity.content_keys() & survivor.content_keys():
            return None

        def apply(_status: int, _answer: Any) -> None:
            copied = tuple(
                (
                    fact,
                    entity.latest(name, "evidence") or fact.body["evidence"],
                    entity.latest(name, "ranks") or "normal",
                )
                for name, fact in entity.facts.items()
                if entity.is_standing(name)
            )
            entity.merged_into = survivor.ref
            entity.steps.append(Step("merged"))
            survivor.steps.append(Step("merged", merged=Copied(entity.ref, copied)))

        return self._ending(entity, "merge", {"into": survivor.ref}, apply)

    def _bring_back(self, _: Entity) -> Operation | None:
        over = [each for each in self.entities.values() if not each.is_live]
        if not over:
            return None
        entity = self.rng.choice(over)
        survivor = self.entities.get(entity.merged_into or "")
        if survivor and not survivor.is_live:
            return None

        def apply(_status: int, _answer: Any) -> None:
            entity.retired, entity.merged_into = False, None
            entity.steps.append(Step("merge_reversed" if survivor else "retirement_reversed"))
            if survivor:
                survivor.steps.append(Step("merge_reversed", parted=entity.ref))

        return self._ending(entity, "merge/reversal" if survivor else "retirement/reversal", {}, apply)

    # Refusals

    def _refused(self, entity: Entity) -> Operation | None:
        over = [each for each in self.entities.values() if not each.is_live]
        fact = self._some_fact(entity)
        choices: list[tuple[str, str, Any, int]] = [
            ("POST", f"/v1/{PLURALS[entity.kind]}", {"slug": entity.ref.partition("/")[2]}, 422),
            ("GET", f"/v1/{PLURALS[entity.kind]}/{self.prefix}-nobody", None, 404),
        ]
        choices += [("GET", _path(each), None, 308 if each.merged_into else 410) for each in over[:1]]
        if fact is not None and not entity.is_standing(fact.id):
            choices.append(("POST", f"/v1/facts/{fact.id}/retraction", {"reason": "Again."}, 409))
        method, path, body, status = self.rng.choice(choices)
        return Operation("refused", method, path, body, frozenset({status}), _nothing, {"If-Match": "*"})


def _path(entity: Entity) -> str:
    return f"/v1/{PLURALS[entity.kind]}/{entity.ref.partition('/')[2]}"


def _bodies_by_id(ids: list[str], said: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give each id the fact that it stands for: each property of the body has one value."""
    return {
        each: {"property": each.split("~")[2], "value": said[each.split("~")[2]], "evidence": evidence} for each in ids
    }

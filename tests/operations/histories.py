"""Random histories: facts of one property of any kind, recorded through the operations, and decisions on them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from hypothesis import strategies as st

from chalicelib.domain.errors import Refusal
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Value, ValueType
from chalicelib.kinds.declaration import Qualifier
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.record import record
from tests.conftest import Clock
from tests.domain.strategies import EVIDENCE as PURE_EVIDENCE
from tests.operations.builders import CALLER
from tests.operations.builders import EVIDENCE as REPORTED
from tests.operations.entities.test_nothing_unseen import (
    CONDITIONS,
    MISSING,
    PERIODS,
    PLACES,
    SCOPES,
    Place,
    values_of,
)

START = "2026-11-23T10:00:00.000Z"
SOURCES: Mapping[str, Mapping[str, Any]] = {
    "a": {"published": "2025-01-10", "publisher": {"text": "Reuters"}},
    "b": {"published": "2025-01", "publisher": {"text": "Handelsblatt"}},
    "c": {"published": "2025-01-28", "publisher": {"text": "Reuters"}, "derived_from": "source/a"},
    "d": {"published": "2026-11-24", "supersedes": "source/b"},
    "e": {},
}
EVIDENCE = sorted(
    {
        json.dumps({"source": f"source/{source}", **said, "speaker": None if said["speaker"] is None else "company/b"})
        for source in SOURCES
        for said in (
            {name: each.members()[name] for name in ("speaker", "basis", "certainty")} for each in PURE_EVIDENCE
        )
    }
)
VALID = [None, None, None, "2024-12", "2025-01-10", "2025-01/..", "../2025-01", "2026-11-24/..", "2026-11-25"]
ALLOWED = [place for place in PLACES if not place.declared.immutable]
_slugs = count()


class Sent(NamedTuple):
    """A fact as a client sends it; `replaces` is the place of another one among those sent."""

    body: Mapping[str, Any]
    replaces: int | None = None


class Decided(NamedTuple):
    """A decision on one of the facts sent."""

    place: int
    verdict: str


class History(NamedTuple):
    """The facts of one property, and decisions on them."""

    place: Place
    sent: Sequence[Sent]
    decided: Sequence[Decided]
    confirmed: str | None


def values_sent(place: Place) -> list[Any]:
    """List the values of a property that a client may send."""
    return [*_accepted(place.declared.type), *([] if place.declared.required else [each.json() for each in MISSING])]


def qualifier_values(qualifier: Qualifier) -> list[Any]:
    """List a few values of a qualifier that a client may send."""
    return _accepted(qualifier.type)[:3]


def _accepted(value_type: ValueType) -> list[Any]:
    return [each.json() for each in values_of(value_type) if _is_accepted(value_type, each)]


def _is_accepted(value_type: ValueType, value: Value) -> bool:
    faults = Faults()
    value_type.parse(value.json(), at="", faults=faults)
    return not faults


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw facts of one property of any kind, and decisions."""
    place = draw(st.sampled_from(ALLOWED))
    few = draw(st.lists(st.sampled_from(values_sent(place)), min_size=1, max_size=3))
    bodies = draw(st.lists(_bodies(place, few), min_size=2, max_size=5, unique_by=_content))
    sent = [Sent(body) for body in bodies]
    if draw(st.booleans()):
        sent[-1] = sent[-1]._replace(replaces=draw(st.integers(0, len(sent) - 2)))
    verdicts = st.sampled_from(["retracted", "reinstated", "preferred", "normal", "deprecated"])
    decisions = st.builds(Decided, st.integers(0, len(sent) - 1), verdicts)
    return History(
        place, sent, draw(st.lists(decisions, max_size=3)), draw(st.sampled_from([None, None, "2026-11-20"]))
    )


@st.composite
def _bodies(draw: st.DrawFn, place: Place, values: Sequence[Any]) -> dict[str, Any]:
    qualifiers = {
        each.name: draw(st.sampled_from(qualifier_values(each)))
        for each in place.declared.qualifiers
        if each.required or draw(st.booleans())
    }
    scope = draw(st.sampled_from(SCOPES))
    more = {
        "scope": scope and scope.json(),
        "period": draw(st.sampled_from(PERIODS)),
        "condition": draw(st.sampled_from(CONDITIONS)),
        "valid": draw(st.sampled_from(VALID)),
    }
    return {
        "property": place.declared.name,
        "value": draw(st.sampled_from(values)),
        "evidence": json.loads(draw(st.sampled_from(EVIDENCE))),
        **({"qualifiers": qualifiers} if qualifiers else {}),
        **{name: each for name, each in more.items() if each is not None},
    }


def _content(body: Mapping[str, Any]) -> str:
    """Write what a fact states, so that two that state the same are one, as they are on record."""
    evidence = body["evidence"]
    certainty = Certainty(evidence["certainty"])
    stated = {"source": evidence["source"], "speaker": evidence["speaker"], "stance": certainty.stance}
    return json.dumps({**body, "evidence": stated}, sort_keys=True).replace('"5.0"', '"5"')


class Stage(NamedTuple):
    """A world with what the facts name, in which each history has its own entity."""

    world: World
    clock: Clock

    def entity(self, place: Place) -> str:
        """Create an entity as of the start."""
        self.clock.set(START)
        kind = place.kind
        body: dict[str, Any] = {"slug": f"it-{next(_slugs)}", kind.label: "It", "evidence": REPORTED}
        if place.type_name is not None:
            body |= {"type": place.type_name, "date": "2025-01-26"}
        return create(RequestContext(self.world, CALLER), kind=kind, body=body).ref

    def send(self, entity: str, sent: Sent, ids: Sequence[str | None]) -> str | None:
        """Record a fact and give its id; None if it is refused."""
        body = {"entity": entity, **sent.body}
        replaced = None if sent.replaces is None else ids[sent.replaces]
        if replaced is not None:
            body["evidence"] = {**body["evidence"], "replaces": [replaced]}
        try:
            return str(record(RequestContext(self.world, CALLER), facts=[body]).facts[0]["id"])
        except Refusal:
            return None

    def decide(self, decided: Decided, ids: Sequence[str | None]) -> None:
        """Decide on a fact; what the state of the fact forbids is left out."""
        fact_id, context = ids[decided.place], RequestContext(self.world, CALLER)
        if fact_id is None:
            return
        try:
            match decided.verdict:
                case "retracted":
                    retract(context, fact_id=fact_id, reason="Misread.")
                case "reinstated":
                    reinstate(context, fact_id=fact_id, reason="It was right.")
                case _:
                    rank(context, fact_id=fact_id, rank=decided.verdict, reason="So.")
        except Refusal:
            return

    def confirm(self, entity: str, day: str) -> None:
        """Record that a source said again all that it had said."""
        body = {"entity": entity, "property": "confirmed", "value": day}
        evidence = {"source": "source/a", "basis": "third_party_report"}
        record(RequestContext(self.world, CALLER), facts=[{**body, "evidence": evidence}])

    def play(self, entity: str, history: History, order: Sequence[int]) -> Iterator[None]:
        """Record the facts in an order, the one that replaces another last, then decide; wait a day after each."""
        ids: list[str | None] = [None] * len(history.sent)
        for at in sorted(order, key=lambda each: history.sent[each].replaces is not None):
            ids[at] = self.send(entity, history.sent[at], ids)
            yield
            self.clock.advance(days=1)
        if history.confirmed is not None:
            self.confirm(entity, history.confirmed)
            yield
            self.clock.advance(days=1)
        for decided in history.decided:
            self.decide(decided, ids)
            yield
            self.clock.advance(days=1)

"""Builders: facts, evidence and values with plain words, and a slot read at a moment."""

from typing import Any

from chalicelib.domain.facts.contents import Content, fact_id
from chalicelib.domain.facts.decisions import Decision, DecisionType, Rank
from chalicelib.domain.facts.evidence import Basis, Certainty, Evidence, Somebody
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import Reading, resolve
from chalicelib.domain.resolving.rules import LASTING, SlotRules
from chalicelib.domain.values import Quantity, Text, Value, When

RECORDED = "2026-11-23T10:00:00.000Z"
NOW = "2026-11-30T10:00:00.000Z"
FIXED = SlotRules(lasting=False)


def usd(amount: str, bound: str | None = None) -> Quantity:
    """Make an amount of dollars."""
    return Quantity(amount, "USD", bound)


def somebody(text: str) -> Somebody:
    """Make a speaker who is no entity."""
    return Somebody(text)


FIVE = usd("5")


def an_evidence(
    source: str = "source/the-register",
    *,
    speaker: str | Somebody | None = None,
    via: str | None = None,
    basis: str = "third_party_report",
    certainty: str = "asserted",
    quote: str | None = None,
    as_stated: str | None = None,
    replaces: tuple[str, ...] = (),
) -> Evidence:
    """Make evidence: a third party's plain report."""
    return Evidence(
        source=source,
        speaker=speaker,
        via=via,
        basis=Basis(basis),
        certainty=Certainty(certainty),
        quote=quote,
        as_stated=as_stated,
        replaces=replaces,
    )


def a_content(
    value: Value = FIVE,
    *,
    property_name: str = "amount",
    qualifiers: dict[str, Value] | None = None,
    scope: Value | None = None,
    period: str | None = None,
    condition: str | None = None,
    valid: str | None = None,
    **evidence: Any,
) -> Content:
    """Make what a writer sends for one fact; other keywords are the evidence's."""
    return Content(
        property=property_name,
        value=value,
        evidence=an_evidence(**evidence),
        qualifiers=qualifiers or {},
        scope=scope,
        period=period,
        condition=condition,
        valid=None if valid is None else When(valid),
    )


def a_fact(
    value: Value = FIVE,
    *,
    name: str | None = None,
    entity: str = "model/gpt-4",
    recorded_at: Instant = RECORDED,
    published: str | None = None,
    publisher: str | None = None,
    root: str = "",
    rank: str | None = None,
    decisions: tuple[Decision, ...] = (),
    supersedes: tuple[str, ...] = (),
    **content: Any,
) -> Fact:
    """Make a recorded fact; `name` is its id, `rank` one given as it was recorded; other keywords are the content's."""
    made = a_content(value, **content)
    ranked = () if rank is None else (a_ranking(rank, at=recorded_at),)
    return Fact(
        id=name or fact_id(entity, made, slot=made.slot(many=False, comparable=made.qualifiers)),
        entity=entity,
        content=made,
        recorded_at=recorded_at,
        recorded_by="key_tests",
        published=None if published is None else When(published),
        publisher=None if publisher is None else Text(publisher),
        root=root or made.evidence.source,
        decisions=(*ranked, *decisions),
        supersedes=supersedes,
    )


def a_ranking(rank: str, *, at: Instant, reason: str = "the figure of the filing") -> Decision:
    """Make a change of rank."""
    return Decision(DecisionType.RANKED, reason, rank=Rank(rank), at=at, by="key_editor")


def a_retraction(*, at: Instant, reason: str = "misread", source: str | None = None) -> Decision:
    """Make a retraction."""
    return Decision(DecisionType.RETRACTED, reason, source=source, at=at, by="key_editor")


def a_reinstatement(*, at: Instant, reason: str = "read rightly after all") -> Decision:
    """Make a reinstatement."""
    return Decision(DecisionType.REINSTATED, reason, at=at, by="key_editor")


def lasting(
    *facts: Fact,
    valid_at: Instant | None = None,
    known_at: Instant | None = None,
    published_before: Instant | None = None,
) -> Reading:
    """Read the slot of a lasting property."""
    return resolve(facts, LASTING, moment=Moment(valid_at, known_at, published_before), now=NOW)


def fixed(
    *facts: Fact,
    valid_at: Instant | None = None,
    known_at: Instant | None = None,
    published_before: Instant | None = None,
) -> Reading:
    """Read the slot of a fixed property."""
    return resolve(facts, FIXED, moment=Moment(valid_at, known_at, published_before), now=NOW)


def shown(reading: Reading) -> Value | None:
    """Give the value that a reading shows."""
    return None if reading.chosen is None else reading.chosen.value


def rejections(reading: Reading) -> dict[str, str]:
    """Give the reasons of a reading by fact."""
    return {each.fact: each.reason for each in reading.rejected}


def sides(reading: Reading) -> set[frozenset[str]]:
    """Give the sides of a reading's conflict, each as the ids of its facts; no conflict has none."""
    return set() if reading.conflict is None else {frozenset(side.facts) for side in reading.conflict.sides}

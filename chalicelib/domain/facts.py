"""Facts: one value of one property of one entity from one source; immutable, with dated decisions on top."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.evidence import Evidence
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Missing, Ref, Value, When

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson, RetractionJson


class Rank(StrEnum):
    """What the editors make of a fact; anything but normal has a reason."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class DecisionType(StrEnum):
    """What a decision does to a fact."""

    RETRACTED = "retracted"
    REINSTATED = "reinstated"
    RANKED = "ranked"


AFTER_SLOT = 5 + 24  # characters of a fact's id: the day and the content's hash

_json = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode  # making it takes longer than using it


@dataclass(frozen=True)
class Decision:
    """A dated decision on a fact."""

    verdict: DecisionType
    reason: str | None
    source: str | None = None
    rank: Rank | None = None
    at: Instant = ""
    by: str = ""
    revision: int = 0  # of the entity, that this decision made


@dataclass(frozen=True)
class Content:
    """What a writer sends for one fact: everything but the entity's and the service's own part."""

    property: str
    value: Value
    evidence: Evidence
    qualifiers: Mapping[str, Value] = field(default_factory=dict)
    scope: Value | None = None
    period: str | None = None
    condition: str | None = None
    valid: When | None = None

    def slot(self, *, many: bool, comparable: Iterable[str]) -> str:
        """Name the question this content answers: the property's slot, as canonical JSON.

        The entity and the property are left out: a slot is only ever compared within both.
        """
        qualifiers = {name: self.qualifiers[name] for name in comparable if name in self.qualifiers}
        return slot_of(qualifiers, scope=self.scope, period=self.period, value=self.value if many else None)


class Standing(NamedTuple):
    """A fact's state at one moment."""

    stands: bool
    rank: Rank


@dataclass(frozen=True)
class Fact:
    """A recorded fact. `root` is the first source in the chain of `derived_from`."""

    id: str
    entity: str
    content: Content
    recorded_at: Instant
    recorded_by: str
    published: When | None = None
    publisher: Value | None = None
    root: str = ""
    place: int = 0  # where it stood in the request: lists are shown in the order they were sent
    decisions: tuple[Decision, ...] = ()
    revision: int = 0  # of the entity, that recorded it

    @property
    def value(self) -> Value:
        """Give the value."""
        return self.content.value

    @property
    def evidence(self) -> Evidence:
        """Give the evidence."""
        return self.content.evidence

    @property
    def is_unknown(self) -> bool:
        """Say whether the source only says that the value is not known."""
        return isinstance(self.value, Missing) and self.value.which == "unknown"

    @property
    def affirms(self) -> bool:
        """Say whether the fact puts a value forward: neither a denial, nor left open, nor `unknown`."""
        return self.evidence.certainty.can_be_shown and not self.is_unknown

    def was_recorded(self, known_at: Instant | None) -> bool:
        """Say whether the fact was on record at `known_at` (None: by now), retracted or not."""
        return known_at is None or self.recorded_at <= known_at

    def standing(self, known_at: Instant | None) -> Standing:
        """Say whether the fact stood on record at `known_at` (None: by now), and with what rank."""
        stands = self.was_recorded(known_at)
        rank = Rank.NORMAL
        for decision in self.decisions_by(known_at):
            if decision.verdict is DecisionType.RANKED:
                rank = decision.rank or Rank.NORMAL
            else:
                stands = decision.verdict is DecisionType.REINSTATED
        return Standing(stands, rank)

    def decisions_by(self, known_at: Instant | None) -> tuple[Decision, ...]:
        """Give the decisions taken by `known_at` (None: by now), oldest first."""
        return tuple(d for d in self.decisions if known_at is None or d.at <= known_at)

    def json_value(self, *, known_at: Instant | None = None) -> "FactJson":
        """Write the fact as the API shows it, with its rank and retraction as they were at `known_at`."""
        content, standing = self.content, self.standing(known_at)
        decisions = self.decisions_by(known_at)
        ranked = next((d for d in reversed(decisions) if d.verdict is DecisionType.RANKED), None)
        last = next((d for d in reversed(decisions) if d.verdict is not DecisionType.RANKED), None)
        retraction = last if last is not None and not standing.stands else None
        return {
            "id": self.id,
            "entity": self.entity,
            "property": content.property,
            "value": content.value.json(),
            "qualifiers": {name: value.json() for name, value in content.qualifiers.items()},
            "scope": None if content.scope is None else content.scope.json(),
            "period": content.period,
            "condition": content.condition,
            "valid": None if content.valid is None else content.valid.json(),
            "evidence": content.evidence.json_value(),
            "published": None if self.published is None else self.published.json(),
            "publisher": None if self.publisher is None else self.publisher.json(),
            "rank": standing.rank.value,
            "rank_reason": ranked.reason if ranked and standing.rank is not Rank.NORMAL else None,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "retracted_at": retraction.at if retraction else None,
            "retraction": _retraction(retraction) if retraction else None,
        }


def fact_id(entity: str, content: Content, *, slot: str) -> str:
    """Derive the id from all that was sent but the quote: `<kind>~<slug>~<property>~<token>`.

    The token is lower-case base 32 (the alphabet of RFC 4648 section 7, which sorts as it counts) of the slot's hash
    (5 bytes), the first day of `valid` (5 digits) and the content's hash (15 bytes), so that facts sort by slot and
    day.
    """
    ref = Ref.of(entity)
    token = slot_token(slot) + day_token(content.valid) + _base32(_hash(_canonical(content), size=15))
    return f"{ref.kind}~{ref.slug}~{content.property}~{token}"


def slot_of(
    qualifiers: Mapping[str, Value],
    *,
    scope: Value | None = None,
    period: str | None = None,
    value: Value | None = None,
) -> str:
    """Name the slot with these comparable qualifiers; `value` where every value is a slot of its own."""
    parts: dict[str, str] = {}
    if qualifiers:
        parts["qualifiers"] = _json({name: qualifiers[name].canonical() for name in sorted(qualifiers)})
    if scope is not None:
        parts["scope"] = scope.canonical()
    if period is not None:
        parts["period"] = period
    if value is not None:
        parts["value"] = value.canonical()
    return _json(parts)


def slot_token(slot: str) -> str:
    """Give the eight characters that facts of one slot begin their token with."""
    return _base32(_hash(slot, size=5))


def slot_part(fact_id: str) -> str:
    """Give the part of an id that the facts of one slot, and no others, have in common."""
    return fact_id[:-AFTER_SLOT]


def day_token(valid: When | None) -> str:
    """Give the five characters for the first day of `valid`; no day sorts first."""
    opened = valid is None or (valid.is_interval and valid.start is None)
    day = 0 if opened or valid is None else date.fromisoformat(valid.first_day).toordinal()
    return _base32(day.to_bytes(5, "big"))[3:]


def _canonical(content: Content) -> str:
    evidence = content.evidence.json_value()
    del evidence["quote"]
    return _json(
        {
            "property": content.property,
            "value": content.value.canonical(),
            "qualifiers": {name: value.canonical() for name, value in content.qualifiers.items()},
            "scope": None if content.scope is None else content.scope.canonical(),
            "period": content.period,
            "condition": content.condition,
            "valid": None if content.valid is None else content.valid.canonical(),
            "evidence": evidence,
        }
    )


def _retraction(decision: Decision) -> "RetractionJson":
    return {"at": decision.at, "by": decision.by, "reason": decision.reason, "source": decision.source}


def _hash(text: str, *, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()


def _base32(data: bytes) -> str:
    return base64.b32hexencode(data).decode().rstrip("=").lower()

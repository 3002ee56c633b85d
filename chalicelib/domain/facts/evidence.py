"""Evidence: what ties a fact to its source, and how strongly."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, Self

from chalicelib.late_dataclass import dataclass

ERASED_TEXT = "[erased]"  # in place of a text that was erased
MAX_REPLACED_FACTS = 20
MAX_METHOD_CHARS = 500
MAX_FACT_ID_CHARS = 250

_SHOWN_IF_GIVEN = frozenset({"replaces", "method", "confidence"})

SLUG = r"[a-z0-9][a-z0-9._-]{0,79}"
FACT_ID_PATTERN = rf"^[a-z][a-z_]*~{SLUG}~[a-z][a-z0-9_]*~[0-9a-v]+$"


def is_fact_id(text: str) -> bool:
    """Return whether a text has the form of the id of a fact."""
    return len(text) <= MAX_FACT_ID_CHARS and re.fullmatch(FACT_ID_PATTERN, text) is not None


class Basis(StrEnum):
    """The speaker's standing towards the subject, strongest first."""

    RECORD_OF_TRUTH = "record_of_truth"
    INDEPENDENT_MEASUREMENT = "independent_measurement"
    SELF_REPORTED = "self_reported"
    THIRD_PARTY_REPORT = "third_party_report"
    DERIVED = "derived"
    OPINION = "opinion"

    @cached_property
    def weakness(self) -> int:
        """Count how many bases are stronger."""
        return [*Basis].index(self)


class Certainty(StrEnum):
    """How sure the speaker was, strongest first; the last two are never the value shown."""

    ASSERTED = "asserted"
    EXPECTED = "expected"
    ALLEGED = "alleged"
    RUMOURED = "rumoured"
    DENIED = "denied"
    LEFT_OPEN = "left_open"

    @cached_property
    def weakness(self) -> int:
        """Count how many certainties are stronger; a denial weighs as little as a rumour."""
        return min([*Certainty].index(self), [*Certainty].index(Certainty.RUMOURED))

    @cached_property
    def can_be_shown(self) -> bool:
        """Return whether a value of this certainty may be the one the flat view shows."""
        return self not in (Certainty.DENIED, Certainty.LEFT_OPEN)

    @property
    def stance(self) -> "Stance":
        """Whether it affirms a value, denies it or leaves it open."""
        return Stance.AFFIRMED if self.can_be_shown else Stance(self.value)


class Stance(StrEnum):
    """Whether a speaker affirms a value; unlike the degree of certainty, it is part of what a fact states."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    LEFT_OPEN = "left_open"


class Confidence(StrEnum):
    """How sure the estimator of a figure is, strongest first; certainty stays the speaker's."""

    CONFIDENT = "confident"
    LIKELY = "likely"
    SPECULATIVE = "speculative"


@dataclass(frozen=True)
class Somebody:
    """A speaker who is no entity here."""

    text: str


ERASED_SPEAKER = Somebody(ERASED_TEXT)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Who published a value, who said it, where, in which words, and how firmly; `EvidenceShape` checks what is sent.

    `speaker` None means the source itself. `basis` is the speaker's standing towards the subject.
    """

    source: str
    speaker: str | Somebody | None = None
    via: str | None = None
    basis: Basis
    certainty: Certainty = Certainty.ASSERTED
    quote: str | None = None
    as_stated: str | None = None
    replaces: tuple[str, ...] = ()
    method: str | None = None
    confidence: Confidence | None = None

    @classmethod
    def of_itself(cls, source: str) -> Self:
        """Return a source's evidence for its own title, publisher and so on: the document itself."""
        return cls(source=source, basis=Basis.RECORD_OF_TRUTH)

    @property
    def speaker_ref(self) -> str | None:
        """Return the speaker's ref, if the speaker is an entity."""
        return self.speaker if isinstance(self.speaker, str) else None

    def members(self) -> dict[str, Any]:
        """Write every member, nulls included, as plain JSON values."""
        return {name: _plain(getattr(self, name)) for name in MEMBERS}

    def json_value(self) -> dict[str, Any]:
        """Write every member, nulls included, as plain JSON values; those that few facts have only if given."""
        return {name: each for name, each in self.members().items() if each or name not in _SHOWN_IF_GIVEN}

    def record(self) -> dict[str, Any]:
        """Write the members that differ from their defaults as plain JSON values."""
        return {**self._record}

    @cached_property
    def _record(self) -> dict[str, Any]:
        """The same, which all facts of a request share with their evidence."""
        given = ((name, getattr(self, name)) for name in MEMBERS)
        return {name: _plain(each) for name, each in given if name not in DEFAULTS or each != DEFAULTS[name]}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Read what `record` wrote."""
        return cls(**{name: _READERS[name](each) if name in _READERS else each for name, each in record.items()})


MEMBERS = tuple(each.name for each in fields(Evidence))
DEFAULTS: Mapping[str, Any] = {each.name: each.default for each in fields(Evidence) if each.default is not MISSING}
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "speaker": lambda raw: Somebody(**raw) if isinstance(raw, Mapping) else raw,
    "basis": Basis,
    "certainty": Certainty,
    "replaces": tuple,
    "confidence": lambda raw: None if raw is None else Confidence(raw),
}


def _plain(member: Any) -> Any:
    match member:
        case Enum():
            return member.value
        case Somebody():
            return {"text": member.text}
        case tuple():
            return list(member)
        case _:
            return member

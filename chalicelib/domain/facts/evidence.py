"""Evidence: what ties a fact to its source, and how strongly."""

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chalicelib.domain.values.words.model_text import TEXT, Line, Prose

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


class SomebodyNamed(BaseModel):
    """A speaker who is no entity here: `{"text": "people familiar with the matter"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[Line, Field(min_length=1, max_length=300, json_schema_extra=TEXT)]


ERASED_SPEAKER = SomebodyNamed(text=ERASED_TEXT)


class Evidence(BaseModel):
    """Who published a value, who said it, where, in which words, and how firmly.

    `speaker` null means the source itself. `basis` is the speaker's standing towards the subject.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[
        str,
        Field(pattern=rf"^source/{SLUG}$", max_length=87, description="The document that the writer read."),
    ]
    speaker: Annotated[
        Annotated[str, Field(pattern=rf"^[a-z]+/{SLUG}$", max_length=100)] | SomebodyNamed | None,
        Field(description="Who says it: a ref, or a text for somebody who is no entity; null: the source itself."),
    ] = None
    via: Annotated[
        Annotated[Line, Field(min_length=1, max_length=300, json_schema_extra=TEXT)] | None,
        Field(description="Where they said it, such as `WeChat`."),
    ] = None
    basis: Annotated[Basis, Field(description="The speaker's standing towards the subject, strongest first.")]
    certainty: Annotated[Certainty, Field(description="How sure the speaker was.")] = Certainty.ASSERTED
    quote: Annotated[
        Annotated[Prose, Field(min_length=1, max_length=500, json_schema_extra=TEXT)] | None,
        Field(description="The words of the source, briefly."),
    ] = None
    as_stated: Annotated[
        Annotated[Line, Field(min_length=1, max_length=300, json_schema_extra=TEXT)] | None,
        Field(description="The words the source used for the value."),
    ] = None
    replaces: Annotated[
        tuple[Annotated[str, Field(max_length=MAX_FACT_ID_CHARS, pattern=FACT_ID_PATTERN)], ...],
        Field(
            min_length=1,
            max_length=MAX_REPLACED_FACTS,
            description="Ids of facts of the same entity and property that this one restates or corrects, in any slot "
            "and for any time.",
        ),
        AfterValidator(lambda ids: tuple(dict.fromkeys(ids))),
    ] = ()

    method: Annotated[
        Annotated[Prose, Field(min_length=1, max_length=MAX_METHOD_CHARS, json_schema_extra=TEXT)] | None,
        Field(description="How the figure was arrived at, such as `28 days of sales x 13`."),
    ] = None
    confidence: Annotated[
        Confidence | None,
        Field(description="How sure the estimator of the figure is; `certainty` is the speaker's."),
    ] = None

    @classmethod
    def of_itself(cls, source: str) -> Self:
        """Return a source's evidence for its own title, publisher and so on: the document itself."""
        return cls(source=source, basis=Basis.RECORD_OF_TRUTH)

    @property
    def speaker_ref(self) -> str | None:
        """Return the speaker's ref, if the speaker is an entity."""
        return self.speaker if isinstance(self.speaker, str) else None

    def json_value(self) -> dict[str, Any]:
        """Write every member, nulls included, as plain JSON values; those that few facts have only if given."""
        written = self.model_dump(mode="json")
        return {name: each for name, each in written.items() if each or name not in _SHOWN_IF_GIVEN}

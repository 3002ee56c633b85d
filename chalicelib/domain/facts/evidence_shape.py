"""The shape of evidence that is sent: what it must say, and what its members may be. Only writes load it."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.facts.evidence import (
    FACT_ID_PATTERN,
    MAX_FACT_ID_CHARS,
    MAX_METHOD_CHARS,
    MAX_REPLACED_FACTS,
    SLUG,
    Basis,
    Certainty,
    Confidence,
    Evidence,
    Somebody,
)
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.meant_refs import did_you_mean
from chalicelib.domain.values.words.model_text import TEXT, Line, Prose


def _check_source(text: str) -> str:
    if re.fullmatch(f"source/{SLUG}", text):
        return text
    hint = did_you_mean(text, ("source",), guesses=Guesses())
    detail = f"{quoted(text)} is not the ref of a source, such as source/report{hint}"
    raise PydanticCustomError("not_a_ref", "{detail}", {"detail": detail})


class SomebodyNamed(BaseModel):
    """A speaker who is no entity here: `{"text": "people familiar with the matter"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[Line, Field(min_length=1, max_length=300, json_schema_extra=TEXT)]


class EvidenceShape(BaseModel):
    """Who published a value, who said it, where, in which words, and how firmly.

    `speaker` null means the source itself. `basis` is the speaker's standing towards the subject.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[
        str,
        Field(
            max_length=87,
            json_schema_extra={"pattern": rf"^source/{SLUG}$"},
            description="The document that the writer read.",
        ),
        AfterValidator(_check_source),
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

    def evidence(self) -> Evidence:
        """Return the evidence."""
        return Evidence(
            source=self.source,
            speaker=member_sent(self.speaker),
            via=self.via,
            basis=self.basis,
            certainty=self.certainty,
            quote=self.quote,
            as_stated=self.as_stated,
            replaces=self.replaces,
            method=self.method,
            confidence=self.confidence,
        )


def member_sent(read: Any) -> Any:
    """Return a member of a shape as evidence has it."""
    return Somebody(read.text) if isinstance(read, SomebodyNamed) else read

"""The base of request bodies, and types of their members that several verbs share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.words.model_text import TEXT, Prose
from chalicelib.kinds import KINDS

WHY = "The reason, in one sentence. It stays on record."


ANY_WORDS: JsonDict = {"pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$"}  # for the contract, which also excludes NUL


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("the text must not contain a NUL character")
    if not text.strip():
        raise PydanticCustomError("empty", "The text is empty")
    return text


# Words that are looked up and never kept: a reader may send them as they were found.
Words = Annotated[
    str, Field(min_length=1, max_length=300, pattern=r"\S", json_schema_extra=ANY_WORDS), AfterValidator(_storable)
]
Reason = Annotated[Prose, Field(min_length=1, max_length=500, json_schema_extra=TEXT, description=WHY)]
SourceRef = Annotated[str, Field(max_length=87, pattern=rf"^source/{SLUG}$")]
EntityRef = Annotated[str, Field(max_length=100, pattern=rf"^({'|'.join(KINDS)})/{SLUG}$")]


def _check_kind(text: str) -> str:
    if text not in KINDS:
        raise PydanticCustomError("enum", "There is no kind {kind}", {"kind": quoted(text), "known": [*KINDS]})
    return text


KindName = Annotated[str, Field(max_length=40, json_schema_extra={"enum": [*KINDS]}), AfterValidator(_check_kind)]


class RequestBody(BaseModel):
    """The base of request bodies: unknown members are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

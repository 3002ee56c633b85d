"""The base of request bodies, and types of their members that several verbs share."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import parse_ref
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.words.model_text import TEXT, Prose
from chalicelib.kinds import KINDS
from chalicelib.kinds.refs import ALL, wrong_ref

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


def check_ref(text: str, *, kinds: Sequence[str] = ALL) -> str:
    """Return a ref of one of these kinds. Raises PydanticCustomError with the ref that was meant."""
    ref = parse_ref(text)
    if ref is None or ref.kind not in kinds:
        fault = wrong_ref(text, guesses=Guesses(), kinds=kinds)
        raise PydanticCustomError(fault.code, "{detail}", {"detail": fault.detail})
    return text


SourceRef = Annotated[
    str,
    Field(max_length=87, json_schema_extra={"pattern": rf"^source/{SLUG}$"}),
    AfterValidator(partial(check_ref, kinds=("source",))),
]
EntityRef = Annotated[
    str,
    Field(max_length=100, json_schema_extra={"pattern": rf"^({'|'.join(KINDS)})/{SLUG}$"}),
    AfterValidator(check_ref),
]


def _check_kind(text: str) -> str:
    if text not in KINDS:
        raise PydanticCustomError("enum", "There is no kind {kind}", {"kind": quoted(text), "known": [*KINDS]})
    return text


KindName = Annotated[str, Field(max_length=40, json_schema_extra={"enum": [*KINDS]}), AfterValidator(_check_kind)]


class RequestBody(BaseModel):
    """The base of request bodies: unknown members are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

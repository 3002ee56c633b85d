"""Answers and text types that several verbs share."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.columns import CSV, CsvColumn
from chalicelib.api.http.routing.routes import NDJSON, Answer, Columns, Reply
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.words.model_text import TEXT, Prose
from chalicelib.kinds import KINDS
from chalicelib.operations.world import Listed, Written

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


def page_answer(component: str, meaning: str = "A page.", *, columns: tuple[CsvColumn, ...] | Columns) -> Answer:
    """Declare the answer with a page: as JSON, as NDJSON, and as CSV with these columns."""
    of_call: Columns = columns if callable(columns) else lambda _: columns
    also = {NDJSON: "Lines", CSV: "Csv"}
    return Answer(
        200,
        meaning,
        component,
        headers=("Content-Disposition", "ETag", "Link", "Page-Meta", "Vary"),
        also=also,
        columns=of_call,
    )


def entity_answer(meaning: str, *, status: int = 200) -> Answer:
    """Declare the answer with an entity's flat view."""
    headers = ("ETag", "Location") if status == HTTPStatus.CREATED else ("ETag",)
    return Answer(status, meaning, "{Kind}", headers=headers)


def page(listed: Listed) -> Reply:
    """Return the reply with a page and the link to the next one."""
    body = {"items": listed.items, "next": listed.next, "meta": listed.meta}
    body |= {} if listed.expanded is None else {"expanded": listed.expanded}
    return Reply(body, next=None if listed.next is None else {"cursor": listed.next})


def entity_with_report(written: Written, *, plural: str, status: int = 200) -> Reply:
    """Return the reply with an entity after a write of facts, and which of those are new."""
    report = written.report
    added: dict[str, Any] = {"recorded": list(report.recorded)}
    if report.revised:
        added["revised"] = list(report.revised)
    if report.differences:
        added["evidence_differs"] = [each._asdict() for each in report.differences]
    reply = entity(written, plural=plural, status=status)
    return replace(reply, body={**reply.body, **added}, facts=written.fact_ids)


def entity(written: Written, *, plural: str, status: int = 200) -> Reply:
    """Return the reply with an entity after a write."""
    location = f"/v1/{plural}/{written.view['slug']}" if status == HTTPStatus.CREATED else None
    return Reply(
        written.view,
        status=status,
        revision=written.revision,
        location=location,
        is_replay=written.is_replay,
        adjusted=written.adjusted,
        hints=written.report.hints,
    )

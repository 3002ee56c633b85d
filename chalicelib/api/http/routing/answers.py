"""The ways that several verbs answer alike, and the texts that several bodies hold."""

from http import HTTPStatus
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from chalicelib.api.http.routing.columns import CSV, CsvColumn
from chalicelib.api.http.routing.routes import NDJSON, Answer, Columns, Reply
from chalicelib.domain.evidence import SLUG, not_blank
from chalicelib.domain.values.checks import TEXT_PATTERN
from chalicelib.kinds import KINDS
from chalicelib.operations.world import Listed, Written

NOT_BLANK: JsonDict = {"pattern": TEXT_PATTERN}  # for the contract, which so tells of NUL too
WHY = "Why, in a sentence; it stays on record."


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character is not text")
    return not_blank(text)


Words = Annotated[
    str, Field(min_length=1, max_length=300, pattern=r"\S", json_schema_extra=NOT_BLANK), AfterValidator(_storable)
]
Reason = Annotated[
    str,
    Field(min_length=1, max_length=500, pattern=r"\S", json_schema_extra=NOT_BLANK, description=WHY),
    AfterValidator(_storable),
]
SourceRef = Annotated[str, Field(max_length=87, pattern=rf"^source/{SLUG}$")]
EntityRef = Annotated[str, Field(max_length=100, pattern=rf"^({'|'.join(KINDS)})/{SLUG}$")]


class RequestBody(BaseModel):
    """What a request body of ours has in common: nothing that we do not know is let pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def page_answer(component: str, meaning: str = "A page.", *, columns: tuple[CsvColumn, ...] | Columns) -> Answer:
    """Declare the answer with a page: of JSON, of lines of JSON, and as CSV with these columns."""
    of_call: Columns = columns if callable(columns) else lambda _: columns
    also = {NDJSON: "Lines", CSV: "Csv"}
    return Answer(
        200, meaning, component, headers=("Content-Disposition", "ETag", "Link", "Vary"), also=also, columns=of_call
    )


def entity_answer(meaning: str, *, status: int = 200) -> Answer:
    """Declare the answer with an entity's flat view."""
    headers = ("ETag", "Location") if status == HTTPStatus.CREATED else ("ETag",)
    return Answer(status, meaning, "{Kind}", headers=headers)


def page(listed: Listed) -> Reply:
    """Answer a page, with a link to the next."""
    body = {"items": listed.items, "next": listed.next, "meta": listed.meta}
    body |= {} if listed.expanded is None else {"expanded": listed.expanded}
    return Reply(body, next=None if listed.next is None else {"cursor": listed.next})


def entity(written: Written, *, plural: str, status: int = 200) -> Reply:
    """Answer an entity as a write left it."""
    location = f"/v1/{plural}/{written.view['slug']}" if status == HTTPStatus.CREATED else None
    return Reply(written.view, status=status, revision=written.revision, location=location, is_replay=written.is_replay)

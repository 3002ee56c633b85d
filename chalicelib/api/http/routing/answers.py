"""Answers that several verbs share."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.routing.columns import CSV, CsvColumn
from chalicelib.api.http.routing.parameters import JSONLD
from chalicelib.api.http.routing.routes import NDJSON, Answer, Columns, Reply
from chalicelib.operations.world import Listed, Written

LINKED = {JSONLD: "LinkedData"}  # what an answer is available as too


def page_answer(
    component: str,
    meaning: str = "A page.",
    *,
    columns: tuple[CsvColumn, ...] | Columns,
    is_linked: bool = False,
) -> Answer:
    """Declare the answer with a page: as JSON, as NDJSON, as CSV with these columns, and maybe as linked data."""
    of_call: Columns = columns if callable(columns) else lambda _: columns
    also = {NDJSON: "Lines", CSV: "Csv"} | (LINKED if is_linked else {})
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

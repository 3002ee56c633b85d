"""The tool `timeline`: the events that involve an entity."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.lists.timeline import timeline as events_of
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import TimelineJson
from chalicelib.api.mcp.tools.answering.arguments import DayArgument, KnownWhen, Limit, RefText, page_size
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import given, question_about
from chalicelib.api.mcp.tools.answering.wording import Cutter, counted, one_line, value_text
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.lists.filter_reading import MAX_FILTER_VALUES

TYPES = [each.name for each in KINDS["event"].types]
ARGUMENTS = {"from": ("since",), "to": ("until",), "type": ("types",)}
TypeName = Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z_]+$", json_schema_extra={"enum": [*TYPES]})]
# Members of a card that are shown elsewhere in an answer, or say nothing to its reader.
_OWN = frozenset({"ref", "kind", "slug", "type", "title", "date", "disputed", "hedged", "links", "omitted"})
_OF_ROWS = frozenset({"revision", "created_at", "updated_at", "sources", "origins", "terms", "also"})


class Timeline(KnownWhen):
    """An entity, and which of its events."""

    ref: RefText
    since: DayArgument | None = Field(
        default=None, description="Only events from this day, month or year.", examples=["2025-01"]
    )
    until: DayArgument | None = Field(
        default=None, description="Only events until this day, month or year, inclusive.", examples=["2025-12-31"]
    )
    types: list[TypeName] = Field(
        default=[],
        max_length=MAX_FILTER_VALUES,
        description="Only events of these types.",
        examples=[["release", "price_change"]],
    )
    limit: Limit = 20


def timeline(call: Call, asked: Timeline) -> ToolAnswer:
    """List the events that refer to the entity."""
    clocks = {"known_at": asked.known_at, "published_before": asked.published_before}
    query = {
        "from": asked.since,
        "to": asked.until,
        "type": ",".join(asked.types) or None,
        "limit": page_size(asked.limit, *clocks.values()),
        **clocks,
    }
    found = question_about(events_of, call, "The timeline of {ref}", query, ref=asked.ref, arguments=ARGUMENTS)
    events = found.answer.body["items"]

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        shown = [_event_json(each, cutter) for each in (events[place] for place in places)]
        order = ", the newest first" if len(events) > 1 else ""
        head = f"{counted(len(events), 'event')} about {found.ref}{order}.{found.note}"
        body = {"ref": found.ref, **given(merged_from=[*found.merged_from]), "events": shown}
        return Draft(body, [head, *map(_line, shown)])

    how = "Narrow `since`, `until` or `types`."
    items = Items(len(events), "events", write, how, more=found.answer.body["next"] is not None)
    size = MAX_RESOLVED_AFRESH if any(clocks.values()) else 100
    return fit(items, [link_of(found.answer.title, found.answer.url, limit=size)], max_bytes=asked.max_bytes)


def _event_json(card: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    details = {name: each for name, each in card.items() if name not in _OWN | _OF_ROWS}
    shown = [] if cutter.hides("the details of events", details) else cutter.some([*details])
    roles = [":".join((link["property"], *([link["role"]] if link.get("role") else []))) for link in card["links"]]
    return {
        "ref": card["ref"],
        "type": card.get("type", ""),
        "title": cutter.text(value_text(card.get("title", ""))),
        **given(date=card.get("date")),
        "roles": cutter.some(roles[:50]),
        **given(
            disputed=cutter.some(card["disputed"]),
            hedged=cutter.value(card["hedged"]),
            details={name: cutter.value(details[name]) for name in shown},
            details_left_out=[] if cutter.is_brief else cutter.some(card.get("omitted", ())),
        ),
    }


def _line(event: Mapping[str, Any]) -> str:
    parts = [f"{name} {value_text(each)}" for name, each in event.get("details", {}).items()]
    parts += [f"as {', '.join(event['roles'])}"] if event["roles"] else []
    parts += [f"HEDGED: {value_text(event['hedged'])}"] if "hedged" in event else []
    parts += [f"DISPUTED: {', '.join(event['disputed'])}"] if "disputed" in event else []
    date = value_text(event["date"]) if "date" in event else "no known date"
    return one_line(f"- {date}: {event['title']} [{event['type']}, {event['ref']}]; {'; '.join(parts)}")


TOOL = Tool(
    "timeline",
    "List the events of an entity",
    "List the events that involve a company, model, product, person or other entity, the newest first: releases, "
    "price changes, funding, deals, lawsuits, outages, moves of shares. Narrow it by dates and types. `known_at` and "
    "`published_before` return what was on record or in print at that moment.",
    "read",
    Timeline,
    TimelineJson,
    timeline,
)

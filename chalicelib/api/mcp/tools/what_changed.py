"""The tool `what_changed`: the values that writes changed since a number of the feed or a moment."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictInt
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import WhatChangedJson
from chalicelib.api.mcp.tools.answering.arguments import (
    INSTANT,
    AnyKind,
    InstantArgument,
    PropertyArgument,
    RefText,
    ToolArguments,
)
from chalicelib.api.mcp.tools.answering.changes import ChangesRead, changed_since, revisions_since
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import given
from chalicelib.api.mcp.tools.answering.wording import Cutter, one_line, value_text
from chalicelib.domain import instants
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

MAX_NUMBER = 999_999_999_999
MAX_PROPERTIES = 20


def _check_since(since: int | str) -> int | str:
    if isinstance(since, str) and instants.parse(since) is None:
        message = "It must be the number of a change, such as 1200, or it {expects}"
        raise PydanticCustomError("since", message, {"expects": INSTANT})
    return since


Number = Annotated[StrictInt, Field(ge=0, le=MAX_NUMBER)]
Since = Annotated[Number | Annotated[str, Field(max_length=40)], AfterValidator(_check_since)]


class WhatChanged(ToolArguments):
    """Since when, and of which entities and properties."""

    since: Since = Field(
        description="The number of the last change that you know (0: none), or a moment or day, not in the future.",
        examples=["2026-11-20", 1200],
    )
    until: InstantArgument | None = Field(
        default=None, description="Only changes recorded by this moment. Defaults to now.", examples=["2026-11-23"]
    )
    ref: RefText | None = Field(default=None, description="Only changes of this entity: each of its revisions.")
    kind: AnyKind = None
    properties: list[PropertyArgument] = Field(
        default=[],
        max_length=MAX_PROPERTIES,
        description="Only changes of these properties.",
        examples=[["prices", "status"]],
    )
    limit: int = Field(
        default=MAX_RESOLVED_AFRESH,
        ge=1,
        le=MAX_RESOLVED_AFRESH,
        strict=True,
        description="The most changes to read.",
    )


def what_changed(call: Call, asked: WhatChanged) -> ToolAnswer:
    """Read the changed values of the feed, or the revisions of an entity."""
    query = {"limit": asked.limit, "until": asked.until, "kind": asked.kind}
    if asked.ref is None:
        read = changed_since(call, asked.since, query, properties=asked.properties)
    else:
        read = revisions_since(call, asked.since, query, ref=asked.ref, properties=asked.properties)

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        shown = [_changed_json(each, cutter) for each in (read.items[place] for place in places)]
        last = read.next_after(len(places))
        body = {"changes": shown, **given(head=read.head), **({} if last is None else {"next": last})}
        lines = [read.summary, *map(_line, shown)]
        lines += [] if last is None else [f"To continue, send since={last}."]
        return Draft(body, lines)

    items = Items(len(read.items), read.noun, write, _how(read), more=read.more)
    return fit(items, [link_of(read.answer.title, read.answer.url)], max_bytes=asked.max_bytes)


def _how(read: ChangesRead) -> str:
    return (
        "Narrow it by `until` or `properties`."
        if read.head is None
        else "Continue with `next` as `since`, or narrow it."
    )


def _changed_json(item: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    values = cutter.some(item["values"])
    return {
        **{name: item[name] for name in ("ref", "number", "revision", "at", "by", "became", "into") if name in item},
        "values": [
            {"property": each["property"], **{n: cutter.value(each[n]) for n in ("before", "after") if n in each}}
            for each in values
        ],
        **given(values_left_out=len(item["values"]) - len(values)),
    }


def _line(item: Mapping[str, Any]) -> str:
    number = f"{item['number']}: " if "number" in item else ""
    into = f" into {item['into']}" if "into" in item else ""
    values = "; ".join(map(_value_text, item["values"]))
    values += f"; and {item['values_left_out']} more values" if "values_left_out" in item else ""
    return one_line(f"- {number}{item['at'][:19]}Z {item['ref']} {item['became']}{into}: {values or 'no values'}")


def _value_text(change: Mapping[str, Any]) -> str:
    if "before" not in change and "after" not in change:
        return f"{change['property']} changed"
    return f"{change['property']} {value_text(change.get('before'))} -> {value_text(change.get('after'))}"


TOOL = Tool(
    "what_changed",
    "See what changed",
    "See which entities and values changed since a moment, or since a number of the change feed, with the values "
    "before and after. Use it to catch up: keep `next` or `head` and send it as `since` the next time. With `ref` it "
    "lists the revisions of one entity, the newest first.",
    "read",
    WhatChanged,
    WhatChangedJson,
    what_changed,
)

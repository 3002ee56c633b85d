"""The tool `get`: one entity at any clock, with who says so."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from chalicelib.api.entities.read import read
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import EntityJson
from chalicelib.api.mcp.tools.answering.arguments import Clocks, PropertyArgument, RefText
from chalicelib.api.mcp.tools.answering.evidence import property_json, property_lines
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import given, question_about
from chalicelib.api.mcp.tools.answering.sources import Citations
from chalicelib.api.mcp.tools.answering.wording import Cutter, one_line
from chalicelib.domain.errors import Fault, Invalid
from chalicelib.domain.faults import pointer, summed_up
from chalicelib.domain.values import Ref as ParsedRef
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in

MAX_PROPERTIES = 50


class Get(Clocks):
    """An entity, and which of its properties."""

    ref: RefText
    properties: list[PropertyArgument] = Field(
        default=[],
        max_length=MAX_PROPERTIES,
        description="The properties to return. Defaults to all.",
        examples=[["prices", "released"]],
    )


def get(call: Call, asked: Get) -> ToolAnswer:
    """Read the entity with its facts and the reasons for its values."""
    _check_properties(asked)
    query = {"include": "facts", "explain": "true", **asked.moment}
    found = question_about(read, call, "{ref} with all facts", query, ref=asked.ref)
    view = found.answer.body
    kind = KINDS[view["kind"]]
    names = [each.name for each in kind.all_properties(type_name=view.get("type")) if each.name in view["facts"]]
    properties = [name for name in names if not asked.properties or name in asked.properties]
    known = {
        fact["evidence"]["source"]: {"publisher": fact["publisher"], "published": fact["published"]}
        for name in properties
        for fact in view["facts"][name]
    }

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        cited = Citations(known, cutter)
        shown = [property_json(kind, view, name, cutter) for name in (properties[place] for place in places)]
        lines = [_head(view) + found.note, *(line for each in shown for line in property_lines(each, cited))]
        empty = [name for name in asked.properties if name not in names]
        lines += [f"Nothing on record: {', '.join(empty)}"] if empty else []
        body: dict[str, Any] = {
            **{name: view[name] for name in ("ref", "kind", "revision", "updated_at", "type") if name in view},
            **given(label=cutter.text(_label(view)), merged_from=[*found.merged_from]),
            "properties": shown,
            "sources": cited.json(),
        }
        return Draft(body, [*lines, *cited.lines()])

    how = "Ask for fewer `properties`."
    disputed = [place for place, name in enumerate(properties) if name in view["disputed"]]
    items = Items(len(properties), "properties", write, how, names=properties, keeps=disputed)
    link = link_of(found.answer.title, found.answer.url)
    return fit(items, [link], max_bytes=asked.max_bytes)


def _check_properties(asked: Get) -> None:
    """Raise Invalid with a fault for each property that the kind does not have."""
    kind = KINDS[ParsedRef.of(asked.ref).kind]
    faults = [
        Fault(pointer("properties", place), "unknown_property", detail)
        for place, name in enumerate(asked.properties)
        if (detail := unknown_in([kind], name)) is not None
    ]
    if faults:
        raise Invalid(summed_up(faults), faults=tuple(faults))


def _label(view: Mapping[str, Any]) -> str:
    label = view.get("name") or view.get("title")
    return label if isinstance(label, str) else ""


def _head(view: Mapping[str, Any]) -> str:
    label = one_line(_label(view))
    name = f"{label[:200]} ({view['ref']})" if label else str(view["ref"])
    return f"{name}, revision {view['revision']}, updated {view.get('updated_at', 'never')[:10]}."


TOOL = Tool(
    "get",
    "Read an entity",
    "Read what is on record about one entity, with who says so: for each value its facts, sources and basis, whether "
    "it is disputed, and by whom. It answers for today or for any clock: what was true (`valid_at`), what was on "
    "record (`known_at`), what was in print (`published_before`). Send `properties` if you need few.",
    "read",
    Get,
    EntityJson,
    get,
)

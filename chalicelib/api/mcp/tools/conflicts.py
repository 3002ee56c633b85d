"""The tool `conflicts`: the values that contradict each other, of one entity or of all, with who gives each."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from chalicelib.api.entities.conflicts import conflicts as conflicts_of
from chalicelib.api.facts.open_conflicts import open_conflicts
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import ConflictsJson
from chalicelib.api.mcp.tools.answering.arguments import AnyKind, Clocks, Limit, PropertyArgument, RefText, page_size
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import Followed, given, question, question_about
from chalicelib.api.mcp.tools.answering.sides import cited_text, side_json, side_words, sources_of
from chalicelib.api.mcp.tools.answering.sources import Citations, read_sources
from chalicelib.api.mcp.tools.answering.wording import Cutter, aspects_text, counted, one_line, value_text
from chalicelib.domain.errors import Fault, Invalid
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH


class Conflicts(Clocks):
    """One entity, or a kind and a property, or nothing for all open conflicts."""

    ref: RefText | None = Field(default=None, description="Only conflicts in this entity, settled ones included.")
    kind: AnyKind = None
    property: PropertyArgument | None = Field(
        default=None,
        description="Only conflicts about this property. Without `ref` it needs `kind`.",
        examples=["released"],
    )
    limit: Limit = 20


def conflicts(call: Call, asked: Conflicts) -> ToolAnswer:
    """List the conflicts of the entity, or the open ones of all entities."""
    asked_about, found = _ask(call, asked)
    answer = asked_about.answer
    known = read_sources(call.world, sources_of(found))

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        cited = Citations(known, cutter)
        shown = [_conflict_json(each, cutter) for each in (found[place] for place in places)]
        lines = [_head(asked, found) + asked_about.note, *(_line(each, cited) for each in shown)]
        body = {**given(merged_from=[*asked_about.merged_from]), "conflicts": shown, "sources": cited.json()}
        return Draft(body, [*lines, *cited.lines()])

    more = answer.body["next"] is not None
    how = "Narrow it by `ref`, or by `kind` and `property`."
    items = Items(len(found), "conflicts", write, how, more=more)
    size = {} if asked.ref else {"limit": MAX_RESOLVED_AFRESH if any(asked.moment.values()) else 100}
    return fit(items, [link_of(answer.title, answer.url, **size)], max_bytes=asked.max_bytes)


def _ask(call: Call, asked: Conflicts) -> tuple[Followed, Sequence[Mapping[str, Any]]]:
    """Return the answer, and its conflicts with their refs."""
    if asked.ref is None:
        size = page_size(asked.limit, *asked.moment.values())
        query = {"kind": asked.kind, "property": asked.property, "limit": size, **asked.moment}
        answer = question(open_conflicts, call, "Open conflicts", query)
        return Followed(answer, ""), answer.body["items"]
    _check_beside_ref(asked, asked.ref)
    found = question_about(conflicts_of, call, "The conflicts in {ref}", asked.moment, ref=asked.ref)
    named = [
        {**each, "ref": found.ref}
        for each in found.answer.body["items"]
        if asked.property is None or each["property"] == asked.property
    ]
    return found, named


def _check_beside_ref(asked: Conflicts, ref: str) -> None:
    """Raise Invalid for a kind beside a ref, and for a property that the entity cannot have."""
    kind, faults = KINDS[ref.partition("/")[0]], list[Fault]()
    if asked.kind is not None:
        faults.append(Fault("/kind", "not_together", "`kind` cannot be combined with `ref`. Send only one of them."))
    if asked.property is not None and (detail := unknown_in([kind], asked.property)) is not None:
        faults.append(Fault("/property", "unknown_property", detail))
    if faults:
        raise Invalid(" ".join(each.detail for each in faults), faults=tuple(faults))


def _head(asked: Conflicts, found: Sequence[Mapping[str, Any]]) -> str:
    if asked.ref is None:
        return f"{counted(len(found), 'open conflict')}{', the last opened first' if len(found) > 1 else ''}."
    about = f" about {asked.property}" if asked.property else ""
    return f"{counted(len(found), 'conflict')} in {asked.ref}{about}."


def _conflict_json(conflict: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    sides = cutter.some(conflict["sides"])
    return {
        "ref": conflict["ref"],
        "property": conflict["property"],
        **given(about=cutter.value(conflict["slot"]), day=conflict.get("day")),
        "state": conflict["state"],
        "opened_at": conflict["opened_at"],
        "shown": cutter.value(conflict["shown"]),
        "why": [cutter.text(each) for each in cutter.some([*dict.fromkeys(conflict["why"])])],
        "sides": [side_json(each, cutter) for each in sides],
        **given(sides_left_out=len(conflict["sides"]) - len(sides)),
    }


def _line(conflict: Mapping[str, Any], cited: Citations) -> str:
    about = aspects_text(conflict.get("about", {}))
    day = f" on {conflict['day']}" if "day" in conflict else ""
    sides = "; or ".join(f"{side_words(each)} {cited_text(each, cited)}" for each in conflict["sides"])
    sides += f"; and {conflict['sides_left_out']} more sides" if "sides_left_out" in conflict else ""
    shown = "no value is shown" if conflict["shown"] is None else f"shown: {value_text(conflict['shown'])}"
    why = f" because of {', '.join(conflict['why'])}" if conflict["why"] else ""
    head = f"{conflict['ref']} {conflict['property']}{f' ({about})' if about else ''}{day}"
    return one_line(f"- {head}, {conflict['state']} since {conflict['opened_at'][:10]}: {sides}. {shown}{why}")


TOOL = Tool(
    "conflicts",
    "List contradictions",
    "List where sources contradict each other: both values, who gives each, and which one is shown for now. With `ref` "
    "those of one entity, open and settled; without it the open ones of all, or of a kind and a property. Use it "
    "before you state a disputed value as a fact.",
    "read",
    Conflicts,
    ConflictsJson,
    conflicts,
)

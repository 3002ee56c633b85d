"""The tool `price_history`: what a price, or another property, was over time, and who disputes it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import PriceHistoryJson
from chalicelib.api.mcp.tools.answering.arguments import Clocks, DayArgument, PropertyArgument, RefText
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import given, question
from chalicelib.api.mcp.tools.answering.series_choice import PARAMETERS, chosen_property, qualifier_query
from chalicelib.api.mcp.tools.answering.sides import cited_text, side_json, side_words, sources_of
from chalicelib.api.mcp.tools.answering.sources import Citations, read_sources
from chalicelib.api.mcp.tools.answering.wording import Cutter, aspects_text, counted, one_line, value_text
from chalicelib.api.series.several_series import MAX_STEPS, several_series
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.operations.series.several_series import MAX_SERIES_REFS

ARGUMENTS = {"from": ("since",), "to": ("until",), **PARAMETERS}
QualifierName = Annotated[str, Field(max_length=60)]
QualifierText = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class PriceHistory(Clocks):
    """The entities, the property, and which of its values."""

    refs: list[RefText] = Field(
        min_length=1,
        max_length=MAX_SERIES_REFS,
        description="The models, offerings or products, or the instruments, such as the share of a company.",
        examples=[["model/deepseek-v3", "model/deepseek-r1"]],
    )
    property: PropertyArgument | None = Field(
        default=None,
        description="The property. Defaults to `prices`, or to `price` for instruments. Others with a history: "
        "`scores`, `usage`, `status`, `limits`, `figures`.",
        examples=["prices"],
    )
    qualifiers: dict[QualifierName, QualifierText] = Field(
        default={},
        max_length=10,
        description="Only values with these qualifiers.",
        examples=[{"direction": "output", "tier": "standard"}],
    )
    since: DayArgument | None = Field(default=None, description="The first day, month or year.", examples=["2025"])
    until: DayArgument | None = Field(default=None, description="The last day, month or year.", examples=["2025"])
    limit: int = Field(
        default=100, ge=1, le=MAX_STEPS, strict=True, description="The most steps to read, of all entities together."
    )


def price_history(call: Call, asked: PriceHistory) -> ToolAnswer:
    """Read the series of the entities."""
    name = chosen_property(asked.refs, asked.property)
    query = {
        "refs": ",".join(asked.refs),
        "from": asked.since,
        "to": asked.until,
        "limit": asked.limit,
        **qualifier_query(asked.qualifiers),
        **asked.moment,
    }
    answer = question(
        several_series, call, f"The series of {name}", query, path={"property": name}, arguments=ARGUMENTS
    )
    entities, steps = answer.body["entities"], answer.body["items"]
    known = read_sources(call.world, sources_of(steps))
    disputed = sum(1 for each in steps if each["disputed"])

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        cited = Citations(known, cutter)
        shown = [_step_json(each, cutter) for each in (steps[place] for place in places)]
        heads = [_entity_json(each, cutter) for each in entities]
        body = {
            "property": name,
            "entities": heads,
            "steps": shown,
            "disputed": disputed,
        }
        lines = [*_lines(name, heads, shown, cited, total=len(steps), disputed=disputed)]
        body["sources"] = cited.json()
        return Draft(body, [*lines, *cited.lines()])

    how = "Narrow `since`, `until`, `qualifiers` or `refs`."
    keeps = [place for place, each in enumerate(steps) if each["disputed"]]
    items = Items(len(steps), "steps", write, how, more=answer.body["next"] is not None, keeps=keeps)
    return fit(items, [link_of(answer.title, answer.url, limit=MAX_STEPS)], max_bytes=asked.max_bytes)


def _entity_json(entity: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    texts = {name: cutter.text(entity[name]) for name in ("label", "reason") if entity.get(name) is not None}
    return {**entity, **texts}


def _step_json(step: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    contrary = [each for each in step["sides"] if each["value"] != step["value"] or each["denied"]]
    sides = cutter.some(contrary)
    names = ("qualifiers", "scope", "period", "condition")
    return {
        **{name: step[name] for name in ("ref", "from", "to")},
        "value": cutter.value(step["value"]),
        **given(**{name: cutter.value(step[name]) for name in names}),
        **given(fact="".join(cutter.facts([step["fact"]]))),
        **{name: step[name] for name in ("source", "basis")},
        **given(
            certainty=None if step["certainty"] == Certainty.ASSERTED else step["certainty"],
            disputed_by=[side_json(each, cutter) for each in sides],
            sides_left_out=len(contrary) - len(sides),
        ),
    }


def _lines(
    name: str,
    entities: Sequence[Mapping[str, Any]],
    steps: Sequence[Mapping[str, Any]],
    cited: Citations,
    *,
    total: int,
    disputed: int,
) -> Iterator[str]:
    labels = {each["ref"]: each.get("label") for each in entities}
    yield f"{counted(total, 'step')} of {name}, {disputed or 'none'} disputed."
    yield from (one_line(f"{each['ref']}: {each['reason']}") for each in entities if "reason" in each)
    for ref, of_entity in groupby(steps, key=lambda step: step["ref"]):
        yield f"{one_line(label)} ({ref}):" if (label := labels.get(ref)) else f"{ref}:"
        yield from (_step_line(each, cited) for each in of_entity)


def _aspects(step: Mapping[str, Any]) -> str:
    names = ("scope", "period", "condition")
    return aspects_text({**step.get("qualifiers", {}), **{name: step[name] for name in names if name in step}})


def _step_line(step: Mapping[str, Any], cited: Citations) -> str:
    aspects = f"{words}: " if (words := _aspects(step)) else ""
    said = f"{aspects}{value_text(step['value'])}, {_days(step['from'], step['to'])} {cited.cite([step['source']])}"
    said += f" {step['basis']}" if step["basis"] != Basis.THIRD_PARTY_REPORT else ""
    said += f", {step['certainty']}" if "certainty" in step else ""
    for side in step.get("disputed_by", ()):
        said += f"; DISPUTED by {cited_text(side, cited)}: {side_words(side)}"
    said += f"; and {step['sides_left_out']} more sides" if "sides_left_out" in step else ""
    return one_line(f"- {said}")


def _days(first: str | None, last: str | None) -> str:
    if first is None:
        return "at no known time" if last is None else f"until {last}"
    return f"from {first}" if last is None else f"{first} to {last}"


TOOL = Tool(
    "price_history",
    "Read a price over time",
    "Read what a price was over time, for up to ten models, offerings, products or instruments (shares): each step has "
    "its days, its value, who says so, and who disputes it. Works for every property with a history: benchmark scores, "
    "usage, status, figures such as revenue. Narrow it by days and by qualifiers such as direction output.",
    "read",
    PriceHistory,
    PriceHistoryJson,
    price_history,
)

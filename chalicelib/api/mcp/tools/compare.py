"""The tool `compare`: entities side by side, or one of them at several moments."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import ComparisonJson
from chalicelib.api.mcp.tools.answering.arguments import InstantArgument, PropertyArgument, RefText, ToolArguments
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import given, question
from chalicelib.api.mcp.tools.answering.sources import Citations
from chalicelib.api.mcp.tools.answering.wording import Cutter, aspects_text, one_line, value_text
from chalicelib.api.series.compare import compare as compared
from chalicelib.operations.series.compare import MAX_COMPARED_MOMENTS, MAX_COMPARED_PROPERTIES, MAX_COMPARED_REFS

Moments = Annotated[list[InstantArgument], Field(max_length=MAX_COMPARED_MOMENTS)]
_CLOCKS = ("known_at", "valid_at", "published_before")


class Compare(ToolArguments):
    """The entities to compare, the properties, and the clocks."""

    refs: list[RefText] = Field(
        min_length=1,
        max_length=MAX_COMPARED_REFS,
        description="The entities to compare.",
        examples=[["model/deepseek-v3", "model/gpt-4o"]],
    )
    properties: list[PropertyArgument] = Field(
        default=[],
        max_length=MAX_COMPARED_PROPERTIES,
        description="The properties to compare. Defaults to all.",
        examples=[["prices", "context_window"]],
    )
    valid_at: Moments = Field(
        default=[],
        description="Compare what was true at this moment; at several, one column for each. Only one clock can have "
        "several.",
        examples=[["2025-01-01", "2025-12-31"]],
    )
    known_at: Moments = Field(
        default=[],
        description="Compare what was on record at this moment; at several, one column for each. Not in the future.",
        examples=[["2026-11-01"]],
    )
    published_before: InstantArgument | None = Field(
        default=None,
        description="Use only facts whose source was published before this moment.",
        examples=["2025-02-01"],
    )


def compare(call: Call, asked: Compare) -> ToolAnswer:
    """Compare the entities."""
    query = {
        "refs": ",".join(asked.refs),
        "properties": ",".join(asked.properties) or None,
        "valid_at": ",".join(asked.valid_at) or None,
        "known_at": ",".join(asked.known_at) or None,
        "published_before": asked.published_before,
    }
    answer = question(compared, call, "The whole comparison", query)
    columns, rows = answer.body["entities"], answer.body["rows"]

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        heads = [_column_json(each, cutter) for each in columns]
        shown = [_row_json(each, cutter) for each in (rows[place] for place in places)]
        lines = ["Columns:", *(_column_line(place, each) for place, each in enumerate(heads, 1))]
        cited = Citations({}, cutter)
        lines += [_row_line(each, cited) for each in shown] or ["No values to compare."]
        return Draft({"columns": heads, "rows": shown}, [*lines, *cited.lines()])

    names = [each["property"] for each in rows]
    items = Items(len(rows), "rows", write, "Ask for fewer `refs` or `properties`.", names=names)
    return fit(items, [link_of(answer.title, answer.url)], max_bytes=asked.max_bytes)


def _column_json(column: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    texts = {name: cutter.text(column[name]) for name in ("label", "reason") if column.get(name) is not None}
    return {**column, **texts}


def _column_line(place: int, column: Mapping[str, Any]) -> str:
    clocks = "".join(f", {name} {column[name]}" for name in _CLOCKS if name in column)
    label = f" {one_line(column['label'])}" if column.get("label") else ""
    reason = f": {column['reason']}" if "reason" in column else ""
    return one_line(f"({place}){label} {column['ref']}{clocks}{reason}")


def _row_json(row: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    names = ("qualifiers", "scope", "period", "condition")
    cells = [None if each is None else _cell_json(each, cutter) for each in row["cells"]]
    return {"property": row["property"], **given(**{n: cutter.value(row[n]) for n in names}), "cells": cells}


def _cell_json(cell: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    sources = cutter.some(cell["sources"])
    return {
        "value": cutter.value(cell["value"]),
        **given(valid=cell["valid"], disputed=cell["disputed"], hedged=cell["hedged"]),
        **given(facts=cutter.facts(cell["facts"])),
        "sources": sources,
        **given(more=len(cell["sources"]) - len(sources)),
    }


def _row_line(row: Mapping[str, Any], cited: Citations) -> str:
    aspects = aspects_text(
        {**row.get("qualifiers", {}), **{n: row[n] for n in ("scope", "period", "condition") if n in row}}
    )
    head = f"{row['property']} ({aspects})" if aspects else row["property"]
    return one_line(f"{head}: {' | '.join(_cells(row['cells'], cited))}")


def _cells(cells: Sequence[Mapping[str, Any] | None], cited: Citations) -> list[str]:
    return [f"({place}) {_cell_text(each, cited)}" for place, each in enumerate(cells, 1)]


def _cell_text(cell: Mapping[str, Any] | None, cited: Citations) -> str:
    if cell is None:
        return "-"
    marks = [f"valid {value_text(cell['valid'])}"] if "valid" in cell else []
    marks += [cell["hedged"]] if "hedged" in cell else []
    marks += ["DISPUTED, see `conflicts`"] if "disputed" in cell else []
    marked = f" ({', '.join(marks)})" if marks else ""
    return f"{value_text(cell['value'])}{marked} {cited.cite(cell['sources'])}"


TOOL = Tool(
    "compare",
    "Compare entities",
    "Compare up to 20 entities of any kind, property by property: prices, benchmark scores, context windows, funding. "
    "Or compare an entity with itself at several moments: send several `valid_at` to see how it changed, or several "
    "`known_at` to see what the record said then and now. Each cell has its facts and sources.",
    "read",
    Compare,
    ComparisonJson,
    compare,
)

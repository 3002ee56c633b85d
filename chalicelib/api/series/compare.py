"""GET /v1/compare: entities side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.api.http.response.problems import dumps, status_of
from chalicelib.api.http.routing.columns import CSV, WITH_HEAD, in_cell, write_csv
from chalicelib.api.http.routing.date_columns import first_day, is_date, last_day
from chalicelib.api.http.routing.list_parameters import comma_list, property_names
from chalicelib.api.http.routing.parameters import FORMAT, MOMENT, refusal
from chalicelib.api.http.routing.query_strings import MAX_QUERY_FAULTS
from chalicelib.api.http.routing.routes import NDJSON, Answer, Call, Reply, route
from chalicelib.api.series.series import CONDITION, SCOPE
from chalicelib.domain.errors import Fault, Oversized
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import Ref, known_words, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.series import compare as operation
from chalicelib.operations.series.compare import (
    MAX_COMPARED_PROPERTIES,
    MAX_COMPARED_REFS,
    Cell,
    ComparedEntity,
    ComparedRow,
    Comparison,
)
from chalicelib.operations.series.slot_filter import part_filter

if TYPE_CHECKING:
    from chalicelib.api.series.answer_types import CellJson, ComparedEntityJson, ComparedRowJson, ComparisonJson

# Of a cell, one column each; first the value. Beside dates are their first and last day.
PARTS = ("", ".from", ".to", " valid", " valid.from", " valid.to", " disputed", " hedged", " sources", " facts")
REF = f"({'|'.join(KINDS)})/{SLUG}"
REFS = comma_list(
    "refs",
    "The entities to compare, of any kind.",
    items={"type": "string", "maxLength": 121, "pattern": f"^{REF}$"},
    most=MAX_COMPARED_REFS,
    read=lambda text: text if text and "\0" not in text else None,
    expects="must be refs separated by commas, such as model/gpt-4,model/llama",
    example=("model/deepseek-v3", "model/gpt-4"),
    required=True,
)
PROPERTIES = property_names(
    "properties",
    "The properties to compare. Defaults to all.",
    most=MAX_COMPARED_PROPERTIES,
    example=("released", "context_window", "prices"),
)


@route(
    "GET",
    "/v1/compare",
    name="compare",
    summary="Compare entities",
    tag="facts",
    scope="read",
    parameters=(REFS, PROPERTIES, SCOPE, CONDITION, *MOMENT, FORMAT),
    answers=(
        Answer(
            200,
            "The comparison.",
            "Comparison",
            headers=("Content-Disposition", "ETag", "Vary"),
            also={NDJSON: "ComparisonLines", CSV: "ComparisonCsv"},
        ),
    ),
    refusals=(Oversized,),
)
def compare(call: Call) -> Reply:
    """Return one row per property, and one for each set of qualifiers, scope, period and condition.

    A row has a cell for each entity: the value shown, its sources, whether it is disputed and how it is hedged. The
    quantities of a row have the same unit if the conversion is exact. An entity that is missing, retired or merged has
    the status 404, 410 or 308 and empty cells. For a series, such as the price of a share, the latest value counts.
    `scope` and `condition` select rows.
    """
    compared = operation.compare(
        call.world,
        refs=_read_compared_refs(call.query["refs"]),
        properties=call.query["properties"],
        moment=call.moment,
        part=part_filter(call.query["scope"], call.query["condition"]),
    )
    if call.media == CSV:
        return Reply({}, text=write_csv(_csv_lines(compared)), media=WITH_HEAD)
    body = _comparison_json(compared)
    if call.media == NDJSON:
        lines = ({"entities": body["entities"]}, *body["rows"])
        return Reply({}, text="".join(f"{dumps(line)}\n" for line in lines), media=NDJSON)
    return Reply(body)


def _read_compared_refs(texts: Sequence[str]) -> list[Ref]:
    faults, guesses = list[Fault](), Guesses()
    refs: list[Ref] = []
    for text in texts:
        if len(faults) >= MAX_QUERY_FAULTS:
            break
        ref = parse_ref(text)
        if ref is None:
            faults.append(Fault("refs", "not_a_ref", f"{text[:100]!r} is not a ref, such as model/gpt-4."))
        elif ref.kind not in KINDS:
            detail = f"{text!r}: there is no kind {ref.kind!r}{known_words(ref.kind, KINDS, guesses=guesses)}"
            faults.append(Fault("refs", "unknown_kind", detail))
        else:
            refs.append(ref)
    if faults:
        raise refusal(*faults)
    return refs


def _comparison_json(compared: Comparison) -> "ComparisonJson":
    return {
        "entities": [_entity_json(column) for column in compared.columns],
        "rows": [_row_json(row) for row in compared.rows],
        "meta": {"read": sum(column.read for column in compared.columns), "returned": len(compared.rows)},
    }


def _entity_json(column: ComparedEntity) -> "ComparedEntityJson":
    if column.refusal is None:
        return {"ref": column.ref, "status": 200, "label": column.label}
    refused = column.refusal
    status = status_of(refused.code, has_survivor=True)
    shown: ComparedEntityJson = {"ref": column.ref, "status": status, "reason": refused.detail}
    return {**shown, "into": refused.context["into"]} if "into" in refused.context else shown


def _row_json(row: ComparedRow) -> "ComparedRowJson":
    return {
        "property": row.property,
        "qualifiers": dict(row.qualifiers),
        "scope": None if row.scope is None else row.scope.json(),
        "period": row.period,
        "condition": row.condition,
        "unit": row.unit,
        "cells": [None if cell is None else _cell_json(cell) for cell in row.cells],
    }


def _cell_json(cell: Cell) -> "CellJson":
    valid = cell.facts[0].content.valid if cell.value is not None else None
    return {
        "value": cell.shown,
        "valid": None if valid is None else valid.json(),
        "disputed": cell.disputed,
        "hedged": cell.hedged,
        "facts": [fact.id for fact in cell.facts],
        "sources": _sources(cell),
    }


def _sources(cell: Cell) -> list[str]:
    return sorted({fact.evidence.source for fact in cell.facts})


def _csv_lines(compared: Comparison) -> Iterator[list[str]]:
    """Write the comparison as CSV rows: for each entity, one column per part of its cells."""
    heads = (f"{column.ref}{part}" for column in compared.columns for part in PARTS)
    yield ["property", "qualifiers", "scope", "condition", "unit", *heads]
    for row in compared.rows:
        slot = [f"{name}={in_words(value)}" for name, value in row.qualifiers.items()]
        slot += [f"period={row.period}"] if row.period else []
        scope = "" if row.scope is None else in_words(row.scope.json())
        yield [row.property, "; ".join(slot), scope, row.condition or "", row.unit or "", *_csv_cells(row, compared)]


def _csv_cells(row: ComparedRow, compared: Comparison) -> Iterator[str]:
    for column, cell in zip(compared.columns, row.cells, strict=True):
        if cell is None:
            yield from ("",) * len(PARTS)
        else:
            parts: Mapping[str, object] = _cell_json(cell)
            value = cell.shown if is_date(column.ref.partition("/")[0], row.property) else None
            yield in_words(cell.shown, unit=row.unit)
            yield from map(in_cell, (first_day(value), last_day(value), parts["valid"]))
            yield from map(in_cell, (first_day(parts["valid"]), last_day(parts["valid"])))
            yield from (in_cell(parts[name.strip()]) for name in PARTS[6:])


def in_words(value: Any, *, unit: str | None = None) -> str:
    """Return a value as the text of a CSV cell, without its unit if that is `unit`, which another column shows."""
    if isinstance(value, list):
        return "; ".join(map(in_words, value))
    if isinstance(value, Mapping):
        return _object_in_words(value, unit)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _object_in_words(value: Mapping[str, Any], unit: str | None) -> str:
    match value:
        case {"value": inner, **rest}:
            beside = ", ".join(f"{name}: {in_words(each)}" for name, each in rest.items())
            return in_words(inner) + (f" ({beside})" if beside else "")
        case {"unit": own}:
            real = f" of {value['real']}" if "real" in value else ""
            return _amount_in_words(value) + ("" if own == unit else f" {own}") + real
        case {"text": words} | {"missing": words}:
            return str(words)
    return str(value)


def _amount_in_words(value: Mapping[str, Any]) -> str:
    if "low" in value:
        return f"{value['low']} to {value['high']}"
    if "plus_minus" in value:
        return f"{value['amount']} ± {value['plus_minus']}"
    return f"{value['bound'].replace('_', ' ')} {value['amount']}" if "bound" in value else str(value["amount"])

"""GET /v1/compare: entities side by side."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.api.http.response.problems import dumps, status_of
from chalicelib.api.http.routing.columns import CSV, WITH_HEAD, in_cell, write_csv
from chalicelib.api.http.routing.list_parameters import comma_list, property_names
from chalicelib.api.http.routing.parameters import FORMAT, MAX_QUERY_FAULTS, MOMENT, refusal
from chalicelib.api.http.routing.routes import NDJSON, Answer, Call, Reply, route
from chalicelib.api.series.cell_text import in_words
from chalicelib.domain.errors import Fault, Oversized
from chalicelib.domain.evidence import SLUG
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

PARTS = ("", "valid", "disputed", "hedged", "sources", "facts")  # of a cell, a column each; first the value
REF = f"({'|'.join(KINDS)})/{SLUG}"
REFS = comma_list(
    "refs",
    "The entities, of any kinds.",
    items={"type": "string", "maxLength": 121, "pattern": f"^{REF}$"},
    most=MAX_COMPARED_REFS,
    read=lambda text: text if text and "\0" not in text else None,
    expects="must be refs separated by commas, such as model/gpt-4,model/llama",
    example=("model/deepseek-v3", "model/gpt-4"),
    required=True,
)
PROPERTIES = property_names(
    "properties",
    "The properties to compare; all, where none is named.",
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
    parameters=(REFS, PROPERTIES, *MOMENT, FORMAT),
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
    """Answer a row for each property, and for each set of qualifiers of a property that has them.

    A row has a cell for each entity: the value shown, its sources, whether it is disputed, how it is hedged.
    Quantities of a row are in one unit where that is exact. An entity that is missing, retired or merged has a status
    that says so and empty cells. Of a series, such as the price of a share, the last value is compared.
    """
    compared = operation.compare(
        call.world, refs=_refs(call.query["refs"]), properties=call.query["properties"], moment=call.moment
    )
    if call.media == CSV:
        return Reply({}, text=write_csv(_lines(compared)), media=WITH_HEAD)
    body = _json(compared)
    if call.media == NDJSON:
        lines = ({"entities": body["entities"]}, *body["rows"])
        return Reply({}, text="".join(f"{dumps(line)}\n" for line in lines), media=NDJSON)
    return Reply(body)


def _refs(texts: Sequence[str]) -> list[Ref]:
    faults, guesses = list[Fault](), Guesses()
    refs: list[Ref] = []
    for text in texts:
        if len(faults) >= MAX_QUERY_FAULTS:
            break
        ref = parse_ref(text)
        if ref is None:
            faults.append(Fault("refs", "not_a_ref", f"{text[:100]!r} is no ref, such as model/gpt-4."))
        elif ref.kind not in KINDS:
            detail = f"{text!r}: there is no kind {ref.kind!r}{known_words(ref.kind, KINDS, guesses=guesses)}"
            faults.append(Fault("refs", "unknown_kind", detail))
        else:
            refs.append(ref)
    if faults:
        raise refusal(*faults)
    return refs


def _json(compared: Comparison) -> dict[str, Any]:
    return {
        "entities": [_entity(column) for column in compared.columns],
        "rows": [_row(row) for row in compared.rows],
        "meta": {"read": sum(column.read for column in compared.columns), "returned": len(compared.rows)},
    }


def _entity(column: ComparedEntity) -> dict[str, Any]:
    if column.refusal is None:
        return {"ref": column.ref, "status": 200, "label": column.label}
    refused = column.refusal
    into = {"into": refused.context["into"]} if "into" in refused.context else {}
    return {"ref": column.ref, "status": status_of(refused.code, has_survivor=True), "reason": refused.detail, **into}


def _row(row: ComparedRow) -> dict[str, Any]:
    cells = [None if cell is None else _cell(cell) for cell in row.cells]
    head = {"property": row.property, "qualifiers": dict(row.qualifiers), "period": row.period, "unit": row.unit}
    return {**head, "cells": cells}


def _cell(cell: Cell) -> dict[str, Any]:
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


def _lines(compared: Comparison) -> Iterator[list[str]]:
    """Write the comparison as lines: for each entity a column of values, and one each of what is to know of them."""
    heads = (f"{column.ref} {part}".rstrip() for column in compared.columns for part in PARTS)
    yield ["property", "qualifiers", "unit", *heads]
    for row in compared.rows:
        told_apart = [f"{name}={in_words(value)}" for name, value in row.qualifiers.items()]
        told_apart += [f"period={row.period}"] if row.period else []
        yield [row.property, "; ".join(told_apart), row.unit or "", *_flat(row)]


def _flat(row: ComparedRow) -> Iterator[str]:
    for cell in row.cells:
        if cell is None:
            yield from ("",) * len(PARTS)
        else:
            told = _cell(cell)
            yield in_words(cell.shown, unit=row.unit)
            yield from (in_cell(told[name]) for name in PARTS[1:])

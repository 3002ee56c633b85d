"""GET /v1/compare: entities side by side, or one of them at several moments."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.clocks import future_fault
from chalicelib.api.http.routing.columns import CSV, WITH_HEAD, write_csv
from chalicelib.api.http.routing.converting import IN
from chalicelib.api.http.routing.expanding import expand_any, expand_needs_json
from chalicelib.api.http.routing.list_parameters import comma_list, property_names
from chalicelib.api.http.routing.parameters import (
    FORMAT,
    KNOWN_AT,
    PUBLISHED_BEFORE,
    VALID_AT,
    Parameter,
    refusal,
)
from chalicelib.api.http.routing.routes import JSON, NDJSON, Answer, Call, Reply, route
from chalicelib.api.series.comparison_csv import csv_lines
from chalicelib.api.series.refs import entity_json, read_refs, refs_parameter
from chalicelib.api.series.series import CONDITION, SCOPE
from chalicelib.domain.errors import Fault, Oversized
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.expansion import expand, read_paths
from chalicelib.operations.series import compare as operation
from chalicelib.operations.series.compare import (
    MAX_COLUMNS_OF_MOMENTS,
    MAX_COMPARED_MOMENTS,
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

REFS = refs_parameter("The entities to compare, of any kind.", most=MAX_COMPARED_REFS)
PROPERTIES = property_names(
    "properties",
    "The properties to compare. Defaults to all.",
    most=MAX_COMPARED_PROPERTIES,
    example=("released", "context_window", "prices"),
)


def _moments(clock: Parameter) -> Parameter:
    """Declare a clock that accepts several moments."""
    return comma_list(
        clock.name,
        f"{clock.meaning} Several moments compare an entity with itself, one column for each: one clock can have "
        f"several, and entities times moments are at most {MAX_COLUMNS_OF_MOMENTS}.",
        items=clock.schema,
        most=MAX_COMPARED_MOMENTS,
        read=clock.read,
        expects=clock.expects,
        example=[clock.example],
    )


VALID_ATS, KNOWN_ATS = _moments(VALID_AT), _moments(KNOWN_AT)


@route(
    "GET",
    "/v1/compare",
    name="compare",
    summary="Compare entities",
    tag="views",
    scope="read",
    parameters=(REFS, PROPERTIES, SCOPE, CONDITION, VALID_ATS, KNOWN_ATS, PUBLISHED_BEFORE, expand_any(), IN, FORMAT),
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
    `scope` and `condition` select rows. With several moments of `known_at` or `valid_at`, each entity has a column for
    each of them, which names its moment: `known_at=2026-11-01,2026-11-23` shows what changed between the two. `expand`
    returns at most 100 of the entities that cells name; at another moment, at most 25 that may have changed since.
    `in=USD` adds `shown_in` to cells with money, as the view of one entity does, and `conversion`. Both need a single
    moment.
    """
    refs, moments = _read_columns(call)
    paths = read_paths({KINDS[ref.kind] for ref in refs}, call.query["expand"])
    if paths and call.media != JSON:
        raise expand_needs_json()
    moment = _one_moment(call, moments)
    compared = operation.compare(
        call.world,
        refs=refs,
        properties=call.query["properties"],
        moments=moments,
        part=part_filter(call.query["scope"], call.query["condition"]),
    )
    converted = None
    if call.query["in"]:
        # Few comparisons convert anything.
        from chalicelib.operations.series.converted_cells import convert_cells

        converted = convert_cells(call.world, compared, to=call.query["in"], moment=moment)
        compared = converted.compared
    if call.media == CSV:
        lines = csv_lines(compared, _comparison_json(compared)["rows"], is_converted=converted is not None)
        return Reply({}, text=write_csv(lines), media=WITH_HEAD)
    body = _comparison_json(compared)
    if converted is not None:
        body["conversion"] = converted.conversion
    if call.media == NDJSON:
        ndjson = ({"entities": body["entities"]}, *body["rows"])
        return Reply({}, text="".join(f"{dumps(line)}\n" for line in ndjson), media=NDJSON)
    if paths:
        shown = [{row.property: cell.shown} for row in compared.rows for cell in row.cells if cell is not None]
        body["expanded"] = expand(call.world, shown, paths, moment=moment)
    return Reply(body)


def _read_columns(call: Call) -> tuple[list[Ref], list[Moment]]:
    """Return the entities and the moments. Raises BadParameter with all faults of both."""
    refs, faults = read_refs(call.query["refs"])
    valid, known = call.query["valid_at"], call.query["known_at"]
    now = call.world.now() if known else ""
    future = next((fault for each in known if (fault := future_fault("known_at", each, now=now))), None)
    faults += [] if future is None else [future]
    if len(valid) > 1 and len(known) > 1:
        detail = "Only one of `valid_at` and `known_at` can have several moments."
        faults.append(Fault("valid_at", "not_together", detail))
    if faults:
        raise refusal(*faults)
    before = call.query["published_before"]
    return refs, [Moment(true, then, before) for then in known or (None,) for true in valid or (None,)]


def _one_moment(call: Call, moments: Sequence[Moment]) -> Moment:
    """Return the first moment. Raises BadParameter for parameters that need a single one, if there are several."""
    together = [name for name in ("expand", "in") if call.query[name] and len(moments) > 1]
    if together:
        raise refusal(*(Fault(name, "not_together", f"`{name}` needs a single moment.") for name in together))
    return moments[0]


def _comparison_json(compared: Comparison) -> "ComparisonJson":
    return {
        "entities": [_entity_json(column) for column in compared.columns],
        "rows": [_row_json(row) for row in compared.rows],
        "meta": {"read": compared.read, "returned": len(compared.rows)},
    }


def _entity_json(column: ComparedEntity) -> "ComparedEntityJson":
    return _with_clocks(entity_json(column.ref, column.label, column.refusal), column.moment)


def _with_clocks(shown: "ComparedEntityJson", moment: Moment) -> "ComparedEntityJson":
    if moment.known_at is not None:
        shown["known_at"] = moment.known_at
    if moment.valid_at is not None:
        shown["valid_at"] = moment.valid_at
    if moment.published_before is not None:
        shown["published_before"] = moment.published_before
    return shown


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
    shown: CellJson = {
        "value": cell.shown,
        "valid": None if valid is None else valid.json(),
        "disputed": cell.disputed,
        "hedged": cell.hedged,
        "facts": [fact.id for fact in cell.facts],
        "sources": _sources(cell),
    }
    return shown if cell.shown_in is None else {**shown, "shown_in": cell.shown_in}


def _sources(cell: Cell) -> list[str]:
    return sorted({fact.evidence.source for fact in cell.facts})

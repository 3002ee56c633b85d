"""GET /v1/{plural}/{slug}/conflicts: the conflicts between the facts of an entity."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import CsvColumn, named
from chalicelib.api.http.routing.date_columns import of_any_value
from chalicelib.api.http.routing.parameters import MOMENT
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.operations.entities import conflicts as operation


def conflict_columns(kind_of: Callable[[Mapping[str, Any]], str]) -> tuple[CsvColumn, ...]:
    """Return the columns of conflicts; `kind_of` names the kind of the entity of one."""
    shown = of_any_value("shown", property_of=lambda item: (kind_of(item), str(item.get("property"))))
    return (*named("property", "slot", "state", "opened_at"), *shown, *named("sides", "why"))


def _columns(call: Call) -> tuple[CsvColumn, ...]:
    return conflict_columns(lambda _: call.kind.name)


@route(
    "GET",
    "/v1/{plural}/{slug}/conflicts",
    name="list_{kind}_conflicts",
    summary="List the conflicts in {a_kind}",
    tag="{plural}",
    scope="read",
    parameters=MOMENT,
    answers=(page_answer("ConflictPage", "All conflicts on one page.", columns=_columns),),
    refusals=(NotFound, Gone, Merged),
)
def conflicts(call: Call) -> Reply:
    """Return each slot whose facts contradict each other, open or settled, with those facts."""
    return page(operation.conflicts(call.world, ref=call.ref, moment=call.moment))

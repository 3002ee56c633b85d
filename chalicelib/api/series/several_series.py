"""GET /v1/series/{property}: the values of a property of several entities over valid time, in one answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.api.http.routing.answers import page_answer
from chalicelib.api.http.routing.clocks import future_fault
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.parameters import CURSOR, Parameter, refusal
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.series.refs import entity_json, read_refs, refs_parameter
from chalicelib.api.series.series import STEP, beside_latest, read_slots, read_window, slot_parameters
from chalicelib.domain.errors import BadCursor, BadParameter, Fault
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.series import several_series as operation
from chalicelib.operations.series.several_series import MAX_SERIES_REFS, SeveralQuery
from chalicelib.operations.world import Moment

if TYPE_CHECKING:
    from chalicelib.api.series.answer_types import ComparedEntityJson
    from chalicelib.operations.series.asked_entities import AskedEntity

MAX_STEPS = 1_000


def _read_limit(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_STEPS)) else 0
    return number if 1 <= number <= MAX_STEPS else None


REFS = refs_parameter(
    "The entities, of any kinds for which the property has a series.", most=MAX_SERIES_REFS, keeps_repeats=True
)
LIMIT = Parameter(
    "limit",
    "The maximum number of steps on the page, of all entities together.",
    {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_STEPS, "default": MAX_STEPS},
    f"must be a whole number from 1 to {MAX_STEPS}",
    _read_limit,
    example=MAX_STEPS,
    default=MAX_STEPS,
)


@route(
    "GET",
    "/v1/series/{property}",
    name="list_series",
    summary="List the values of a property of several entities over time",
    tag="views",
    scope="read",
    parameters=(REFS, *slot_parameters(KINDS.values()), LIMIT, CURSOR),
    answers=(page_answer("StepOfEntityPage", columns=(*named("ref"), *STEP)),),
    refusals=(BadCursor,),
)
def several_series(call: Call) -> Reply:
    """Return the steps of up to ten entities, as their own series do, each with the `ref` of its entity.

    The steps of the first entity come first. `entities` names each entity of the request, as `/v1/compare` does: one
    that is missing, retired or erased has the status 404 or 410 and no steps. One that was merged has the status 308
    and the ref of the survivor in `into`; the steps are those of the survivor, which is named after the entities of the
    request, and come once even if two refs lead to it. CSV and NDJSON have the steps alone. `label` is the name now,
    null at another moment.
    """
    asked = _read_query(call)
    if call.query["latest"]:
        found = operation.last_of_several(call.world, asked)
    else:
        paging = {"limit": call.query["limit"], "cursor": call.query["cursor"]}
        found = operation.several_series(call.world, asked, **paging)
    body = {
        "items": found.items,
        "next": found.next,
        "meta": {"read": found.read, "returned": len(found.items)},
        "entities": _entities_json(found.entities),
    }
    return Reply(body, next=None if found.next is None else {"cursor": found.next})


def _entities_json(entities: "Sequence[AskedEntity]") -> "list[ComparedEntityJson]":
    return [entity_json(each.ref, each.label, each.refusal) for each in entities]


def _read_query(call: Call) -> SeveralQuery:
    """Return the checked query. Raises BadParameter with all faults."""
    refs, faults = read_refs(call.query["refs"])
    known_at = call.query["known_at"]
    future = None if known_at is None else future_fault("known_at", known_at, now=call.world.now())
    faults += [] if future is None else [future]
    faults += beside_latest(call) if call.query["latest"] else []
    query, others = _check_query(call, refs)
    if faults or query is None:
        raise refusal(*faults, *others)
    return query


def _check_query(call: Call, refs: Sequence[Ref]) -> tuple[SeveralQuery | None, Sequence[Fault]]:
    moment = Moment(call.query["valid_at"], call.query["known_at"], call.query["published_before"])
    asked = read_slots(call, KINDS.values())
    try:
        query = operation.several_query(
            refs, property_name=call.path["property"], asked=asked, window=read_window(call), moment=moment
        )
    except BadParameter as refused:
        return None, refused.faults
    return query, ()

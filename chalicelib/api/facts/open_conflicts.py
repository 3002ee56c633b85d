"""GET /v1/conflicts: the open conflicts of all entities."""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.entities.conflicts import conflict_columns
from chalicelib.api.facts.entity_facts import PROPERTY
from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT, choice, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor
from chalicelib.kinds import KINDS
from chalicelib.operations.facts import open_conflicts as operation

KIND = choice("kind", "Only conflicts in entities of this kind.", of=list(KINDS))


def _kind_of(item: Mapping[str, Any]) -> str:
    return str(item.get("ref", "")).partition("/")[0]


@route(
    "GET",
    "/v1/conflicts",
    name="list_conflicts",
    summary="List the open conflicts of all entities",
    tag="facts",
    scope="read",
    parameters=(
        KIND,
        PROPERTY,
        *MOMENT,
        limit(then=("valid_at", "known_at", "published_before")),
        CURSOR,
    ),
    answers=(page_answer("OpenConflictPage", columns=(*named("ref", "day"), *conflict_columns(_kind_of))),),
    refusals=(BadCursor,),
)
def open_conflicts(call: Call) -> Reply:
    """Return each open conflict with its entity, its sides, their sources and the value shown for now.

    The most recently opened come first. A conflict within a series, such as the price of a share, has the `day` on
    which a value starts that contradicts another. `property` requires `kind`. With `known_at`, the list shows the
    conflicts that were open then, as they were then, and `limit` must not exceed 25.

    With `valid_at` or `published_before`, a page resolves 25 entities, kind by kind, in the order of their lists, and
    returns the conflicts between the facts that were valid or in print then: it can be empty and still have a `next`.
    Those within series are the ones on that day. A series is in conflict once for each unit and condition of a day.
    """
    query = call.query
    listed = operation.open_conflicts(
        call.world,
        kind=None if query["kind"] is None else KINDS[query["kind"]],
        property_name=query["property"],
        moment=call.moment,
        limit=query["limit"],
        cursor=query["cursor"],
    )
    return page(listed)

"""GET /v1/{plural}: list the entities of a kind."""

from chalicelib.api.answers import page, page_answer
from chalicelib.api.parameters import CURSOR, choice, limit
from chalicelib.api.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor
from chalicelib.operations import listing as operation

DESCENDING = {"ascending": False, "descending": True, None: None}


@route(
    "GET",
    "/v1/{plural}",
    name="list_{plural}",
    summary="List {plural}",
    tag="{plural}",
    scope="read",
    parameters=(
        limit(),
        CURSOR,
        choice(
            "order",
            "By date or name, as the kind is ordered. The default: dates newest first, names from A.",
            of=("ascending", "descending"),
        ),
    ),
    answers=(page_answer("{Kind}Page"),),
    refusals=(BadCursor,),
)
def listing(call: Call) -> Reply:
    """Answer a page of cards: flat views without wide properties and long texts."""
    listed = operation.listing(
        call.world,
        kind=call.kind,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        descending=DESCENDING[call.query["order"]],
    )
    return page(listed)

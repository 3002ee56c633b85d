"""GET /v1/facts/{id}: one fact by its id."""

from chalicelib.api.http.routing.answers import LINKED
from chalicelib.api.http.routing.parameters import KNOWN_AT
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.domain.errors import NotFound
from chalicelib.operations.facts import fact as operation


@route(
    "GET",
    "/v1/facts/{id}",
    name="read_fact",
    summary="Read a fact",
    tag="facts",
    scope="read",
    why_no_clock="One fact is shown whether it holds or not: compare its `valid` and `published`.",
    parameters=(KNOWN_AT,),
    answers=(
        Answer(200, "The fact, with its rank and retraction as of `known_at`.", "Fact", ("ETag", "Vary"), also=LINKED),
    ),
    refusals=(NotFound,),
)
def fact(call: Call) -> Reply:
    """Return one fact with its evidence, even if it was retracted: nothing is ever deleted."""
    return Reply(operation.fact(call.world, fact_id=call.path["id"], known_at=call.moment.known_at))

"""POST /v1/{plural}: create an entity."""

from chalicelib.api.http.routing.answers import entity, entity_answer
from chalicelib.api.http.routing.routes import Body, Call, Reply, route
from chalicelib.domain.errors import Duplicate, Oversized, TooManyActions, TooManyFacts
from chalicelib.operations.writes import create as operation


@route(
    "POST",
    "/v1/{plural}",
    name="create_{kind}",
    summary="Create {a_kind}",
    tag="{plural}",
    scope="write",
    body=Body("{Kind}Create"),
    answers=(entity_answer("Created; Location names it.", status=201),),
    refusals=(Duplicate, TooManyActions, TooManyFacts, Oversized),
)
def create(call: Call) -> Reply:
    """Create {a_kind} under a slug of your choice.

    Every field becomes a fact with the evidence sent: one `evidence` covers the whole body, and a field may
    refine it by its own. What is wrong is refused at once, with every fault. All of it is one transaction of at most
    100 actions, so about 95 values fit (`too_many_actions`); add the others with PATCH.
    """
    written = operation.create(call.context, kind=call.kind, body=call.body)
    return entity(written, plural=call.kind.plural, status=201)

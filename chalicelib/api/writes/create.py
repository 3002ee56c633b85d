"""POST /v1/{plural}: create an entity."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.answers import entity_answer, entity_with_report
from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Duplicate, Oversized, PossibleDuplicate, TooManyActions, TooManyFacts
from chalicelib.operations.writes import create as operation


@route(
    "POST",
    "/v1/{plural}",
    name="create_{kind}",
    summary="Create {a_kind}",
    tag="{plural}",
    scope="write",
    parameters=(
        flag(
            "allow_duplicate", "Do not look whether the entity is on record under another slug; the history shows it."
        ),
        DRY_RUN,
    ),
    body=Body("{Kind}Create"),
    answers=(
        entity_answer("The new entity. `Location` has its address.", status=201),
        Answer(200, "After a dry run: the entity as it would be.", "{Kind}"),
    ),
    refusals=(Duplicate, PossibleDuplicate, ErasedEntity, TooManyActions, TooManyFacts, Oversized),
)
def create(call: Call) -> Reply:
    """Create {a_kind} under a slug of your choice.

    Each field becomes a fact. `evidence` applies to all fields; a field can override it with its own. If anything is
    wrong, nothing is recorded, and the problem lists all faults. The entity is recorded in one transaction of at most
    100 actions, which has room for about 95 values (`too_many_actions` beyond that). Add further values with PATCH.

    If the same {kind} seems to be on record under another slug, by an identifier, an address, its name or, of an event,
    its time and leading participant, nothing is written (`possible_duplicate`), and `candidates` lists what was found.
    `POST /v1/duplicates` looks without writing.
    """
    allow_duplicate = call.query["allow_duplicate"]
    written = operation.create(call.context, kind=call.kind, body=call.body, allow_duplicate=allow_duplicate)
    return entity_with_report(written, plural=call.kind.plural, status=201)

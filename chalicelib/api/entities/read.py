"""GET /v1/{plural}/{slug}: read an entity."""

from chalicelib.api.http.routing.answers import entity_answer
from chalicelib.api.http.routing.parameters import MOMENT, choice, flag
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.operations.entities import read as operation


@route(
    "GET",
    "/v1/{plural}/{slug}",
    name="read_{kind}",
    summary="Read {a_kind}",
    tag="{plural}",
    scope="read",
    parameters=(
        *MOMENT,
        choice(
            "include",
            "`facts` also returns the facts of every property, including retracted ones. The clocks leave out what was "
            "not recorded, in print or valid then.",
            of=("facts",),
        ),
        flag("explain", "Also return, for every slot, which fact was chosen, why, and which were rejected."),
    ),
    answers=(entity_answer("The flat view."),),
    refusals=(NotFound, Gone, Merged),
)
def read(call: Call) -> Reply:
    """Return one flat object that shows, for each property, the value chosen from its facts.

    `disputed` lists the properties with contradicting facts, `hedged` those whose value is not plainly asserted.
    """
    found = operation.read(
        call.world,
        ref=call.ref,
        moment=call.moment,
        include_facts=call.query["include"] == "facts",
        explain=call.query["explain"],
    )
    return Reply(found.view, revision=found.revision)

"""GET /v1/{plural}/{slug}/facts: the facts behind an entity's view."""

import re

from chalicelib.api.facts.facts import FACT, STANDING
from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT, Parameter, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.operations.facts import entity_facts as operation

PROPERTY = Parameter(
    "property",
    "Return only facts of this property.",
    {"type": "string", "maxLength": 60, "pattern": "^[a-z][a-z0-9_]*$"},
    "must be the name of a property",
    lambda text: text if re.fullmatch("[a-z][a-z0-9_]{0,59}", text) else None,
    example="name",
)


@route(
    "GET",
    "/v1/{plural}/{slug}/facts",
    name="list_{kind}_facts",
    summary="List the facts of {a_kind}",
    tag="{plural}",
    scope="read",
    parameters=(PROPERTY, STANDING, *MOMENT, limit(50), CURSOR),
    answers=(page_answer("FactPage", columns=FACT, is_linked=True),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def entity_facts(call: Call) -> Reply:
    """Return every fact with its evidence, ordered by property, slot and day.

    Retracted and replaced ones are among them, with `retraction` and `replaced_by`, unless `standing=true`.

    Each page shows a write whole. Others may write between two pages: with `known_at`, all pages are as of one moment.
    """
    listed = operation.entity_facts(
        call.world,
        ref=call.ref,
        property_name=call.query["property"],
        moment=call.moment,
        standing=call.query["standing"],
        limit=call.query["limit"],
        cursor=call.query["cursor"],
    )
    return page(listed)

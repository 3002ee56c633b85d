"""POST /v1/duplicates: look for what a new entity may be the same as."""

from typing import Any, cast

from pydantic import ConfigDict, Field

from chalicelib.api.http.routing.request_bodies import KindName, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.kinds import KINDS
from chalicelib.operations.writes import duplicates as operation

EXAMPLE = {
    "kind": "company",
    "name": "DeepSeek",
    "website": "https://www.deepseek.com/?utm_source=news",
    "identifiers": [{"value": "Q131577453", "scheme": "wikidata"}],
}


class EntityToLookFor(RequestBody):
    """The flat body that would create the entity, and its kind; slug and evidence can be left out."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: KindName = Field(description="The kind of the entity.")


@route(
    "POST",
    "/v1/duplicates",
    name="find_duplicates",
    summary="Look for an entity that may exist already",
    tag="names",
    scope="read",
    why_no_clock="It looks among what is on record now, as a create would.",
    body=Body("EntityToLookFor", model=EntityToLookFor, example=EXAMPLE),
    answers=(Answer(200, "At most five entities that may be the same, most reasons first.", "Duplicates"),),
)
def duplicates(call: Call) -> Reply:
    """Return the entities that a create with this body would be refused for (`possible_duplicate`), without writing.

    Send one flat body of any kind, with `kind`. An entity may be the same if it has the same identifier, `url`,
    `website` or `sha256` (tracking parameters, http for https and a slash at the end make no other URL), or, within its
    kind, the same name; an offering also needs the same provider. An event may be the same if it has the same type and
    leading participant, and dates at most two days apart; a move of a share, an index or a rank needs the same day. An
    entity that the body names, as in `supersedes`, is taken to be another.

    A value that cannot be read takes no part in the look; `left_out` has the pointers. Whether a `slug` in the body is
    taken is not looked up.
    """
    kind = KINDS[call.read(EntityToLookFor).kind]
    body = cast("dict[str, Any]", {name: each for name, each in call.body.items() if name != "kind"})
    found = operation.duplicates(call.world, kind=kind, body=body)
    items = [each.json_value() for each in found.candidates]
    meta = {"read": found.read, "returned": len(items), "left_out": found.left_out}
    return Reply({"items": items, "next": None, "meta": meta})

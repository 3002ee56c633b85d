"""Links between operations: the members of a response that another operation takes as parameters."""

from typing import Any

from chalicelib.api.http.routing.routes import Answer
from chalicelib.api.openapi.names import fill
from chalicelib.kinds.declaration import Kind

_SLUG = {"path.slug": "$response.body#/slug"}
_FIRST_SLUG = {"path.slug": "$response.body#/items/0/slug"}
_ID = {"path.id": "$response.body#/id"}
_FIRST_ID = {"path.id": "$response.body#/items/0/id"}
_FIRST_FACT = {"path.id": "$response.body#/facts/0/id"}
_LINKS: dict[str, dict[str, dict[str, str]]] = {
    "{Kind}": {
        "read_{kind}": _SLUG,
        "update_{kind}": {**_SLUG, "header.If-Match": "$response.header.ETag"},
        "list_{kind}_facts": _SLUG,
        "list_{kind}_history": _SLUG,
        "list_{kind}_timeline": _SLUG,
    },
    "{Kind}Page": {"read_{kind}": _FIRST_SLUG, "list_{kind}_facts": _FIRST_SLUG},
    "FactPage": {"read_fact": _FIRST_ID},
    "FactsOrOutcomes": {"read_fact": _FIRST_FACT, "retract_fact": _FIRST_FACT},
    "Fact": {"read_fact": _ID, "rank_fact": _ID},
    "KeyWithSecret": {"revoke_key": _ID},
}


def links_of(answer: Answer, kind: Kind | None) -> dict[str, Any]:
    """Return the links of an answer by the operations to which they lead."""
    named = {fill(name, kind): taken for name, taken in _LINKS.get(answer.component or "", {}).items()}
    return {name: {"operationId": name, "parameters": taken} for name, taken in named.items()}

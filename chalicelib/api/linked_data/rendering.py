"""Renders the answers of verbs as linked data: no call of the table that the JSON answer does not make."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.response.response_limit import MAX_RESPONSE_BYTES, without_largest_parts
from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.parameters import JSONLD
from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.claims import claim_node
from chalicelib.api.linked_data.entities import entity_node

_IN_HTML = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}  # these are in the strings of JSON alone
_SPARE = 0.9  # of the room: the parts left out are not all equally long in both forms


def in_linked_data(reply: Reply, call: Call) -> Reply:
    """Return the reply with an entity, a fact or a page of facts as JSON-LD."""
    at = Addresses.of(call)
    if "items" in reply.body:
        return replace(reply, text=_text(_facts_document(reply.body["items"], at)), media=JSONLD)
    if "property" in reply.body:
        return replace(reply, text=_text(claim_node(reply.body, at), at), media=JSONLD)
    return replace(reply, text=_entity_text(reply.body, call, at), media=JSONLD)


def inline_text(view: Mapping[str, Any], call: Call) -> str:
    """Return an entity without its facts as JSON-LD that can be within an element of HTML."""
    shown = {name: each for name, each in view.items() if name not in ("facts", "explain")}
    text = _entity_text(shown, call, Addresses.of(call))
    return text.translate(_IN_HTML)


def _entity_text(view: Mapping[str, Any], call: Call, at: Addresses) -> str:
    """Return an entity; if that is too long, without its largest parts, which `omitted` then names."""
    clocks = {name: call.query[name] for name in CLOCKS if call.query.get(name)}
    text = _text(entity_node(view, at, clocks=clocks), at)
    size = len(text.encode())
    if size <= MAX_RESPONSE_BYTES:
        return text
    room = int(len(dumps(view).encode()) * _SPARE * MAX_RESPONSE_BYTES / size)
    return _text(entity_node(without_largest_parts(view, most=room), at, clocks=clocks), at)


def _facts_document(facts: Any, at: Addresses) -> dict[str, Any]:
    return {"@context": at.context, "@type": "schema:ItemList", "facts": [claim_node(fact, at) for fact in facts]}


def _text(node: Mapping[str, Any], at: Addresses | None = None) -> str:
    return dumps(node if at is None else {"@context": at.context, **node})

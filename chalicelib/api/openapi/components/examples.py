"""Examples of request bodies and flat views, from those that kinds and properties declare, and of recorded answers."""

from typing import Any

from chalicelib.api.http.routing.routes import ROUTES, Body
from chalicelib.api.openapi.names import fill_all
from chalicelib.api.openapi.recorded import recorded_answers
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import EventType, Kind

FACTS = {
    "facts": [
        {
            "entity": "company/deepseek",
            "property": "country",
            "value": "CN",
            "evidence": {"source": "source/encyclopedia-deepseek", "basis": "third_party_report"},
        }
    ]
}
AN_INSTANT = "2026-11-23T10:00:00.000Z"


def examples() -> dict[str, Any]:
    """Return every example by name."""
    found: dict[str, Any] = {}
    for route in ROUTES:
        for kind in KINDS.values() if route.is_of_kind else (None,):
            if route.body is not None:
                found |= request_examples(route.body, kind)
    for kind in KINDS.values():
        found |= view_examples(kind)
    for component in recorded_answers():
        found |= answer_examples(component)
    return found


def request_examples(body: Body, kind: Kind | None) -> dict[str, Any]:
    """Return the examples of a request body by name."""
    if body.example is not None:
        name = body.component.lower() if kind is None else f"{body.component.lower()}_of_{kind.name}"
        return {name: {"value": fill_all(body.example, kind)}}
    if kind is None:
        return {"facts": {"value": FACTS}}
    if body.component.endswith("Patch"):
        return {f"patch_{kind.name}": {"value": _patch_example(kind)}}
    if kind.types:
        return {f"create_{t.name}_event": {"summary": t.meaning, "value": t.example} for t in kind.types}
    return {f"create_{kind.name}": {"value": kind.example}}


def view_examples(kind: Kind) -> dict[str, Any]:
    """Return the examples of the flat view of a kind by name: one, or one for each event type."""
    if not kind.types:
        return {kind.name: {"value": _view_example(kind)}}
    return {f"{t.name}_event": {"summary": t.meaning, "value": _view_example(kind, t)} for t in kind.types}


def answer_examples(component: str) -> dict[str, Any]:
    """Return the recorded examples of JSON answers with a schema by name; those of texts are in the schema."""
    recorded = recorded_answers().get(component, {})
    return {name: {"value": value} for name, value in recorded.items() if not isinstance(value, str)}


def participants_example(event_type: EventType) -> list[dict[str, str]]:
    """Return a participant in the first role of an event type, or none if it has no roles."""
    return [{"value": "company/alibaba-group", "role": role} for role in event_type.roles[:1]]


def _patch_example(kind: Kind) -> dict[str, Any]:
    return {name: value for name, value in kind.example.items() if name in (kind.label, "evidence")}


def _view_example(kind: Kind, event_type: EventType | None = None) -> dict[str, Any]:
    slug = (event_type or kind).example["slug"]
    properties = kind.all_properties(type_name=event_type.name if event_type else None)
    own = {p.name: p.example for p in properties} | _type_and_participants(event_type)
    return {
        "ref": f"{kind.name}/{slug}",
        "kind": kind.name,
        "slug": slug,
        **{name: value for name, value in own.items() if value},
        "disputed": [],
        "hedged": {},
        "sources": ["source/example"],
        "origins": {name: 1 for name, value in own.items() if value},
        "revision": 1,
        "created_at": AN_INSTANT,
        "updated_at": AN_INSTANT,
    }


def _type_and_participants(event_type: EventType | None) -> dict[str, Any]:
    if event_type is None:
        return {}
    return {"type": event_type.name, "participants": participants_example(event_type)}

"""Selects a part of the contract: what a kind has for itself, what all kinds have alike, or what has a tag."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.api.http.routing.routes import ROUTES, Route
from chalicelib.api.openapi.components.parameters import query_parameter
from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.api.openapi.parts.kind_schemas import kind_schemas
from chalicelib.api.openapi.parts.operations import REFUSED, Operations, depends_on_kind
from chalicelib.api.openapi.parts.parts import ENTITIES, MEANINGS, Part
from chalicelib.api.openapi.parts.trimming import schemas_of, trimmed
from chalicelib.api.openapi.schemas.entities import schema_owners
from chalicelib.api.openapi.sharing import without_siblings
from chalicelib.kinds import KINDS, PLURALS
from chalicelib.kinds.declaration import Kind

_API = "/v1/"
_FACTS = "facts"
_ANY = replace(
    next(iter(KINDS.values())),
    name="entity",
    plural=ENTITIES,
    types=(),
    properties=tuple({each.name: each for kind in KINDS.values() for each in kind.declarations()}.values()),
)
_IN_FACTS = ("DryRun", "Fact")  # long, and whole in the part of facts
_PLURAL: dict[str, Any] = {
    "name": "plural",
    "in": "path",
    "required": True,
    "description": "The kind, in the plural.",
    "schema": {"type": "string", "enum": [*PLURALS]},
}
_ENTITY: dict[str, Any] = {
    "type": "object",
    "description": "The view of an entity. That of each kind is in its part: /openapi.json?kind=company.",
    "properties": {"ref": {"type": "string"}, "kind": {"type": "string", "enum": [*KINDS]}},
    "required": ["ref", "kind"],
}


def select(document: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """Return a part of the whole document, as a document by itself."""
    if part.kind is not None:
        return _of_kind(document, KINDS[part.kind])
    return _of_entities(document) if part.tag == ENTITIES else _of_tag(document, str(part.tag))


def _of_kind(document: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """Return the operations that read or write the properties of a kind."""
    operations = Operations(document)
    for route in ROUTES:
        if route.path.startswith(_API) and depends_on_kind(route):
            operations.add(route, kind)
    name = camel(kind.name)
    own = kind_schemas(kind, _view(document, name)) | dict.fromkeys(_IN_FACTS, _described_in(f"tag={_FACTS}"))
    own[f"{name}Card"] = {**schema_ref(name), "description": "The view without the members that `omitted` lists."}
    also = f"Operations that all kinds have alike are in /openapi.json?tag={ENTITIES}."
    return _document(operations, own=own, about=f"{kind.meaning} {also}", title=kind.plural)


def _of_entities(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the operations that all kinds have alike."""
    operations = Operations(document)
    for route in ROUTES:
        if route.path.startswith(_API) and route.is_of_kind and not depends_on_kind(route):
            operations.add(route, _ANY, beside=(_PLURAL, *_of_some_kinds(route)), path=route.path)
    return _document(operations, own={"Entity": _ENTITY}, about=MEANINGS[ENTITIES], title=ENTITIES)


def _of_some_kinds(route: Route) -> list[dict[str, Any]]:
    """Return the parameters that the route takes for some kinds only."""
    of_any = {each.name for each in route.asks(_ANY)}
    found = {each.name: each for kind in KINDS.values() for each in route.asks(kind) if each.name not in of_any}
    return [query_parameter(each) for each in found.values()]


def _of_tag(document: Mapping[str, Any], tag: str) -> dict[str, Any]:
    operations = Operations(document)
    for route in ROUTES:
        if route.tag == tag:
            for kind in KINDS.values() if route.is_of_kind else (None,):
                operations.add(route, kind)
    return _document(operations, own={}, about=MEANINGS[tag], title=tag)


def _document(operations: Operations, *, own: Mapping[str, Any], about: str, title: str) -> dict[str, Any]:
    whole = operations.document
    owners = schema_owners()

    def find(name: str) -> dict[str, Any]:
        if name in own:
            return dict(own[name])
        if name in owners:
            return _described_in(f"kind={owners[name]}")
        return dict(trimmed(whole["components"]["schemas"][name]))

    parameters = operations.parameters()
    schemas = schemas_of([operations.paths, parameters, REFUSED], find=find)
    tags = {each["name"]: each for each in whole["tags"]} | {ENTITIES: {"name": ENTITIES, "description": about}}
    return {
        **{name: whole[name] for name in ("openapi", "servers", "security")},
        "info": {**whole["info"], "title": f"aifacts: {title}", "description": about},
        "tags": [each for name, each in tags.items() if name in operations.tags],
        "paths": operations.paths,
        "components": {
            "schemas": without_siblings(schemas, by_name=True),
            "parameters": parameters,
            "responses": REFUSED,
            "securitySchemes": whole["components"]["securitySchemes"],
        },
    }


def _described_in(query: str) -> dict[str, Any]:
    return {"description": f"Described in /openapi.json?{query}."}


def _view(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the schema of the view of a kind, or of the first of its types."""
    found = document["components"]["schemas"][name]
    return found if "properties" in found else _view(document, found["oneOf"][0]["$ref"].rpartition("/")[2])

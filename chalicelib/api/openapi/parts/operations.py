"""The operations of a part: their parameters in full, their bodies and answers as JSON, their refusals in one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.routes import JSON, Route
from chalicelib.api.lists.filter_parameters import entry_filter_parameters, filter_parameters, origin_filter_parameters
from chalicelib.api.openapi.components.paths import operation
from chalicelib.api.openapi.names import fill, schema_ref
from chalicelib.api.openapi.parts.trimming import refs_in, trimmed
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.filter_reading import MAX_FILTER_VALUES
from chalicelib.operations.lists.origin_filters import ORIGINS

_PARAMETERS = "#/components/parameters/"
_REQUEST_ID = "X-Request-Id"
_ORIGIN_FILTERS = {"pattern": rf"^{ORIGINS}\.[a-z0-9_]+\[(gte|lte)\]$"}
REFUSED = {
    "Refused": {"description": "A refusal.", "content": {"application/problem+json": {"schema": schema_ref("Problem")}}}
}


class Operations:
    """Operations of the contract, copied in brief."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.paths: dict[str, dict[str, Any]] = {}
        self.tags: set[str] = set()
        self.filters: dict[str, Any] = {}  # of the kinds met, as parameters

    def add(self, route: Route, kind: Kind | None, *, beside: Sequence[Any] = (), path: str | None = None) -> None:
        """Add the operation of a route for a kind, with parameters beside its own, under its path or another."""
        whole = operation(route, kind)
        brief = {
            **{name: whole[name] for name in ("operationId", "summary", "description", "tags", "security")},
            "parameters": [*beside, *self._parameters(route, kind, whole["parameters"])],
            "responses": dict(self._responses(whole["responses"])),
        }
        if body := whole.get("requestBody"):
            brief["requestBody"] = trimmed({"required": True, "content": _json_of(body["content"])})
        self.tags.update(whole["tags"])
        self.paths.setdefault(path or fill(route.path, kind), {})[route.method.lower()] = brief

    def parameters(self) -> dict[str, Any]:
        """Return the parameters to which the operations refer."""
        names = {each.removeprefix(_PARAMETERS) for each in refs_in(self.paths) if each.startswith(_PARAMETERS)}
        whole = self.document["components"]["parameters"]
        return {name: self.filters.get(name) or trimmed(whole[name]) for name in sorted(names)}

    def _parameters(self, route: Route, kind: Kind | None, whole: Sequence[Mapping[str, Any]]) -> list[Any]:
        kept = [each for each in whole if each.get("$ref") != _PARAMETERS + _REQUEST_ID]
        filters = _filters_of(route, kind) if kind and depends_on_kind(route) else ()
        if kind is None or not filters:
            return [trimmed(each) for each in kept]
        components = {_PARAMETERS + (each.family.component if each.family else each.component) for each in filters}
        name = f"{kind.name}_filters"
        self.filters[name] = _as_one(kind, filters)
        others = [trimmed(each) for each in kept if each.get("$ref") not in components]
        return [*others, {"$ref": _PARAMETERS + name}]

    def _responses(self, responses: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        for status, answer in responses.items():
            found = self._resolved(answer)
            if status.startswith(("4", "5")):
                yield f"{status[0]}XX", {"$ref": "#/components/responses/Refused"}
            elif content := _json_of(found.get("content", {})):
                yield status, trimmed({"description": found["description"], "content": content})
            else:
                yield status, {"description": found["description"]}

    def _resolved(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in answer:
            return answer
        found: Mapping[str, Any] = self.document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        return found


def depends_on_kind(route: Route) -> bool:
    """Return whether a route reads or writes the properties of a kind; what lies below an entity is alike for all."""
    return route.is_of_kind and "{slug}/" not in route.path


def _json_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content as JSON, or in its first form if there is none as JSON."""
    chosen = JSON if JSON in content else next(iter(content), None)
    return {} if chosen is None else {chosen: content[chosen]}


def _filters_of(route: Route, kind: Kind) -> tuple[Parameter, ...]:
    asked = {(each.name, each.component, each.family) for each in route.asks(kind)}
    declared = (each for each in _declared(kind) if not each.is_synonym)
    return tuple(each for each in declared if (each.name, each.component, each.family) in asked)


def _declared(kind: Kind) -> tuple[Parameter, ...]:
    return (*filter_parameters(kind), *entry_filter_parameters(kind), *origin_filter_parameters(kind))


def _as_one(kind: Kind, filters: Iterable[Parameter]) -> dict[str, Any]:
    """Describe filters as the members of one object: in a URL each is a parameter."""
    return {
        "name": "filters",
        "in": "query",
        "description": (
            f"Filters of {kind.plural}, each a parameter of the URL, as in `{kind.order}[exists]=true`; up to "
            f"{MAX_FILTER_VALUES} values separated by commas. The values are those of the property; with `{ORIGINS}.` "
            "before its name, how many independent origins a value has."
        ),
        "style": "form",
        "explode": True,
        "schema": {
            "type": "object",
            "propertyNames": {"anyOf": [{"enum": [each.name for each in filters if not each.family]}, _ORIGIN_FILTERS]},
            "additionalProperties": {"type": "string"},
        },
    }

"""Good requests: every worked example of every kind, event type and route, and every query parameter."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.routes import NDJSON, ROUTES, Route
from chalicelib.api.openapi.components.examples import request_examples
from chalicelib.api.openapi.names import fill_all
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    LicenseType,
    MonthDayType,
    QuantityType,
    RefType,
    RegionType,
    ValueType,
    units_of,
)
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.entry_filters import entry_filters_of
from chalicelib.operations.lists.filters import EXISTS, parameters_of
from tests.fuzz.bodies import BODIES, OVER, batches, exported_lines, facts_bodies, lines_of
from tests.fuzz.place import ADMIN, DELIVERED, Place
from tests.kinds.examples import worked

OF_EVERY_REQUEST = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Authorization": f"Bearer {ADMIN}",
    "X-Request-Id": "a-request",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "Host": "facts.example.org",
    "Origin": "https://example.com",
    "If-None-Match": '"r1-0123456789abcdef"',
}
OF_ENDPOINTS = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list", "Mcp-Name": "find"}
# For parameters whose own example names nothing on record here.
QUERIES: Mapping[str, str] = {
    "allow_duplicate": "true",
    "atomic": "false",
    "dry_run": "true",
    "evidence": "replace",
    "into_existing": "true",
    "standing": "true",
    "refs": "company/deepseek,company/openai",
    "q": "deepseek",
    "entity": "company/deepseek",
    "source": "source/encyclopedia",
    "speaker": "company/openai",
    "value": "company/deepseek",
    "from": "2024",
    "to": "2025",
    "scheme": "lei",
    "period": "P6M",
    "in": "USD",
    "valid_at": "2025-06-01",
    "known_at": "2026-11-23T10:45:00Z",
    "published_before": "2026-01-01",
}
PLAIN: Mapping[type[ValueType], str] = {
    FlagType: "true",
    CountryType: "CN",
    CurrencyType: "USD",
    DateType: "2025-01",
    DurationType: "P6M",
    LicenseType: "MIT",
    MonthDayType: "--01-31",
    RegionType: "global",
}


@dataclass(frozen=True)
class Good:
    """A request that succeeds: `label` names its example, `group` its operation."""

    group: str
    label: str
    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


def good_requests(place: Place) -> list[Good]:
    """List every good request."""
    return [each for route in ROUTES for kind in _kinds(route) for each in _of_route(route, kind, place)]


def _kinds(route: Route) -> list[Kind | None]:
    return [*KINDS.values()] if route.is_of_kind else [None]


def _headers(route: Route) -> dict[str, str]:
    headers = {**OF_EVERY_REQUEST, "Accept": route.media[0]}
    if route.endpoint.is_same_origin:
        del headers["Origin"]
    headers |= {name: OF_ENDPOINTS[name] for name in route.endpoint.headers}
    if route.if_match is not None:
        headers["If-Match"] = "*"
    if route.method != "GET":
        headers["Idempotency-Key"] = "a-key-of-the-caller"
    if route.body is not None:
        headers["Content-Type"] = route.body.media[0]
    return headers


def _of_route(route: Route, kind: Kind | None, place: Place) -> Iterator[Good]:
    headers = _headers(route)
    path, group = _path(route, kind, place), f"{route.method} {route.path}"
    required, bodies = _required(route, kind), [*_bodies(route, kind, place)]
    for label, body in bodies:
        yield Good(group, f"{group} {label}", route.method, path, required, headers, body)
        if route.body is not None and route.body.media[1:] == (NDJSON,):
            typed = {**headers, "Content-Type": NDJSON}
            yield Good(group, f"{group} {label}, in lines", route.method, path, required, typed, lines_of(body))
    for declared in route.asks(kind):
        if declared.name == "cursor":
            continue  # see `with_cursors`
        among = _kind_with(declared.name) if route.name == "search" else None
        query = dict(required) | {declared.name: _text(declared, among or kind)}
        query |= {"kind": among.name} if among else {}
        label = f"{group}?{declared.name} of {kind.name if kind else 'any'}"
        yield Good(group, label, route.method, path, tuple(query.items()), headers, bodies[0][1])


def _kind_with(name: str) -> Kind | None:
    """Return the first kind whose lists have a filter, which a search takes with this kind alone."""
    return next((each for each in KINDS.values() if name in _filters_of(each)), None)


def _filters_of(kind: Kind) -> set[str]:
    return {name for name, _, _ in parameters_of(kind)} | set(entry_filters_of(kind))


def _path(route: Route, kind: Kind | None, place: Place) -> tuple[str, ...]:
    slug = OVER.get("/".join(route.path.split("/")[-2:]), kind.example["slug"] if kind else "")
    ref = f"{kind.name}/{slug}" if kind else "company/deepseek"
    known = {
        "{plural}": kind.plural if kind else "",
        "{slug}": ref.partition("/")[2],
        "{id}": _id(route, place),
        "{code}": "not_found",
        "{delivery}": str(DELIVERED),
        "{asset}": "-",
        "{property}": next((p.name for p in kind.properties if p.lasting), "name") if kind else "",
    }
    return tuple(known.get(part, part) for part in route.path.split("/")[1:])


def _id(route: Route, place: Place) -> str:
    of_paths = {"/keys/": place.key_id, "/webhooks/": place.webhook_id, "/watches/": place.watch_id}
    if found := next((each for part, each in of_paths.items() if part in route.path), None):
        return found
    a_company = f"company/{KINDS['company'].example['slug']}"
    return place.retracted if route.path.endswith("/reinstatement") else place.fact_ids[a_company]


def _required(route: Route, kind: Kind | None) -> tuple[tuple[str, str], ...]:
    required = {each.name: _text(each, kind) for each in route.asks(kind) if each.required}
    if route.name == "create_{kind}":  # every worked example is on record, under its own slug
        required["allow_duplicate"] = QUERIES["allow_duplicate"]
    if route.body is not None and route.body.component == "ExportPage":
        required["into_existing"] = QUERIES["into_existing"]
    if route.path == "/v1/facts" and route.method == "GET":
        required["entity"] = QUERIES["entity"]
    return tuple(required.items())


def _bodies(route: Route, kind: Kind | None, place: Place) -> Iterator[tuple[str, Any]]:
    if route.body is None:
        yield "", None
    elif route.body.component == "{Kind}Create":
        yield from ((body["slug"], {**body, "slug": "new"}) for name, body in worked() if kind and name == kind.name)
    elif route.body.component == "{Kind}Patch":
        yield from ((f"patch of {kind.name}", _patch(kind)) for _ in (1,) if kind)
    elif route.body.component == "ExportPage":
        yield "a page", exported_lines(place)
    elif route.body.component == "FactsCreate":
        yield from facts_bodies()
    else:
        component = route.body.component
        examples = [each["value"] for each in request_examples(route.body, kind).values()]
        yield from ((component, fill_all(each, kind)) for each in BODIES.get(component, examples))
        yield from batches(place) if component == "Batch" else ()


def _patch(kind: Kind) -> dict[str, Any]:
    return {name: deepcopy(each) for name, each in kind.example.items() if name not in ("slug", "type")}


def _text(declared: Parameter, kind: Kind | None) -> str:
    """Write a value that the parameter takes."""
    if declared.name == "property" and kind:
        return kind.label
    if declared.name in QUERIES:
        return QUERIES[declared.name]
    filters = {name: (each.type, operator) for name, each, operator in parameters_of(kind)} if kind else {}
    filters |= {name: (each.type, each.operator) for name, each in entry_filters_of(kind).items()} if kind else {}
    if declared.name in filters:
        value_type, operator = filters[declared.name]
        return "true" if operator == EXISTS else _of_type(value_type)
    example = declared.example if declared.example is not None else declared.default
    return ",".join(example) if isinstance(example, list) else str(example).lower()


def _of_type(value_type: ValueType) -> str:
    """Write a value of a type as a filter takes it."""
    match value_type:
        case CodeType(codes=codes):
            return codes[0]
        case QuantityType(dimensions=dimensions):
            return f"1e9{units_of(dimensions)[0]}"
        case RefType(kinds=kinds):
            return f"{(kinds or ('company',))[0]}/deepseek"
    return PLAIN.get(type(value_type), "en")

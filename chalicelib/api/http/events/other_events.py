"""The events of all gateways that call a function over HTTP, read member by member."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from chalicelib.api.http.events.event_members import Members
from chalicelib.api.http.events.gateway_events import (
    KNOWN,
    SINGLE,
    Event,
    GatewayRequest,
    is_http_api,
    is_load_balancer,
    rest_event,
)
from chalicelib.api.http.events.resources import Resources, filled

DEFAULT_STAGE = "$default"  # of HTTP APIs and function URLs; not part of the path
LISTS = frozenset({"accept", "accept-encoding", "if-match", "if-none-match"})  # headers whose values are joined


def read_any_event(event: Event, resources: Resources) -> Event:
    """Read an event of any gateway, member by member."""
    members = Members(event)
    if is_http_api(event):
        sent = _read_http_api(members)
    elif is_load_balancer(event):
        sent = _read_load_balancer(members)
    else:
        sent = _read_rest(members)
    body = members.body()
    if not sent.method or not (sent.paths or sent.resource):
        members.add("event", "missing_field", f"The event names no method or no path. This function takes {KNOWN}.")
    members.refuse()
    return _complete_event(sent, body, resources)


def _read_rest(members: Members) -> GatewayRequest:
    context = members.within("requestContext")
    path, seen = members.text("path"), context.text("path")
    proxy = members.texts("pathParameters")
    if not path and seen:  # as `chalice local` and `chalice.test.Client` send it
        path = _without_stage(seen, context.text("stage"))
    proxy_path = [f"/{proxy['proxy']}"] if "proxy" in proxy else []
    return GatewayRequest(
        method=context.text("httpMethod") or members.text("httpMethod"),
        paths=[*proxy_path, path] if path else proxy_path,
        seen=seen or path,
        headers=_header_lines(members),
        query=_query_lists(members),
        resource=context.text("resourcePath") or members.text("resource"),
        parameters=proxy,
        stage=context.text("stage"),
        source_ip=context.within("identity").text("sourceIp"),
        request_id=context.text("requestId"),
    )


def _read_http_api(members: Members) -> GatewayRequest:
    context = members.within("requestContext")
    http, stage = context.within("http"), context.text("stage")
    seen = members.text("rawPath") or http.text("path")
    proxy = members.texts("pathParameters").get("proxy")
    cookies = members.list_of_texts("cookies")
    paths = dict.fromkeys([*([f"/{proxy}"] if proxy else []), _without_stage(seen, stage), seen])
    query = members.text("rawQueryString")
    return GatewayRequest(
        method=http.text("method"),
        paths=[path for path in paths if path],
        seen=seen,
        headers=_header_lines(members) | ({"cookie": ["; ".join(cookies)]} if cookies else {}),
        query=_parse_query(query) if query else _query_lists(members),
        stage=stage,
        source_ip=http.text("sourceIp"),
        request_id=context.text("requestId").rstrip("="),  # the id of an HTTP API is in base64
    )


def _read_load_balancer(members: Members) -> GatewayRequest:
    """Read the event of a load balancer, whose query is still percent-encoded."""
    headers, path = _header_lines(members), members.text("path")
    query = {unquote_plus(n): [unquote_plus(v) for v in values] for n, values in _query_lists(members).items()}
    forwarded = headers.get("x-forwarded-for", [""])[-1]
    return GatewayRequest(
        method=members.text("httpMethod"),
        paths=[path] if path else [],
        seen=path,
        headers=headers,
        query=query,
        source_ip=forwarded.rpartition(",")[2].strip(),
    )


def _without_stage(path: str, stage: str) -> str:
    prefix = f"/{stage}"
    if not stage or stage == DEFAULT_STAGE or not f"{path}/".startswith(f"{prefix}/"):
        return path
    return path.removeprefix(prefix) or "/"


def _header_lines(members: Members) -> dict[str, list[str]]:
    """Return every value of each header by its name in lower case; the lists, if the event has them, are complete."""
    many = members.lists("multiValueHeaders")
    single = {} if many else members.texts("headers")
    lines: dict[str, list[str]] = {}
    for name, values in many.items() or ((name, [value]) for name, value in single.items()):
        lower = name.lower()
        if values:
            lines[lower] = lines[lower] + values if lower in lines else values
    return lines


def _join_headers(lines: Mapping[str, list[str]]) -> dict[str, str]:
    """Return one value for each header: lists joined, of others the last."""
    return {
        name: ", ".join(values) if len(values) > 1 and name in LISTS else values[-1] for name, values in lines.items()
    }


def _query_lists(members: Members) -> dict[str, list[str]]:
    many = members.lists("multiValueQueryStringParameters")
    return many or {name: [value] for name, value in members.texts("queryStringParameters").items()}


def _parse_query(query: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        grouped.setdefault(name, []).append(value)
    return grouped


def _complete_event(sent: GatewayRequest, body: str | bytes | None, resources: Resources) -> Event:
    """Write the REST (v1) event; find its resource and path parameters if the event does not name them."""
    resource, parameters, path = _find_resource(sent, resources)
    repeated = {name: len(values) for name, values in sent.headers.items() if len(values) > 1 and name in SINGLE}
    found = sent._replace(resource=resource, parameters=parameters)
    return rest_event(found, path=path, headers=_join_headers(sent.headers), repeated=repeated, body=body)


def _find_resource(sent: GatewayRequest, resources: Resources) -> tuple[str, dict[str, str], str]:
    """Return the resource, its parameters and the path; an empty resource if no route matches."""
    needed = resources.parameters.get(sent.resource)
    if needed is not None and all(name in sent.parameters for name in needed):
        given = {name: sent.parameters[name] for name in needed}
        return sent.resource, given, next(iter(sent.paths), "") or filled(sent.resource, given)
    # HTTP APIs (1.0) leave the stage in the path, REST APIs do not.
    for path in (*sent.paths, *(_without_stage(path, sent.stage) for path in sent.paths)):
        match = resources.match(path)
        if match is not None:
            return match.resource, dict(match.parameters), path
    return "", {}, next(iter(sent.paths), sent.resource)

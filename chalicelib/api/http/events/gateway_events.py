"""Gateway events, converted to REST (v1), the one kind that Chalice knows. Plain REST events are read here."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

from chalicelib.api.http.events.resources import Resources
from chalicelib.api.http.transport_refusals import BadRequest

Event = dict[str, Any]
KNOWN = "events of API Gateway (REST, HTTP 1.0 and 2.0), a function URL or a load balancer"
SINGLE = frozenset({"authorization", "content-type", "host", "idempotency-key"})  # headers that have one value
REPEATED = "repeatedHeaders"  # a member that we add: how often each of these was sent, if more than once
_OTHER_GATEWAYS = frozenset({"http", "elb"})  # members of their `requestContext`
_ABSENT: tuple[Any, ...] = (None, {})
# A set of types is built in C, in a fraction of the time of a loop.
_TEXT, _LIST = {str}, {list}
_TEXT_OR_NULL, _OBJECT_OR_NULL = {str, type(None)}, {dict, type(None)}


class GatewayRequest(NamedTuple):
    """A request as a gateway describes it, before its resource is known."""

    method: str
    paths: list[str]  # candidates, the likeliest first
    seen: str  # the path as the client sees it, stage included
    headers: dict[str, list[str]]  # every value of each
    query: dict[str, list[str]]
    resource: str = ""
    parameters: Mapping[str, str] = MappingProxyType({})
    stage: str = ""
    source_ip: str = ""
    request_id: str = ""


def is_http_api(event: Any) -> bool:
    """Say whether an event comes from an HTTP API (2.0) or a function URL."""
    return isinstance(event, dict) and (event.get("version") == "2.0" or "http" in _request_context(event))


def is_load_balancer(event: Any) -> bool:
    """Say whether an event comes from an Application Load Balancer."""
    return isinstance(event, dict) and "elb" in _request_context(event)


def read_event(event: Any, resources: Resources) -> Event:
    """Return an event of any gateway as a REST (v1) event with every member. Raises BadRequest with all its faults."""
    if not isinstance(event, dict):
        raise BadRequest(f"The event is not an object. This function takes {KNOWN}.")
    plain = read_plain_rest(event, resources)
    if plain is not None:
        return plain
    # Imported when the first such event arrives: our own deployment gets none.
    from chalicelib.api.http.events.other_events import read_any_event

    return read_any_event(event, resources)


def read_plain_rest(event: Event, resources: Resources) -> Event | None:
    """Read a REST event as our own deployment gets it, or return None; the result is that of `read_any_event`."""
    try:
        sent = _plain_request(event, event["requestContext"])
        headers = {name.lower(): value for name, (value,) in sent.headers.items()}
        names = resources.parameters[sent.resource]
        if len(headers) != len(sent.headers) or sent.parameters.keys() != set(names) or not _is_plain(event, sent):
            return None
    except (AttributeError, KeyError, TypeError, ValueError):  # a member is missing, or is of another type
        return None
    return rest_event(sent, path=sent.paths[0], headers=headers, repeated={}, body=event["body"])


def _plain_request(event: Event, context: dict[str, Any]) -> GatewayRequest:
    return GatewayRequest(
        context["httpMethod"],
        [event["path"]],
        context["path"],
        event["multiValueHeaders"] or {},
        event["multiValueQueryStringParameters"] or {},
        context["resourcePath"],
        event["pathParameters"] or {},
        context["stage"],
        context["identity"]["sourceIp"],
        context["requestId"],
    )


def _is_plain(event: Event, sent: GatewayRequest) -> bool:
    """Say whether all members have the right type, and none belongs to another kind of event."""
    method, (path,), seen, headers, query, resource, parameters, stage, source_ip, request_id = sent
    objects = event["multiValueHeaders"], event["multiValueQueryStringParameters"], event["pathParameters"]
    lists = [*headers.values(), *query.values()]
    texts = (path, method, seen, resource, stage, source_ip, request_id)
    return (
        bool(path and method)
        and event["isBase64Encoded"] is False
        and "version" not in event
        and _OTHER_GATEWAYS.isdisjoint(event["requestContext"])
        and set(map(type, objects)) <= _OBJECT_OR_NULL
        and set(map(type, lists)) <= _LIST
        and set(map(type, chain(texts, headers, query, parameters.values(), *lists))) <= _TEXT
        and type(event["body"]) in _TEXT_OR_NULL
        and (bool(headers) or event.get("headers") in _ABSENT)
        and (bool(query) or event.get("queryStringParameters") in _ABSENT)
    )


def _request_context(event: Mapping[str, Any]) -> Mapping[str, Any]:
    found = event.get("requestContext")
    return found if isinstance(found, dict) else {}


def rest_event(
    sent: GatewayRequest,
    *,
    path: str,
    headers: Mapping[str, str],
    repeated: Mapping[str, int],
    body: str | bytes | None,
) -> Event:
    """Write the REST (v1) event of a request, with every member that the application reads."""
    return {
        "path": path,
        "headers": headers,
        REPEATED: repeated,
        "multiValueQueryStringParameters": sent.query,
        "pathParameters": sent.parameters,
        "stageVariables": {},
        "body": body,
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": sent.resource,
            "httpMethod": sent.method,
            "path": sent.seen or path,
            "stage": sent.stage,
            "requestId": sent.request_id,
            "identity": {"sourceIp": sent.source_ip},
        },
    }

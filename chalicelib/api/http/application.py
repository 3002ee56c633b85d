"""The Chalice application: it answers every event, and every refusal is a problem document."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cached_property
from http import HTTPMethod, HTTPStatus
from typing import Any

from chalice.app import APIGateway, Chalice, Request, Response, RestAPIEventHandler

from chalicelib.api.http import access_log, pipeline
from chalicelib.api.http.events.gateway_events import read_event
from chalicelib.api.http.events.resources import Resources
from chalicelib.api.http.request.incoming import IncomingRequest, read_incoming, request_id
from chalicelib.api.http.request.key_redaction import redact_keys
from chalicelib.api.http.request.world import RequestStats
from chalicelib.api.http.response.outgoing import in_base64, on_every_answer, send, shaped
from chalicelib.api.http.response.problems import STATUS, dumps, headers_of, problem
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.http.routing.verbs import VERBS, Verb
from chalicelib.api.http.transport_refusals import BadRequest
from chalicelib.domain.errors import (
    Internal,
    MethodNotAllowed,
    NotFound,
    Refusal,
    UnsupportedMediaType,
)

# Chalice keeps the current request in an attribute of the application, which threads would overwrite for each other.
_incoming: ContextVar[IncomingRequest] = ContextVar("incoming")
_stats: ContextVar[RequestStats] = ContextVar("stats")

METHODS = frozenset(HTTPMethod)
# Chalice's response writer treats all bodies as text; `in_base64` encodes bytes.
_TEXTS = APIGateway()
_TEXTS.binary_types = []

CHALICE_REFUSALS: Mapping[int, tuple[type[Refusal], str]] = {
    400: (BadRequest, "The request could not be parsed."),
    404: (NotFound, "There is nothing at this path."),
    415: (UnsupportedMediaType, "Unsupported Content-Type."),
}


class Dispatch(RestAPIEventHandler):
    """Calls views as Chalice does, without its check of binary types and its own answers to exceptions."""

    def _validate_binary_response(self, *_: object) -> bool:
        return True

    def _unhandled_exception_to_response(self) -> Response:
        raise  # noqa: PLE0704  Chalice calls this while it handles an exception; our own handler answers it


class Application(Chalice):
    """A Chalice application that never raises, not even for an event that API Gateway would not send."""

    def __init__(self, app_name: str) -> None:
        super().__init__(app_name, configure_logs=False)  # the access log does

    @cached_property
    def resources(self) -> Resources:
        """The resources that map a path to its route; every route is registered before the first event."""
        return Resources(self.routes)

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer the event of a gateway: API Gateway, a function URL or a load balancer."""
        stats = RequestStats()
        before = _stats.set(stats)
        try:
            answer = in_base64(self._answer(read_event(event, self.resources), context))
        except BadRequest as refusal:
            answer = _without_request(refusal)
        except Exception as error:  # noqa: BLE001  the outermost frame: the gateway always gets a response
            stats.error = error
            answer = _without_request(Internal(pipeline.INTERNAL))
        finally:
            _stats.reset(before)
        access_log.note(stats, answer)
        return shaped(answer, event)

    def _answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Do what Chalice's own `__call__` does, without looking for binary types in `Accept` and encoding texts."""
        self.lambda_context = context
        handlers = self._get_middleware_handlers("http")
        handler = Dispatch(self.routes, _TEXTS, self.log, debug=False, middleware_handlers=handlers)
        self.current_request = handler.create_request_object(event, context)
        answer: dict[str, Any] = handler(event, context)
        return answer


def install(app: Chalice) -> None:
    """Register every verb, and the middleware that turns Chalice's own errors into problems."""
    for verb in VERBS:
        # No content types: the pipeline checks them, and its refusal lists the supported ones.
        name = f"{verb.method} {verb.path}"
        app.route(verb.path, methods=list(verb.methods), name=name, content_types=[])(_verb_view(verb))
    for path in {verb.path: None for verb in VERBS}:
        app.route(path, methods=["OPTIONS"], name=f"OPTIONS {path}", content_types=[])(_options_view(path, app=app))
    for verb in VERBS:
        if verb.closed:
            name = f"closed {verb.path}"
            app.route(verb.path, methods=list(verb.closed), name=name, content_types=[])(_closed_view(verb))
    app.api.binary_types = ["*/*"]  # API Gateway passes gzip bytes through for every media type
    app.register_middleware(_problem_middleware(app), "http")


def _verb_view(verb: Verb) -> Callable[..., Response]:
    def view(**_: str) -> Response:
        incoming = _incoming.get()
        try:
            return pipeline.answer(ROUTES.of(verb), incoming=incoming)
        except Exception as error:  # noqa: BLE001  a bug: Chalice would hide it, and would not send our request id
            return _answer_bug(error, incoming=incoming)

    return view


def _options_view(path: str, *, app: Chalice) -> Callable[..., Response]:
    def view(**_: str) -> Response:
        verbs = [verb for verb in VERBS if verb.path == path]
        allow = [method for method in app.routes[path] if method not in _closed_at(path)]
        return pipeline.answer_options([*map(ROUTES.of, verbs)], allow=allow, incoming=_incoming.get())

    return view


def _closed_view(verb: Verb) -> Callable[..., Response]:
    def view(**_: str) -> Response:
        incoming = _incoming.get()
        return pipeline.refuse(_not_allowed(incoming.method, [*verb.methods, "OPTIONS"]), incoming=incoming)

    return view


def _answer_bug(error: Exception, *, incoming: IncomingRequest) -> Response:
    incoming.stats.error = error
    return pipeline.failed(incoming=incoming)


def _problem_middleware(app: Chalice) -> Callable[[Request, Callable[[Request], Response]], Response]:
    def middleware(request: Request, get_response: Callable[[Request], Response]) -> Response:
        incoming = read_incoming(request, _stats.get())
        incoming.stats.trace_id, incoming.stats.address = incoming.trace_id, request.context["identity"]["sourceIp"]
        return send(answered(request, incoming, get_response), incoming=incoming)

    def answered(request: Request, incoming: IncomingRequest, get_response: Callable[[Request], Response]) -> Response:
        if incoming.resource not in app.routes:
            return pipeline.refuse(NotFound("There is nothing at this path."), incoming=incoming)
        _note_route(incoming)
        before = _incoming.set(incoming)
        try:
            response = get_response(request)
        except Exception as error:  # noqa: BLE001  Chalice's own, such as path parameters that are missing
            return _answer_bug(error, incoming=incoming)
        finally:
            _incoming.reset(before)
        return _translate_refusal(response, incoming=incoming) if _is_of_chalice(response) else response

    return middleware


def _note_route(incoming: IncomingRequest) -> None:
    """Note the parts of a request that the log may contain: the template of the route, and a known method."""
    stats = incoming.stats
    stats.route, stats.stage = incoming.resource, str(incoming.request.context.get("stage") or "none")
    stats.method = incoming.method if incoming.method in METHODS else "other"


def _is_of_chalice(response: Response) -> bool:
    """Return whether Chalice made a response: all of ours say whether they may be cached."""
    return response.status_code >= HTTPStatus.BAD_REQUEST and "Cache-Control" not in response.headers


def _translate_refusal(response: Response, *, incoming: IncomingRequest) -> Response:
    """Return one of Chalice's own errors as a problem."""
    allow = response.headers.get("Allow")
    if isinstance(allow, str):
        allowed = [method for method in allow.split(", ") if method not in _closed_at(incoming.resource)]
        return pipeline.refuse(_not_allowed(incoming.method, allowed), incoming=incoming)
    refusal, detail = CHALICE_REFUSALS.get(response.status_code, (Internal, pipeline.INTERNAL))
    return pipeline.refuse(refusal(detail), incoming=incoming)


def _closed_at(path: str) -> set[str]:
    return {method for verb in VERBS if verb.path == path for method in verb.closed}


def _not_allowed(method: str, allowed: list[str]) -> MethodNotAllowed:
    detail = f"{method} is not allowed here. Allowed: {', '.join(allowed)}."
    return MethodNotAllowed(detail, context={"allow": allowed})


def _without_request(refusal: Refusal) -> dict[str, Any]:
    """Return the response to an event that is not a request."""
    own_id = request_id(None)
    document = problem(refusal, instance="/", request_id=own_id)
    return {
        "statusCode": STATUS[refusal.code],
        "headers": {**headers_of(refusal, method="GET"), "X-Request-Id": own_id, **on_every_answer()},
        "multiValueHeaders": {},
        "body": redact_keys(dumps(document)),
    }

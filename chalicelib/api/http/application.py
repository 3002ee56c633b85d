"""The Chalice application, guarded: it answers whatever it is sent, and refuses with problem documents."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cached_property
from http import HTTPMethod, HTTPStatus
from typing import Any

from chalice.app import APIGateway, Chalice, Request, Response, RestAPIEventHandler

from chalicelib.api.http import access_log, pipeline
from chalicelib.api.http.events.gateway_events import read_event
from chalicelib.api.http.events.resources import Resources
from chalicelib.api.http.request.incoming import IncomingRequest, as_asked, request_id
from chalicelib.api.http.request.key_redaction import redact_keys
from chalicelib.api.http.request.world import RequestStats
from chalicelib.api.http.response.outgoing import in_base64, on_every_answer, send, shaped
from chalicelib.api.http.response.problems import PROBLEM, STATUS, dumps, headers_of, problem
from chalicelib.api.http.routing.routes import ROUTES, Route
from chalicelib.api.http.transport_refusals import BadRequest
from chalicelib.domain.errors import (
    Internal,
    MethodNotAllowed,
    NotFound,
    Refusal,
    UnsupportedMediaType,
)

# Chalice keeps the current request in an attribute of the application: threads would take it from each other.
_asked: ContextVar[IncomingRequest] = ContextVar("asked")
_noted: ContextVar[RequestStats] = ContextVar("noted")

METHODS = frozenset(HTTPMethod)
# What Chalice's writer of answers goes by: to it all are texts, bytes are written here.
_TEXTS = APIGateway()
_TEXTS.binary_types = []

CHALICE_REFUSALS: Mapping[int, tuple[type[Refusal], str]] = {
    400: (BadRequest, "The request could not be read."),
    404: (NotFound, "There is nothing at this path."),
    415: (UnsupportedMediaType, "This takes another media type."),
}


class Dispatch(RestAPIEventHandler):
    """Chalice's way to a view, without looking for binary types where there are none, or answering for us."""

    def _validate_binary_response(self, *_: object) -> bool:
        return True

    def _unhandled_exception_to_response(self) -> Response:
        raise  # noqa: PLE0704  Chalice calls this while it handles an exception, which goes on to our own answer


class Application(Chalice):
    """A Chalice application that never raises: an event that API Gateway would not send is answered too."""

    def __init__(self, app_name: str) -> None:
        super().__init__(app_name, configure_logs=False)  # the journal does

    @cached_property
    def resources(self) -> Resources:
        """Give the resources by which a path finds its route; every route is registered before the first event."""
        return Resources(self.routes)

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer the event of a gateway: API Gateway, a function URL or a load balancer."""
        noted = RequestStats()
        before = _noted.set(noted)
        try:
            answer = in_base64(self._answer(read_event(event, self.resources), context))
        except BadRequest as refusal:
            answer = _without_request(refusal)
        except Exception as error:  # noqa: BLE001  the outermost frame: whatever it is, the gateway gets an answer
            noted.error = error
            answer = _without_request(Internal("Something went wrong on our side; the request id finds it in our log."))
        finally:
            _noted.reset(before)
        access_log.note(noted, answer)
        return shaped(answer, event)

    def _answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Do what Chalice's own `__call__` does, which would ask each `Accept` for a binary type and encode texts."""
        self.lambda_context = context
        handlers = self._get_middleware_handlers("http")
        handler = Dispatch(self.routes, _TEXTS, self.log, debug=False, middleware_handlers=handlers)
        self.current_request = handler.create_request_object(event, context)
        answer: dict[str, Any] = handler(event, context)
        return answer


def install(app: Chalice) -> None:
    """Register every declared route, and the middleware that turns Chalice's own answers into problems."""
    for route in ROUTES:
        # No content types: the edge checks them, so that it can say which ones would do.
        app.route(route.path, methods=list(route.methods), name=route.name, content_types=[])(_view(route))
    for path in {route.path: None for route in ROUTES}:
        app.route(path, methods=["OPTIONS"], name=f"options {path}", content_types=[])(_options(path, app=app))
    app.api.binary_types = ["*/*"]  # API Gateway hands on the bytes of gzip whatever the media type
    app.register_middleware(_as_problems(app), "http")


def _view(route: Route) -> Callable[..., Response]:
    def view(**_: str) -> Response:
        asked = _asked.get()
        try:
            return pipeline.answer(route, asked=asked)
        except Exception as error:  # noqa: BLE001  a bug of ours: Chalice would hide it without our request id
            return _failed(error, asked=asked)

    return view


def _options(path: str, *, app: Chalice) -> Callable[..., Response]:
    routes = [route for route in ROUTES if route.path == path]

    def view(**_: str) -> Response:
        return pipeline.answer_options(routes, allow=[*app.routes[path]], asked=_asked.get())

    return view


def _failed(error: Exception, *, asked: IncomingRequest) -> Response:
    asked.noted.error = error
    return pipeline.failed(asked=asked)


def _as_problems(app: Chalice) -> Callable[[Request, Callable[[Request], Response]], Response]:
    def middleware(request: Request, get_response: Callable[[Request], Response]) -> Response:
        asked = as_asked(request, _noted.get())
        asked.noted.trace_id, asked.noted.address = asked.trace_id, request.context["identity"]["sourceIp"]
        return send(answered(request, asked, get_response), asked=asked)

    def answered(request: Request, asked: IncomingRequest, get_response: Callable[[Request], Response]) -> Response:
        if asked.resource not in app.routes:
            return pipeline.refuse(NotFound("There is nothing at this path."), asked=asked)
        _note_route(asked)
        before = _asked.set(asked)
        try:
            response = get_response(request)
        except Exception as error:  # noqa: BLE001  Chalice's own, such as path parameters that are missing
            return _failed(error, asked=asked)
        finally:
            _asked.reset(before)
        return _translated(response, asked=asked) if _is_of_chalice(response) else response

    return middleware


def _note_route(asked: IncomingRequest) -> None:
    """Note what the log may say of a request: the route's template, and a method that there is."""
    noted = asked.noted
    noted.route, noted.stage = asked.resource, str(asked.request.context.get("stage") or "none")
    noted.method = asked.method if asked.method in METHODS else "other"


def _is_of_chalice(response: Response) -> bool:
    return response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type") != PROBLEM


def _translated(response: Response, *, asked: IncomingRequest) -> Response:
    """Write one of Chalice's own refusals as a problem."""
    allow = response.headers.get("Allow")
    if isinstance(allow, str):
        detail = f"There is no {asked.method} here; there is {allow}."
        return pipeline.refuse(MethodNotAllowed(detail, context={"allow": allow.split(", ")}), asked=asked)
    refusal, detail = CHALICE_REFUSALS.get(response.status_code, (Internal, "Something went wrong on our side."))
    return pipeline.refuse(refusal(detail), asked=asked)


def _without_request(refusal: Refusal) -> dict[str, Any]:
    """Answer where there is no request that could be told of."""
    own_id = request_id(None)
    document = problem(refusal, instance="/", request_id=own_id)
    return {
        "statusCode": STATUS[refusal.code],
        "headers": {**headers_of(refusal, method="GET"), "X-Request-Id": own_id, **on_every_answer()},
        "multiValueHeaders": {},
        "body": redact_keys(dumps(document)),
    }

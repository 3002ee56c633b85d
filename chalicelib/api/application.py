"""The Chalice application, guarded: it answers whatever it is sent, and refuses with problem documents."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from http import HTTPMethod, HTTPStatus
from typing import Any

from chalice.app import APIGateway, Chalice, Request, Response, RestAPIEventHandler

from chalicelib.api import edge, journal
from chalicelib.api.asked import Asked, as_asked, request_id
from chalicelib.api.cors import EVERYWHERE
from chalicelib.api.metering import Noted
from chalicelib.api.problems import PROBLEM, dumps, problem
from chalicelib.api.routes import ROUTES, Route
from chalicelib.api.sending import send
from chalicelib.domain.errors import (
    BadJson,
    Internal,
    MethodNotAllowed,
    NotFound,
    Refusal,
    UnsupportedMediaType,
)

# Chalice keeps the current request in an attribute of the application: threads would take it from each other.
_asked: ContextVar[Asked] = ContextVar("asked")
_noted: ContextVar[Noted] = ContextVar("noted")

METHODS = frozenset(HTTPMethod)
# What Chalice's writer of answers goes by: to it all are texts, bytes are written here.
_TEXTS = APIGateway()
_TEXTS.binary_types = []

CHALICE_REFUSALS: Mapping[int, tuple[type[Refusal], str]] = {
    400: (BadJson, "The request could not be read."),
    404: (NotFound, "There is nothing at this path."),
    415: (UnsupportedMediaType, "This takes another media type."),
}


class Dispatch(RestAPIEventHandler):
    """Chalice's way to a view, without looking for binary types where there are none."""

    def _validate_binary_response(self, *_: object) -> bool:
        return True


class Application(Chalice):
    """A Chalice application that never raises: an event that API Gateway would not send is answered too."""

    def __init__(self, app_name: str) -> None:
        super().__init__(app_name, configure_logs=False)  # the journal does

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer an API Gateway REST (v1) event."""
        noted = Noted()
        before = _noted.set(noted)
        try:
            answer = _in_base64(self._answer(_complete(event), context))
        except Exception as error:  # noqa: BLE001  the outermost frame: whatever it is, API Gateway gets an answer
            noted.error = error
            answer = _last_resort()
        finally:
            _noted.reset(before)
        journal.note(noted, answer)
        return answer

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
            return edge.answer(route, asked=asked)
        except Exception as error:  # noqa: BLE001  a bug of ours: Chalice would hide it without our request id
            return _failed(error, asked=asked)

    return view


def _options(path: str, *, app: Chalice) -> Callable[..., Response]:
    routes = [route for route in ROUTES if route.path == path]

    def view(**_: str) -> Response:
        return edge.answer_options(routes, allow=[*app.routes[path]], asked=_asked.get())

    return view


def _failed(error: Exception, *, asked: Asked) -> Response:
    asked.noted.error = error
    return edge.failed(asked=asked)


def _as_problems(app: Chalice) -> Callable[[Request, Callable[[Request], Response]], Response]:
    def middleware(request: Request, get_response: Callable[[Request], Response]) -> Response:
        asked = as_asked(request, _noted.get())
        asked.noted.trace_id = asked.trace_id
        return send(answered(request, asked, get_response), asked=asked)

    def answered(request: Request, asked: Asked, get_response: Callable[[Request], Response]) -> Response:
        if asked.resource not in app.routes:
            return edge.refuse(NotFound("There is nothing at this path."), asked=asked)
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


def _note_route(asked: Asked) -> None:
    """Note what the log may say of a request: the route's template, and a method that there is."""
    noted = asked.noted
    noted.route, noted.stage = asked.resource, str(asked.request.context.get("stage") or "none")
    noted.method = asked.method if asked.method in METHODS else "other"


def _is_of_chalice(response: Response) -> bool:
    return response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type") != PROBLEM


def _translated(response: Response, *, asked: Asked) -> Response:
    """Write one of Chalice's own refusals as a problem."""
    allow = response.headers.get("Allow")
    if isinstance(allow, str):
        detail = f"There is no {asked.method} here; there is {allow}."
        return edge.refuse(MethodNotAllowed(detail, context={"allow": allow.split(", ")}), asked=asked)
    refusal, detail = CHALICE_REFUSALS.get(response.status_code, (Internal, "Something went wrong on our side."))
    return edge.refuse(refusal(detail), asked=asked)


def _complete(event: Any) -> dict[str, Any]:
    """Add what Chalice takes for granted: a hand-made event or a console's test event may leave it out."""
    query, single = event.get("multiValueQueryStringParameters"), event.get("queryStringParameters") or {}
    context = event.get("requestContext") or {}
    headers = event.get("headers") or {n: ", ".join(v) for n, v in (event.get("multiValueHeaders") or {}).items()}
    return {
        **event,
        "headers": headers,
        "multiValueQueryStringParameters": query or {name: [value] for name, value in single.items()},
        "pathParameters": event.get("pathParameters") or {},
        "stageVariables": event.get("stageVariables") or {},
        "body": event.get("body"),
        "requestContext": {
            **context,
            "resourcePath": context.get("resourcePath") or event.get("resource") or "",  # none: not even the start page
            "httpMethod": context.get("httpMethod") or event.get("httpMethod") or "GET",
        },
    }


def _in_base64(answer: dict[str, Any]) -> dict[str, Any]:
    """Write a body of bytes as Lambda hands it on."""
    if isinstance(answer["body"], bytes):
        answer |= {"body": b64encode(answer["body"]).decode(), "isBase64Encoded": True}
    return answer


def _last_resort() -> dict[str, Any]:
    refusal = Internal("The event is not one of API Gateway's.")
    own_id = request_id(None)
    return {
        "statusCode": 500,
        "headers": {"Content-Type": PROBLEM, "Cache-Control": "no-store", "X-Request-Id": own_id, **EVERYWHERE},
        "multiValueHeaders": {},
        "body": dumps(problem(refusal, instance="/", request_id=own_id)),
    }

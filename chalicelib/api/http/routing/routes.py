"""The declaration of a route, in one place: parameters, body, answers and refusals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache, cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from chalicelib.api.http.request.body import MAX_BODY_MEMBERS
from chalicelib.api.http.routing.asked_parameters import AskedParameters
from chalicelib.api.http.routing.clocks import CLOCKS, refuse_future
from chalicelib.api.http.routing.columns import CsvColumn
from chalicelib.api.http.routing.deprecation import Deprecation
from chalicelib.api.http.routing.endpoints import RESOURCE, Endpoint
from chalicelib.api.http.routing.parameters import Parameter, format_parameters
from chalicelib.api.http.routing.verbs import ByVerb, methods_of
from chalicelib.domain.errors import Refusal
from chalicelib.domain.faults import Adjustment, Faults
from chalicelib.domain.hints import Hint
from chalicelib.domain.values import Ref
from chalicelib.domain.values.checks import Shape, read_shape
from chalicelib.kinds import PLURALS
from chalicelib.kinds.declaration import Kind
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.access.rate_limits import Allowance
from chalicelib.operations.world import Caller, IdempotentRequest, Moment, RequestContext, World

if TYPE_CHECKING:
    from pydantic import BaseModel

Parameters = tuple[Parameter, ...] | Callable[[Any], tuple[Parameter, ...]]  # of the kind in the path, None if none
Scope = Literal["read", "write", "admin"]
Needed = Scope | Literal["key"]  # any key, of any scope
IfMatch = Literal["optional", "required"]
Columns = Callable[["Call"], Sequence[CsvColumn]]
FORM = "application/x-www-form-urlencoded"
HTML, JSON, NDJSON = "text/html", "application/json", "application/x-ndjson"
MERGE_PATCH = "application/merge-patch+json"


@dataclass(frozen=True)
class Body:
    """The request body of a route: its component in OpenAPI, its media types, and its model unless that is the kind.

    `{Kind}` in the name of a component is replaced by the kind, as in `CompanyCreate`.
    """

    component: str
    media: tuple[str, ...] = (JSON,)
    model: "type[BaseModel] | None" = None
    example: Any = None
    members: int = MAX_BODY_MEMBERS  # the most, of the whole body
    is_raw: bool = False  # the verb parses it, since its own protocol has answers to a body that is wrong


@dataclass(frozen=True)
class Answer:
    """An answer of a route: its status, what it means, the component of its body, and its headers.

    `media` is the media type of the body; `also` has the components of other media types that a client can request. A
    page of a list has the `columns` of its items, and is also available as NDJSON and CSV. `refused` renders a problem
    document as a page for people, with the prefix that only the client sees. An error is one of another form than
    problems; problems of its status are answers too.
    """

    status: int
    meaning: str
    component: str | None = None
    headers: tuple[str, ...] = ()
    media: str = JSON
    also: Mapping[str, str] = field(default_factory=dict)
    columns: Columns | None = None
    refused: Callable[[Mapping[str, Any], str], "Reply"] | None = None


@dataclass(frozen=True)
class Reply:
    """The reply of a verb, before it is rendered.

    `revision` goes into the ETag; `next` has the parameters that change for the next page. A `text` replaces the body:
    another media type than JSON, or serialized JSON. `headers` are added to the common ones. `is_replay`: an earlier
    request with the same idempotency key got it. `adjusted` has texts kept otherwise than sent; `hints` is advice;
    `logged` is for the access log, with words of ours only.
    """

    body: Mapping[str, Any]
    status: int = 200
    revision: int | None = None
    location: str | None = None
    next: Mapping[str, str] | None = None
    is_cacheable: bool = True
    text: str | None = None
    media: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    is_replay: bool = False
    adjusted: Mapping[str, Adjustment] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()
    facts: Sequence[str] = ()  # that a write states
    logged: Mapping[str, str] = field(default_factory=dict)
    is_final: bool = False  # it does not change any more


@dataclass(frozen=True)
class Call:
    """A request as a verb gets it: authenticated, parsed and checked against the limits.

    Only the client sees `base`, a prefix such as the stage. `origin` is the scheme and host; empty without a `Host`.
    """

    find_world: Callable[[], World]
    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Any] | None = None  # of NDJSON
    if_match: frozenset[int] | None = None  # the accepted revisions; None for any
    idempotency: IdempotentRequest | None = None  # if the request has an idempotency key
    media: str = JSON  # the preferred one of those that the route offers
    base: str = ""
    origin: str = ""
    allowance: Allowance | None = None  # the remaining requests of the key, if there is one
    adjusted: dict[str, Adjustment] = field(default_factory=dict)  # the texts of the body that `read` has cleaned
    headers: Mapping[str, str] = field(default_factory=dict)  # those that the route reads, in lower case
    read_raw: Callable[[], bytes] = bytes  # reads the body of a route that parses it; raises TooLarge and BadJson

    @property
    def world(self) -> World:
        """Return the world; a verb that does not use it needs no table."""
        return self.find_world()

    @property
    def context(self) -> RequestContext:
        """Return the context for an operation that writes."""
        return RequestContext(self.world, self.caller, self.idempotency)

    @property
    def kind(self) -> Kind:
        """Return the kind in the path."""
        return PLURALS[self.path["plural"]]

    @property
    def ref(self) -> Ref:
        """Return the ref of the entity in the path."""
        return Ref(self.kind.name, self.path["slug"])

    @property
    def moment(self) -> Moment:
        """Return the moment of the read in the query. Raises BadParameter for a `known_at` in the future."""
        refuse_future(self.query.get("known_at"), now=self.world.now)
        return Moment(**{name: self.query.get(name) for name in CLOCKS})

    def read(self, shape: type[Shape]) -> Shape:
        """Parse the body as a shape. Raises Invalid with all its faults."""
        faults = Faults()
        read = read_shape(shape, self.body, at="", faults=faults)
        if read is None:
            raise faults.as_refusal()
        self.adjusted.update(faults.adjusted)
        return read


@dataclass(frozen=True)
class Route:
    """A declared operation of the API. `name` is its OpenAPI id; `{kind}` in texts is replaced by each kind.

    `parameters` may depend on the kind that the path names. `why_no_clock` says why other clocks are refused.
    """

    method: str
    path: str
    name: str
    summary: str
    description: str
    tag: str
    scope: Needed | None
    answers: tuple[Answer, ...]
    refusals: tuple[type[Refusal], ...]
    parameters: Parameters
    body: Body | None
    if_match: IfMatch | None
    call: Callable[[Call], Reply]
    deprecated: Deprecation | None = None
    why_no_clock: str = ""
    endpoint: Endpoint = RESOURCE

    @property
    def methods(self) -> tuple[str, ...]:
        """List its methods."""
        return methods_of(self.method)

    @cached_property
    def asks(self) -> Callable[[Kind | None], AskedParameters]:
        """A function that lists its query parameters for a kind; to declare them each time is a sixth of a read."""
        own, more = self.parameters, format_parameters(self.media, is_list=self.columns is not None)
        return cache(lambda kind: AskedParameters((*(own(kind) if callable(own) else own), *more)))

    @cached_property
    def columns(self) -> Columns | None:
        """The columns of its page; None if it returns no page."""
        return next((answer.columns for answer in self.answers if answer.columns), None)

    @cached_property
    def media(self) -> tuple[str, ...]:
        """The media types that it offers, the default first."""
        good = [answer for answer in self.answers if answer.status < HTTPStatus.BAD_REQUEST]
        return tuple(dict.fromkeys(media for answer in good for media in (answer.media, *answer.also)))

    @cached_property
    def refused(self) -> Callable[[Mapping[str, Any], str], Reply] | None:
        """How it shows a problem to people; None if it is no page of data."""
        return next((answer.refused for answer in self.answers if answer.refused), None)

    @property
    def is_of_kind(self) -> bool:
        """Say whether every kind has such a path."""
        return "{plural}" in self.path


ROUTES: ByVerb[Route] = ByVerb()


def route(
    method: str,
    path: str,
    *,
    name: str,
    summary: str,
    tag: str,
    scope: Needed | None,
    answers: tuple[Answer, ...],
    refusals: tuple[type[Refusal], ...] = (),
    parameters: Parameters = (),
    body: Body | None = None,
    if_match: IfMatch | None = None,
    deprecated: Deprecation | None = None,
    why_no_clock: str = "",
    endpoint: Endpoint = RESOURCE,
) -> Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]:
    """Declare the route of a function, whose docstring is the description in OpenAPI."""

    def declare(call: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        text = " ".join((call.__doc__ or summary).split())
        declared = Route(
            method, path, name, summary, text, tag, scope, answers, refusals, parameters, body, if_match, call,
            deprecated, why_no_clock, endpoint,
        )  # fmt: skip
        ROUTES.declare(method, path, declared)
        return call

    return declare

"""What a route says about itself, in one place: what it asks, takes, answers and refuses."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel

from chalicelib.api.http.routing.clocks import CLOCKS, refuse_future
from chalicelib.api.http.routing.columns import CsvColumn
from chalicelib.api.http.routing.deprecation import Deprecation
from chalicelib.api.http.routing.parameters import FORMAT, Parameter
from chalicelib.domain.errors import Forbidden, NotFound, Refusal
from chalicelib.domain.evidence import SLUG
from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.shapes import Shape, read_shape
from chalicelib.domain.values import Ref, known_words
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds import PLURALS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.access.rate_limits import Allowance
from chalicelib.operations.transactions.idempotency import IdempotentRequest
from chalicelib.operations.world import Caller, Moment, World

Parameters = tuple[Parameter, ...] | Callable[[Kind], tuple[Parameter, ...]]
Scope = Literal["read", "write", "admin"]
Needed = Scope | Literal["key"]  # any key, whatever it may do
IfMatch = Literal["optional", "required"]
Columns = Callable[["Call"], Sequence[CsvColumn]]
JSON = "application/json"
NDJSON = "application/x-ndjson"
MERGE_PATCH = "application/merge-patch+json"
_SLUG = re.compile(SLUG)


@dataclass(frozen=True)
class Body:
    """What a route takes: the component that describes it, media types, its model unless that is the kind.

    `{Kind}` in a component's name stands for the kind, as in `CompanyCreate`.
    """

    component: str
    media: tuple[str, ...] = (JSON,)
    model: type[BaseModel] | None = None
    example: Any = None


@dataclass(frozen=True)
class Answer:
    """One way a route answers well: status, what it means, the component of the body, headers of its own.

    `media` is the body's media type; `also` are the components of others that a client can ask for. A page says the
    `columns` of its items, and is answered as lines of JSON and as CSV too.
    """

    status: int
    meaning: str
    component: str | None = None
    headers: tuple[str, ...] = ()
    media: str = JSON
    also: Mapping[str, str] = field(default_factory=dict)
    columns: Columns | None = None


@dataclass(frozen=True)
class Reply:
    """What a verb answers, before it is put into HTTP.

    `revision` goes into the ETag; `next` are the parameters that the next page differs by. A `text` is sent instead of
    the body: what another media type than JSON says, or JSON that is ready. `headers` are the verb's own.
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


@dataclass(frozen=True)
class Call:
    """A request as a verb sees it: authenticated, parsed and bounded.

    `base` is what stands before a path of the service in the client's eyes, such as the stage.
    """

    find_world: Callable[[], World]
    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    if_match: frozenset[int] | None = None  # the revisions that will do; None where any will
    once: IdempotentRequest | None = None  # with an idempotency key: which request this is
    media: str = JSON  # the media type that the client would rather have, of those that the route answers in
    base: str = ""
    allowance: Allowance | None = None  # what the key may still ask for, where there is a key

    @property
    def world(self) -> World:
        """Give the world to work in; whoever does not ask for it does without a table."""
        return self.find_world()

    @property
    def kind(self) -> Kind:
        """Give the kind that the path names."""
        return PLURALS[self.path["plural"]]

    @property
    def ref(self) -> Ref:
        """Name the entity of the path."""
        return Ref(self.kind.name, self.path["slug"])

    @property
    def moment(self) -> Moment:
        """Give the clocks that the query asks for; a `known_at` in the future is refused."""
        asked = {name: self.query.get(name) for name in CLOCKS}
        refuse_future(asked["known_at"], now=self.world.now)
        return Moment(**asked)

    def read(self, shape: type[Shape]) -> Shape:
        """Read the body as a shape, or refuse it with all its faults."""
        faults = Faults()
        read = read_shape(shape, self.body, at="", faults=faults)
        faults.refuse()
        assert read is not None  # noqa: S101  for the type checker: without a shape there are faults
        return read


@dataclass(frozen=True)
class Route:
    """A declared operation of the API. `name` is its OpenAPI id; `{kind}` in texts stands for each kind.

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

    @property
    def methods(self) -> tuple[str, ...]:
        """List the methods it answers: HEAD wherever GET."""
        return ("GET", "HEAD") if self.method == "GET" else (self.method,)

    def asks(self, kind: Kind | None) -> tuple[Parameter, ...]:
        """List the query parameters it takes where the path names this kind."""
        own = self.parameters if not callable(self.parameters) else self.parameters(kind) if kind else ()
        return own if self.columns is None else (*own, FORMAT)

    @cached_property
    def columns(self) -> Columns | None:
        """Give the columns of the page that it answers, if it is one."""
        return next((answer.columns for answer in self.answers if answer.columns), None)

    @cached_property
    def media(self) -> tuple[str, ...]:
        """List the media types it answers in, the one for whoever has no wish first."""
        return tuple(dict.fromkeys(media for answer in self.answers for media in (answer.media, *answer.also)))

    @property
    def is_of_kind(self) -> bool:
        """Say whether there is one such path for every kind."""
        return "{plural}" in self.path


ROUTES: list[Route] = []


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
) -> Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]:
    """Declare that a function answers a route; its docstring is the description that OpenAPI shows."""

    def declare(call: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        described = " ".join((call.__doc__ or summary).split())
        ROUTES.append(
            Route(
                method,
                path,
                name,
                summary,
                described,
                tag,
                scope,
                answers,
                refusals,
                parameters,
                body,
                if_match,
                call,
                deprecated,
                why_no_clock,
            )
        )
        return call

    return declare


def require(scope: Needed, caller: Caller) -> None:
    """Refuse a caller whose key lacks a scope."""
    if scope != "key" and scope not in caller.scopes:
        raise Forbidden(f"This needs a key with the scope {scope!r}.", context={"scope": scope})


def check_path(path: Mapping[str, str]) -> None:
    """Refuse a plural that no kind has, naming those there are, and a slug that no entity can have."""
    plural, slug = path.get("plural"), path.get("slug")
    if plural is not None and plural not in PLURALS:
        raise NotFound(f"There is no {quoted(plural)} here{known_words(plural, PLURALS, guesses=Guesses())}")
    if slug is not None and not _SLUG.fullmatch(slug):
        raise NotFound(
            f"There is no {quoted(slug)} here: a slug has lower-case letters, digits, '.', '_' and '-', 80 at most."
        )

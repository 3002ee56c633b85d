"""The declaration of a tool: its names, its arguments, its answer and the function that makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from chalicelib.api.http.routing.routes import Call, Scope
from chalicelib.domain.values.checks import Shape


@dataclass(frozen=True)
class FullAnswer:
    """The request of the REST API that returns all of an answer: what it is, and its path with a query."""

    title: str
    path: str


@dataclass(frozen=True)
class ToolAnswer:
    """The answer of a tool: JSON that matches the type it declares, the same for a reader, and links to all of it.

    `blocks` are further blocks of content in the form of the protocol, such as a picture.
    """

    structured: Mapping[str, Any]
    text: str
    links: tuple[FullAnswer, ...] = ()
    blocks: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Tool(Generic[Shape]):
    """A tool. `takes` is the pydantic model of its arguments, `returns` the TypedDict of its structured answer.

    `call` gets the request as authenticated and the parsed arguments. It raises a Refusal, which is answered as an
    error of the tool, with all faults. `writes`: a call may change what is on record, so that clients ask before it.
    """

    name: str
    title: str
    description: str
    scope: Scope
    takes: type[Shape]
    returns: type[Any]
    call: Callable[[Call, Shape], ToolAnswer]
    writes: bool = False

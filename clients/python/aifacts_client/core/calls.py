"""A call of the service before it is sent, and its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from aifacts_client.refusals import BadAnswer
from aifacts_client.values import Entry, Shape

T = TypeVar("T")
S = TypeVar("S", bound=Shape)
SHOWN = 200  # characters of a bad answer


@dataclass(frozen=True)
class Answer:
    """An answer with a body of JSON; header names in lower case. `redirected_from` has the paths before it."""

    headers: Mapping[str, str]
    content: bytes = field(repr=False)  # may have a secret
    redirected_from: Sequence[str] = ()

    def json(self) -> dict[str, Any]:
        """Return the body. Raises BadAnswer if it is no JSON object."""
        try:
            body = json.loads(self.content)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise BadAnswer(f"The answer is no JSON object: {self.content[:SHOWN]!r}. Is this the address of aifacts?")
        return body

    def shape(self, shape: type[S]) -> S:
        """Return the body in a shape."""
        return parsed(shape, self.json())


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request, and what reads its answer. A write has an idempotency key, so it can be sent again."""

    method: str
    path: str
    read: Callable[[Answer], T]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = field(default=None, repr=False)  # may have a secret
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes | None:
        """The body as JSON, in which shapes of answers can be parts; bytes are sent as they are."""
        return self.body if self.body is None or isinstance(self.body, bytes) else to_json(_sendable(self.body))


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list, and the call for the next one."""

    items: Sequence[T]
    meta: Mapping[str, Any]
    next: Call[Page[T]] | None


def _sendable(value: Any) -> Any:
    """Return a body with the shapes of answers as they are sent: without what only answers have."""
    if isinstance(value, Shape):
        left_out = {"disputed", "hedged", "relative_to"} if isinstance(value, Entry) else set()
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=left_out)
    if isinstance(value, Mapping):
        return {name: _sendable(each) for name, each in value.items()}
    return [*map(_sendable, value)] if isinstance(value, list | tuple) else value


def pages_call(path: str, shape: type[S], *, query: Mapping[str, Any], turn: str = "cursor") -> Call[Page[S]]:
    """Return the call for the first page of a list; `turn` is the parameter that asks for the next one."""
    return pages_read(path, lambda item: parsed(shape, item), query=query, turn=turn)


def pages_read(
    path: str, read_item: Callable[[Any], T], *, query: Mapping[str, Any], turn: str = "cursor"
) -> Call[Page[T]]:
    """Return the call for the first page of a list whose items are read by a function."""

    def read(answer: Answer) -> Page[T]:
        body = answer.json()
        following = body.get("next")
        call = None if following is None else pages_read(path, read_item, query={**query, turn: following}, turn=turn)
        return Page([*map(read_item, items_of(body))], body.get("meta", {}), call)

    return Call("GET", path, read, query=query)


def items_of(body: Mapping[str, Any]) -> list[Any]:
    """Return the items of a list. Raises BadAnswer if there are none."""
    items = body.get("items")
    if not isinstance(items, list):
        raise BadAnswer("The answer is no list: it has no items.")
    return items


def parsed(shape: type[S], body: Any) -> S:
    """Return a body in a shape. Raises BadAnswer if it does not fit."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        raise BadAnswer(
            f"The answer is no {shape.__name__}; the service may be newer than this client: {error}"
        ) from None


def with_headers(call: Call[T], **headers: str | None) -> Call[T]:
    """Return the call with more headers; those that are None are left out. Raises ValueError for what none can send."""
    more = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    for name, value in more.items():
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} is {value!r}; it must be printable ASCII.")
    return replace(call, headers={**call.headers, **more})


def query_texts(query: Mapping[str, Any]) -> dict[str, str]:
    """Return the query as it is sent: no None, lists with commas, instants in UTC."""
    return {name: query_text(value) for name, value in query.items() if value is not None}


def query_text(value: Any) -> str:
    """Return a value of the query. Raises ValueError for a time without a zone, and TypeError for another type."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; give one, such as datetime.UTC.")
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return ",".join(map(query_text, value))
    raise TypeError(f"{value!r} cannot be sent in a query; give a text, a number, a date or a list of them.")

"""The parameters of calls, and the idempotency key of each write."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from aifacts_client.core.calls import Answer, Call, with_headers
from aifacts_client.values import Shape

T = TypeVar("T")
S = TypeVar("S", bound=Shape)
Query = Mapping[str, Any]

OPERATORS = frozenset({"ne", "in", "exists", "gt", "gte", "lt", "lte"})


def parameters(options: Query) -> dict[str, Any]:
    """Name parameters as the service does: `released__gte` is `released[gte]`, `prices__tier` is `prices.tier`."""
    return {_parameter(name): value for name, value in options.items()}


def _parameter(name: str) -> str:
    first, _, rest = name.removesuffix("_").partition("__")
    if not rest:
        return first
    return f"{first}[{rest}]" if rest in OPERATORS else f"{first}.{rest}"


def shaped(shape: type[S]) -> Callable[[Answer], S]:
    """Return what reads an answer in a shape."""
    return lambda answer: answer.shape(shape)


def given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a body that are given: those that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def write(
    method: str,
    path: str,
    read: Callable[[Answer], T],
    body: Any = None,
    *,
    query: Query | None = None,
    key: str | None,
) -> Call[T]:
    """Return the call of a write, with a new idempotency key if none is given."""
    call = Call(method, path, read, query=query or {}, body=body)
    return with_headers(call, Idempotency_Key=str(uuid.uuid4()) if key is None else key)

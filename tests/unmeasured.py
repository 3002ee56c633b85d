"""Runs the code of libraries without the tracer of coverage, which slows it down several times."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import local
from types import ModuleType
from typing import Any

from botocore.client import BaseClient

from chalicelib.local import mock
from chalicelib.store.engines.clients import sdk

# Our own functions that a call of the SDK calls back: they are measured.
CALLED_BACK: dict[ModuleType, tuple[str, ...]] = {
    sdk: ("_check_answer", "_note_lost_try", "_check_sum"),
    mock: ("_answer_alone", "_copy_sharing_items", "_all_items"),
}


class _Thread(local):
    """The tracer that a thread has laid aside."""

    tracer: Any = None


_THREAD = _Thread()


@contextmanager
def unmeasured() -> Iterator[None]:
    """Measure nothing inside: only for code that is not ours, and that calls ours by `measured` alone."""
    before, tracer = _THREAD.tracer, sys.gettrace()
    _THREAD.tracer = tracer or before
    sys.settrace(None)
    try:
        yield
    finally:
        _THREAD.tracer = before
        sys.settrace(tracer)


def measured(function: Callable[..., Any]) -> Callable[..., Any]:
    """Measure a function of ours that unmeasured code calls."""

    # No context manager: coverage keeps a stack of frames, and its own would be left without having been entered.
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        tracer = sys.gettrace()
        sys.settrace(tracer or _THREAD.tracer)
        try:
            return function(*args, **kwargs)
        finally:
            sys.settrace(tracer)

    return call


def measured_at_first(function: Callable[..., Any], *, times: int) -> Callable[..., Any]:
    """Measure the first calls, this many, of a function of ours that unmeasured code calls."""
    measure, count = measured(function), 0

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return (measure if count <= times else function)(*args, **kwargs)

    return call


def measured_parts(function: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Measure a generator of ours that unmeasured code asks for its next value."""
    go_on = measured(next)

    @wraps(function)
    def generate(*args: Any, **kwargs: Any) -> Iterator[Any]:
        parts = function(*args, **kwargs)
        while (part := go_on(parts, _END)) is not _END:
            yield part

    return generate


_END = object()


def leave_out_the_sdk() -> None:
    """Measure neither botocore nor moto; call this before the first client is made."""
    for module, names in CALLED_BACK.items():
        for name in names:
            setattr(module, name, measured(getattr(module, name)))
    mock._answer = unmeasured()(mock._answer)
    BaseClient._make_api_call = unmeasured()(BaseClient._make_api_call)  # type: ignore[attr-defined]  # its stubs leave it out

"""Parts of a request that are read apart, and refused with all their faults at once."""

from collections.abc import Callable
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault, Refusal
from chalicelib.domain.faults import summed_up


def collect_faults(*reads: Callable[[], Any]) -> list[Any]:
    """Read several parts of a request; refuse with the faults of all of them, before what else one is refused for."""
    read: list[Any] = []
    faults: list[Fault] = []
    context: dict[str, Any] = {}
    for each in reads:
        try:
            read.append(each())
        except BadParameter as refused:
            faults += refused.faults
            context |= refused.context
        except Refusal:
            if not faults:
                raise
    if faults:
        raise BadParameter(summed_up(faults), faults=tuple(faults), context=context)
    return read

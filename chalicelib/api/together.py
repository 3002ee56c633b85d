"""Parts of a request that are read apart, and refused with all their faults at once."""

from collections.abc import Callable
from typing import Any

from chalicelib.api.parameters import refusal
from chalicelib.domain.errors import BadParameter, Fault, Refusal


def all_of(*reads: Callable[[], Any]) -> list[Any]:
    """Read several parts of a request; refuse with the faults of all of them, before what else one is refused for."""
    read: list[Any] = []
    faults: list[Fault] = []
    for each in reads:
        try:
            read.append(each())
        except BadParameter as refused:
            faults += refused.faults
        except Refusal:
            if not faults:
                raise
    if faults:
        raise refusal(*faults)
    return read

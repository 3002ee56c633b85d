"""Entities that a search by name has found, as search hands them to lists and lists to search."""

from collections.abc import Sequence
from typing import NamedTuple


class NamedRefs(NamedTuple):
    """The refs found for `q`, how many rows were read, and whether all that could matter were read."""

    q: str
    refs: Sequence[str]
    read: int
    complete: bool

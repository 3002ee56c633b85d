"""Finds the slots of a series in its partition: that of the whole first, then those of other scopes and periods."""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.world import World
from chalicelib.store.records.entity_rows import read_fact_row

SLOT_TOKEN_CHARS = 8  # with which the tokens of the facts of a slot begin
MAX_SLOTS_A_PAGE = 8  # each takes a query to find it, and one or more to read it


class SlotInPartition(NamedTuple):
    """The token of a slot of a series, and a fact of it; None for the whole, which is not searched."""

    token: str
    fact: Fact | None


def slots_in_partition(world: World, pk: str, *, whole: str, first: str | None = None) -> Iterator[SlotInPartition]:
    """Yield the slots of a series from one on (None: all), given the token of the slot of the whole.

    One query for each but that of the whole, and one or two that find no more.
    """
    if first in (None, whole):
        yield SlotInPartition(whole, None)
        first = ""
    while (found := _next_slot(world, pk, first or "", whole)) is not None:
        yield found
        first = f"{found.token}~"


def _next_slot(world: World, pk: str, start: str, whole: str) -> SlotInPartition | None:
    """Return the first slot at a token or after it, except that of the whole."""
    for row in world.table.query(None, pk, start=start, limit=1).rows:
        token = row.key.sk[:SLOT_TOKEN_CHARS]
        return (
            _next_slot(world, pk, f"{whole}~", whole) if token == whole else SlotInPartition(token, read_fact_row(row))
        )
    return None

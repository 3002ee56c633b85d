"""The views of many entities as they are stored, for their names: one call, whether or not they are on record."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.values import Ref
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row


def stored_views(world: World, refs: Sequence[Ref]) -> Mapping[str, Mapping[str, Any]]:
    """Return the flat views of up to a hundred entities by ref, without wide properties and as last written.

    Left out is what is not on record, retired, merged or erased.
    """
    rows = world.table.get([keys.view_key(ref) for ref in dict.fromkeys(refs)])
    views = map(read_own_row, rows.values())
    return {view.ref: view.flat for view in views if view.lifecycle is None}

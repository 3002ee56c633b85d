"""Looks up entities by their identifiers in other registers."""

from typing import TYPE_CHECKING

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.values import Ref
from chalicelib.kinds.properties.identifiers import check_identifier, normal_form
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import IdentifiedJson

MAX_HOLDERS = 100  # entities with one identifier; more than one is already somebody's mistake


def lookup(world: World, *, scheme: str, value: str) -> Listed:
    """Return the entities with an external id in any spelling: one call. Raises BadParameter if it is invalid."""
    normal = normal_form(scheme, value)
    if wrong := check_identifier(scheme, normal):
        raise BadParameter(wrong, faults=(Fault("value", "bad_value", wrong),))
    page = world.table.query(None, keys.identifiers(scheme, normal), limit=MAX_HOLDERS)
    items = [_identified(row) for row in page.rows]
    meta = {"scheme": scheme, "value": normal, "read": len(page.rows), "returned": len(items)}
    return Listed(items, None, meta)


def _identified(row: Row) -> "IdentifiedJson":
    ref = row.body["ref"]
    return {"ref": ref, "kind": Ref.of(ref).kind, "label": row.body["label"], "hint": row.body["hint"]}

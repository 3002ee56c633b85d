"""Looks up entities by their identifiers in other registers, as of now or as of a moment."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound
from chalicelib.domain.values import Ref
from chalicelib.kinds.properties.identifiers import check_identifier, identifier_key, normal_form
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.name_rows import hint_of, identities_of, label_of, old_identifier_key
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import IdentifiedJson

MAX_HOLDERS = 100  # entities with one identifier; more than one is already somebody's mistake


def lookup(world: World, *, scheme: str, value: str, provider: str | None = None, moment: Moment = NOW) -> Listed:
    """Return the entities with an external id in any spelling: one call. Raises BadParameter if it is invalid.

    `provider` leaves out the offerings of others: sellers give the same id to a model. At another moment, those that
    had it then: two calls (at another `valid_at` alone one), and one for each entity that ever had it, at most 25. A
    ticker with a space, a hyphen or a slash takes one or two calls more.
    """
    normal = normal_form(scheme, value)
    if wrong := check_identifier(scheme, normal):
        raise BadParameter(wrong, faults=(Fault("value", "bad_value", wrong),))
    key = identifier_key(scheme, normal)
    # Rows of an older layout have another key for some tickers, and historical ones keep it.
    pks = dict.fromkeys(keys.identifiers(scheme, each) for each in (key, old_identifier_key(scheme, normal)))
    rows = _rows_of(world, pks)
    if moment == NOW:
        held = {row.body["ref"]: row for row in rows if "former" not in row.body}
        items = [_identified(row) for row in held.values()]
    else:
        if moment.known_at or moment.published_before:  # rows become historical by writes, not by `valid`
            rows += _rows_of(world, map(keys.historical_partition, pks))
        refs = list(dict.fromkeys(row.body["ref"] for row in rows))[:MAX_RESOLVED_AFRESH]
        items = [item for ref in refs if (item := _identified_at(world, ref, (scheme, key), moment))]
    items = [item for item in items if provider in (None, item["hint"].get("provider"))]
    meta = {"scheme": scheme, "value": key, "read": len(rows), "returned": len(items)}
    return Listed(items, None, meta)


def _rows_of(world: World, pks: Iterable[str]) -> list[Row]:
    return [row for pk in pks for row in world.table.query(None, pk, limit=MAX_HOLDERS).rows]


def _identified_at(world: World, ref: str, identifier: tuple[str, str], moment: Moment) -> "IdentifiedJson | None":
    """Return an entity with its label and hint as of a moment; None if it did not have the identifier then."""
    try:
        entity, resolved = resolve_at(world, ref, moment)
    except (NotFound, Gone, Merged):
        return None
    flat = render_view(resolved, entity.redirects_at(moment.known_at))
    held = identities_of(flat)
    if identifier not in held:
        return None
    kind = resolved.kind
    label, hint = label_of(kind, flat), hint_of(kind, flat)
    return {"ref": ref, "kind": kind.name, "label": label, "hint": hint, "valid": held[identifier]}


def _identified(row: Row) -> "IdentifiedJson":
    ref = row.body["ref"]
    kind, valid = Ref.of(ref).kind, row.body.get("valid")
    return {"ref": ref, "kind": kind, "label": row.body["label"], "hint": row.body["hint"], "valid": valid}

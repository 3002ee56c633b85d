"""Looks up entities by their identifiers in other registers, as of now or as of a moment."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.timelines.held_spans import Tenure, tenure_at
from chalicelib.domain.values import Ref
from chalicelib.kinds.properties.identifiers import check_identifier, identifier_key, normal_form
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.held_texts import held_texts
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.search.name_index import NamesMoment, split_moment, tenure_json
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.index.indexed_names import identities_at_any_time
from chalicelib.store.records.index.name_rows import Hint, hint_of, label_of, old_identifier_key
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import IdentifiedJson

MAX_HOLDERS = 100  # entities with one identifier; more than one is already somebody's mistake


def lookup(world: World, *, scheme: str, value: str, provider: str | None = None, moment: Moment = NOW) -> Listed:
    """Return the entities with an external id in any spelling: one call. Raises BadParameter if it is invalid.

    Those that have it at `valid_at` come first, then those that had it before, then those that have it later.
    `provider` leaves out the offerings of others: sellers give the same id to a model. As known or in print at another
    moment, two calls, and one for each entity that ever had it, at most 25. A ticker with a space, a hyphen or a slash
    takes one or two calls more.
    """
    normal = normal_form(scheme, value)
    if wrong := check_identifier(scheme, normal):
        raise BadParameter(wrong, faults=(Fault("value", "bad_value", wrong),))
    key = identifier_key(scheme, normal)
    # Rows of an older layout have another key for some tickers, and historical ones keep it.
    pks = dict.fromkeys(keys.identifiers(scheme, each) for each in (key, old_identifier_key(scheme, normal)))
    rows = _rows_of(world, pks)
    past, at = split_moment(world, moment)
    if past != NOW:  # rows become historical by writes, not by `valid`
        rows += _rows_of(world, map(keys.historical_partition, pks))
    of_refs = {row.body["ref"]: row for row in reversed(rows)}  # the current row of each
    afresh = [ref for ref, row in of_refs.items() if past != NOW or _is_without_span(row)][:MAX_RESOLVED_AFRESH]
    read = {ref: _identified_at(world, ref, (scheme, key), NamesMoment(past, at)) for ref in afresh}
    now = {} if past != NOW else {ref: _identified(row, at) for ref, row in of_refs.items() if ref not in read}
    found = [item for item in (*now.values(), *read.values()) if item]
    items = [item for item in found if provider in (None, item["hint"].get("provider"))]
    items.sort(key=lambda item: (item["later"], item["former"], item["ref"]))
    meta = {"scheme": scheme, "value": key, "read": len(rows), "returned": len(items)}
    return Listed(items, None, meta)


def _rows_of(world: World, pks: Iterable[str]) -> list[Row]:
    return [row for pk in pks for row in world.table.query(None, pk, limit=MAX_HOLDERS).rows]


def _is_without_span(row: Row) -> bool:
    """Return whether older code wrote the row of an identifier of another time, without saying of which."""
    return "former" in row.body and "spans" not in row.body


def _identified_at(world: World, ref: str, identifier: tuple[str, str], moment: NamesMoment) -> "IdentifiedJson | None":
    """Return an entity with its label and hint as known at a moment; None if it had the identifier at no time then."""
    try:
        entity, resolved = resolve_at(world, ref, moment.past)
    except (NotFound, Gone, Merged):
        return None
    flat, kind = render_view(resolved, entity.redirects_at(moment.past.known_at)), resolved.kind
    held = held_texts(kind, entity.facts.values(), flat, moment=moment.past, now=world.now())
    identity = identities_at_any_time(flat, held).get(identifier)
    if identity is None:
        return None
    return _identified_json(ref, label_of(kind, flat), hint_of(kind, flat), tenure_at(identity.spans, moment.at))


def _identified(row: Row, at: Instant) -> "IdentifiedJson":
    body = row.body
    valid = body.get("valid")  # in the rows of older code
    spans = body.get("spans", [valid] if valid else [])
    return _identified_json(body["ref"], body["label"], body["hint"], tenure_at(spans, at))


def _identified_json(ref: str, label: str, hint: Hint, tenure: Tenure) -> "IdentifiedJson":
    return {"ref": ref, "kind": Ref.of(ref).kind, "label": label, "hint": hint, **tenure_json(tenure)}

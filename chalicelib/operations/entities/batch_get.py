"""Batch get: up to a hundred entities in one read, in the order of the request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Fault, Gone, Invalid, Merged, NotFound, Refusal
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.erased import erased_entity, find_erasures
from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.entities.loading import Entity, load_view, must_be_shown
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import NOW, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_own_row, read_view
from chalicelib.store.records.torn import Torn
from chalicelib.store.rows import Key, Row


@dataclass(frozen=True)
class BatchResult:
    """The result for one ref: its view, with the names of the wide properties left out in `omitted`, or a refusal."""

    ref: str
    view: dict[str, Any] | None = None
    omitted: Sequence[str] = ()
    refusal: Refusal | None = None


def batch_get(
    world: World, *, refs: Sequence[Ref], moment: Moment = NOW, include_wide: bool = False
) -> list[BatchResult]:
    """Return each entity as of a moment, or the refusal if it is missing, retired or merged, in the order of `refs`.

    One call for a hundred views, a second for their wide properties, and one for each view that time has changed
    since it was written. At another moment, one call for each entity. One more finds the erased ones among those that
    are not on record. Raises Invalid.
    """
    asked = list(dict.fromkeys(map(str, refs)))
    if moment.is_now:
        found = _read_current(world, asked, include_wide=include_wide)
    elif len(refs) <= MAX_RESOLVED_AFRESH:
        found = {ref: _read_past(world, ref, moment, include_wide=include_wide) for ref in asked}
    else:
        detail = f"{len(refs)} refs are too many: at a moment other than now, send at most {MAX_RESOLVED_AFRESH}."
        raise Invalid(detail, faults=(Fault("/refs", "too_many", detail),))
    missing = [ref for ref, each in found.items() if isinstance(each.refusal, NotFound)]
    for ref, erasure in find_erasures(world, missing).items():
        found[ref] = BatchResult(ref, refusal=erased_entity(ref, erasure))
    return [found[str(ref)] for ref in refs]


def _read_past(world: World, ref: str, moment: Moment, *, include_wide: bool) -> BatchResult:
    try:
        view = read(world, ref=Ref.of(ref), moment=moment).view
    except (NotFound, Gone, Merged) as refusal:
        return BatchResult(ref, refusal=refusal)
    return _without_wide(view, include_wide=include_wide)


def _read_current(world: World, refs: Sequence[str], *, include_wide: bool) -> dict[str, BatchResult]:
    rows = world.table.get([keys.view_key(ref) for ref in refs])
    views = {view.ref: view for view in map(read_own_row, rows.values())}
    if include_wide:
        views |= _with_wide_properties(world, {keys.parse_entity(key.pk): row for key, row in rows.items()})
    return {ref: _current_result(world, Entity(ref, views.get(ref)), include_wide=include_wide) for ref in refs}


def _current_result(world: World, entity: Entity, *, include_wide: bool) -> BatchResult:
    """Return the result for a stored view, resolved again if time has changed it since it was written."""
    try:
        must_be_shown(entity)
    except (NotFound, Gone, Merged) as refusal:
        return BatchResult(entity.ref, refusal=refusal)
    view = entity.current_view(now := world.now())
    if view is None:
        return _read_past(world, entity.ref, Moment(valid_at=now), include_wide=include_wide)
    return BatchResult(entity.ref, within_bounds(view.shown()), () if include_wide else tuple(view.wide))


def _without_wide(flat: Mapping[str, Any], *, include_wide: bool) -> BatchResult:
    """Remove the wide properties from a complete view, unless they were requested."""
    declared = () if include_wide else KINDS[flat["kind"]].all_properties(type_name=flat.get("type"))
    wide = {each.name for each in declared if each.wide}
    kept = {name: value for name, value in flat.items() if name not in wide}
    return BatchResult(flat["ref"], kept, [name for name in flat if name in wide])


def _with_wide_properties(world: World, own: Mapping[str, Row]) -> dict[str, View]:
    """Return the views with their wide properties, read in one batch."""
    names = {ref: view.wide for ref, row in own.items() if (view := read_own_row(row)).lifecycle is None}
    rows = world.table.get([keys.wide_key(ref, name) for ref, wide in names.items() for name in wide])
    wanted = {ref: [keys.wide_key(ref, name) for name in wide] for ref, wide in names.items()}
    found = {ref: _assemble_view(world, ref, [own[ref], *_found_rows(rows, each)]) for ref, each in wanted.items()}
    return {ref: view for ref, view in found.items() if view is not None}


def _found_rows(rows: Mapping[Key, Row], wanted: Sequence[Key]) -> list[Row]:
    return [rows[key] for key in wanted if key in rows]


def _assemble_view(world: World, ref: str, rows: Sequence[Row]) -> View | None:
    """Build a view of its rows; read it again if it was written between the two batches."""
    try:
        return read_view(rows)
    except Torn:
        return load_view(world, ref).view

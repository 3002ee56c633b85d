"""Batch get: many entities at once, in the order asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Fault, Gone, Invalid, Merged, NotFound, Refusal
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.loading import Entity, load_view, must_be_live
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import NOW, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import Torn, View, read_own_row, read_view
from chalicelib.store.rows import Key, Row


@dataclass(frozen=True)
class Got:
    """What became of one ref: its view, with the wide properties left out of it named in `omitted`, or a refusal."""

    ref: str
    view: dict[str, Any] | None = None
    omitted: Sequence[str] = ()
    refusal: Refusal | None = None


def batch_get(world: World, *, refs: Sequence[Ref], moment: Moment = NOW, include_wide: bool = False) -> list[Got]:
    """Return every entity as of a moment, or say that it is missing, was retired or merged; the order is kept.

    One call for a hundred views without their wide properties, and one for those where they are asked for; one more
    for each view that time has changed since it was written. At another moment, one call an entity. Raises Invalid.
    """
    asked = list(dict.fromkeys(map(str, refs)))
    if moment.is_now:
        found = _now(world, asked, include_wide=include_wide)
    elif len(refs) <= MAX_RESOLVED_AFRESH:
        found = {ref: _at(world, ref, moment, include_wide=include_wide) for ref in asked}
    else:
        detail = f"{len(refs)} refs; {MAX_RESOLVED_AFRESH} are the most at another moment than now."
        raise Invalid(detail, faults=(Fault("/refs", "too_many", detail),))
    return [found[str(ref)] for ref in refs]


def _at(world: World, ref: str, moment: Moment, *, include_wide: bool) -> Got:
    try:
        view = read(world, ref=Ref.of(ref), moment=moment).view
    except (NotFound, Gone, Merged) as refusal:
        return Got(ref, refusal=refusal)
    return _cut(view, include_wide=include_wide)


def _now(world: World, refs: Sequence[str], *, include_wide: bool) -> dict[str, Got]:
    rows = world.table.get([keys.view_key(ref) for ref in refs])
    views = {view.ref: view for view in map(read_own_row, rows.values())}
    if include_wide:
        views |= _whole(world, {keys.parse_entity(key.pk): row for key, row in rows.items()})
    return {ref: _got(world, Entity(ref, views.get(ref)), include_wide=include_wide) for ref in refs}


def _got(world: World, entity: Entity, *, include_wide: bool) -> Got:
    """Show a view, resolved afresh where time has changed it since it was written."""
    try:
        must_be_live(entity)
    except (NotFound, Gone, Merged) as refusal:
        return Got(entity.ref, refusal=refusal)
    view = entity.view
    assert view is not None  # noqa: S101  for the type checker: what has no view is not live
    if not view.holds_at(now := world.now()):
        return _at(world, entity.ref, Moment(valid_at=now), include_wide=include_wide)
    return Got(entity.ref, view.shown(), () if include_wide else tuple(view.wide))


def _cut(flat: Mapping[str, Any], *, include_wide: bool) -> Got:
    """Leave the wide properties out of a view that was read whole."""
    declared = () if include_wide else KINDS[flat["kind"]].all_properties(type_name=flat.get("type"))
    wide = {each.name for each in declared if each.wide}
    kept = {name: value for name, value in flat.items() if name not in wide}
    return Got(flat["ref"], kept, [name for name in flat if name in wide])


def _whole(world: World, own: Mapping[str, Row]) -> dict[str, View]:
    """Read the wide properties of views in one batch."""
    names = {ref: view.wide for ref, row in own.items() if (view := read_own_row(row)).lifecycle is None}
    rows = world.table.get([keys.wide_key(ref, name) for ref, wide in names.items() for name in wide])
    wanted = {ref: [keys.wide_key(ref, name) for name in wide] for ref, wide in names.items()}
    found = {ref: _put_together(world, ref, [own[ref], *_present(rows, each)]) for ref, each in wanted.items()}
    return {ref: view for ref, view in found.items() if view is not None}


def _present(rows: Mapping[Key, Row], wanted: Sequence[Key]) -> list[Row]:
    return [rows[key] for key in wanted if key in rows]


def _put_together(world: World, ref: str, rows: Sequence[Row]) -> View | None:
    """Put the rows of a view together; one that was written to between the two batches is read by itself."""
    try:
        return read_view(rows)
    except Torn:
        return load_view(world, ref).view

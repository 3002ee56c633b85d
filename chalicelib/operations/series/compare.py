"""Compares entities side by side, or one with itself: a row for each slot, a column for each entity and moment."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound, Refusal
from chalicelib.domain.faults import Guesses, summed_up
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref, known_words
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.entities.erased import erased_entity, find_erasures
from chalicelib.operations.entities.loading import Entity, load_history
from chalicelib.operations.entities.read import resolve_live
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.series.compared_cells import Cell, CellQuery, RowName, part_cells, series_cells
from chalicelib.operations.series.compared_rows import ComparedRow, compared_rows
from chalicelib.operations.series.slot_filter import ANY_PART, PartFilter
from chalicelib.operations.world import NOW, World
from chalicelib.store.records.index.name_rows import label_of

__all__ = ["Cell", "ComparedEntity", "ComparedRow", "Comparison", "compare"]

MAX_COMPARED_REFS = 20
MAX_COMPARED_MOMENTS = 5
MAX_COLUMNS_OF_MOMENTS = 5  # entities times moments
MAX_COMPARED_PROPERTIES = 50


@dataclass(frozen=True)
class ComparedEntity:
    """A compared entity as of a moment: its label and its cells by row, or the refusal if it is not live then."""

    ref: str
    label: str | None = None
    refusal: Refusal | None = None
    cells: Mapping[RowName, Cell] = field(default_factory=dict)
    moment: Moment = NOW
    date: str | None = None  # by which lists order it


class Comparison(NamedTuple):
    """The columns and rows of a comparison, and the number of facts that were read."""

    columns: Sequence[ComparedEntity]
    rows: Sequence[ComparedRow]
    read: int


class _ColumnsRead(NamedTuple):
    """The columns of one entity, and the number of its facts, which were read for all of them."""

    columns: Sequence[ComparedEntity]
    read: int


def compare(
    world: World,
    *,
    refs: Sequence[Ref],
    properties: Sequence[str] = (),
    moments: Sequence[Moment] = (NOW,),
    part: PartFilter = ANY_PART,
) -> Comparison:
    """Compare entities as of moments by the given properties; by default, by all that a column shows.

    Up to 20 entities at one moment, or five columns at several moments: each entity at each of them. One query for each
    entity, at all moments, and those of `latest` for each requested series and moment; one read more
    finds the erased ones among those that are missing. A missing, erased, retired or merged entity has an empty column
    with the reason. Raises BadParameter.
    """
    names = list(dict.fromkeys(map(str, refs)))
    faults = [
        *_count_faults(len(names), len(moments)),
        *_property_faults(properties, {KINDS[ref.kind] for ref in refs}),
    ]
    if faults:
        most = MAX_COMPARED_REFS if len(moments) == 1 else MAX_COLUMNS_OF_MOMENTS // len(moments)
        context = {"limit": most} if faults[0].code == "too_many" else {}
        raise BadParameter(summed_up(faults), faults=tuple(faults), context=context)
    asked = CellQuery(properties, part)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        found = list(pool.map(lambda name: _columns_of(world, name, moments, asked), names))
    columns = [column for each in found for column in each.columns]
    missing = [each.ref for each in columns if isinstance(each.refusal, NotFound)]
    erased = {ref: erased_entity(ref, erasure) for ref, erasure in find_erasures(world, missing).items()}
    columns = [replace(each, refusal=erased.get(each.ref, each.refusal)) for each in columns]
    rows = list(compared_rows([each.cells for each in columns], properties))
    return Comparison(columns, rows, sum(each.read for each in found))


def _count_faults(refs: int, moments: int) -> list[Fault]:
    if moments > 1 and refs * moments > MAX_COLUMNS_OF_MOMENTS:
        detail = (
            f"{refs} refs at {moments} moments are {refs * moments} columns. At several moments a comparison has at "
            f"most {MAX_COLUMNS_OF_MOMENTS}: send 1 ref, or fewer moments."
        )
        return [Fault("refs", "too_many", detail)]
    if not 1 <= refs <= MAX_COMPARED_REFS:
        return [Fault("refs", "too_many", f"Send 1 to {MAX_COMPARED_REFS} refs, not {refs}.")]
    return []


def _property_faults(properties: Sequence[str], kinds: set[Kind]) -> list[Fault]:
    """Return a fault for each property that none of the kinds has."""
    known = sorted({declared.name for kind in kinds for declared in kind.declarations()})
    unknown = [name for name in properties if name not in known]
    guesses = Guesses()
    details = [
        f"None of the compared kinds has a property {name!r}{known_words(name, known, guesses=guesses)}"
        for name in unknown
    ]
    return [Fault("properties", "unknown_property", detail) for detail in details]


def _columns_of(world: World, ref: str, moments: Sequence[Moment], asked: CellQuery) -> _ColumnsRead:
    """Return the columns of an entity, one for each moment."""
    entity = load_history(world, ref)
    return _ColumnsRead([_column(world, entity, moment, asked) for moment in moments], len(entity.facts))


def _column(world: World, entity: Entity, moment: Moment, asked: CellQuery) -> ComparedEntity:
    try:
        resolved = resolve_live(world, entity, moment)
    except (NotFound, Gone, Merged) as refusal:
        return ComparedEntity(entity.ref, refusal=refusal, moment=moment)
    redirects = entity.redirects_at(moment.known_at)
    flat = render_view(resolved, redirects)
    cells = dict(part_cells(resolved, flat, redirects, asked))
    for declared in entity.kind.properties:
        if declared.series and declared.name in asked.properties:
            cells |= series_cells(world, entity.ref, declared, moment, asked.part)
    label = label_of(entity.kind, flat) if entity.kind.label in flat else None
    return ComparedEntity(entity.ref, label, cells=cells, moment=moment, date=flat.get(entity.kind.order))

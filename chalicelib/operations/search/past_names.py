"""The names of entities as of a moment: the index finds candidates, and each is resolved as it was then."""

from dataclasses import dataclass

from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.matching.name_similarity import FoldedName, Grade
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.held_texts import held_texts
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.search.name_index import Name, NamesMoment, rank_names
from chalicelib.operations.world import Moment, World
from chalicelib.store.records.index.indexed_names import names_at_any_time
from chalicelib.store.records.index.name_rows import hint_of, label_of

RankedNames = list[tuple[Grade, Name]]


@dataclass(frozen=True)
class PastNames:
    """Entities with the names they had at a moment, the best first; `complete` is false if candidates are left."""

    ranked: RankedNames
    complete: bool


def rank_past_names(
    world: World, typed: FoldedName, candidates: RankedNames, *, moment: NamesMoment, kind: str | None, limit: int
) -> PastNames:
    """Resolve candidates, the best first, until `limit` of them had a matching name: one call each, at most 25.

    With `published_before`, a candidate may have had a worse name than the one that found it: all candidates as good
    as the last one shown are resolved too.
    """
    names: list[Name] = []
    ranked: RankedNames = []
    for resolved, (found_by, candidate) in enumerate(candidates):
        if len(ranked) >= limit and (moment.past.published_before is None or found_by > ranked[limit - 1][0]):
            break
        if resolved == MAX_RESOLVED_AFRESH:
            return PastNames(ranked[:limit], complete=False)
        names += past_names(world, candidate.ref, moment.past)
        ranked = rank_names(typed, names, kind=kind, at=moment.at)
    return PastNames(ranked[:limit], complete=True)


def past_names(world: World, ref: str, moment: Moment) -> list[Name]:
    """Return the names of an entity on record and in print at a moment, with its label and hint: one call.

    None if it was not live.
    """
    try:
        entity, resolved = resolve_at(world, ref, moment)
    except (NotFound, Gone, Merged):
        return []
    flat = render_view(resolved, entity.redirects_at(moment.known_at))
    label, hint = label_of(resolved.kind, flat), hint_of(resolved.kind, flat)
    held = held_texts(resolved.kind, entity.facts.values(), flat, moment=moment, now=world.now())
    names = names_at_any_time(resolved.kind, flat, held)
    return [Name(ref, name.text, label, hint, name.spans, name.ticker) for name in names]

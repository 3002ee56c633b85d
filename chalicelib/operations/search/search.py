"""Searches the names of entities, as of now or as known at a moment."""

from chalicelib.domain.instants import Instant
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.bounds import check_limit
from chalicelib.operations.search.name_index import find_names, name_known_at, rank_names
from chalicelib.operations.world import Listed, World


def search(world: World, *, q: str, kind: str | None = None, limit: int, known_at: Instant | None = None) -> Listed:
    """Return the entities with a name like `q`, the best first, each with the matching name and the grade of the match.

    `q` must contain a letter or a digit. Two calls for names and, in parallel, two for titles unless `kind` has none;
    at an earlier moment twice that, and one for each entity returned, at most 25. `meta.complete` says whether all
    relevant rows were read. Raises BadParameter.
    """
    check_limit(limit, one_by_one=known_at is not None)
    typed = FoldedName(q)
    read = find_names(world, typed, kind=kind, known_at=known_at)
    found = rank_names(typed, read.names, kind=kind)
    meta = read.meta
    if known_at is not None:
        then = [(fit, name_known_at(world, name, known_at)) for fit, name in found[:limit]]
        found = [(fit, name) for fit, name in then if name is not None]
    items = [{**name.json_value(), "match": fit.name.lower()} for fit, name in found[:limit]]
    return Listed(items, None, {**meta, "returned": len(items)})

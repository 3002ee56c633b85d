"""Autocomplete: the names that begin with the letters typed so far."""

from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.search.name_index import find_names_starting, rank_names
from chalicelib.operations.world import Listed, World


def autocomplete(world: World, *, q: str, kind: str | None = None, limit: int) -> Listed:
    """Return the entities with a name, or a word of a name, that begins with `q`, the best first.

    One call for names and, in parallel, one for titles unless `kind` has none. `q` must contain a letter or a digit; a
    single letter finds only names that begin with it.
    """
    typed = FoldedName(q)
    read = find_names_starting(world, typed, kind=kind)
    found = rank_names(typed, read.names, kind=kind)[:limit]
    items = [{**name.json_value(), "match": fit.name.lower()} for fit, name in found]
    return Listed(items, None, {**read.meta, "returned": len(items)})

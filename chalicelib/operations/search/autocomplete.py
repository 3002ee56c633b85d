"""Autocomplete: the names that begin with the letters typed so far, as of now or as of a moment."""

from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.bounds import check_limit
from chalicelib.operations.search.name_index import split_moment
from chalicelib.operations.search.name_search import find_names_starting
from chalicelib.operations.search.search import show_names
from chalicelib.operations.world import NOW, Listed, Moment, World


def autocomplete(world: World, *, q: str, kind: str | None = None, limit: int, moment: Moment = NOW) -> Listed:
    """Return the entities with a name, or a word of a name, that begins with `q`, the best first.

    One call for names and, unless they are enough or `kind` has none, one for titles. As known or in print at a moment
    it is twice that, and one for each entity resolved, at most 25. `q` must contain a letter or a digit; a single
    letter finds only names that begin with it, the shortest first. Names that hold at `valid_at` come before those of
    another time. Raises BadParameter.
    """
    of_names = split_moment(world, moment)
    check_limit(limit, one_by_one=of_names.past != NOW)
    typed = FoldedName(q)
    found = find_names_starting(world, typed, kind=kind, moment=of_names.past, limit=limit)
    return show_names(world, typed, found, kind, limit, of_names)

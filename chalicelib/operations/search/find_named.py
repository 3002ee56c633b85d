"""The entities of a kind that have a name like a text, for a list to filter and sort."""

from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH, MAX_ROWS_READ
from chalicelib.operations.named_refs import NamedRefs
from chalicelib.operations.search.name_index import rank_names, split_moment
from chalicelib.operations.search.name_search import find_names
from chalicelib.operations.search.past_names import rank_past_names
from chalicelib.operations.world import NOW, Moment, World


def find_named(world: World, *, q: str, kind: str, moment: Moment = NOW) -> NamedRefs:
    """Return the entities of a kind with a name like `q`, the best 500: as many calls as a search.

    As in print at a moment, the best 25 are resolved, in one call each. `q` must contain a letter or a digit.
    """
    of_names = split_moment(world, moment)
    typed = FoldedName(q)
    found = find_names(world, typed, kind=kind, moment=of_names.past)
    ranked = rank_names(typed, found.names, kind=kind, at=of_names.at)
    most = MAX_ROWS_READ if moment.published_before is None else MAX_RESOLVED_AFRESH
    complete = found.has_all and len(ranked) <= most
    if moment.published_before is not None:
        ranked = rank_past_names(world, typed, ranked[:most], moment=of_names, kind=kind, limit=most).ranked
    return NamedRefs(q, [name.ref for _, name in ranked[:most]], found.read, complete)

"""Searches the names of entities, as of now or as of a moment."""

from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.bounds import check_limit
from chalicelib.operations.search.name_index import FoundNames, NamesMoment, find_names, rank_names, split_moment
from chalicelib.operations.search.past_names import rank_past_names
from chalicelib.operations.world import NOW, Listed, Moment, World


def search(world: World, *, q: str, kind: str | None = None, limit: int, moment: Moment = NOW) -> Listed:
    """Return the entities with a name like `q`, the best first, each with the matching name and the grade of the match.

    `q` must contain a letter or a digit. Two calls for names and, in parallel, two for titles unless `kind` has none;
    as known or in print at a moment twice that, and one for each entity resolved, at most 25. `meta.complete` says
    whether all relevant rows were read and, at a moment, all candidates resolved that may be shown. Names that hold at
    `valid_at` come before those of another time. Raises BadParameter.
    """
    of_names = split_moment(world, moment)
    check_limit(limit, one_by_one=of_names.past != NOW)
    typed = FoldedName(q)
    return show_names(world, typed, find_names(world, typed, kind=kind, moment=of_names.past), kind, limit, of_names)


def show_names(
    world: World, typed: FoldedName, read: FoundNames, kind: str | None, limit: int, moment: NamesMoment
) -> Listed:
    """Return a page of the names read, ranked; at another moment as they were then."""
    ranked, complete = rank_names(typed, read.names, kind=kind, at=moment.at), True
    if moment.past != NOW:
        past = rank_past_names(world, typed, ranked, moment=moment, kind=kind, limit=limit)
        ranked, complete = past.ranked, past.complete
    items = [{**name.json_value(moment.at), "match": fit.name.lower()} for fit, name in ranked[:limit]]
    meta = {**read.meta, "complete": read.meta["complete"] and complete}
    return Listed(items, None, {**meta, "returned": len(items)})

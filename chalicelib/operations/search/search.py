"""Searches the names of entities, as of now or as of a moment."""

from collections.abc import Callable

from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.bounds import MAX_ROWS_READ, check_limit
from chalicelib.operations.named_refs import NamedRefs
from chalicelib.operations.search.name_index import FoundNames, NamesMoment, rank_names, split_moment
from chalicelib.operations.search.name_search import find_names, rows_for
from chalicelib.operations.search.past_names import rank_past_names
from chalicelib.operations.world import NOW, Listed, Moment, World

Fitting = Callable[[World, NamedRefs, Moment], NamedRefs]


def search(
    world: World,
    *,
    q: str,
    kind: str | None = None,
    limit: int,
    moment: Moment = NOW,
    fitting: Fitting | None = None,
) -> Listed:
    """Return the entities with a name like `q`, the best first, each with the matching name and the grade of the match.

    `q` must contain a letter or a digit. An exact name takes one call and, in parallel, one for titles unless `kind`
    has none. Similar names take four more, and words with an error two or four; other parts of ranges with too many
    rows are read in a few more. As known or in print at a moment it is twice that, and one for each entity resolved, at
    most 25. `meta.complete` says that no name can be missing that matches as asked (of an exact name: that begins with
    it) nor, if none does, one closer than the first; at a moment and with `fitting`, that no name with an error can be
    missing either, and all candidates were resolved that may be shown. Names that hold at `valid_at` come before those
    of another time. `fitting` returns those of the best 500 that fit other conditions.
    Raises BadParameter.
    """
    of_names = split_moment(world, moment)
    check_limit(limit, one_by_one=of_names.past != NOW)
    typed = FoldedName(q)
    most = rows_for(limit) if fitting is None else MAX_ROWS_READ
    found = find_names(world, typed, kind=kind, moment=of_names.past, most=most)
    if fitting is not None:
        found = _fitting_names(world, typed, found, kind, of_names, fitting)
    return show_names(world, typed, found, kind, limit, of_names)


def _fitting_names(
    world: World, typed: FoldedName, found: FoundNames, kind: str | None, moment: NamesMoment, fitting: Fitting
) -> FoundNames:
    """Return the names of the entities that fit, of the best 500; of more it is not known whether they do."""
    ranked = [name.ref for _, name in rank_names(typed, found.names, kind=kind, at=moment.at)]
    best = NamedRefs(typed.text, ranked[:MAX_ROWS_READ], found.read, len(ranked) <= MAX_ROWS_READ)
    kept = fitting(world, best, moment.past)
    names = tuple(name for name in found.names if name.ref in set(kept.refs))
    return FoundNames(names, kept.read, found.has_all and kept.complete)


def show_names(
    world: World, typed: FoldedName, read: FoundNames, kind: str | None, limit: int, moment: NamesMoment
) -> Listed:
    """Return a page of the names read, ranked; at another moment as they were then."""
    ranked, complete = rank_names(typed, read.names, kind=kind, at=moment.at), read.complete
    if moment.past != NOW:
        past = rank_past_names(world, typed, ranked, moment=moment, kind=kind, limit=limit)
        ranked, complete = past.ranked, read.has_all and past.complete
    items = [{**name.json_value(moment.at), "match": fit.name.lower()} for fit, name in ranked[:limit]]
    return Listed(items, None, {"read": read.read, "complete": complete, "returned": len(items)})

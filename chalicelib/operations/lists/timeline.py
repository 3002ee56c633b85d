"""The timeline of an entity: the events that refer to it, by date, as of now or at a moment."""

from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref, When
from chalicelib.domain.values.comparing.matching import Operator
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import check_order
from chalicelib.operations.entities.loading import load_view, must_be_live
from chalicelib.operations.lists.filters import Condition, filters_of
from chalicelib.operations.lists.list_page import ListItem, ListQuery, read_list_page
from chalicelib.operations.lists.listing import listed
from chalicelib.operations.lists.query_plan import plan_all_linked, plan_timeline
from chalicelib.operations.world import Listed, Moment, World

EVENTS = KINDS["event"]


def timeline(
    world: World,
    *,
    ref: Ref,
    newest_first: bool = True,
    limit: int,
    cursor: str | None = None,
    first: When | None = None,
    last: When | None = None,
    known_at: Instant | None = None,
    published_before: Instant | None = None,
    explain: bool = False,
) -> Listed:
    """Return a page of event cards with their links to the entity (`links`); events without a known date come last.

    `first` and `last` are days, months or years, both inclusive. An event counts by its first day; with either bound,
    events without a known date are omitted. One call; if nothing is found, a second checks that the entity exists. At
    an earlier moment two, and one for each event changed since, at most 25 a page; to explain, one for each event. With
    `published_before`, one for each of the events that refer to the entity now, or did at `known_at`.
    Raises BadParameter, NotFound, Gone, Merged and BadCursor.
    """
    check_order(is_empty=first is not None and last is not None and last.latest < first.earliest)
    conditions = _window_conditions(first, last)
    moment = Moment(known_at=known_at, published_before=published_before)
    plan = plan_timeline if published_before is None else plan_all_linked
    question = ListQuery(
        text=f"timeline {ref} {newest_first} {first} {last} {moment} {explain}",
        plan=plan(EVENTS, ref, conditions, descending=newest_first),
        conditions=conditions,
        moment=moment,
        explain=explain,
        target=ref,
    )
    page = read_list_page(world, question, limit=limit, cursor=cursor)
    if not page.items and cursor is None:
        must_be_live(load_view(world, str(ref)), known_at=known_at)
    return listed(page, [_show_event(item, explain=explain) for item in page.items], cursor=cursor)


def _window_conditions(first: When | None, last: When | None) -> tuple[Condition, ...]:
    date = filters_of(EVENTS)[EVENTS.order]
    asked = ((Operator.GTE, first), (Operator.LTE, last))
    return tuple(Condition(date, operator, (day,)) for operator, day in asked if day is not None)


def _show_event(item: ListItem, *, explain: bool) -> dict[str, object]:
    links = {"links": item.links}
    return {**item.card, **links, **({"explain": item.explain} if explain else {})}

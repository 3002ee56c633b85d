"""A page of a list: the entities that a plan finds, as of now, as known at a moment, or as in print by then."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH, MAX_ROWS_READ, check_limit
from chalicelib.operations.entities.expansion import is_in_print, view_of_read
from chalicelib.operations.entities.read import read
from chalicelib.operations.lists.entry_filters import EntryCondition
from chalicelib.operations.lists.item_links import item_links
from chalicelib.operations.lists.list_items import ListItem, ListPage, ListQuery
from chalicelib.operations.lists.query_plan import Check, Plan
from chalicelib.operations.lists.row_reader import Continuation, RowReader, RowsAtPosition, open_position, seal_position
from chalicelib.operations.lists.switching_reader import SwitchingReader
from chalicelib.operations.world import NOW, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row
from chalicelib.store.records.index.cards import card_of, card_since, make_card
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.rows import Key, Row


def read_list_page(world: World, question: ListQuery, *, limit: int, cursor: str | None) -> ListPage:
    """Return a page: one call for each partition of the plan, a second if few rows fit, one for values cards omit.

    Where other keys serve the list too, and few rows fit, the second and a third call are by the one that finds most.

    At an earlier moment, historical rows are read too, and each entity that has changed since is read by itself, as is
    each entity to explain; with `published_before`, every entity is. Such a page has at most 25 items. Raises
    BadParameter and BadCursor.
    """
    begin = open_position(world, cursor, question=question.text)
    check_limit(limit, one_by_one=question.moment != NOW or question.explain)
    reader = _reader_from(world, question, begin, limit)
    find = _find_current if question.moment == NOW else _find_past
    found = find(world, question, reader, limit)
    position, plan = found.position if _may_go_on(question, reader) else None, reader.number
    following = seal_position(world, position, plan=plan, question=question.text)
    return ListPage(explain_items(world, question, found.items), following, reader.read)


def _reader_from(world: World, question: ListQuery, begin: Continuation, limit: int) -> RowReader | SwitchingReader:
    if question.moment == NOW and question.plan.others:
        return SwitchingReader(world, question.plan, begin, limit=limit)
    first = MAX_RESOLVED_AFRESH if question.resolves_all else None
    return RowReader(world, question.plan, after=begin.after, limit=limit, known_at=question.known_at, first=first)


class WholeList(NamedTuple):
    """The items of a list, how many rows were read, and whether these are all."""

    items: list[ListItem]
    read: int
    is_whole: bool


def read_whole_list(world: World, question: ListQuery) -> WholeList:
    """Return all items of a list of at most 500 rows, without explanations: one call for each partition of the plan.

    At an earlier moment, historical rows are read too, and at most 25 entities that have changed since.
    """
    reader = RowReader(world, question.plan, after=None, limit=MAX_ROWS_READ, known_at=question.known_at)
    find = _find_current if question.moment == NOW else _find_past
    found = find(world, question, reader, MAX_ROWS_READ)
    return WholeList(found.items, reader.read, not _may_go_on(question, reader))


def _may_go_on(question: ListQuery, reader: RowReader | SwitchingReader) -> bool:
    """Return whether there may be another item: of the rows already read, those that do not fit are passed over."""
    return any(_may_fit(place, question) for place in reader.already_read()) or reader.has_more


def _may_fit(place: RowsAtPosition, question: ListQuery) -> bool:
    if question.moment == NOW:
        plan = place.plan
        return any(_has_link(row, plan.link) and _fits_card(plan, card_of(row)) is not False for row in place.rows)
    row = _row_at_moment(place, question)
    return row is not None and _fits_unchanged(row, question) is not False


class _FoundItems(NamedTuple):
    """Items, and the position of the last row read; None: no row was read."""

    items: list[ListItem]
    position: str | None


def _find_current(world: World, question: ListQuery, reader: RowReader | SwitchingReader, limit: int) -> _FoundItems:
    found: list[_Found] = []
    position = None
    for place in reader:
        position = place.position
        row = next((row for row in place.rows if _has_link(row, place.plan.link)), None)
        if row is not None:
            card = card_of(row)
            fits = _fits_card(place.plan, card)
            if fits is not False:
                found.append(_Found(_item_of_row(row, card, place, question), fits, place.plan.checks))
        reader.fitting = len(found)
        if len(found) == limit:
            break
    return _FoundItems(_settle_doubtful(world, found), position)


class _Found(NamedTuple):
    """An item, whether its card fits (None: it omits a value), and the conditions that its key does not answer."""

    item: ListItem
    fits: bool | None
    checks: Sequence[Check]


def _settle_doubtful(world: World, found: Sequence[_Found]) -> list[ListItem]:
    """Check the items whose cards omit a filtered value against their views, read in one batch a hundred rows."""
    doubtful = [each.item for each in found if each.fits is None]
    wide = list({check.name: 1 for each in found for check in each.checks if isinstance(check, EntryCondition)})
    wanted = [key for item in doubtful for key in (keys.view_key(item.ref), *_wide_keys(item.ref, wide))]
    rows = world.table.get(wanted) if wanted else {}

    def fits(item: ListItem, checks: Sequence[Check]) -> bool:
        row = rows.get(keys.view_key(item.ref))
        view = None if row is None else read_own_row(row)
        if view is None:
            return False
        entries = {
            keys.parse_wide(key)[1]: rows[key].body["value"] for key in _wide_keys(item.ref, wide) if key in rows
        }
        return all(check.fits({**view.flat, **entries}, view.conflicts) for check in checks)

    return [each.item for each in found if each.fits or fits(each.item, each.checks)]


def _wide_keys(ref: Ref, names: Iterable[str]) -> list[Key]:
    return [keys.wide_key(ref, name) for name in names]


def _find_past(world: World, question: ListQuery, reader: RowReader | SwitchingReader, limit: int) -> _FoundItems:
    items: list[ListItem] = []
    position, resolved = None, 0
    for place in reader:
        position = place.position
        row = _row_at_moment(place, question)
        if row is None:
            continue
        fits = _fits_unchanged(row, question)
        if fits is None:
            resolved += 1
        item = None
        if fits is None:
            item = _resolve_row(world, row, question)
        elif fits:
            item = _item_of_row(row, card_of(row), place, question)
        items += [] if item is None else [item]
        if len(items) == limit or resolved == MAX_RESOLVED_AFRESH:
            break
    return _FoundItems(items, position)


def _fits_unchanged(row: Row, question: ListQuery) -> bool | None:
    """Return whether a row unchanged since the moment fits; None if the entity must be resolved to know."""
    at = question.known_at
    if at is None or question.resolves_all or "until" in row.body or card_since(row) > at:
        return None
    return _has_link(row, question.plan.link) and _fits_card(question.plan, card_of(row))


def _row_at_moment(place: RowsAtPosition, question: ListQuery) -> Row | None:
    """Return the row with a card that was at this position at the moment, preferably one with the right link."""
    at = question.known_at
    with_card = [row for row in place.rows if "card" in row.body]
    current = [row for row in with_card if at is None or row.body["since"] <= at < row.body.get("until", "~")]
    return next((row for row in current if _has_link(row, question.plan.link)), next(iter(current), None))


def _resolve_row(world: World, row: Row, question: ListQuery) -> ListItem | None:
    """Resolve the entity of a row at the moment; None if it was not on record then or does not fit."""
    ref = Ref.of(row.body["card"]["ref"])
    item = read_item_at(world, ref, question.moment, explain=question.explain)
    if item is None or item.view is None:
        return None
    if not all(condition.fits(item.view, item.conflicts) for condition in question.conditions):
        return None
    if question.target is None:
        return item
    rows = project(view_of_read(item.view, item.conflicts)).values()
    found = item_links(rows, question.target, question.included)
    return item._replace(links=found.links, through=found.through) if any(found) else None


def read_item_at(world: World, ref: Ref, moment: Moment, *, explain: bool = False) -> ListItem | None:
    """Return an entity as a list as of a moment shows it: one call; None if it was not live or in print by then."""
    try:
        answer = read(world, ref=ref, moment=moment, explain=explain)
    except (NotFound, Gone, Merged):
        return None
    found = answer.view
    if not is_in_print(found, moment):
        return None
    explained = found.pop("explain", {})
    return ListItem(
        make_card(KINDS[ref.kind], view_of_read(found)), view=found, explain=explained, conflicts=answer.conflicts
    )


def explain_items(world: World, question: ListQuery, items: list[ListItem]) -> list[ListItem]:
    """Add explanations to the items, if requested and not there yet."""
    return [_explain_item(world, question, item) if question.explain and not item.explain else item for item in items]


def _explain_item(world: World, question: ListQuery, item: ListItem) -> ListItem:
    resolved = read_item_at(world, item.ref, question.moment, explain=True)
    return item if resolved is None else item._replace(explain=resolved.explain)


def _item_of_row(row: Row, card: Mapping[str, Any], place: RowsAtPosition, question: ListQuery) -> ListItem:
    item = ListItem(card, since=card_since(row))
    if question.target is None:
        return item
    found = item_links(place.rows, question.target, question.included)
    return item._replace(links=found.links, through=found.through)


def _has_link(row: Row, link: str | None) -> bool:
    """Return whether a row has a card and, if a filter is served by a link, whether that property points here."""
    if "card" not in row.body:
        return False
    return link is None or any(each["property"] == link and "as" not in each for each in row.body["links"])


def _fits_card(plan: Plan, card: Mapping[str, Any]) -> bool | None:
    verdicts = [check.fits_card(card) for check in plan.checks]
    return False if False in verdicts else None if None in verdicts else True

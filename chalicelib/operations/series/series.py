"""The series of a lasting property: its values over valid time, as steps."""

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import check_order
from chalicelib.operations.entities.loading import load_view, must_be_live
from chalicelib.operations.paging.paging import opened, sealed
from chalicelib.operations.series.entity_series import (
    ALL_TIME,
    SeriesQuery,
    lasting_property,
    read_last,
    read_series,
)
from chalicelib.operations.series.series_reader import Window
from chalicelib.operations.series.slot_filter import SlotQuery
from chalicelib.operations.world import NOW, Listed, World

__all__ = ["SlotQuery", "Window", "series"]

ALL_SLOTS = SlotQuery()


def series(
    world: World,
    *,
    ref: Ref,
    property_name: str,
    asked: SlotQuery = ALL_SLOTS,
    window: Window = ALL_TIME,
    moment: Moment = NOW,
    limit: int,
    cursor: str | None = None,
) -> Listed:
    """Return a page of steps, slot by slot, in order of time; with `valid_at`, only the steps of that day.

    The queries are those of `read_series`. Before the first page of a `series` property one more reads the view, which
    says whether the entity is live. Raises NotFound, Gone, Merged, BadParameter and BadCursor.
    """
    declared = lasting_property(KINDS[ref.kind], property_name)
    window = check_window(window, moment)
    question = SeriesQuery(ref, declared, asked.parse(declared), window, moment)
    named = f"series {ref} {property_name} {asked} {window} {moment}"
    rest = opened(world, cursor, question=named)
    if declared.series and rest is None:
        must_be_live(load_view(world, str(ref)), known_at=moment.known_at)
    page = read_series(world, question, limit=limit, rest=rest)
    return Listed(
        page.items, sealed(world, page.next, question=named), {"read": page.read, "returned": len(page.items)}
    )


def last_values(
    world: World, *, ref: Ref, property_name: str, asked: SlotQuery = ALL_SLOTS, moment: Moment = NOW
) -> Listed:
    """Return the last step of each requested slot that begins by `valid_at`, cut there, even if ended.

    The queries are those of `series`. Raises NotFound, Gone, Merged and BadParameter.
    """
    declared = lasting_property(KINDS[ref.kind], property_name)
    question = SeriesQuery(ref, declared, asked.parse(declared), ALL_TIME, moment)
    if declared.series:
        must_be_live(load_view(world, str(ref)), known_at=moment.known_at)
    page = read_last(world, question)
    return Listed(page.items, None, {"read": page.read, "returned": len(page.items)})


def check_window(window: Window, moment: Moment) -> Window:
    """Return the requested window; for an instant its day, for every value holds for whole days.

    Raises BadParameter.
    """
    check_order(is_empty=window.first >= window.until)
    if moment.valid_at is None:
        return window
    if window != ALL_TIME:
        detail = "`valid_at` selects one day. Send it without `from` and `to`."
        raise BadParameter(detail, faults=(Fault("valid_at", "not_together", detail),))
    return Window.of_days(moment.valid_at[:10], moment.valid_at[:10])

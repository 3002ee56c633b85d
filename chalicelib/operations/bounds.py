"""Bounds: how much one request may read, whatever is asked."""

from chalicelib.domain.errors import BadParameter, Fault

MOST_READ = 500  # rows of a page or of a query, however few of them fit
FIRST_READ = 100  # rows, where many may not fit
GROWTH = 4  # times as many rows are read next where too few fitted
MOST_AT_A_MOMENT = 25  # entities that are resolved one by one: at another moment than now, or to be explained
MOST_FACTS_OF_A_SLOT = 2_000  # on record, retracted ones too: a slot is resolved whole
MOST_FACTS_OF_AN_ENTITY = 20_000  # the same: a write and a read at a moment take in all of them
SERIES_DAYS = 31  # from the start of a value of a series to its end, where it states one
AT_ONCE = 8  # entities or names that are read at the same time; requests in other threads want connections as well


def check_limit(limit: int, *, one_by_one: bool) -> None:
    """Refuse a page of more entities than are resolved one by one, rather than answer fewer than were asked for.

    Raises BadParameter.
    """
    if one_by_one and limit > MOST_AT_A_MOMENT:
        detail = f"limit is {MOST_AT_A_MOMENT} at most with known_at or explain, and {limit} here."
        raise BadParameter(detail, faults=(Fault("limit", "too_many", detail),), context={"limit": MOST_AT_A_MOMENT})

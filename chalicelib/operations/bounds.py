"""Bounds: how much one request may read."""

from chalicelib.domain.errors import BadParameter, Fault

MAX_ROWS_READ = 500  # rows of a page or of a query, even if few of them match; of a longer page its `limit`
FIRST_READ = 100  # rows, if many may not match
GROWTH = 4  # times as many rows are read next if too few matched
MAX_RESOLVED_AFRESH = 25  # entities resolved one by one: at another moment than now, or with explanations
MAX_SLOT_FACTS = 2_000  # on record, retracted ones included: a slot is resolved as a whole
MAX_ENTITY_FACTS = 20_000  # the same: a write, and a read at a moment, reads all of them
MAX_BATCH_REFS = 100  # entities of one batch get
SERIES_DAYS = 31  # from the start of a value of a series to its end, if it has one
AT_ONCE = 8  # entities or names read in parallel; requests in other threads need connections as well


def check_limit(limit: int, *, one_by_one: bool) -> None:
    """Refuse a limit above the number of entities that are resolved one by one, instead of returning fewer.

    Raises BadParameter.
    """
    if one_by_one and limit > MAX_RESOLVED_AFRESH:
        detail = (
            f"`limit` must not exceed {MAX_RESOLVED_AFRESH} with `known_at`, `valid_at`, `published_before` or "
            f"`explain`, which resolve each entity: it is {limit}."
        )
        raise BadParameter(detail, faults=(Fault("limit", "too_many", detail),), context={"limit": MAX_RESOLVED_AFRESH})


def check_order(*, is_empty: bool) -> None:
    """Refuse a window from `from` to `to` that is empty. Raises BadParameter."""
    if is_empty:
        detail = "`to` must not be before `from`."
        raise BadParameter(detail, faults=(Fault("to", "bad_range", detail),))

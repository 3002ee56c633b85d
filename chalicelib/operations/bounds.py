"""Bounds: how much one request may read, whatever is asked."""

from chalicelib.domain.errors import BadParameter, Fault

MAX_ROWS_READ = 500  # rows of a page or of a query, however few of them fit
FIRST_READ = 100  # rows, where many may not fit
GROWTH = 4  # times as many rows are read next where too few fitted
MAX_RESOLVED_AFRESH = 25  # entities that are resolved one by one: at another moment than now, or to be explained
MAX_SLOT_FACTS = 2_000  # on record, retracted ones too: a slot is resolved whole
MAX_ENTITY_FACTS = 20_000  # the same: a write and a read at a moment take in all of them
MAX_BATCH_REFS = 100  # entities of one batch get
SERIES_DAYS = 31  # from the start of a value of a series to its end, where it states one
AT_ONCE = 8  # entities or names that are read at the same time; requests in other threads want connections as well


def check_limit(limit: int, *, one_by_one: bool) -> None:
    """Refuse a page of more entities than are resolved one by one, rather than answer fewer than were asked for.

    Raises BadParameter.
    """
    if one_by_one and limit > MAX_RESOLVED_AFRESH:
        detail = (
            f"`limit` must not exceed {MAX_RESOLVED_AFRESH} with `known_at`, `valid_at`, `published_before` or "
            f"`explain`, which resolve each entity: it is {limit}."
        )
        raise BadParameter(detail, faults=(Fault("limit", "too_many", detail),), context={"limit": MAX_RESOLVED_AFRESH})

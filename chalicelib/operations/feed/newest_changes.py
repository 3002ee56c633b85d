"""The newest changes of the feed, or those before a number, the last first."""

from typing import Any

from chalicelib.operations.feed.feed_reader import changes_after
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.world import Listed, World

MAX_NUMBER = 999_999_000_000  # no feed comes near it, and all keys below have room for it


def newest_changes(world: World, *, limit: int, before: int | None = None) -> Listed:
    """Return the changes numbered below `before`, by default the newest, in descending order; `meta` has `after`.

    One call; without `before` one more, which reads the newest number and lets pending revisions be numbered first.
    Raises Busy.
    """
    end = stats(world)["change"] if before is None else min(before - 1, MAX_NUMBER)
    after = max(end - limit, 0)
    found: list[dict[str, Any]] = []
    while (reached := found[-1]["number"] if found else after) < end:
        if not (more := changes_after(world, reached, end - reached)):
            break
        found += more
    items = [change for change in found if change["number"] <= end]
    return Listed(items[::-1], None, {"after": after})

"""The newest changes of the feed, or those before a number, the last first."""

from collections.abc import Collection
from typing import Any, NamedTuple

from chalicelib.operations.feed.changes import is_of
from chalicelib.operations.feed.feed_reader import Change, changes_after
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
    return Listed(_between(world, after, end)[::-1], None, {"after": after})


class ArchivePage(NamedTuple):
    """A page of the archive: its changes, the last first; `after` is the number below its first, 0 on the last page.

    `is_full` if every number of it is taken, so that no change is ever added to it.
    """

    changes: list[Change]
    after: int
    is_full: bool


def archive_page(
    world: World,
    *,
    size: int,
    before: int | None = None,
    kinds: Collection[str] = (),
    properties: Collection[str] = (),
) -> ArchivePage:
    """Return the page of the archive that ends below `before`; without it the newest page, which is not full yet.

    Pages begin and end at multiples of `size`, so each change is on one page, and no page changes. The newest page has
    at least `size` changes, if there are as many, and less than twice as many. `kinds` and `properties` select among
    the changes of a page. The calls are those of `newest_changes`. Raises Busy.
    """
    end = stats(world)["change"] if before is None else min(before - 1, MAX_NUMBER)
    after = max(end // size - 1, 0) * size if before is None else max(end - 1, 0) // size * size
    found = _between(world, after, end)
    is_full = before is not None and (end == 0 or (bool(found) and found[-1]["number"] == end))
    return ArchivePage([each for each in found[::-1] if is_of(each, kinds, properties)], after, is_full)


def _between(world: World, after: int, end: int) -> list[dict[str, Any]]:
    """Return the changes above a number and up to another, the first first. One call, if there are any."""
    found: list[dict[str, Any]] = []
    while (reached := found[-1]["number"] if found else after) < end:
        if not (more := changes_after(world, reached, end - reached)):
            break
        found += more
    return [change for change in found if change["number"] <= end]

"""The newest changes of the feed: from the last number backwards, without gaps, across the rows of the feed."""

from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.newest_changes import MAX_NUMBER, newest_changes
from chalicelib.operations.world import World
from tests.operations.builders import a_company, a_source

ROW = 45  # changes, the most in a row of the feed


def some_changes(world: World, *, of: int) -> None:
    """Write entities, and let changes be numbered after some of them, so that the rows of the feed differ in size."""
    a_source(world)
    for number in range(of - 1):
        a_company(world, f"c{number}")
        if number in (0, 3, 50):
            changes(world, after=0, limit=1)


def test_pages_before_each_other_are_the_feed_backwards(world: World) -> None:
    some_changes(world, of=ROW + 15)
    every = changes(world, after=0, limit=100).items
    for limit in (1, 7, ROW, 100):
        page = newest_changes(world, limit=limit)
        found = page.items
        while page.meta["after"]:
            page = newest_changes(world, limit=limit, before=page.meta["after"] + 1)
            assert len(page.items) <= limit
            found = [*found, *page.items]
        assert found == every[::-1]


def test_what_waits_for_a_number_is_among_the_newest(world: World) -> None:
    some_changes(world, of=3)
    assert [each["number"] for each in newest_changes(world, limit=2).items] == [3, 2]


def test_beyond_both_ends_there_is_nothing(world: World) -> None:
    assert newest_changes(world, limit=5).items == []
    some_changes(world, of=3)
    newest_changes(world, limit=5)
    assert newest_changes(world, limit=5, before=1).items == []
    assert newest_changes(world, limit=5, before=10 * MAX_NUMBER).items == []

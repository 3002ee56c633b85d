"""The newest changes of the feed: from the last number backwards, without gaps, across the rows of the feed."""

import pytest

from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.newest_changes import MAX_NUMBER, archive_page, newest_changes
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


def archive(world: World, size: int) -> list[list[int]]:
    """Return the numbers of the changes on each page of the archive, the newest page first."""
    pages = [archive_page(world, size=size)]
    while pages[-1].after:
        pages.append(archive_page(world, size=size, before=pages[-1].after + 1))
    assert not pages[0].is_full
    assert all(each.is_full for each in pages[1:])
    return [[change["number"] for change in each.changes] for each in pages]


@pytest.mark.parametrize("size", [1, 2, 7, ROW - 1, ROW, ROW + 1, 70, 250])
def test_the_pages_of_the_archive_have_each_change_once_and_stay_as_they_are(world: World, size: int) -> None:
    some_changes(world, of=ROW + 15)
    before = archive(world, size)
    for number in range(9):
        a_company(world, f"later-{number}")
    after = archive(world, size)

    for pages, count in ((before, ROW + 15), (after, ROW + 24)):
        assert [number for page in pages for number in page] == [*range(count, 0, -1)]
        assert all(len(page) == size for page in pages[1:])
        assert min(size, count) <= len(pages[0]) < 2 * size
    assert before[1:] == after[len(after) - len(before) + 1 :]


def test_the_archive_selects_changes_by_kind_and_by_property(world: World) -> None:
    some_changes(world, of=5)
    assert [each["number"] for each in archive_page(world, size=10, kinds=["source"]).changes] == [1]
    assert [each["number"] for each in archive_page(world, size=10, properties=["title"]).changes] == [1]


def test_beyond_both_ends_of_the_archive_there_is_nothing(world: World) -> None:
    assert archive_page(world, size=5) == ([], 0, False)
    some_changes(world, of=3)
    archive_page(world, size=5)
    assert archive_page(world, size=5, before=1) == ([], 0, True)
    assert archive_page(world, size=5, before=4).is_full
    assert not archive_page(world, size=5, before=5).is_full
    assert archive_page(world, size=5, before=10 * MAX_NUMBER).changes == []

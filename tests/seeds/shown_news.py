"""Short ways to ask the news for what a flat view shows."""

from typing import Any

from tests.seeds.news import News


def reads_on(news: News, ref: str, name: str, day: str) -> Any:
    """Return what the flat view of an entity shows for a property as of a day, if anything."""
    return news.at(valid_at=day).view(ref).get(name)


def shown_values(news: News, ref: str, name: str) -> list[Any]:
    return [each.value for each in news.seen(ref, name)]

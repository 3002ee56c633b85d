"""Items 1 to 40 of the news: a test each, which reads all that the item says from flat views."""

from tests.seeds.news import News, quantity


def test_the_share_of_the_article_is_seen_with_its_price(news: News) -> None:
    assert news.says("event/alibaba-shares-rise-on-qwen-2.5", "price_after", quantity("94.60", "EUR"))
    assert news.says("event/alibaba-shares-rise-on-qwen-2.5", "date", "2025-01-29~", hedge="derived")

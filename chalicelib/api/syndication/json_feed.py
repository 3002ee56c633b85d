"""Writes a feed as JSON Feed 1.1 (jsonfeed.org)."""

from typing import TYPE_CHECKING, Literal

from chalicelib.api.syndication.feed import Entry, Feed, one_line, written
from chalicelib.api.syndication.markup import as_html

if TYPE_CHECKING:
    from chalicelib.api.syndication.answer_types import FeedItemJson, JsonFeedJson

JSON_FEED = "application/feed+json"
VERSION: Literal["https://jsonfeed.org/version/1.1"] = "https://jsonfeed.org/version/1.1"


def as_json_feed(feed: Feed) -> "JsonFeedJson":
    """Return the feed as an object of JSON Feed."""
    shown: JsonFeedJson = {
        "version": VERSION,
        "title": one_line(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.current,
        "language": "en",
        "authors": [{"name": "aifacts", "url": feed.author_url}],
        "items": [_item(each) for each in feed.entries],
    }
    return shown if feed.older is None else {**shown, "next_url": feed.older}


def _item(entry: Entry) -> "FeedItemJson":
    item: FeedItemJson = {
        "id": entry.id,
        "url": entry.url,
        "title": one_line(entry.title),
        "content_html": written(as_html(entry.lines)),
        "date_modified": entry.updated,
        "tags": list(map(one_line, entry.tags)),
    }
    return {**item, "external_url": entry.sources[0]} if entry.sources else item

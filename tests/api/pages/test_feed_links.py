"""The feeds that pages name in their heads, where readers of feeds look for them."""

import pytest

from tests.api.conftest import Client, a_company, an_event
from tests.api.html import Page
from tests.api.syndication.validators import get, read_atom, read_json_feed

MEDIA = {"application/atom+xml": read_atom, "application/feed+json": read_json_feed}


@pytest.mark.parametrize(
    ("url", "feeds"),
    [
        ("/", ["changes.{}"]),
        ("/changes", ["changes.{}"]),
        ("/companies", ["changes.{}?kind=company"]),
        ("/events", ["events.{}", "changes.{}?kind=event"]),
        (
            "/events?type=release&date[gte]=2020",
            ["events.{}?type=release", "changes.{}?kind=event"],
        ),
        ("/companies/deepseek", ["changes.{}?entity=company/deepseek", "events.{}?entity=company/deepseek"]),
        ("/conflicts", []),
    ],
)
def test_a_page_names_the_feeds_of_its_subject(client: Client, url: str, feeds: list[str]) -> None:
    client.create("companies", a_company())
    client.create("events", an_event())
    head = Page(get(client, url, Accept="text/html").text).attributes("link")
    named = [each for each in head if each.get("type") in MEDIA]

    wanted = [f"/stage/feeds/{feed.format(suffix)}" for feed in feeds for suffix in ("atom", "json")]
    assert [each["href"] for each in named] == wanted
    assert {each["rel"] for each in named} <= {"alternate"}
    for each in named:
        assert each["title"]
        answer = get(client, str(each["href"]).removeprefix("/stage"))
        assert MEDIA[str(each["type"])](answer) is not None

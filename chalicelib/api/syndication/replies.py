"""The two forms of a feed: Atom and JSON Feed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from chalicelib.api.http.routing.routes import Answer, Reply
from chalicelib.api.syndication.atom import ATOM, as_atom
from chalicelib.api.syndication.feed import Feed
from chalicelib.api.syndication.json_feed import JSON_FEED, as_json_feed

HEADERS = ("ETag", "Link", "Vary")
OF_ATOM = Answer(200, "The feed.", "AtomFeed", headers=HEADERS, media=ATOM)
OF_JSON = Answer(200, "The feed.", "JsonFeed", headers=HEADERS, media=JSON_FEED)


class Form(NamedTuple):
    """A form of feeds: the end of its paths, and how a feed is written in it."""

    suffix: str
    write: Callable[[Feed], Reply]

    def reply(self, feed: Feed, following: Mapping[str, str] | None) -> Reply:
        """Return the reply with a feed; `following` has the parameters that change for the page with older entries."""
        reply = replace(self.write(feed), is_final=feed.is_archived)
        return reply if following is None else replace(reply, next=following)


AS_ATOM = Form("atom", lambda feed: Reply({}, text=as_atom(feed), media=ATOM))
AS_JSON = Form("json", lambda feed: Reply({**as_json_feed(feed)}, media=JSON_FEED))

"""The feeds that a page names, by which readers of feeds find them: of the same changes and events as the page."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from chalicelib.api.http.routing.query_strings import with_query
from chalicelib.kinds import PLURALS

KEPT = ("type", "status", "participants")  # filters of the list of events that its feed has, too


class FeedLink(NamedTuple):
    """The path of a feed, with its query, its media type and its title."""

    url: str
    media: str
    title: str


def feeds_of(path: str, query: Mapping[str, str]) -> list[FeedLink]:
    """Return the feeds of a page with a path and a query: each as Atom and as JSON Feed."""
    return [link for name, selected, title in _feeds_of(path, query) for link in _forms(name, selected, title)]


def _feeds_of(path: str, query: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str], str]]:
    plural, _, slug = path.removeprefix("/").partition("/")
    kind = PLURALS.get(plural)
    if path in ("/", "/changes"):
        yield "changes", {}, "Changes"
    if kind is None:
        return
    if slug:
        ref = f"{kind.name}/{slug}"
        yield "changes", {"entity": ref}, f"Changes of {ref}"
        yield "events", {"entity": ref}, f"Events of {ref}"
        return
    if kind.name == "event":
        yield "events", {name: query[name] for name in KEPT if name in query}, "Events"
    yield "changes", {"kind": kind.name}, f"Changes of {plural}"


def _forms(name: str, query: Mapping[str, str], title: str) -> Iterator[FeedLink]:
    yield FeedLink(with_query(f"/feeds/{name}.atom", query), "application/atom+xml", title)
    yield FeedLink(with_query(f"/feeds/{name}.json", query), "application/feed+json", title)

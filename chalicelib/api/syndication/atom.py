"""Writes a feed as Atom (RFC 4287), with the pages of RFC 5005."""

from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405  # it only writes

from chalicelib.api.http.routing.routes import HTML, JSON
from chalicelib.api.syndication.feed import Entry, Feed, one_line, written
from chalicelib.api.syndication.markup import as_html

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"  # of RFC 5005


def as_atom(feed: Feed) -> str:
    """Return the feed as a document of Atom in UTF-8."""
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _add(root, "id", feed.id)
    _add(root, "title", one_line(feed.title))
    _add(root, "updated", feed.updated)
    author = SubElement(root, "author")
    _add(author, "name", "aifacts")
    _add(author, "uri", feed.author_url)
    _link(root, "self", feed.url, ATOM)
    _link(root, "alternate", feed.page, HTML)
    if feed.is_archived:
        root.set("xmlns:fh", HISTORY)
        SubElement(root, "fh:archive")
        _link(root, "current", feed.current, ATOM)
    if feed.older is not None:
        _link(root, "prev-archive" if feed.has_archive else "next", feed.older, ATOM)
    for each in feed.entries:
        _add_entry(root, each)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add_entry(root: Element, entry: Entry) -> None:
    found = SubElement(root, "entry")
    _add(found, "id", entry.id)
    _add(found, "title", one_line(entry.title))
    _add(found, "updated", entry.updated)
    _link(found, "alternate", entry.url, HTML)
    _link(found, "related", entry.data, JSON)
    for source in entry.sources:
        _link(found, "via", source, HTML)
    for tag in entry.tags:
        SubElement(found, "category", {"term": one_line(tag)})
    content = SubElement(found, "content", {"type": "html"})
    content.text = written(as_html(entry.lines))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _link(parent: Element, relation: str, url: str, media: str) -> None:
    SubElement(parent, "link", {"rel": relation, "href": url, "type": media})

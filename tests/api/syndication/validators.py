"""Holds feeds and calendars against their specifications, and reads them as the programs of subscribers do."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
from icalendar import Calendar
from jsonschema import Draft202012Validator
from lxml import etree

from tests.api.conftest import Answer, Client

SITE = {"Host": "api.example.com", "X_Forwarded_Proto": "https"}
PREFIX = "https://api.example.com/stage"
ATOM = "{http://www.w3.org/2005/Atom}"
# Of the specification of JSON Feed 1.1: what it requires, and the types of what this service sends.
URL = {"type": "string", "pattern": "^https?://"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": URL,
        "feed_url": URL,
        "next_url": URL,
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "minProperties": 1, "properties": {"url": URL}}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": URL,
                    "external_url": URL,
                    "content_html": {"type": "string"},
                    "date_modified": {"type": "string", "pattern": r"T.*(Z|[+-]\d\d:\d\d)$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
TAG = re.compile(r"tag:[a-z0-9.-]+,[0-9]{4}(-[0-9]{2}){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")  # RFC 4151
MAX_OCTETS = 75


@cache
def _grammar() -> Any:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def read_atom(answer: Answer) -> Any:
    """Hold an answer against RFC 4287: its grammar, and what the grammar cannot say; return it as a reader reads it."""
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    tree = etree.fromstring(answer.text.encode())
    _grammar().assertValid(tree)
    assert tree.find(f"{ATOM}author") is not None
    for holder in (tree, *tree.iter(f"{ATOM}entry")):
        links = Counter((each.get("rel"), each.get("type")) for each in holder.iterchildren(f"{ATOM}link"))
        assert links["alternate", "text/html"] == 1
        assert all(count == 1 for (relation, _), count in links.items() if relation != "via")
        assert TAG.fullmatch(holder.findtext(f"{ATOM}id"))
    ids = [each.findtext(f"{ATOM}id") for each in tree.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    read = feedparser.parse(answer.text.encode(), response_headers=dict(answer.headers))
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert len(read.entries) == len(ids)
    return read


def read_json_feed(answer: Answer) -> Any:
    """Hold an answer against the specification of JSON Feed 1.1; return it."""
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/feed+json"
    feed = json.loads(answer.text)
    Draft202012Validator(JSON_FEED).validate(feed)
    assert len({each["id"] for each in feed["items"]}) == len(feed["items"])
    return feed


def read_calendar(answer: Answer) -> Any:
    """Hold an answer against RFC 5545 and read it; return its dates by UID."""
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return dates_in(answer.text)


def dates_in(text: str) -> dict[str, Any]:
    """Read the dates of a calendar by UID."""
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\r" in each or b"\n" in each for each in lines)
    assert max(map(len, lines)) <= MAX_OCTETS
    calendar = Calendar.from_ical(text)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert calendar.subcomponents
    found = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    for each in found.values():
        assert not each.errors
        assert all(name in each for name in ("DTSTAMP", "DTSTART", "SUMMARY"))
    return found


def get(client: Client, url: str, **headers: str) -> Answer:
    """Ask as a reader at one address of the service does."""
    return client.get(url, **SITE, **headers)


def inside(address: str) -> str:
    """Return the path and query of an address of the service."""
    assert address.startswith(PREFIX)
    return address.removeprefix(PREFIX)


def link_of(read: Any, relation: str) -> str | None:
    """Return the address that a feed links to, without what only the client sees."""
    return next((inside(each.href) for each in read.feed.links if each.rel == relation), None)

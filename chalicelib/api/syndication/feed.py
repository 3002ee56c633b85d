"""A feed before it is written as Atom or JSON Feed: its entries and its addresses."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.domain.instants import Instant

NOTHING_YET: Instant = "1970-01-01T00:00:00.000Z"  # when a feed without entries was updated
_UNWRITTEN = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Line(NamedTuple):
    """A line of the text of an entry: what it says, after what it is about."""

    label: str
    text: str


class Entry(NamedTuple):
    """An entry. `url` is its page, `data` the same in the API, `sources` are addresses of pages of its sources."""

    id: str
    url: str
    data: str
    title: str
    updated: Instant
    lines: Sequence[Line]
    tags: Sequence[str] = ()
    sources: Sequence[str] = ()


class Feed(NamedTuple):
    """A page of a feed.

    `current` is the address to subscribe to, `url` that of this page, `page` that of the same for people. `older` leads
    to the next page of older entries: in an archived feed (RFC 5005) to a page that never changes, else to one that is
    read at that moment. `is_archived` if this page itself never changes.
    """

    id: str
    title: str
    current: str
    url: str
    page: str
    author_url: str
    entries: Sequence[Entry]
    older: str | None
    has_archive: bool = False
    is_archived: bool = False

    @property
    def updated(self) -> Instant:
        """When its last entry was updated."""
        return max((each.updated for each in self.entries), default=NOTHING_YET)


def written(text: str) -> str:
    """Return a text without control characters: XML 1.0 cannot hold some, and readers take others for quotes."""
    return _UNWRITTEN.sub("", text)


def one_line(text: str) -> str:
    """Return a text for a title: on one line."""
    return " ".join(written(text).split())

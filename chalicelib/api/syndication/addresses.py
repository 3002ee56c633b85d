"""The addresses and the ids in feeds and calendars, as the client sees the service."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.query_strings import with_query
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.http.whole_addresses import origin_of
from chalicelib.api.syndication.feed import Entry, Feed
from chalicelib.kinds import KINDS

FIRST_YEAR = "2026"  # of the tags (RFC 4151): it must never change, for it is in every id
OF_PAGES = ("before", "cursor", "limit")  # parameters that select a page of a feed, not another feed


class Addresses(NamedTuple):
    """The beginnings of addresses and ids: the scheme, host and stage, and the host alone."""

    prefix: str
    host: str

    @classmethod
    def of(cls, call: Call) -> "Addresses":
        """Return those of a request. Raises BadRequest without a host."""
        origin = origin_of(call)
        host = re.sub(r":[0-9]+$", "", origin.partition("://")[2]).lower()
        return cls(origin + call.base, re.sub("[^a-z0-9.-]", "-", host).strip("-") or "localhost")

    def url(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """Return the whole address of a path."""
        return self.prefix + with_query(path, query or {})

    def tag(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """Return the id of what a path names (RFC 4151): it does not depend on the scheme, the port and the stage."""
        return f"tag:{self.host},{FIRST_YEAR}:{with_query(path, query or {})}"


class Pages(NamedTuple):
    """The pages of a feed: `path` without the suffix is in its id, `sent` is the query of this page."""

    addresses: Addresses
    path: str
    suffix: str
    sent: Mapping[str, str]

    @classmethod
    def of(cls, call: Call, path: str, suffix: str, parameters: Sequence[Parameter]) -> "Pages":
        """Return those of a request. Raises BadRequest without a host."""
        return cls(Addresses.of(call), path, suffix, sent_query(call, parameters))

    def feed(self, what: str, *, page: str, entries: Sequence[Entry], following: Mapping[str, str] | None) -> Feed:
        """Return this page of the feed; `following` has the parameters that change for the page with older entries."""
        selected = {name: text for name, text in self.sent.items() if name not in OF_PAGES}
        subscribed = {name: text for name, text in self.sent.items() if name in selected or name == "limit"}
        address = f"{self.path}.{self.suffix}"
        return Feed(
            id=self.addresses.tag(self.path, selected),
            title=f"aifacts: {what}",
            current=self.addresses.url(address, subscribed),
            url=self.addresses.url(address, self.sent),
            page=self.addresses.url(page),
            author_url=self.addresses.url("/"),
            entries=entries,
            older=None if following is None else self.addresses.url(address, {**self.sent, **following}),
        )


def entity_path(ref: str) -> str:
    """Return the path of the page of an entity."""
    kind, _, slug = ref.partition("/")
    return f"/{KINDS[kind].plural if kind in KINDS else kind}/{quote(slug)}"


def sent_query(call: Call, parameters: Sequence[Parameter]) -> dict[str, str]:
    """Return the query of a request in one form: in the order of the declaration, without what is the default."""
    values = {each.name: call.query[each.name] for each in parameters if call.query[each.name] != each.default}
    return {name: _as_text(value) for name, value in values.items()}


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)

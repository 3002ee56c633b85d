"""Renders pages from templates, in one frame with one inline style: no scripts, and nothing from other hosts."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chalicelib.api.http.request.authentication import NOBODY
from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.query_strings import with_query
from chalicelib.api.http.routing.routes import HTML, Answer, Call, Reply
from chalicelib.api.pages.feed_links import feeds_of
from chalicelib.domain.instants import plus_ms
from chalicelib.kinds import KINDS, PLURALS

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
CSP = "Content-Security-Policy"
PAGE_HEADERS = ("ETag", "Vary", CSP)
LIST_CLOCKS = ("known_at", "published_before")
DESCRIPTION = "Structured facts about companies, models and events of the AI industry. Every value has a source."


@cache
def style() -> str:
    """Return the style of all pages."""
    from chalicelib.api.pages.charts.drawing.style import CHARTS_CSS  # few requests are for pages

    return (TEMPLATES / "style.css").read_text(encoding="utf-8") + CHARTS_CSS


@cache
def security_policy(*, ancestors: str = "'none'") -> str:
    """Return the policy of pages: a browser may apply the one style, show our images and send forms to us.

    `ancestors` are the pages that may show it in a frame.
    """
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {ancestors}"
    )


def plain(text: str) -> str:
    """Escape text for HTML, including quotes."""
    from html import escape  # it takes a millisecond to import, and few requests are for pages

    return escape(text)


def prose(text: str) -> str:
    """Return a sentence as HTML, with the text between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", plain(text))


def _marked_prose(text: str) -> "Markup":
    from markupsafe import Markup  # few requests are for pages

    return Markup(prose(text))  # noqa: S704  # nosec B704  # it is escaped


@cache
def templates() -> "Environment":
    """Return the templates. They escape all texts, and refuse names that a page does not define."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # few requests are for pages
    from markupsafe import Markup

    from chalicelib.api.pages.words import value_words

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"instant": value_words.instant_words, "date_words": value_words.date_words}
    environment.filters |= {"label": value_words.label_of, "prose": _marked_prose}
    environment.globals |= {
        "style": Markup(style()),  # noqa: S704  # nosec B704  # our own file
        "kinds": KINDS,
        "plurals": [kind.plural for kind in KINDS.values()],
        "description": DESCRIPTION,
        "has_key": False,
        "searched": None,
        "cited": None,
        "next_url": None,
    }
    return environment


class Links:
    """The addresses of a page: `base` is the prefix that only the client sees, `clocks` are kept in links to pages."""

    def __init__(self, base: str, clocks: Mapping[str, str]) -> None:
        self._base = base
        self._clocks = clocks

    def link(self, url: str) -> str:
        """Return the address of a path of the service, with its query if it has one."""
        return self._base + url

    def page(self, path: str, /, **query: str) -> str:
        """Return the address of a page that shows the same moment."""
        clocks = {name: text for name, text in self._clocks.items() if name in _clocks_of(path)}
        return self._base + with_query(path, {**query, **clocks})

    def entity(self, ref: str) -> str:
        """Return the address of the page of an entity."""
        kind, _, slug = ref.partition("/")
        plural = KINDS[kind].plural if kind in KINDS else kind
        return self.page(f"/{plural}/{quote(slug)}")


def _clocks_of(path: str) -> Sequence[str]:
    """Return the clocks that a page takes: lists are not kept by the time of validity, and changes have an order."""
    if path in ("/", "/changes"):
        return ()
    return CLOCKS if path.removeprefix("/") not in PLURALS else LIST_CLOCKS


def refusal_page(document: Mapping[str, Any], base: str) -> Reply:
    """Return a problem document as a page, of which a person can make something."""
    retired_at = document.get("retired_at")
    last_live = plus_ms(retired_at, -1) if retired_at else None
    asked = document["instance"]
    return render(
        base,
        "refusal.html",
        title=document["title"],
        path="",
        problem=document,
        last_live=last_live,
        to="/" if asked == "/session" else asked,
    )


PAGE = Answer(200, "The page.", "Html", headers=PAGE_HEADERS, media=HTML, refused=refusal_page)
PAGED = replace(PAGE, headers=(*PAGE_HEADERS, "Link"))  # of several: the header has the next one


def show(call: Call, template: str, *, clocks_taken: Sequence[str] = (), **context: Any) -> Reply:
    """Return the reply to a call with a page that shows its moment. See `render`."""
    clocks = {name: call.query[name] for name in clocks_taken if call.query.get(name)}
    context["has_key"] = call.caller != NOBODY
    return render(call.base, template, clocks=clocks, clocks_taken=clocks_taken, **context)


def render(
    base: str,
    template: str,
    *,
    title: str,
    path: str,
    answers: Sequence[Any] = (),
    clocks: Mapping[str, str] | None = None,
    clocks_taken: Sequence[str] = (),
    kept: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Reply:
    """Return the reply with a page.

    `path` is its own, `answers` are those of the API from which it is made, `clocks` the moment that it shows, `kept`
    the rest of its query. It offers the `clocks_taken`.
    """
    clocks = clocks or {}
    links = Links(base, clocks)
    text = (
        templates()
        .get_template(template)
        .render(
            title=title,
            path=path,
            answers=answers,
            feeds=feeds_of(path, kept or {}),
            clocks=clocks,
            clocks_taken=clocks_taken,
            kept=kept or {},
            here_now=links.link(with_query(path, kept or {})),
            link=links.link,
            page=links.page,
            entity=links.entity,
            **context,
        )
    )
    return Reply({}, text=text, media=HTML, headers={CSP: security_policy(), **(headers or {})})

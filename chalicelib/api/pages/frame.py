"""Renders pages from templates, in one frame with one inline style: no scripts, and nothing from other hosts."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.kinds import KINDS

if TYPE_CHECKING:
    from jinja2 import Environment

HTML = "text/html"
TEMPLATES = Path(__file__).parent / "templates"
CSP = "Content-Security-Policy"
PAGE_HEADERS = ("ETag", "Vary", CSP)
DESCRIPTION = "Structured facts about companies, models and events of the AI industry. Every value has a source."


@cache
def style() -> str:
    """Return the style of all pages."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def security_policy() -> str:
    """Return the policy of all pages: a browser may apply the one style, show our images and send forms to us."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


@cache
def templates() -> "Environment":
    """Return the templates. They escape all texts, and refuse names that a page does not define."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # few requests are for pages
    from markupsafe import Markup

    from chalicelib.api.pages import value_words

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"instant": value_words.instant_words, "date_words": value_words.date_words}
    environment.filters |= {"label": value_words.label_of}
    environment.globals |= {
        "style": Markup(style()),  # noqa: S704  our own file
        "kinds": KINDS,
        "plurals": [kind.plural for kind in KINDS.values()],
        "description": DESCRIPTION,
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

    def page(self, path: str, **query: str) -> str:
        """Return the address of a page that shows the same moment."""
        return self._base + with_query(path, {**query, **self._clocks})

    def entity(self, ref: str) -> str:
        """Return the address of the page of an entity."""
        kind, _, slug = ref.partition("/")
        plural = KINDS[kind].plural if kind in KINDS else kind
        return self.page(f"/{plural}/{quote(slug)}")


def with_query(path: str, query: Mapping[str, str]) -> str:
    """Return a path with a query, if there is any."""
    return f"{path}?{urlencode(query)}" if query else path


def render(
    call: Call,
    template: str,
    *,
    title: str,
    path: str,
    answers: Sequence[Any] = (),
    clocks_taken: Sequence[str] = (),
    kept: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Reply:
    """Return the reply with a page.

    `path` is its own, `answers` are those of the API from which it is made, `clocks_taken` the clocks that it accepts,
    `kept` the rest of its query.
    """
    clocks = {name: call.query[name] for name in clocks_taken if call.query.get(name)}
    links = Links(call.base, clocks)
    text = (
        templates()
        .get_template(template)
        .render(
            title=title,
            path=path,
            answers=answers,
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

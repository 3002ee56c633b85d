"""Documents for crawlers: /robots.txt (RFC 9309), and the sitemaps of the pages (sitemaps.org)."""

from collections.abc import Iterable, Iterator

from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.api.http.routing.routes import HTML, Answer, Call, Reply, route
from chalicelib.api.http.whole_addresses import origin_of
from chalicelib.api.pages.frame import plain
from chalicelib.api.pages.start_page import PLACES
from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import known_words
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds import PLURALS
from chalicelib.settings import reads

TEXT = "text/plain"
XML = "application/xml"
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP = "/sitemap.xml"
OF_DOCUMENTS = "pages"  # the sitemap of the pages that are the same everywhere
# The API, and pages of which there is one for each query: with filters, clocks or cursors.
NOT_CRAWLED = ("/v1/", "/search", "/compare", "/*?")


@route(
    "GET",
    "/robots.txt",
    name="robots_txt",
    summary="Read which pages crawlers may load",
    tag="service",
    scope=None,
    answers=(Answer(200, "The text.", "PlainText", headers=("ETag",), media=TEXT),),
)
def robots_txt(call: Call) -> Reply:
    """Return the rules for crawlers (RFC 9309): all pages but those with a query, and none of the API."""
    rules = "\n".join(f"Disallow: {call.base}{path}" for path in NOT_CRAWLED)
    text = f"User-agent: *\n{rules}\n\nSitemap: {origin_of(call)}{call.base}{SITEMAP}\n"
    return Reply({}, text=text, media=TEXT, headers=FOR_AN_HOUR)


@route(
    "GET",
    SITEMAP,
    name="sitemap_index",
    summary="Read the index of the sitemaps",
    tag="service",
    scope=None,
    answers=(Answer(200, "The index.", "SitemapXml", headers=("ETag",), media=XML),),
)
def sitemap_index(call: Call) -> Reply:
    """Return the addresses of the sitemaps (sitemaps.org): one of the documents, one of each kind of entity."""
    return _xml_reply(call, "sitemapindex", "sitemap", (f"/sitemaps/{name}" for name in _names()))


@route(
    "GET",
    "/sitemaps/{name}",
    name="read_sitemap",
    summary="Read a sitemap",
    tag="service",
    scope=None,
    answers=(Answer(200, "The sitemap.", "SitemapXml", headers=("ETag",), media=XML),),
    refusals=(NotFound,),
)
def read_sitemap(call: Call) -> Reply:
    """Return the addresses of pages, each with the time of its last change: the documents, or a kind.

    The sitemap of a kind has its list and the first 1,000 entities of that. If reads are closed, there is none.
    """
    name = call.path["name"]
    if name not in _names():
        raise NotFound(f"There is no sitemap {quoted(name)}{known_words(name, _names(), guesses=Guesses())}")
    pages = _documents() if name == OF_DOCUMENTS else _entities(call, name)
    return _xml_reply(call, "urlset", "url", pages)


def _names() -> tuple[str, ...]:
    """Name the sitemaps. They need no key, so they must not show what is on record if reads are closed."""
    return (OF_DOCUMENTS,) if reads() == "closed" else (OF_DOCUMENTS, *PLURALS)


def _documents() -> Iterator[str]:
    yield from ("/", "/conflicts", "/changes")
    yield from (place.path for place in PLACES if place.media == HTML)
    yield from (f"/problems/{code}" for code in sorted(EXPLANATIONS))


def _entities(call: Call, plural: str) -> Iterator[str]:
    from chalicelib.operations.lists.sitemap import sitemap  # a cold start is rarely for crawlers

    yield f"/{plural}"
    yield from (f"/{plural}/{slug}" for slug in sitemap(call.world, kind=PLURALS[plural]))


def _xml_reply(call: Call, root: str, element: str, paths: Iterable[str]) -> Reply:
    prefix = origin_of(call) + call.base
    lines = (f"<{element}><loc>{plain(prefix + path)}</loc></{element}>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    text = f'{head}<{root} xmlns="{NAMESPACE}">\n{"".join(lines)}</{root}>\n'
    return Reply({}, text=text, media=XML, headers=FOR_AN_HOUR)

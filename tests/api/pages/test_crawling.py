"""Documents for crawlers: the rules, and sitemaps as sitemaps.org defines them."""

import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

import pytest

from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.api.pages.crawling import NAMESPACE, NOT_CRAWLED
from chalicelib.kinds import PLURALS
from tests.api.conftest import Answer, Client, a_company, an_event
from tests.api.contract import is_a_route
from tests.conftest import Calls

SITE = {"Host": "api.example.com", "X_Forwarded_Proto": "https"}
PREFIX = "https://api.example.com/stage"
DOCUMENTS = ("/robots.txt", "/sitemap.xml", "/sitemaps/pages")
MAX_ADDRESSES, MAX_ADDRESS_CHARS = 50_000, 2_048  # by the protocol


def addresses(answer: Answer, *, root: str = "urlset", element: str = "url") -> set[str]:
    """Hold a sitemap against its schema; return its paths with the times of their last changes."""
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/xml"
    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    tree = ET.fromstring(answer.text)  # noqa: S314  the service's own text
    assert tree.tag == f"{{{NAMESPACE}}}{root}"
    assert 1 <= len(tree) <= MAX_ADDRESSES
    found: set[str] = set()
    for entry in tree:
        assert entry.tag == f"{{{NAMESPACE}}}{element}"
        (location,) = entry
        assert location.tag == f"{{{NAMESPACE}}}loc"
        assert location.text
        assert location.text.startswith(f"{PREFIX}/")
        assert 12 <= len(location.text) < MAX_ADDRESS_CHARS
        found.add(location.text.removeprefix(PREFIX))
    assert len(found) == len(tree)
    return found


def test_robots_may_load_pages_but_not_the_api_nor_pages_of_which_there_is_no_end(client: Client) -> None:
    text = client.get("/robots.txt", **SITE).text
    rules = RobotFileParser()
    rules.parse(text.splitlines())

    for allowed in ("/", "/docs", "/problems/invalid", "/companies", "/companies/deepseek", "/sitemap.xml"):
        assert rules.can_fetch("Googlebot", f"{PREFIX}{allowed}"), allowed
    for refused in ("/v1/companies", "/search", "/compare"):
        assert not rules.can_fetch("Googlebot", f"{PREFIX}{refused}"), refused
    assert "Disallow: /stage/*?\n" in text
    assert rules.site_maps() == [f"{PREFIX}/sitemap.xml"]
    assert text.count("Disallow: ") == len(NOT_CRAWLED)


def test_the_index_lists_sitemaps_that_exist(client: Client, calls: Calls) -> None:
    listed = addresses(client.get("/sitemap.xml", **SITE), root="sitemapindex", element="sitemap")

    assert listed == {f"/sitemaps/{name}" for name in ("pages", *PLURALS)}
    assert calls.names == []
    assert all(addresses(client.get(path, **SITE)) for path in listed)


PAGES = ("/", "/conflicts", "/changes", "/docs", "/docs/choosing", "/problems")


def test_the_sitemap_of_the_documents_lists_pages_that_exist(client: Client, calls: Calls) -> None:
    listed = addresses(client.get("/sitemaps/pages", **SITE))

    assert calls.names == []
    assert {*PAGES, *(f"/problems/{code}" for code in EXPLANATIONS)} == {*listed}
    for path in listed:
        answer = client.get(path, Accept="text/html")
        assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_the_sitemap_of_a_kind_lists_its_page_and_its_entities_in_one_call(client: Client, calls: Calls) -> None:
    client.create("companies", a_company())
    client.create("events", an_event())
    calls.clear()

    assert addresses(client.get("/sitemaps/companies", **SITE)) == {"/companies", "/companies/deepseek"}
    assert calls.names == ["Query"]


def test_absent_entities_are_in_no_sitemap(client: Client) -> None:
    for slug in ("merged", "retired", "erased", "survivor"):
        client.create("companies", a_company(slug))
    reason = {"reason": "A test."}
    for url, body in (
        ("merged/merge", {"into": "company/survivor", **reason}),
        ("retired/retirement", reason),
        ("erased/erasure", reason),
    ):
        answer = client.post(f"/v1/companies/{url}", body, If_Match="*")
        assert answer.status < 300, answer.text

    assert addresses(client.get("/sitemaps/companies", **SITE)) == {"/companies", "/companies/survivor"}


def test_a_closed_service_lists_its_documents_alone(
    client: Client, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.create("companies", a_company())
    monkeypatch.setenv("READS", "closed")
    calls.clear()

    index = client.get("/sitemap.xml", **SITE)
    assert addresses(index, root="sitemapindex", element="sitemap") == {"/sitemaps/pages"}
    refused = client.get("/sitemaps/companies", **SITE)
    assert (refused.status, refused.json["code"]) == (404, "not_found")
    assert "deepseek" not in "".join(client.get(url, **SITE).text for url in DOCUMENTS)
    assert calls.names == []


def test_an_unknown_sitemap_is_refused_with_the_known_ones(client: Client) -> None:
    answer = client.get("/sitemaps/company", **SITE)

    assert answer.status == 404
    assert "companies" in answer.json["detail"]


@pytest.mark.parametrize("url", DOCUMENTS)
def test_crawlers_may_keep_each_document_for_an_hour(client: Client, url: str) -> None:
    answer, head = client.get(url, **SITE), client.head(url, **SITE)

    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert (head.status, head.text, head.headers["content-length"]) == (200, "", str(len(answer.text.encode())))
    assert client.get(url, If_None_Match=answer.headers["etag"], **SITE).status == 304
    assert client.send("OPTIONS", url).headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("url", DOCUMENTS)
@pytest.mark.parametrize("host", [None, "", 'a"b', "a b", "a/b", "a@b", "a:123456", "<script>"])
def test_addresses_need_a_host(client: Client, url: str, host: str | None) -> None:
    answer = client.get(url, **({} if host is None else {"Host": host}))

    assert (answer.status, answer.json["code"]) == (400, "bad_request")
    assert "`Host`" in answer.json["detail"]


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"Host": "localhost:8000"}, "http://localhost:8000"),
        ({"Host": "[::1]:8000"}, "http://[::1]:8000"),
        ({"Host": "example.org", "X_Forwarded_Proto": "https"}, "https://example.org"),
        ({"Host": "example.org", "X_Forwarded_Proto": "javascript"}, "http://example.org"),
    ],
)
def test_addresses_begin_as_the_client_sees_the_service(client: Client, headers: dict[str, str], origin: str) -> None:
    assert f"<loc>{origin}/stage/</loc>" in client.get("/sitemaps/pages", **headers).text


def test_a_crawler_is_not_led_to_what_it_must_not_load() -> None:
    assert all(is_a_route(f"/stage{path}companies") for path in NOT_CRAWLED if path.endswith("/"))

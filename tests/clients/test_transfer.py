"""Exports are read page after page, and imported page by page."""

import json
import tracemalloc
from collections.abc import Iterator

import httpx2
import pytest

from aifacts_client import BadAnswer, Client, ConflictingWrite, Gone, Invalid, NotAllowed, export_pages
from aifacts_client.verbs.transfer import ExportPage
from chalicelib.operations.transfer import export as exporting
from chalicelib.testing import BaseUrl
from tests.clients.conftest import Counting, a_company


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page be full after a few lines."""
    monkeypatch.setattr(exporting, "MAX_PAGE_BYTES", 4_000)


def test_lines_come_page_after_page_as_they_are_asked_for(client: Client, sent: Counting) -> None:
    before = len(sent.seen)
    lines = iter(client.export())
    first = json.loads(next(lines))
    read = len(sent.seen) - before
    rest = [json.loads(line) for line in lines]

    assert (first["line"], read) == ("page", 1)
    assert sum(each["line"] == "page" for each in rest) == len(sent.seen) - before - 1 > 3
    assert [each["line"] for each in rest[-2:]] == ["manifest", "digest"]


def test_a_line_ends_only_where_the_service_ended_it() -> None:
    page = ExportPage('{"a":"one\u2028two"}\n{"b":"three\x85four"}\n', None)

    assert page.lines == ['{"a":"one\u2028two"}\n', '{"b":"three\x85four"}\n']
    assert "".join(page.lines) == page.text


def test_an_export_is_limited_to_kinds_and_changes(client: Client) -> None:
    def refs(lines: Iterator[str]) -> set[str]:
        return {each["ref"] for each in map(json.loads, lines) if each["line"] == "entity"}

    assert {ref.partition("/")[0] for ref in refs(iter(client.export(["model", "source"])))} == {"model", "source"}
    assert {ref.partition("/")[0] for ref in refs(iter(client.export("model")))} == {"model"}
    head = client.stats().change or 0
    made = client.companies.create(a_company("the-newest"))
    assert refs(iter(client.export(since=head))) == {made.ref}
    with pytest.raises(Gone):
        [*client.export(since=head + 1_000)]
    with pytest.raises(Invalid):
        [*client.export("robot")]


def test_an_export_needs_a_key_and_an_import_a_key_of_an_admin(client: Client, base_url: BaseUrl) -> None:
    page = next(client.export().pages())
    writer = client.keys.create("a writer", ["write"]).secret
    with Client(base_url) as anonymous, pytest.raises(NotAllowed, match="401"):
        [*anonymous.export()]
    with Client(base_url, writer) as other, pytest.raises(NotAllowed, match="403"):
        other.import_page(page)
    with pytest.raises(ValueError, match="only reads"):
        client.at(known_at="2025-01-01").import_page(page)


def test_an_answer_that_is_no_page_is_not_taken_for_the_end() -> None:
    whole = b'{"line":"page"}\n{"line":"digest"}\n'
    for content in (b"", b"<html>", whole[:-10], whole[16:], whole + whole[:16]):
        answer = httpx2.Response(200, content=content)
        with (
            Client("http://facts.test", "key", transport=httpx2.MockTransport(lambda _, a=answer: a)) as client,
            pytest.raises(BadAnswer, match="no page of an export"),
        ):
            [*client.export()]


def test_a_table_with_entities_takes_an_import_only_if_that_is_said(client: Client) -> None:
    page = next(client.export().pages())
    with pytest.raises(ConflictingWrite):
        client.import_page(page)

    assert client.import_page(page, into_existing=True).imported == 0


def test_a_file_that_ends_within_a_page_is_refused() -> None:
    lines = ['{"line":"page"}\n', '{"line":"digest"}\n', '{"line":"page"}\n']

    assert [*export_pages(lines[:2])] == ["".join(lines[:2])]
    with pytest.raises(ValueError, match="within a page"):
        [*export_pages(lines)]


def test_the_memory_of_an_export_is_that_of_two_pages() -> None:
    filler = b'{"line":"fact","value":"%s"}\n' % (b"x" * 100_000)
    size, pages = 10 * len(filler), 30

    def answer(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("cursor", 1))
        link = {"Link": f'<http://facts.test/v1/export?cursor={number + 1}>; rel="next"'} if number < pages else {}
        body = b'{"line":"page","page":%d}\n' % number + filler * 10 + b'{"line":"digest"}\n'
        return httpx2.Response(200, headers=link, content=body)

    with Client("http://facts.test", "key", transport=httpx2.MockTransport(answer)) as client:
        tracemalloc.start()
        try:
            count = sum(1 for _ in client.export())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert count == 12 * pages
    assert peak < 8 * size  # bytes, text and lines of a page, beside those of the page before

"""The icon of the pages."""

import xml.etree.ElementTree as ET

import pytest

from chalicelib.api.pages.favicon import ICON
from tests.api.conftest import Client
from tests.api.html import Page


def test_the_icon_is_a_small_picture_that_browsers_keep_for_a_week(client: Client) -> None:
    answer = client.get("/favicon.svg")

    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == "public, max-age=604800"
    assert client.get("/favicon.svg", If_None_Match=answer.headers["etag"]).status == 304
    assert ET.fromstring(ICON).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  our own text
    assert len(answer.text) < 500
    assert "script" not in answer.text


@pytest.mark.parametrize("url", ["/", "/docs", "/docs/choosing", "/problems", "/problems/invalid"])
def test_every_page_links_to_the_icon_and_may_load_it(client: Client, url: str) -> None:
    answer = client.get(url, Accept="text/html")
    icons = [link for link in Page(answer.text).attributes("link") if link["rel"] == "icon"]

    assert icons == [{"rel": "icon", "href": "/stage/favicon.svg", "type": "image/svg+xml"}]
    assert "img-src 'self'" in answer.headers["content-security-policy"]

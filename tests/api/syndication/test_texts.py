"""Any text that a person wrote comes through feeds and calendars as it was, except control characters."""

from datetime import date

import feedparser
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from chalicelib.api.syndication.atom import as_atom
from chalicelib.api.syndication.feed import Entry, Feed, Line, one_line, written
from chalicelib.api.syndication.icalendar import MAX_OCTETS, CalendarDate, as_icalendar, fold
from chalicelib.api.syndication.json_feed import as_json_feed
from tests.api.syndication.validators import ATOM, dates_in

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
HOSTILE = "</title><script>alert(1)</script>]]>&amp;&#0;"


def feed_with(title: str, line: Line) -> Feed:
    """Make a feed with one entry."""
    entry = Entry("tag:x,2026:/e", "https://x/e", "https://x/v1/e", title, "2026-11-23T10:00:00.000Z", [line], [title])
    url = "https://x/feed"
    return Feed("tag:x,2026:/f", title, url, url, url, url, [entry], older=None)


@given(TEXTS, TEXTS)
@example(HOSTILE, HOSTILE)
@example("\x00\x0b\x1f\ufffe", "\r\n\t")
def test_atom_is_well_formed_with_any_text_and_shows_it(title: str, text: str) -> None:
    document = as_atom(feed_with(title, Line("Said", text)))
    entry = etree.fromstring(document.encode()).find(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == one_line(title)
    shown = etree.HTML(entry.findtext(f"{ATOM}content"))
    assert [each.tag for each in shown.iter()] == ["html", "body", "ul", "li"]
    assert "".join(shown.itertext()).split() == f"Said: {written(text)}".split()


@given(TEXTS)
@example(HOSTILE)
@example("Ｋｉｍｉ 月之暗面 🚀")
def test_a_reader_of_feeds_shows_titles_as_they_were_written(title: str) -> None:
    read = feedparser.parse(as_atom(feed_with(title, Line("Said", title))).encode())
    assert not read.bozo
    assert read.entries[0].get("title", "").split() == one_line(title).split()
    assert "<script" not in read.entries[0].content[0].value


@given(TEXTS, TEXTS)
@example(HOSTILE, HOSTILE)
def test_json_feed_has_the_same_text(title: str, text: str) -> None:
    feed = feed_with(title, Line("Said", text))
    (item,) = as_json_feed(feed)["items"]
    entry = etree.fromstring(as_atom(feed).encode()).find(f"{ATOM}entry")
    assert (item["title"], item["content_html"]) == (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content"))


@given(TEXTS, TEXTS)
@example("a;b,c\\n\\", "月" * 60)
@example("END:VEVENT\r\nBEGIN:VALARM", "\n\n;\x85\u2028")
def test_a_calendar_gives_back_any_text(title: str, text: str) -> None:
    shown = CalendarDate(
        "u@x", date(2026, 12, 1), None, title, text, "https://x/e", "2026-11-23T10:00:00.000Z", "CONFIRMED"
    )
    found = dates_in(as_icalendar(title, text, "https://x/c", [shown]))["u@x"]
    assert str(found["SUMMARY"]) == one_line(title)
    assert str(found["DESCRIPTION"]) == written(text)


def test_characters_that_mean_something_in_a_calendar_are_escaped() -> None:
    lines = as_icalendar("a;b,c\\d", "one\ntwo", "https://x/c;d,e", []).split("\r\n")
    assert r"NAME:a\;b\,c\\d" in lines
    assert r"DESCRIPTION:one\ntwo" in lines
    assert "SOURCE;VALUE=URI:https://x/c;d,e" in lines  # an address is no text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
@example("é" * 100)
@example("🚀" * 100)
def test_lines_are_folded_at_75_octets_between_characters(line: str) -> None:
    parts = [*fold(line)]
    assert parts[0] + "".join(each[1:] for each in parts[1:]) == line
    assert all(len(each.encode()) <= MAX_OCTETS for each in parts)
    assert all(each.startswith(" ") for each in parts[1:])

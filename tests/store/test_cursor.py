"""Cursors: what was sealed comes back, to the same query only, for a day."""

from base64 import urlsafe_b64encode
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from chalicelib.domain.errors import BadCursor
from chalicelib.domain.instants import plus_ms
from chalicelib.store import cursor, keys
from chalicelib.store.cursor import AHEAD_MS, LIFETIME_MS, MAX_CURSOR_CHARS, open_cursor, seal

NOW = "2026-11-23T10:00:00.000Z"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

texts = st.text(st.characters(codec="utf-8"), max_size=40)
payloads = st.dictionaries(texts, texts | st.integers() | st.none(), max_size=5)
secrets = st.binary(max_size=100)


def sealed(payload: dict[str, Any], *, query: str = "q", secret: bytes = b"s") -> str:
    return seal(payload, query=query, now=NOW, secret=secret)


@given(payload=payloads, query=texts, secret=secrets)
def test_what_was_sealed_is_opened_by_the_same_query(payload: dict[str, Any], query: str, secret: bytes) -> None:
    text = seal(payload, query=query, now=NOW, secret=secret)
    assert open_cursor(text, query=query, now=NOW, secret=secret) == payload


@given(payload=payloads, at=st.integers(0), to=st.sampled_from(ALPHABET), secret=secrets)
def test_any_other_character_is_noticed(payload: dict[str, Any], at: int, to: str, secret: bytes) -> None:
    text = sealed(payload, secret=secret)
    place = at % len(text)
    altered = text[:place] + to + text[place + 1 :]
    assume(altered != text)
    with pytest.raises(BadCursor):
        open_cursor(altered, query="q", now=NOW, secret=secret)


@given(query=texts, other=texts, secret=secrets)
def test_another_query_cannot_open_it(query: str, other: str, secret: bytes) -> None:
    assume(query != other)
    with pytest.raises(BadCursor, match="another query"):
        open_cursor(sealed({"sk": "x"}, query=query, secret=secret), query=other, now=NOW, secret=secret)


@given(secret=secrets, other=secrets)
def test_another_secret_cannot_open_it(secret: bytes, other: bytes) -> None:
    assume(secret != other)
    with pytest.raises(BadCursor):
        open_cursor(sealed({"sk": "x"}, secret=secret), query="q", now=NOW, secret=other)


def test_it_opens_a_minute_before_it_was_sealed_and_no_earlier() -> None:
    text = sealed({"sk": "x"})
    assert open_cursor(text, query="q", now=plus_ms(NOW, -AHEAD_MS), secret=b"s") == {"sk": "x"}
    with pytest.raises(BadCursor, match="from the future"):
        open_cursor(text, query="q", now=plus_ms(NOW, -AHEAD_MS - 1), secret=b"s")


def test_it_opens_for_a_day_and_no_longer() -> None:
    text = sealed({"sk": "x"})
    last = plus_ms(NOW, LIFETIME_MS)
    assert open_cursor(text, query="q", now=last, secret=b"s") == {"sk": "x"}
    with pytest.raises(BadCursor, match="24 hours"):
        open_cursor(text, query="q", now=plus_ms(last, 1), secret=b"s")


@given(text=st.text(max_size=60) | st.text(ALPHABET, max_size=60))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(BadCursor):
        open_cursor(text, query="q", now=NOW, secret=b"")


def test_padding_and_length_are_refused() -> None:
    text = sealed({"sk": "x"})
    for other in (text + "=", text + "\n", text + "A" * MAX_CURSOR_CHARS):
        with pytest.raises(BadCursor):
            open_cursor(other, query="q", now=NOW, secret=b"s")


@pytest.mark.parametrize("body", [b"", b"{}", b"[1, {}]", b'["2026"]', b"\xff", b"[" * 1000])
def test_a_true_seal_on_what_is_no_cursor_is_refused(body: bytes) -> None:
    text = urlsafe_b64encode(cursor._seal_of(body, "q", b"") + body).decode().rstrip("=")
    with pytest.raises(BadCursor):
        open_cursor(text, query="q", now=NOW, secret=b"")


def test_the_longest_position_of_an_index_fits() -> None:
    ref = "organisation/" + "a" * 80
    key = keys.word_key("深" * 100, "深" * 300, ref=ref)
    index = keys.by_ending("深" * 100, "深" * 300, ref=ref)["gsi1"]
    position = {"pk": key.pk, "sk": key.sk, "gsi1pk": index.pk, "gsi1sk": index.sk}
    assert len(sealed({"after": position, "known_at": NOW})) <= MAX_CURSOR_CHARS


def test_what_no_caller_could_send_back_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at most 2000"):
        sealed({"sk": "x" * MAX_CURSOR_CHARS})

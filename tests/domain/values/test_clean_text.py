"""Clean texts: what is kept of a text, what is refused, and that cleaning twice changes nothing."""

import re
import unicodedata

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.facts.evidence_shape import EvidenceShape
from chalicelib.domain.faults import Adjustment, Faults, adjustments_json
from chalicelib.domain.values import Phrase, PhraseType, Text, TextType
from chalicelib.domain.values.checks import read_shape, read_text
from chalicelib.domain.values.words.clean_text import (
    CONTROLS,
    OVERRIDES,
    TEXT_PATTERN,
    WHITE,
    ZERO_WIDTH,
    clean_line,
    clean_prose,
    is_visible,
    refused_in,
    renewed,
)
from tests.tables import for_each


def each_of(ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


REFUSED = each_of((*CONTROLS, *OVERRIDES))
INVISIBLE = each_of((*WHITE, *ZERO_WIDTH))
MESSY = st.text(st.sampled_from([*INVISIBLE, *REFUSED, *"aé/e\u0301光\u1100\u1161🏴"]), max_size=12)


@for_each("white", each_of(WHITE))
def test_each_kind_of_white_space_is_one_space_and_none_at_the_ends(white: str) -> None:
    assert clean_line(f"{white}GPT-5.3{white}{white}Codex{white}") == "GPT-5.3 Codex"


@for_each("mark", each_of(ZERO_WIDTH))
def test_what_nobody_sees_is_dropped_at_the_ends_and_kept_inside(mark: str) -> None:
    assert clean_line(f"{mark} Co{mark}dex {mark}") == f"Co{mark}dex"


@for_each("char", REFUSED)
@for_each("prose", [False, True])
def test_each_control_character_and_override_is_refused_and_named(char: str, prose: bool) -> None:
    faults = Faults()
    assert read_text(f"a{char}b", max_length=10, prose=prose, at="/name", faults=faults) is None
    ((pointer, code, detail),) = [(fault.pointer, fault.code, fault.detail) for fault in faults.found]
    assert (pointer, code) == ("/name", "bad_text")
    assert f"(U+{ord(char):04X})" in detail


def test_all_control_characters_are_white_space_or_refused() -> None:
    controls = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc"}
    assert controls <= {*each_of(WHITE), *REFUSED}
    spaces = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp")}
    assert spaces <= {*each_of(WHITE)}


@given(MESSY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for clean in (clean_line, clean_prose):
        assert clean(clean(text)) == clean(text)
        assert unicodedata.is_normalized("NFC", clean(text))
    assert renewed(renewed(text)) == renewed(text)


@given(MESSY)
def test_a_line_has_no_break_and_no_two_spaces(text: str) -> None:
    kept = clean_line(text)
    assert not re.search(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]|  ", kept)
    assert kept.strip() == kept or refused_in(kept)


@given(MESSY | st.text(max_size=10))
def test_the_schema_takes_what_is_taken_and_refuses_what_is_refused(text: str) -> None:
    surrogates = any(unicodedata.category(char) == "Cs" for char in text)
    taken = read_text(text, max_length=100, at="", faults=Faults()) is not None
    assert taken == (re.search(TEXT_PATTERN, text) is not None and not surrogates)
    if not surrogates:
        assert jsonschema.Draft202012Validator(TextType(max_length=100).schema()).is_valid(text) == taken


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\ufeff\u200f", "\u3164", "\ufe0f", "\u2800", "\ufffe", "\U0001d173", "\u00a0\u3000\n"]
)
def test_a_text_without_a_visible_character_is_empty(text: str) -> None:
    faults = Faults()
    assert read_text(text, max_length=10, at="", faults=faults) is None
    assert [fault.code for fault in faults.found] == ["empty"]
    assert not is_visible(text)


def test_selectors_and_tags_of_emoji_stay_at_the_end() -> None:
    for emoji in ("❤\ufe0f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"):
        assert clean_line(emoji) == emoji


def test_prose_keeps_line_breaks_and_tabs() -> None:
    assert clean_prose("\r\nOne.\r\n\tTwo.\rThree.\u2028Four. \n") == "One.\n\tTwo.\nThree.\nFour."
    value = TextType(prose=True).parse("One.\r\nTwo.", at="", faults=Faults())
    assert value == Text("One.\nTwo.")
    phrase = PhraseType().parse({"text": "One.\r\nTwo.", "language": "en"}, at="", faults=Faults())
    assert phrase == Phrase("One.\nTwo.", "en")


def test_the_length_counts_after_cleaning() -> None:
    assert TextType(max_length=3).parse("  abc \n", at="", faults=Faults()) == Text("abc")
    assert TextType(max_length=1).parse("e\u0301", at="", faults=Faults()) == Text("é")


def test_a_text_of_accents_is_refused_in_a_moment() -> None:
    faults = Faults()
    read_text("a" + "\u0301\u0323" * 200_000, max_length=300, at="", faults=faults)
    assert [fault.code for fault in faults.found] == ["too_long"]


def test_what_is_cleaned_is_noted_with_its_pointer_and_nothing_else_is() -> None:
    faults = Faults()
    TextType().parse(" a\n", at="/name", faults=faults)
    TextType().parse("b", at="/title", faults=faults)
    assert faults.adjusted == {"/name": Adjustment(" a\n", "a")}


def test_the_texts_of_evidence_are_cleaned_and_noted() -> None:
    faults = Faults()
    raw = {"source": "source/a", "basis": "opinion", "quote": "a\r\nb", "via": " X\t", "as_stated": "a\u3000b"}
    read = read_shape(EvidenceShape, raw, at="/evidence", faults=faults)
    assert read is not None
    assert (read.quote, read.via, read.as_stated) == ("a\nb", "X", "a b")
    assert {*faults.adjusted} == {"/evidence/quote", "/evidence/via", "/evidence/as_stated"}


@pytest.mark.parametrize("member", ["quote", "via", "as_stated"])
@pytest.mark.parametrize(("text", "code"), [("a\x07", "bad_text"), ("a\u202eb", "bad_text"), ("\u200b", "empty")])
def test_the_texts_of_evidence_are_refused_like_others(member: str, text: str, code: str) -> None:
    faults = Faults()
    assert (
        read_shape(EvidenceShape, {"source": "source/a", "basis": "opinion", member: text}, at="", faults=faults)
        is None
    )
    assert [(fault.pointer, fault.code) for fault in faults.found] == [(f"/{member}", code)]


def test_evidence_on_record_is_read_as_it_was_written() -> None:
    record = {"source": "source/a", "basis": "opinion", "quote": "a\x07\n", "via": " X"}
    read = Evidence.read(record)
    assert (read.quote, read.via) == ("a\x07\n", " X")


def test_the_report_of_what_was_cleaned_is_bounded() -> None:
    adjusted = {f"/{number}": Adjustment("x" * 1000 + " ", "x" * 1000) for number in range(1000)}
    report = adjustments_json(adjusted)
    assert len(report) == 100
    assert all(len(each["sent"]) <= 120 and len(each["kept"]) <= 120 for each in report)

"""Name normalization: capitals, accents, punctuation, width and spacing do not matter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.name_normalization import (
    LETTERS,
    MAX_NAME_PARTS,
    MAX_NAME_WORDS,
    SECOND_SPELLINGS,
    entries_of,
    fold,
    parts_of,
    spellings_of,
    squeeze,
    words_of,
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("DeepSeek-V3", "deepseek v3"),
        ("Qwen 2.5-Max", "qwen 2 5 max"),
        ("  GPT\u00a0 4\n", "gpt 4"),
        ("Société Générale", "societe generale"),
        ("Socie\u0301te\u0301", "societe"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ＱＷＥＮ２．５", "qwen2 5"),
        ("ﬁne-tuned", "fine tuned"),
        ("深度求索", "深度求索"),
        ("네이버", "네이버"),
        ("サカナ", "サカナ"),
        ("ｻｶﾅ", "サカナ"),
        ("हिन्दी", "हिन्दी"),
        ("Яндекс", "яндекс"),
        ("أَحْمَد", "احمد"),
        ("الذَّكاء الاصطناعيّ", "الذكاء الاصطناعي"),
        ("علی کریمی", "علي كريمي"),
        ("שָׁלוֹם", "שלום"),
        ("Deep\u00adSeek\u200d", "deepseek"),
        ("o1-preview (new)", "o1 preview new"),
        ("AT&T", "at t"),
        ("🚀", ""),
        ("", ""),
    ],
)
def test_a_name_is_folded_to_its_words(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_signs_that_carry_meaning_in_other_scripts_are_kept() -> None:
    assert fold("कि") != fold("की")


@given(st.text(max_size=30))
def test_a_folded_name_folds_to_itself(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=30))
def test_capitals_do_not_matter(name: str) -> None:
    assert fold(name.casefold()) == fold(name)


@given(st.text(max_size=30))
def test_the_words_of_a_name_are_those_of_its_folded_form_each_once(name: str) -> None:
    words = words_of(name)

    assert words == list(dict.fromkeys(fold(name).split()))[:MAX_NAME_WORDS]
    assert all(word and not word.isspace() for word in words)


def test_a_long_name_is_found_by_its_first_eight_words() -> None:
    assert words_of("a b a c d e f g h i j") == ["a", "b", "c", "d", "e", "f", "g", "h"]


def test_a_script_without_spaces_is_found_at_every_place() -> None:
    assert parts_of(["深度求索"]) == ["深度求索", "度求索", "求索"]
    assert parts_of(words_of("通义千问Max")) == ["通义千问max", "义千问max", "千问max", "问max", "max"]
    assert parts_of(["深"]) == ["深"]


def test_a_name_is_found_by_the_whole_of_it_and_by_its_parts() -> None:
    assert entries_of("DeepSeek-V3") == ("deepseekv3", "deepseek", "v3")
    assert entries_of("Baidu") == ("baidu",)
    assert entries_of("🚀") == ()


@given(st.text(max_size=30))
def test_parts_are_few_and_end_words(name: str) -> None:
    assert len(parts_of(words_of(name))) <= MAX_NAME_PARTS
    assert all(any(word.endswith(part) for word in words_of(name)) for part in parts_of(words_of(name)))


@given(st.text(max_size=30))
def test_spaces_do_not_matter_to_a_squeezed_name(name: str) -> None:
    assert squeeze(name) == fold(name).replace(" ", "")


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_folded_as_all_text_is(text: str) -> None:
    assert fold(text) == fold(f"{text} é").removesuffix("e").strip()


@pytest.mark.parametrize(("letter", "plain"), [*LETTERS.items(), ("ß", "ss"), ("ẞ", "ss")])
def test_each_letter_that_keyboards_lack_is_written_without_it(letter: str, plain: str) -> None:
    for form in (letter, letter.upper()):
        assert fold(f"{form}rsted") == f"{plain}rsted"


@pytest.mark.parametrize(("letter", "second"), SECOND_SPELLINGS.items())
def test_each_letter_with_two_spellings_has_both(letter: str, second: str) -> None:
    assert spellings_of(f"K{letter.upper()}ln") == (fold(f"k{letter}ln"), f"k{second}ln")
    assert spellings_of(unicodedata.normalize("NFD", f"k{letter}ln")) == spellings_of(f"k{letter}ln")


@given(st.text(st.sampled_from([*"abc -", *LETTERS, *SECOND_SPELLINGS, *"ßÅÄÖÜØÆ"]), max_size=20))
def test_all_letters_are_plain_in_every_spelling(name: str) -> None:
    spellings = spellings_of(name)
    assert spellings[0] == fold(name)
    assert all(each.isascii() and fold(each) == each for each in spellings)
    assert 1 <= len(spellings) <= 2
    assert {*entries_of(name)} == {*entries_of(fold(name))}


def test_rows_of_older_code_keep_their_letters() -> None:
    assert fold("Ørsted", letters=False) == "ørsted"
    assert entries_of("Ørsted", letters=False) == ("ørsted",)

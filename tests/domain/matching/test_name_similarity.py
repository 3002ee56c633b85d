"""Name similarity: a typing error is forgiven unless it may be another name, and one end of its word finds it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.matching.name_similarity import FoldedName, Grade, ends_of, grade, is_near, is_one_edit

LETTERS = "abcdeéжя深求أ"
words = st.text(st.sampled_from(LETTERS), min_size=5, max_size=14)


@st.composite
def typos(draw: st.DrawFn, of: st.SearchStrategy[str] = words) -> tuple[str, str]:
    """Draw a word and what comes of it by one error."""
    word = draw(of)
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(LETTERS))
    made = draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word + letter,
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )
    assume(made != word)
    return made, word


@given(pair=typos())
def test_every_word_with_an_error_is_near_and_has_an_end_of_what_was_meant(pair: tuple[str, str]) -> None:
    typed, word = pair
    beginning, ending = ends_of(typed)
    assert is_near(typed, word)
    assert is_near(word, typed)
    assert word.startswith(beginning) or word.endswith(ending)
    assert min(len(beginning), len(ending)) >= 2


def distance(a: str, b: str) -> int:
    """Count the edits (optimal string alignment), the slow way."""
    rows = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            steps = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])]
            swapped = i > 1 and j > 1 and a[i - 2 : i] == b[j - 2 : j][::-1]
            rows[i][j] = min([*steps, rows[i - 2][j - 2] + 1] if swapped else steps)
    return rows[-1][-1]


@given(a=st.text(st.sampled_from("ab"), max_size=6), b=st.text(st.sampled_from("ab"), max_size=6))
def test_one_edit_is_what_the_whole_matrix_says(a: str, b: str) -> None:
    assert is_one_edit(a, b) == (distance(a, b) == 1)


@pytest.mark.parametrize(
    ("typed", "word"),
    [("meta", "beta"), ("gpt4", "gpt5"), ("deepseekv2", "deepseekv3"), ("llama2", "llama3"), ("qwen2", "qwen25")],
)
def test_short_words_and_other_numbers_are_not_near(typed: str, word: str) -> None:
    assert not is_near(typed, word)


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("deepseekv3", "DeepSeek-V3", Grade.EXACT),
        ("ＤＥＥＰ seek v3", "DeepSeek-V3", Grade.EXACT),
        ("societe generale", "Société Générale", Grade.EXACT),
        ("яндекс", "ЯНДЕКС", Grade.EXACT),
        ("احمد", "أَحْمَد", Grade.EXACT),
        ("deepseek v", "DeepSeek-V3", Grade.PREFIX),
        ("深度", "深度求索", Grade.PREFIX),
        ("求索", "深度求索", Grade.WORD),
        ("sonnet claude", "Claude 3.5 Sonnet", Grade.WORD),
        ("son cla", "Claude 3.5 Sonnet", Grade.WORD),
        ("antropic", "Anthropic", Grade.TYPO),
        ("claude sonet", "Claude 3.5 Sonnet", Grade.TYPO),
        ("open ia", "OpenAI", Grade.TYPO),
        ("seek", "DeepSeek-V3", None),
        ("gpt 5", "GPT-4", None),
        ("deepseek v2", "DeepSeek-V3", None),
    ],
)
def test_how_well_a_name_fits(typed: str, name: str, expected: Grade | None) -> None:
    assert grade(FoldedName(typed), FoldedName(name)) == expected


def test_the_longest_word_is_what_is_looked_for() -> None:
    assert FoldedName("the Alibaba group").anchor == "alibaba"

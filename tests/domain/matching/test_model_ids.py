"""Model ids: what is left out of an id at a host, and what is never left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.search.answer_types import MAX_LEFT_OUT
from chalicelib.domain.matching.candidate_score import same_words
from chalicelib.domain.matching.model_ids import readings_of, signs_of
from chalicelib.domain.matching.name_similarity import FoldedName


@pytest.mark.parametrize(
    ("text", "read_as", "left_out"),
    [
        ("anthropic/claude-sonnet-4", "claude-sonnet-4", ("anthropic/",)),
        ("hf:zai-org/GLM-4.7", "GLM-4.7", ("hf:zai-org/",)),
        ("@cf/meta/llama-4-scout", "llama-4-scout", ("@cf/meta/",)),
        ("us.meta.llama4-v1:0", "llama4", ("us.", "meta", "-v1:0")),
        ("openai.o1", "o1", ("openai",)),
        ("openai-gpt-5", "gpt 5", ("openai",)),
        ("Xiaomi: MiMo V2.5 Pro", "mimo v2 5 pro", ("xiaomi",)),
        ("gpt-5-2025-08-07_minimal", "gpt-5-2025-08-07", ("_minimal",)),
        ("claude-opus-4-7@default", "claude-opus-4-7", ("@default",)),
        ("Command R+", "Command R plus", ()),
    ],
)
def test_an_id_is_read_as_a_name(text: str, read_as: str, left_out: tuple[str, ...]) -> None:
    first, second = readings_of(text)
    assert (first.name.text, first.left_out) == (text, ())
    assert (second.name.text, second.left_out) == (read_as, left_out)


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4",
        "gpt-4/gpt-5",
        "Character.AI",
        "C++",
        "OpenAI, Inc.",
        "Meta Platforms",
        "Mistral Nemo",
        "deepseek-llama3.3-70b",
        "gemini-2.0-flash-lite",
        "Qwen2.5-72B-Instruct",
        "o1-mini",
        "models/",
        "databricks",
        "🚀",
    ],
)
def test_a_plain_name_has_one_reading(text: str) -> None:
    assert [each.name.text for each in readings_of(text)] == [text]


@given(text=st.text(st.sampled_from("ab4/.-:@+_ v1(US)"), max_size=20))
def test_a_text_always_has_itself_first_and_few_parts_left_out(text: str) -> None:
    first, *others = readings_of(text)
    assert first.name.text == text
    assert len(others) <= 1
    assert all(each.name.words and len(each.left_out) <= MAX_LEFT_OUT for each in others)


def test_signs_behind_words_are_listed() -> None:
    assert (signs_of("A+"), signs_of("C++"), signs_of("C#"), signs_of("1+1"), signs_of("A + B")) == (
        ("+",),
        ("++",),
        ("#",),
        (),
        (),
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Claude 3.5 Sonnet", "Claude Sonnet 3.5", True),
        ("Claude 3.5 Sonnet v2", "Claude Sonnet 3.5 v2", True),
        ("Claude 3 Sonnet 5", "Claude Sonnet 3.5", False),
        ("MiMo V2.5 Pro", "MiMo V2 Pro 5", False),
        ("Altman, Sam", "Sam Altman", True),
        ("Nano Banana 2", "Banana Nano 2", False),
        ("Zeta AG", "Zeta", True),
        ("Zeta AG", "Zeta SA", False),
        ("Zeta S.A.", "Zeta SA", True),
    ],
)
def test_words_are_the_same_in_another_order_if_numbers_stay_together(one: str, other: str, expected: bool) -> None:
    assert same_words(FoldedName(one), FoldedName(other)) is expected
    assert same_words(FoldedName(other), FoldedName(one)) is expected

"""Identifiers are checked by the rules of their register."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.facts import Content
from chalicelib.domain.values import Code, Missing, Text, Value
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Check
from chalicelib.kinds.properties.identifiers import SCHEMES, check_identifier, example_of, normal_form
from tests.kinds.reading import EVIDENCE

RIGHT = [
    ("lei", "5493001KJTIIGC8Y1R12"),
    ("isin", "US01609W1027"),
    ("ticker", "XHKG:9988"),
    ("ticker", "XNYS:BRK.B"),
    ("huggingface", "Qwen"),
    ("huggingface", "datasets/princeton-nlp/SWE-bench_Verified"),
    ("openrouter", "deepseek/deepseek-r1:free"),
    ("arxiv", "2412.19437v2"),
    ("arxiv", "hep-th/9901001"),
    ("doi", "10.1000/182"),
    ("github", "QwenLM"),
    ("url", "https://mistral.ai"),
]

WRONG = [
    ("lei", "5493001KJTIIGC8Y1R13"),
    ("lei", "5493001kjtiigc8y1r12"),
    ("isin", "US01609W1028"),
    ("isin", "US01609W102"),
    ("figi", "BBG000BBJQV1"),
    ("orcid", "0000-0002-1825-0098"),
    ("ticker", "BABA"),
    ("wikidata", "P31"),
    ("wikidata", "https://www.wikidata.org/wiki/Q42"),
    ("cik", "1045810"),
    ("arxiv", "2413.19437"),
    ("doi", "doi:10.1000/182"),
    ("app_store", "id6737597349"),
    ("crunchbase", "openai"),
    ("url", "mistral.ai"),
    ("github", "deepseek-ai/DeepSeek-V3/issues"),
    ("lei", ""),
]


@pytest.mark.parametrize("scheme", SCHEMES.codes)
def test_the_example_of_a_scheme_is_a_valid_identifier(scheme: str) -> None:
    assert check_identifier(scheme, example_of(scheme)) is None


@pytest.mark.parametrize(("scheme", "value"), RIGHT)
def test_a_valid_identifier_is_accepted(scheme: str, value: str) -> None:
    assert check_identifier(scheme, value) is None


@pytest.mark.parametrize(("scheme", "value"), WRONG)
def test_an_invalid_identifier_is_answered_with_its_fault(scheme: str, value: str) -> None:
    message = check_identifier(scheme, value)

    assert message is not None
    assert f" {scheme} identifier" in message


def test_a_typing_error_is_called_one() -> None:
    assert "check digits" in (check_identifier("isin", "US67066G1041") or "")


def test_an_unknown_scheme_is_answered_with_the_known_ones() -> None:
    assert "wikidata" in (check_identifier("isbn", "3161484100") or "")


@given(st.sampled_from(sorted(SCHEMES.codes)), st.text(max_size=60))
def test_any_text_is_accepted_or_has_a_fault(scheme: str, value: str) -> None:
    message = check_identifier(scheme, value)

    assert message is None or scheme in message


def test_the_property_checks_a_value_by_its_scheme() -> None:
    declared = KINDS["company"].property("identifiers")

    assert declared is not None
    assert declared.check is not None
    assert _faults(declared.check, Text("Q42"), {"scheme": Code("wikidata")}) == []
    assert _faults(declared.check, Text("P42"), {"scheme": Code("wikidata")}) == [("value", "check_failed")]
    assert _faults(declared.check, Missing("unknown"), {"scheme": Code("wikidata")}) == []
    assert _faults(declared.check, Text("P42"), {}) == []


def _faults(check: Check, value: Value, qualifiers: Mapping[str, Value]) -> list[tuple[str, str]]:
    return [(found.member, found.code) for found in check(Content("identifiers", value, EVIDENCE, qualifiers))]


@pytest.mark.parametrize(
    ("scheme", "written", "normal"),
    [
        ("isin", " us67066g1040 ", "US67066G1040"),
        ("lei", "5493 001K JTII GC8Y 1R12", "5493001KJTIIGC8Y1R12"),
        ("ticker", "xnas:nvda", "XNAS:NVDA"),
        ("cik", "1045810", "0001045810"),
        ("wikidata", "https://www.wikidata.org/wiki/q21708200", "Q21708200"),
        ("doi", "https://doi.org/10.48550/arXiv.2412.19437", "10.48550/arxiv.2412.19437"),
        ("arxiv", "arXiv:2412.19437v2", "2412.19437v2"),
        ("huggingface", "https://huggingface.co/DeepSeek-AI/DeepSeek-V3", "deepseek-ai/deepseek-v3"),
        ("url", "HTTPS://Mistral.AI/News/", "https://mistral.ai/News"),
        ("google_play", "com.DeepSeek.chat", "com.DeepSeek.chat"),
    ],
)
def test_spellings_have_one_normal_form(scheme: str, written: str, normal: str) -> None:
    assert normal_form(scheme, written) == normal


@pytest.mark.parametrize("scheme", SCHEMES.codes)
def test_the_normal_form_of_an_identifier_is_valid_and_its_own_normal_form(scheme: str) -> None:
    normal = normal_form(scheme, example_of(scheme))
    assert check_identifier(scheme, normal) is None
    assert normal_form(scheme, normal) == normal

"""The ref that was meant by a text that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import parse_ref
from chalicelib.domain.values.meant_refs import meant_ref, singular
from chalicelib.kinds import KINDS, Kind


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("companies/deepseek", "company/deepseek"),
        ("people/jane-doe", "person/jane-doe"),
        ("Company/DeepSeek", "company/deepseek"),
        ("compny/deepseek", "company/deepseek"),
        ("/v1/companies/deepseek", "company/deepseek"),
        ("https://facts.example/v1/companies/deepseek/", "company/deepseek"),
        (" company/deepseek ", "company/deepseek"),
        ("company/deepseek", None),
        ("deepseek", None),
        ("/deepseek", None),
        ("companies/", None),
        ("companies/deep seek", None),
        ("AP/Reuters", None),
        ("", None),
    ],
)
def test_a_text_means_a_ref_of_a_kind_or_none(text: str, meant: str | None) -> None:
    assert meant_ref(text, KINDS, guesses=Guesses()) == meant


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_singular_of_the_plural_of_each_kind_is_its_name(kind: Kind) -> None:
    assert singular(kind.plural) == kind.name


@given(st.text(max_size=40) | st.from_regex(r"[a-zA-Z]{1,9}s?/[a-zA-Z0-9._-]{1,9}", fullmatch=True))
def test_what_is_meant_is_a_ref_of_a_kind_and_means_nothing_else(text: str) -> None:
    meant = meant_ref(text, KINDS, guesses=Guesses())
    if meant is not None:
        ref = parse_ref(meant)
        assert ref is not None
        assert ref.kind in KINDS
        assert meant_ref(meant, KINDS, guesses=Guesses()) is None


def test_without_guesses_a_plural_is_known_and_a_mistyped_kind_is_not() -> None:
    assert meant_ref("companies/x", KINDS, guesses=Guesses(0)) == "company/x"
    assert meant_ref("compny/x", KINDS, guesses=Guesses(0)) is None

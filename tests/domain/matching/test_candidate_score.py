"""Candidacy and verdicts: what a name is taken for, and when nothing should be named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.matching.candidate_score import Candidate, MatchQuery, judge
from chalicelib.domain.matching.match_decision import ENOUGH, MatchResult, choose_match
from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_context import CONTEXT
from chalicelib.domain.matching.name_similarity import FoldedName


def candidate(
    wanted: str, name: str, ref: str = "model/m", *, label: str | None = None, hint: Any = None, **more: Any
) -> Candidate:
    return judge(a_name(wanted, **more), ref=ref, name=name, label=label or name, hint=hint or {})


def a_name(text: str, kind: str | None = None, **context: str) -> MatchQuery:
    return MatchQuery(FoldedName(text), kind, context)


def verdict(text: str, *names: tuple[str, ...], kind: str | None = None, **context: str) -> MatchResult:
    """Decide between entities, each given as its ref, level and names, what it is called first first."""
    wanted = a_name(text, kind, **context)
    judged = [
        judge(wanted, ref=ref, name=name, label=called[0], hint={"level": level} if level else {})
        for ref, level, *called in names
        for name in called
    ]
    return choose_match(wanted, judged)


@pytest.mark.parametrize(
    ("name", "stem", "is_dated", "is_moving"),
    [
        ("gpt-4o-2024-08-06", "gpt4o", True, False),
        ("claude-3-5-sonnet-20241022", "claude35sonnet", True, False),
        ("GPT-4-0613", "gpt4", True, False),
        ("mistral-large-2407", "mistrallarge", True, False),
        ("DeepSeek-V3-0324", "deepseekv3", True, False),
        ("gemini 2024-05", "gemini", True, False),
        ("gpt-4o-latest", "gpt4o", False, True),
        ("Llama 3.1 405B", "llama31405b", False, False),
        ("GPT-4-1306", "gpt41306", False, False),
        ("2024-08-06", "20240806", False, False),
        ("latest", "latest", False, False),
        ("v20240806", "v20240806", False, False),
    ],
)
def test_a_name_is_taken_apart(name: str, stem: str, is_dated: bool, is_moving: bool) -> None:
    version = version_of(FoldedName(name))
    assert (version.stem, version.is_dated, version.is_moving) == (stem, is_dated, is_moving)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("OpenAI", "OpenAI"),
        ("open ai", "OpenAI"),
        ("OpenAI, Inc.", "OpenAI"),
        ("Alibaba", "Alibaba Group"),
        ("Antropic", "Anthropic"),
        ("claude sonnet 3.5", "Claude 3.5 Sonnet"),
        ("deepsek v3", "DeepSeek-V3"),
    ],
)
def test_what_is_meant_scores_enough(wanted: str, name: str) -> None:
    assert candidate(wanted, name).score >= ENOUGH


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("gpt-4", "gpt-4o"),
        ("gpt-4o", "gpt-4"),
        ("Qwen 25", "Qwen 2.5"),
        ("Qwen 3", "Qwen 2"),
        ("gpt-4-0314", "gpt-4-0613"),
        ("gpt-4-0314", "gpt-4"),
        ("Llama 3.1 70B", "Llama 3.1 405B"),
        ("Meta", "Beta"),
        ("DeepSeek Chat", "DeepSeek"),
        ("Mistral", "Mistral Large"),
    ],
)
def test_what_is_another_does_not(wanted: str, name: str) -> None:
    assert candidate(wanted, name).score < ENOUGH


def test_the_features_say_why() -> None:
    hint = {"developer": ["company/openai"], "released": "2024-08-06"}
    found = candidate(
        "GPT 4o", "gpt-4o", kind="model", developer="OpenAI", date="2024-07", company="company/x", hint=hint
    )
    assert found.features == {
        "exact": False,
        "folded": True,
        "words": 1.0,
        "typos": 0,
        "version": False,
        "alias": False,
        "kind": True,
        "context": {"developer": True, "date": False, "company": False},
        "left_out": [],
        "ticker": False,
    }


@pytest.mark.parametrize(
    ("member", "text", "hint", "expected"),
    [
        ("developer", "company/openai", {"developer": ["company/openai"]}, True),
        ("developer", "company/open", {"developer": ["company/openai"]}, False),
        ("developer", "Alibaba", {"developer": ["company/alibaba-group"]}, True),
        ("developer", "Alibaba", {"country": "CN"}, None),
        ("company", "Nvidia", {"issuer": "company/nvidia"}, True),
        ("country", "cn", {"country": "CN"}, True),
        ("date", "2025-01", {"released": "2025-01-20"}, True),
        ("date", "2024", {"date": "2025-01-29~"}, False),
        ("type", "stock move", {"type": "stock_move"}, True),
        ("type", "🚀", {"type": "stock_move"}, False),
    ],
)
def test_context_speaks_for_and_against(member: str, text: str, hint: Any, expected: bool | None) -> None:
    without = candidate("GPT 4o", "gpt-4o", hint=hint)
    found = candidate("GPT 4o", "gpt-4o", hint=hint, **{member: text})
    assert found.features["context"] == {member: expected}
    assert (found.score > without.score) == (expected is True)


def test_a_plain_name_is_a_match() -> None:
    assert verdict("深度求索", ("company/deepseek", "", "DeepSeek", "深度求索")).ref == "company/deepseek"


def test_a_guess_is_none() -> None:
    answer = verdict("Mistral", ("company/mistral-ai", "", "Mistral AI"))
    assert (answer.status, answer.ref, [c.ref for c in answer.candidates]) == ("no_match", None, ["company/mistral-ai"])


def test_two_of_a_name_are_ambiguous_until_context_decides() -> None:
    two = (("company/a", "", "Mercury"), ("company/b", "", "Mercury"))
    assert (verdict("Mercury", *two).status, verdict("Mercury", *two).reason) == ("ambiguous", "close")
    wanted = a_name("Mercury", country="DE")
    judged = [
        judge(wanted, ref=ref, name="Mercury", label="Mercury", hint={"country": country} if country else {})
        for ref, country in (("company/a", None), ("company/b", "DE"))
    ]
    assert choose_match(wanted, judged).ref == "company/b"


def test_another_kind_is_no_match() -> None:
    assert verdict("Mercury", ("company/a", "", "Mercury"), kind="model").status == "no_match"


OLD, NEW = ("model/old", "version", "gpt-4o-2024-05-13"), ("model/new", "version", "gpt-4o-2024-08-06")
FAMILY = ("model/gpt-4o", "family", "GPT-4o")


@pytest.mark.parametrize("asked", ["gpt-4o", "gpt-4o-latest"])
@pytest.mark.parametrize(
    ("known", "status", "ref"),
    [
        ((OLD, NEW, FAMILY), "match", "model/gpt-4o"),
        ((OLD, NEW), "ambiguous", None),
        ((OLD,), "ambiguous", None),
        (((*OLD, "gpt-4o"), NEW), "ambiguous", None),
        (((*OLD, "gpt-4o"),), "ambiguous", None),
        (((*OLD, "gpt-4o-latest"),), "ambiguous", None),
    ],
)
def test_an_undated_alias_is_never_an_old_version_in_silence(
    asked: str, known: tuple[tuple[str, ...], ...], status: str, ref: str | None
) -> None:
    answer = verdict(asked, *known)
    assert (answer.status, answer.ref, answer.reason) == (status, ref, "undated_alias")
    assert {entity[0] for entity in known} == {c.ref for c in answer.candidates}


def test_a_dated_name_is_that_version() -> None:
    answer = verdict("gpt-4o-2024-05-13", OLD, NEW, FAMILY)
    assert (answer.status, answer.ref, answer.reason) == ("match", "model/old", None)
    assert verdict("gpt-4o-2024-11-20", OLD, NEW, FAMILY).status == "no_match"


def test_the_one_model_that_is_itself_called_so_is_named_with_the_reason() -> None:
    o3 = ("model/o3", "version", "o3", "o3-2025-04-16")
    answer = verdict("o3", o3)
    assert (answer.status, answer.ref, answer.reason) == ("match", "model/o3", "undated_alias")
    assert verdict("o3-latest", o3).status == "ambiguous"
    assert verdict("o3", ("model/o3", "version", "o3")).reason is None


def test_companies_do_not_move() -> None:
    assert verdict("Era 2024-05", ("company/era", "", "Era 2024-05"), kind="company").ref == "company/era"
    assert verdict("Era", ("company/era", "", "Era"), ("model/era", "", "Era 2024-05"), kind="company").reason is None


texts = st.text(st.sampled_from("ab AB12.-é深"), max_size=12)


@given(wanted=texts, name=texts, text=texts, member=st.sampled_from(sorted(CONTEXT)))
def test_scores_lie_between_0_and_1_and_a_match_is_enough(wanted: str, name: str, text: str, member: str) -> None:
    found = candidate(wanted, name, **{member: text})
    assert 0 <= found.score <= 1
    answer = choose_match(a_name(wanted), [found])
    assert (answer.status == "match") == (answer.ref is not None)
    has_own_bound = answer.reason in ("undated_alias", "base_name")
    assert has_own_bound or answer.status != "match" or found.score >= ENOUGH
    assert answer.status != "match" or found.is_sure or has_own_bound


@given(name=texts.filter(lambda text: bool(FoldedName(text).squeezed)))
def test_what_is_called_so_is_always_among_the_candidates(name: str) -> None:
    answer = choose_match(a_name(name), [candidate(name, name)])
    assert [c.ref for c in answer.candidates] == ["model/m"]

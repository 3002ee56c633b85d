"""Resolve: names to entities, at most two queries a name, several at once."""

import pytest

from chalicelib.domain.candidacy import Wanted
from chalicelib.domain.likeness import Typed
from chalicelib.operations.resolve import Answered, resolve
from chalicelib.operations.world import World
from tests.conftest import Calls
from tests.operations.builders import a_company, a_model, a_source


def a_name(text: str, kind: str | None = None, **context: str) -> Wanted:
    return Wanted(Typed(text), kind, context)


def resolved(world: World, text: str, kind: str | None = None, **context: str) -> Answered:
    (answer,) = resolve(world, wanted=[a_name(text, kind, **context)])
    return answer


@pytest.fixture
def filled(quick: World) -> World:
    """A world with two companies, a family and two versions of it."""
    a_source(quick)
    a_company(quick, name="DeepSeek", aliases=["深度求索"], country="CN")
    a_company(quick, "openai", name="OpenAI")
    openai = {"developer": ["company/openai"]}
    a_model(quick, "gpt-4", name="GPT-4", level="family", **openai)
    a_model(quick, "gpt-4-0613", name="gpt-4-0613", level="version", **openai)
    a_model(quick, "gpt-4o", name="gpt-4o-2024-08-06", level="version", aliases=["gpt-4o"], **openai)
    return quick


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("深度求索", "company/deepseek"),
        ("deepseek", "company/deepseek"),
        ("eepseek", "company/deepseek"),
        ("OpenAI Technologies Ltd.", "company/openai"),
        ("gpt-4-0613", "model/gpt-4-0613"),
        ("GPT 4", "model/gpt-4"),
        ("gpt-4-latest", "model/gpt-4"),
        ("gpt-4o", None),
        ("gpt-4o-latest", None),
        ("gpt-4-0314", None),
        ("gpt-3", None),
        ("Anthropic", None),
        ("🚀", None),
    ],
)
def test_a_name_is_resolved_or_honestly_not(filled: World, text: str, ref: str | None) -> None:
    assert resolved(filled, text).verdict.ref == ref


def test_the_order_of_the_names_is_kept(filled: World) -> None:
    texts = [f"nobody {n}" if n % 3 else "OpenAI" for n in range(100)]
    answers = resolve(filled, wanted=[a_name(text) for text in texts])
    assert [each.verdict.ref for each in answers] == [None if n % 3 else "company/openai" for n in range(100)]


def test_context_decides_between_namesakes(filled: World) -> None:
    a_company(filled, "deepseek-2", name="DeepSeek", country="US")
    assert resolved(filled, "DeepSeek").verdict.status == "ambiguous"
    assert resolved(filled, "DeepSeek", country="US").verdict.ref == "company/deepseek-2"


def test_a_name_is_at_most_two_calls_and_one_where_it_is_known(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world, name="DeepSeek")
    for text, expected in (("DeepSeek", 1), ("Deepsek", 2), ("nothing alike", 2), ("🚀", 0)):
        calls.clear()
        resolve(dynamo_world, wanted=[a_name(text)])
        assert calls.names == ["Query"] * expected
    calls.clear()
    answers = resolve(dynamo_world, wanted=[a_name("DeepSeek"), a_name("Deepsek")] * 50)
    assert calls.names == ["Query"] * 150
    assert {each.verdict.ref for each in answers} == {"company/deepseek"}

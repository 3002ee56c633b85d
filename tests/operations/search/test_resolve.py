"""Resolve: names to entities in few rows, with each range read once for all names of a request."""

import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.real_names import entities, transposed
from bench.resolve import fill, recall
from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.model_ids import readings_of
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.domain.name_normalization import fold
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.search.name_ranges import MAX_ROWS_OF_NAME
from chalicelib.operations.search.resolve import ResolvedName, resolve
from chalicelib.operations.search.search import search
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.keys import LAST
from chalicelib.store.metered import MeteredTable
from chalicelib.store.rows import Page, Row
from chalicelib.store.table import Table, WrappedTable
from tests.conftest import Calls, Clock, examples
from tests.operations.builders import CALLER, a_company, a_model, a_source, an_event, on, ref, world_on


def a_name(text: str, kind: str | None = None, **context: str) -> MatchQuery:
    return MatchQuery(FoldedName(text), kind, context)


def resolved(world: World, text: str, kind: str | None = None, **context: str) -> ResolvedName:
    (answer,) = resolve(world, wanted=[a_name(text, kind, **context)]).answers
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
        ("eepseek", None),
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
def test_a_name_is_resolved_or_has_no_match(filled: World, text: str, ref: str | None) -> None:
    assert resolved(filled, text).match.ref == ref


def test_the_order_of_the_names_is_kept(filled: World) -> None:
    texts = [f"nobody {n}" if n % 3 else "OpenAI" for n in range(100)]
    answers = resolve(filled, wanted=[a_name(text) for text in texts]).answers
    assert [each.match.ref for each in answers] == [None if n % 3 else "company/openai" for n in range(100)]


def test_context_decides_between_namesakes(filled: World) -> None:
    a_company(filled, "deepseek-2", name="DeepSeek", country="US")
    assert resolved(filled, "DeepSeek").match.status == "ambiguous"
    assert resolved(filled, "DeepSeek", country="US").match.ref == "company/deepseek-2"


@pytest.fixture
def siblings(quick: World) -> World:
    """A world with a few models, each with siblings that are not on record."""
    a_source(quick)
    for slug, name in (
        ("zeta-a", "Zeta A"),
        ("llama", "Llama"),
        ("command-r", "Command R"),
        ("sonnet-4", "Claude Sonnet 4"),
        ("haiku-3-5", "Claude Haiku 3.5"),
        ("flash", "Gemini 2.0 Flash"),
        ("kimi", "Kimi K2 Instruct"),
        ("deepseek-r1", "DeepSeek-R1"),
        ("small", "Mistral Small (latest)"),
        ("glm", "GLM 4.5"),
    ):
        a_model(quick, slug, name=name)
    return quick


@pytest.mark.parametrize(
    "text", ["Zeta-B", "Zeta AB", "Zeta A+", "LLaVA", "Command R+", "GLM 4.5V", "glm-4.5-air", "Gemini 2.0 Flash-Lite"]
)
def test_no_sibling_is_guessed(siblings: World, text: str) -> None:
    for context in ({}, {"developer": "x", "company": "x", "country": "US", "type": "version", "date": "2025"}):
        assert resolved(siblings, text, "model", **context).match.status != "match"
        assert resolved(siblings, f"route/{text.replace(' ', '-')}").match.status != "match"


def test_another_letter_is_ambiguous_and_says_why(siblings: World) -> None:
    for text in ("Zeta-B", "LLaVA", "Command R+"):
        match = resolved(siblings, text).match
        assert (match.status, match.reason, len(match.candidates)) == ("ambiguous", "spelling", 1)


@pytest.mark.parametrize(
    ("text", "slug", "left_out"),
    [
        ("anthropic/claude-sonnet-4", "sonnet-4", ["anthropic/"]),
        ("models/claude-sonnet-4", "sonnet-4", ["models/"]),
        ("us.anthropic.claude-sonnet-4", "sonnet-4", ["us.anthropic."]),
        ("bedrock/eu-west-1/anthropic.claude-sonnet-4-v1:0", "sonnet-4", ["bedrock/eu-west-1/anthropic.", "-v1:0"]),
        ("databricks-claude-sonnet-4", "sonnet-4", ["databricks"]),
        ("Claude Sonnet 4 (US)", "sonnet-4", [" (US)"]),
        ("us.deepseek.r1-v1:0", "deepseek-r1", ["us.", "-v1:0"]),
        ("accounts/fireworks/models/glm-4p5", "glm", ["accounts/fireworks/models/"]),
        ("zai-org-glm-4.5", "glm", ["zai org"]),
        ("gemini-2.0-flash-001", "flash", ["-001"]),
    ],
)
def test_the_id_of_a_model_at_a_host_is_the_model(siblings: World, text: str, slug: str, left_out: list[str]) -> None:
    match = resolved(siblings, text).match
    assert (match.status, match.ref, match.reason) == ("match", f"model/{slug}", "model_id")
    assert match.candidates[0].features["left_out"] == left_out


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("claude-sonnet-4-20250514", "sonnet-4"),
        ("vertex_ai/claude-sonnet-4@20250514", "sonnet-4"),
        ("claude-3-5-haiku-20241022_16K", "haiku-3-5"),
    ],
)
def test_a_dated_name_is_the_only_model_of_its_base_name(siblings: World, text: str, slug: str) -> None:
    match = resolved(siblings, text).match
    assert (match.status, match.ref, match.reason) == ("match", f"model/{slug}", "base_name")
    a_model(siblings, "another", name=text.replace("20", "19", 1), aliases=[f"{text[:15]}-20230101"])
    a_model(siblings, "third", name="claude-sonnet-4-20250929")
    a_model(siblings, "fourth", name="claude-3-5-haiku-20240620")
    assert resolved(siblings, text).match.ref is None


def test_a_version_known_by_month_and_day_is_never_taken_for_another(siblings: World) -> None:
    match = resolved(siblings, "Kimi-K2-Instruct-0905").match
    assert (match.status, match.ref, match.reason) == ("ambiguous", None, "base_name")
    assert resolved(siblings, "mistral-small-2503").match.status == "no_match"


def test_a_date_far_from_the_release_is_that_of_another_version(quick: World) -> None:
    a_source(quick)
    a_model(quick, "sonnet", name="Claude 3.5 Sonnet", released="2024-10-22")
    assert resolved(quick, "claude-3-5-sonnet-20241022").match.ref == "model/sonnet"
    match = resolved(quick, "claude-3-5-sonnet-20240620").match
    assert (match.status, match.reason) == ("ambiguous", "base_name")


def test_an_id_on_record_is_preferred_to_its_reading(siblings: World) -> None:
    a_model(siblings, "hosted", name="anthropic/claude-sonnet-4")
    assert resolved(siblings, "anthropic/claude-sonnet-4").match.ref == "model/hosted"


def test_only_models_have_ids_at_hosts(quick: World) -> None:
    a_source(quick)
    a_company(quick, "dc", name="DC")
    assert resolved(quick, "AC/DC").match.ref is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("OpenAI, Inc.", "OpenAI"),
        ("OpenAI Incorporated", "OpenAI"),
        ("1 and 1", "1&1"),
        ("Philips N.V.", "Philips"),
        ("philips nv", "Philips"),
        ("Anthropic PBC", "Anthropic"),
    ],
)
def test_legal_forms_and_signs_for_words_do_not_matter(quick: World, text: str, name: str) -> None:
    a_source(quick)
    a_company(quick, "c", name=name)
    assert resolved(quick, text).match.ref == "company/c"
    assert [item["ref"] for item in search(quick, q=text, limit=5).items] == ["company/c"]


def test_another_legal_form_is_another_company(quick: World) -> None:
    a_source(quick)
    a_company(quick, "zeta", name="Zeta AG")
    assert resolved(quick, "Zeta SA").match.status == "ambiguous"
    assert resolved(quick, "Zeta").match.ref == "company/zeta"


def test_the_id_of_a_model_costs_one_query_more(siblings: World) -> None:
    counted = MeteredTable(siblings.table)
    resolve(on(siblings, counted), wanted=[a_name("anthropic/claude-sonnet-4")])
    assert counted.calls == 2


COSTS = {  # queries for one name: the exact name, similar names, names with its words, words like them, titles
    "DeepSeek": 1,
    "deep-seek": 1,
    "GPT-4": 1,
    "gpt-4-latest": 2,
    "Deepsek": 1 + 4,
    "Depseek AI": 1 + 4 + 2 + 2 + 2,
    "nothing alike": 1 + 4 + 2 + 2 + 2,
    "🚀": 0,
}


@pytest.mark.parametrize(("text", "queries"), COSTS.items())
def test_a_known_name_is_one_query_and_no_name_more_than_eleven(filled: World, text: str, queries: int) -> None:
    counted = MeteredTable(filled.table)
    resolve(on(filled, counted), wanted=[a_name(text)])
    assert counted.calls == queries


def test_on_dynamodb_the_calls_are_the_queries(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world, name="DeepSeek")
    for text, expected in (("DeepSeek", 1), ("Deepsek", 5), ("🚀", 0)):
        calls.clear()
        resolve(dynamo_world, wanted=[a_name(text)])
        assert calls.names == ["Query"] * expected


def test_no_range_is_read_twice_for_repeated_names(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world, name="DeepSeek")
    calls.clear()
    found = resolve(dynamo_world, wanted=[a_name("DeepSeek"), a_name("Deepsek"), a_name("deep seek")] * 33)
    assert calls.names == ["Query"] * 6
    assert {each.match.candidates[0].ref for each in found.answers} == {"company/deepseek"}


class Noting(WrappedTable):
    """Records the ranges of all queries."""

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.asked: list[tuple[Any, ...]] = []

    def query(self, index: str | None, pk: str, **more: Any) -> Page:
        self.asked.append((index, pk, more["start"] or "", more["end"] or LAST))
        return super().query(index, pk, **more)


TEXTS = st.sampled_from(
    ("gpt", "4", "4o", "mini", "latest", "2024-08-06", "deepseek", "depseek", "seek", "openai", "a")
)


@given(names=st.lists(st.lists(TEXTS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=20))
def test_no_range_that_a_request_reads_is_part_of_another(names: list[str]) -> None:
    noting = Noting(SqliteTable(":memory:"))
    world = world_on(noting, Clock())
    resolve(world, wanted=[a_name(text) for text in names])
    for place, (index, pk, start, end) in enumerate(noting.asked):
        for other in noting.asked[:place]:
            assert other[:2] != (index, pk) or not (other[2] <= start and end <= other[3])


def test_rows_are_bounded_and_calls_do_not_grow_with_names_and_titles() -> None:
    seen = []
    for size in (50, 1_000):
        table = MeteredTable(SqliteTable(":memory:"))
        world = world_on(table, Clock())
        fill(table, entities(size, titles=size))
        costs = []
        for text in ("GPT-4o mini", "GPT-4o mni", "OpenAI releases", "Quorvex 3"):
            table.clear()
            read = resolve(world, wanted=[a_name(text)]).read
            assert read == table.rows <= MAX_ROWS_READ * table.calls
            costs.append(table.calls)
        seen.append(costs)
    assert max(seen[1]) <= 10
    assert all(many <= few for few, many in zip(*seen, strict=True))  # with more on record, a name is found sooner


def test_a_known_name_costs_few_rows_among_titles_that_contain_it(quick: World) -> None:
    a_source(quick)
    a_company(quick, "openai", name="OpenAI")
    for n in range(300):
        an_event(quick, f"e{n}", title=f"OpenAI raises money for the {n}th time")
    found = resolve(quick, wanted=[a_name("OpenAI"), a_name("Opnai")])
    assert [each.match.candidates[0].ref for each in found.answers] == ["company/openai"] * 2
    assert all(each.complete for each in found.answers)
    assert found.read < 10


def test_bodies_of_names_that_cannot_match_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    table = SqliteTable(":memory:")
    fill(table, entities(1_000, titles=1_000))
    parsed = 0

    def counted(row: Row, _: str) -> Any:
        nonlocal parsed
        parsed += 1
        row.__dict__["body"] = json.loads(row.text)
        return row.body

    monkeypatch.setattr(Row, "__getattr__", counted)
    found = resolve(world_on(table, Clock()), wanted=[a_name("Quorvex claude nova 9")])
    assert found.read > 3 * parsed


def test_a_longer_name_with_the_same_words_is_a_candidate_and_no_match(quick: World) -> None:
    a_source(quick)
    for n, name in enumerate(("Gemma 2 9B Instruct", "Gemma 3 27B IT", "CodeGemma 1.1 7B", "Google Gemma 4")):
        a_model(quick, f"m{n}", name=name)
    verdict = resolved(quick, "Gemma").match
    assert verdict.ref is None
    assert {each.ref for each in verdict.candidates} == {"model/m0", "model/m1", "model/m3"}
    assert [each.ref for each in resolved(quick, "gemma 3").match.candidates][:1] == ["model/m1"]
    surely = {"developer": "x", "company": "x", "country": "US", "type": "version", "date": "2025"}
    assert resolved(quick, "Gemma", "model", **surely).match.ref is None
    assert resolved(quick, "Gemma", "company").match.candidates == []


@pytest.fixture(scope="module")
def catalogued() -> Iterator[World]:
    """A world with the names of a catalogue, and titles that contain them."""
    table = SqliteTable(":memory:")
    fill(table, entities(1_500, titles=500))
    yield world_on(table, Clock())
    table.close()


def _beginnings() -> list[str]:
    words = [each.name.split() for each in entities(1_500, titles=500)]
    return sorted({" ".join(each[:most]) for each in words for most in (1, 2) if fold(" ".join(each[:most]))})


def test_every_result_of_search_by_the_first_words_of_a_name_is_a_candidate(catalogued: World) -> None:
    texts = _beginnings()[::7]
    answers = resolve(catalogued, wanted=[a_name(text) for text in texts]).answers
    lost = [
        text
        for text, answer in zip(texts, answers, strict=True)
        if not answer.match.candidates and search(catalogued, q=text, limit=1).items
    ]
    assert lost == []


@settings(max_examples=examples(60))
@given(
    text=st.text(st.sampled_from("gptclaudeminro- 45"), min_size=1, max_size=9).filter(lambda text: bool(fold(text)))
)
def test_resolve_shows_a_candidate_for_what_search_finds_by_more_than_some_letters(
    catalogued: World, text: str
) -> None:
    (answer,) = resolve(catalogued, wanted=[a_name(text)]).answers
    (*found,) = search(catalogued, q=text, limit=1).items
    assert answer.match.candidates or all(has_some_letters_alone(text, each) for each in found)


def has_some_letters_alone(text: str, found: Mapping[str, Any]) -> bool:
    """Say whether a text is a part of a title that says nothing of it: "rel" or "on" for "on the release of Grok"."""
    said, named = fold(text).split(), fold(found["name"]).split()
    return len("".join(said)) < 4 or (found["match"] == "word" and not {*said} <= {*named})


def test_exact_names_come_first_and_names_with_two_letters_swapped_among_three(catalogued: World) -> None:
    named, random = entities(1_500, titles=500)[:1_500:3], Random(5)
    assert recall(catalogued, named, spelled=lambda name: name, best=1) == 1
    named = [each for each in named if not readings_of(each.name)[-1].left_out]  # an error in a host's name is left out
    assert recall(catalogued, named, spelled=lambda name: transposed(name, random), best=3) > 0.98


def test_a_retired_or_merged_entity_is_never_a_candidate(filled: World) -> None:
    a_company(filled, "open-ai", name="Open AI Inc")
    merge(RequestContext(filled, CALLER), ref=ref("company/open-ai"), into=ref("company/openai"), reason="The same.")
    retire(RequestContext(filled, CALLER), ref=ref("company/deepseek"), reason="Never was.")
    for text in ("OpenAI", "Open AI Inc", "Opnai"):
        assert {each.ref for each in resolved(filled, text).match.candidates} <= {"company/openai"}
    assert resolved(filled, "DeepSeek").match.candidates == []


def test_the_answer_says_when_more_entities_have_the_name_than_are_read(quick: World) -> None:
    a_source(quick)
    for n in range(MAX_ROWS_OF_NAME + 1):
        a_company(quick, f"c{n}", name="Mercury")
    assert not resolved(quick, "Mercury").complete
    assert resolved(quick, "Mercury").match.status == "ambiguous"
    a_company(quick, "venus", name="Venus")
    for n in range(MAX_ROWS_OF_NAME + 1):
        a_company(quick, f"v{n}", name=f"Venus the {n + 100}th")
    assert resolved(quick, "Venus").complete
    assert resolved(quick, "Venus").match.ref == "company/venus"


def test_titles_are_found_beside_namesakes_of_another_kind(quick: World) -> None:
    a_source(quick)
    a_source(quick, "stargate", title="Stargate")
    assert resolved(quick, "Stargate").match.ref == "source/stargate"
    a_company(quick, "stargate", name="Stargate")
    assert resolved(quick, "Stargate").match.status == "ambiguous"
    assert resolved(quick, "Stargate", "source").match.ref == "source/stargate"
    an_event(quick, title="Stargate is announced by OpenAI and SoftBank")
    assert [each.ref for each in resolved(quick, "annuonced by softbank", "event").match.candidates] == ["event/launch"]

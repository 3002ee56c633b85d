"""Offerings are found by who asks for them: their names crowd out nobody else's."""

import pytest

from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.resolve import resolve
from chalicelib.operations.search.search import search
from chalicelib.operations.world import Moment, World
from tests.operations.builders import a_model, a_source, an_offering, say


@pytest.fixture
def offered(world: World) -> World:
    a_source(world)
    a_model(world, "deepseek-v3", name="DeepSeek V3")
    an_offering(world, "deepseek-chat", name="deepseek-chat", model="model/deepseek-v3")
    an_offering(world, "azure-v3", name="DeepSeek V3")
    return world


@pytest.mark.parametrize("text", ["deepseek v3", "depseek", "d"])
def test_search_finds_them_only_if_they_are_asked_for(offered: World, text: str) -> None:
    anybody = search(offered, q=text, limit=10)
    offerings = search(offered, q=text, kind="offering", limit=10)

    assert {item["kind"] for item in anybody.items} == {"model"}
    assert {item["kind"] for item in offerings.items} == {"offering"}


def test_autocomplete_and_resolve_do_so_too(offered: World) -> None:
    assert [item["ref"] for item in autocomplete(offered, q="deepseek", limit=10).items] == ["model/deepseek-v3"]
    named = autocomplete(offered, q="deepseek-c", kind="offering", limit=10).items
    assert [item["ref"] for item in named] == ["offering/deepseek-chat"]


def test_a_name_that_both_have_means_the_model_unless_an_offering_is_asked_for(offered: World) -> None:
    named = FoldedName("DeepSeek V3")
    answers = resolve(offered, wanted=[MatchQuery(named), MatchQuery(named, kind="offering")]).answers

    assert [each.match.ref for each in answers] == ["model/deepseek-v3", "offering/azure-v3"]


def test_their_former_names_are_found_and_marked(offered: World) -> None:
    then = Moment(known_at=offered.now())
    say(offered, "offering/azure-v3", name={"value": "v4-flash", "valid": "2026-01"})

    now = search(offered, q="deepseek v3", kind="offering", limit=10)
    past = search(offered, q="deepseek v3", kind="offering", limit=10, moment=then)
    for found, is_former in ((now, True), (past, False)):
        (marked,) = [item["former"] for item in found.items if item["ref"] == "offering/azure-v3"]
        assert marked is is_former

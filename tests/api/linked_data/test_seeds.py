"""Two libraries read the seeds as linked data: in the gate every fourth entity."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, URIRef

from chalicelib import seeds
from chalicelib.api.linked_data.claims import claim_node
from chalicelib.api.linked_data.entities import entity_node
from chalicelib.api.linked_data.properties import properties_in
from chalicelib.kinds import KINDS
from chalicelib.local.place import Options, place
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import Caller, World
from chalicelib.settings import Settings
from tests.api.linked_data.reading import (
    AT,
    address_of,
    are_alike,
    flat_fact,
    graph_of,
    is_the_same_when_expanded_and_compacted,
    members_of,
)
from tests.conftest import is_thorough

SEEDS = Path(__file__).parents[3] / "seeds"
REFS = [seed.ref for seed in seeds.read_seeds(SEEDS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the seeds once, and give the folder of the table."""
    folder = tmp_path_factory.mktemp("linked")
    with place(Options(data=folder), Settings()) as where:
        seeds.load(where.world, Caller("key_seed"), SEEDS)
    return folder


@pytest.fixture(scope="module")
def seeded(folder: Path) -> Iterator[World]:
    with place(Options(data=folder), Settings()) as where:
        yield where.world


@pytest.mark.parametrize("kind", KINDS)
def test_an_entity_of_the_seeds_and_its_facts_are_the_same_after_a_round_trip(seeded: World, kind: str) -> None:
    refs = [ref for ref in REFS if ref.kind == kind][:: 1 if is_thorough() else 4]
    assert refs
    for ref in refs:
        view = read(seeded, ref=ref, include_facts=True).view
        document = {"@context": AT.context, **entity_node(view, AT)}
        assert is_the_same_when_expanded_and_compacted(document), ref
        graph = graph_of(document)
        facts = [fact for each in view["facts"].values() for fact in each]
        claims = {URIRef(AT.fact(fact["id"])) for fact in facts}
        assert {*graph.subjects(RDF.type, URIRef("https://schema.org/Claim"))} == claims
        for fact in facts:
            declared = properties_in(kind)[fact["property"]]
            read_back = flat_fact(graph, URIRef(AT.fact(fact["id"])), declared.qualifier_types)
            sent = members_of(fact)
            assert {name: each for name, each in read_back.items() if not are_alike(each, sent[name])} == {}, sent
            predicate = graph.value(URIRef(AT.fact(fact["id"])), RDF.predicate)
            assert predicate == address_of(declared.term)
        alone = {"@context": AT.context, **claim_node(facts[0], AT)}
        assert is_the_same_when_expanded_and_compacted(alone), ref
        assert {*graph_of(alone).subjects(RDF.predicate)} == {URIRef(AT.fact(facts[0]["id"]))}

"""Facts that older code has indexed otherwise are named by an audit and indexed again by a repair."""

from dataclasses import replace

from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactsQuery
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Put
from tests.operations.builders import CALLER, a_model, a_source, fact_ids, new, ref


def test_a_score_is_found_by_its_benchmark_after_a_repair(world: World) -> None:
    a_source(world)
    new(world, "benchmark", "mmlu", name="MMLU")
    score = {"value": {"amount": "88.5", "unit": "%"}, "benchmark": "benchmark/mmlu"}
    a_model(world, scores=[score])
    (name,) = fact_ids(world, "model/v3", "scores")
    key = keys.fact_key(name)
    row = world.table.get([key])[key]
    world.table.commit([Put(replace(row, indexes={keys.BY_SOURCE: row.indexes[keys.BY_SOURCE]}))])
    board = FactsQuery(value=ref("benchmark/mmlu"))

    assert facts(world, question=board, limit=10).items == []
    assert "1 facts or merges have older indexes" in [finding.detail for finding in audit(world, ref="model/v3")]
    repair(world, CALLER, ref="model/v3")

    assert [fact["id"] for fact in facts(world, question=board, limit=10).items] == [name]
    assert audit(world, ref="model/v3") == []

"""Facts that older code recorded do not name what replaces them: the audit says so, a repair lets them."""

from dataclasses import replace

from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import World
from chalicelib.store.records.entity_rows import fact_row, view_rows
from chalicelib.store.rows import Put
from tests.operations.builders import CALLER, EVIDENCE, a_company, a_source, assert_whole, fact_ids, say

DEEPSEEK = "company/deepseek"


def unmarked(world: World, number: int) -> list[str]:
    """Record corrections of many aliases as code without marks did; give the ids of those replaced."""
    a_source(world)
    a_company(world)
    for start in range(0, number, 20):
        say(world, DEEPSEEK, aliases=[f"Alias {place}" for place in range(start, start + 20)])
        wrong = fact_ids(world, DEEPSEEK, "aliases")[-20:]
        say(world, DEEPSEEK, remarks=[{"value": {"text": f"Part {start}.", "language": "en"}}])
        say(world, DEEPSEEK, aliases=[{"value": f"Right {start}", "evidence": {**EVIDENCE, "replaces": wrong}}])
    entity = load_entity(world, DEEPSEEK)
    marked = [fact for fact in entity.facts.values() if fact.decisions]
    for start in range(0, len(marked), 50):
        rows = [fact_row(replace(each, decisions=()), series=False) for each in marked[start : start + 50]]
        world.table.commit([Put(row) for row in rows])
    assert entity.view is not None
    world.table.commit([Put(view_rows(replace(entity.view, facts=len(entity.facts)))[0])])
    return [fact.id for fact in marked]


def test_a_repair_adds_the_marks_that_are_missing_in_as_many_revisions_as_it_needs(quick: World) -> None:
    names = unmarked(quick, 100)
    assert len(names) == 100
    (found,) = [each.detail for each in audit(quick, ref=DEEPSEEK) if "replace" in each.detail]
    assert found == "100 facts do not name the facts that replace them now"
    before = load_entity(quick, DEEPSEEK).revision

    last = repair(quick, CALLER, ref=DEEPSEEK)

    facts = load_entity(quick, DEEPSEEK).facts
    assert all(facts[name].replaced_by(None) for name in names)
    assert last == before + 3
    assert [each.detail for each in audit(quick, ref=DEEPSEEK) if "replace" in each.detail] == []
    assert_whole(quick, DEEPSEEK)


def test_a_write_leaves_marks_that_older_code_did_not_make_to_a_repair(quick: World) -> None:
    names = unmarked(quick, 20)

    say(quick, DEEPSEEK, country="CN")

    facts = load_entity(quick, DEEPSEEK).facts
    assert not any(facts[name].decisions for name in names)

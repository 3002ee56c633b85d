"""After a merge every fact is listed and counted once, under the survivor; what it was before can still be asked."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Refusal
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactOrder, FactsQuery
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.revision_rows import revision_row
from chalicelib.store.rows import Put
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_instrument,
    fact_ids,
    pages,
    ref,
    revisions,
    said_by,
    say,
    state,
    world_on,
)
from tests.operations.undone import listed_facts


def unite(world: World, loser: str, survivor: str) -> None:
    merge(RequestContext(world, CALLER), ref=ref(loser), into=ref(survivor), reason="The same.")


def part(world: World, loser: str) -> None:
    reverse_merge(RequestContext(world, CALLER), ref=ref(loser), reason="Two.")


def listed(world: World, **asked: Any) -> list[str]:
    """Name the entity and the property of each fact that is found, in one word."""
    return [f"{each['entity']} {each['property']}" for each in found(world, **asked)]


def found(world: World, known_at: str | None = None, **asked: Any) -> list[Any]:
    named: Any = {name: value if name == "speakers" else ref(value) for name, value in asked.items()}
    question = FactsQuery(**named, moment=Moment(known_at=known_at))
    return [*facts(world, question=question, limit=50).items]


@pytest.fixture
def companies(world: World) -> World:
    """Two companies, one of them with a country from another source, on each engine."""
    a_source(world)
    a_source(world, "other")
    a_company(world, "one")
    a_company(world, "two")
    state(world, a_fact("company/two", "country", "SG", evidence=said_by("other")))
    return world


def test_a_fact_is_listed_under_the_survivor_and_before_the_merge_as_it_was(companies: World, clock: Clock) -> None:
    world, before = companies, companies.now()
    clock.advance(days=1)
    unite(world, "company/two", "company/one")
    clock.advance(days=1)
    merged_at = world.now()
    (copy,) = found(world, source="source/other", entity="company/one")
    assert (copy["merged_from"], copy["evidence"]["source"]) == (["company/two"], "source/other")
    assert found(world, source="source/other") == [copy, *found(world, source="source/other")[1:]]
    assert listed(world, source="source/other") == ["company/one country", "source/other title"]
    assert listed(world, source="source/other", known_at=before) == ["company/two country", "source/other title"]
    clock.advance(days=1)
    part(world, "company/two")
    clock.advance(days=1)
    assert listed(world, source="source/other") == ["company/two country", "source/other title"]
    assert listed(world, source="source/other", known_at=merged_at) == ["company/one country", "source/other title"]
    assert found(world, source="source/other", known_at=merged_at)[0] == copy
    assert listed(world, source="source/other", known_at=before) == ["company/two country", "source/other title"]


def test_a_closed_copy_is_in_no_list_and_can_still_be_read(companies: World) -> None:
    unite(companies, "company/two", "company/one")
    (copy,) = fact_ids(companies, "company/one", "country")
    part(companies, "company/two")
    assert copy not in {each["id"] for each in entity_facts(companies, ref=ref("company/one"), limit=50).items}
    shown = fact(companies, fact_id=copy)
    assert shown["retracted_at"] is not None
    assert "merged_from" not in shown
    counted = stats(companies)["facts"]
    reinstate(RequestContext(companies, CALLER), fact_id=copy, reason="It is true of both.")
    assert copy in {each["id"] for each in entity_facts(companies, ref=ref("company/one"), limit=50).items}
    assert stats(companies)["facts"] == counted + 1


def test_a_merged_source_is_listed_under_the_surviving_one_through_chains(companies: World, clock: Clock) -> None:
    world = companies
    a_source(world, "third")
    before = world.now()
    clock.advance(days=1)
    unite(world, "source/other", "source/report")
    unite(world, "source/report", "source/third")
    expected = sorted(listed(world, source="source/third"))
    assert "company/two country" in expected
    assert not [each for each in expected if each.startswith(("source/other", "source/report"))]
    assert {each["evidence"]["source"] for each in found(world, source="source/third")} == {
        *("source/other", "source/report", "source/third")
    }
    for merged in ("source/other", "source/report"):
        assert sorted(listed(world, source=merged)) == expected
        assert listed(world, entity="company/two", source=merged) == listed(world, entity="company/two")
    assert listed(world, source="source/other", known_at=before) == ["company/two country", "source/other title"]
    assert listed(world, source="source/third", known_at=before) == ["source/third title"]
    clock.advance(days=1)
    part(world, "source/report")
    assert listed(world, source="source/third") == ["source/third title"]
    assert "company/two country" in listed(world, source="source/report")


def test_of_very_many_merged_sources_the_first_are_followed(quick: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.operations.facts.merged_names.MAX_MERGED", 2)
    for n in range(5):
        a_source(quick, f"s{n}")
        say(quick, f"source/s{n}", language="en", evidence=said_by(f"s{n}"))
    for n in range(1, 5):
        unite(quick, f"source/s{n}", "source/s0")
    assert {each["evidence"]["source"] for each in found(quick, source="source/s0")} == {
        *("source/s0", "source/s1", "source/s2")
    }


def test_values_and_speakers_that_were_merged_are_found_under_the_survivor(companies: World) -> None:
    world = companies
    a_model(world, developer=["company/two"], evidence=said_by("report", speaker="company/two"))
    unite(world, "company/two", "company/one")
    for name in ("company/one", "company/two"):
        assert listed(world, value=name) == ["model/v3 developer"]
        assert sorted(listed(world, speakers=(name,))) == ["model/v3 developer", "model/v3 name"]
        assert listed(world, entity="model/v3", value=name) == ["model/v3 developer"]
    part(world, "company/two")
    assert listed(world, value="company/one") == []


def test_the_days_of_a_series_are_listed_once(world: World) -> None:
    a_source(world)
    for slug in ("nvda", "nvidia"):
        an_instrument(world, slug)
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    state(world, a_fact("instrument/nvidia", "price", **price))
    before, counted = sorted(listed(world, source="source/report")), stats(world)["facts"]
    unite(world, "instrument/nvidia", "instrument/nvda")
    assert "instrument/nvda price" in listed(world, source="source/report")
    assert not [each for each in listed(world, source="source/report") if each.startswith("instrument/nvidia")]
    assert stats(world)["facts"] == counted == len(listed(world, source="source/report"))
    part(world, "instrument/nvidia")
    assert (sorted(listed(world, source="source/report")), stats(world)["facts"]) == (before, counted)


def test_a_leaderboard_leaves_out_what_was_merged_away(quick: World) -> None:
    a_source(quick)
    for n in range(4):
        a_model(quick, f"m{n}", parameters={"amount": str(n + 1), "unit": "parameter"})
    unite(quick, "model/m3", "model/m0")
    question = FactsQuery(source=ref("source/report"), properties=("parameters",), order=FactOrder.LARGEST)
    ranked = [page.items for page in pages(lambda **asked: facts(quick, **asked), question=question, limit=2)]
    assert [[each["entity"] for each in page] for page in ranked] == [
        ["model/m0", "model/m2"],
        ["model/m1", "model/m0"],
    ]


def test_a_page_is_filled_up_although_facts_are_left_out(quick: World) -> None:
    a_source(quick)
    for n in range(9):
        a_company(quick, f"c{n}", country="CN")
    for n in range(8):
        unite(quick, f"company/c{n + 1}", "company/c0")
    retire(RequestContext(quick, CALLER), ref=ref("company/c0"), reason="Made up.")
    page = facts(quick, question=FactsQuery(source=ref("source/report"), properties=("country",)), limit=1)
    assert [each["entity"] for each in page.items] == ["company/c0"]
    assert page.next is None


def test_a_list_by_source_is_three_calls_and_one_more_for_each_page_of_entities_and_merged_source(
    dynamo_world: World, calls: Calls
) -> None:
    world = dynamo_world
    a_source(world)
    a_company(world)
    calls.clear()
    listed(world, source="source/report")
    assert calls.names == ["Query", "Query", "BatchGetItem"]
    a_source(world, "other")
    unite(world, "source/other", "source/report")
    calls.clear()
    listed(world, source="source/report")
    assert calls.names == ["Query"] * 4 + ["BatchGetItem"]
    calls.clear()
    listed(world, entity="company/deepseek")
    assert calls.names == ["Query"]


def test_the_counts_and_indexes_of_an_older_table_are_mended(quick: World) -> None:
    a_source(quick)
    a_source(quick, "other")
    state(quick, a_fact("source/other", "language", "en"))
    unite(quick, "source/other", "source/report")
    before = len(listed(quick, source="source/report"))
    # As code before this wrote it: the originals still counted, and nothing led from the survivor to them.
    last = revisions(quick, "source/other")[-1]
    older = replace(last, counts={"entities.source": -1})
    start, end = keys.decision_key("source/other", ""), keys.decision_key("source/other", "~")
    (life,) = quick.table.query(None, start.pk, start=start.sk, end=end.sk).rows
    quick.table.commit([Put(revision_row(older)), Put(replace(life, indexes={}))])
    assert sorted(each.detail for each in audit(quick, ref="source/other")) == [
        "1 facts or merges have older indexes",
        "the counts of its revisions are wrong by {'entities.source?language=en&month=unknown': -1, 'facts': -2}",
    ]
    repair(quick, CALLER, ref="source/other")
    assert audit(quick, ref="source/other") == []
    assert stats(quick)["facts"] == before == len(listed(quick, source="source/report"))


SOURCES = ["source/a", "source/b", "source/c"]
COMPANIES = ["company/x", "company/y", "company/z"]
NAMES = [*SOURCES, *COMPANIES]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("reverse"), st.sampled_from(NAMES), st.none()),
        st.tuples(st.just("say"), st.sampled_from(COMPANIES), st.sampled_from(SOURCES)),
        st.tuples(st.just("retract"), st.sampled_from(COMPANIES), st.none()),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=25)
@given(STEPS)
def test_the_facts_of_all_live_sources_together_are_those_that_are_counted(steps: list[Any]) -> None:
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    for name in SOURCES:
        a_source(world, name.removeprefix("source/"))
    for name in COMPANIES:
        a_company(world, name.removeprefix("company/"), country="CN", evidence=said_by("a", speaker="company/x"))
    for step in steps:
        with suppress(Refusal):
            take(world, *step)
        live = [name for name in SOURCES if is_live(world, name)]
        ids = [each["id"] for name in live for each in listed_facts(world, source=name)]
        assert len(ids) == len(set(ids)) == stats(world)["facts"]
    assert {name: audit(world, ref=name) for name in NAMES} == {name: [] for name in NAMES}
    table.close()


def take(world: World, what: str, name: str, other: str | None) -> None:
    match what:
        case "merge" if other is not None:
            unite(world, name, other)
        case "reverse":
            part(world, name)
        case "say" if other is not None:
            say(world, name, founded="1999", evidence=said_by(other.removeprefix("source/")))
        case _:
            retract(RequestContext(world, CALLER), fact_id=fact_ids(world, name, "country")[0], reason="Misread.")


def is_live(world: World, name: str) -> bool:
    row = world.table.get([keys.view_key(name)])[keys.view_key(name)]
    return "life" not in row.body

"""Shown origins: the flat view counts the independent origins behind each value that it shows."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Put, Row
from tests.conftest import Clock, examples
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_source,
    ref,
    revisions,
    said_by,
    say,
    state,
    view,
    world_on,
)

COMPANY = "company/deepseek"
PUBLISHERS = {"a": "Reuters", "b": "Reuters", "c": "Bloomberg", "d": "FT", "e": None, "f": None}


def papers(world: World) -> None:
    a_source(world)
    for slug, publisher in PUBLISHERS.items():
        a_source(world, slug, **({"publisher": {"text": publisher}} if publisher else {}))


def origins(world: World, **moment: Any) -> dict[str, Any]:
    counted: dict[str, Any] = view(world, COMPANY, **moment)["origins"]
    return counted


def test_each_value_shown_has_the_number_of_its_origins(quick: World) -> None:
    papers(quick)
    a_company(quick, country="CN", evidence=said_by("a"))
    assert origins(quick) == {"name": 1, "country": 1}

    state(quick, a_fact(evidence=said_by("b")))  # of the same publisher
    assert origins(quick)["country"] == 1

    state(quick, a_fact(evidence=said_by("c")), a_fact(evidence=said_by("e")))
    assert origins(quick) == {"name": 1, "country": 3}


def test_another_value_a_denial_and_a_retracted_fact_are_no_origin_of_what_is_shown(quick: World) -> None:
    papers(quick)
    a_company(quick, country="CN", evidence=said_by("a"))
    state(quick, a_fact(evidence=said_by("c")), a_fact(value="US", evidence=said_by("d")))
    state(quick, a_fact(evidence=said_by("e", certainty="denied")))

    assert view(quick, COMPANY)["country"] == "CN"
    assert origins(quick)["country"] == 2


def test_a_list_has_one_number_or_one_for_each_entry_in_order(quick: World) -> None:
    papers(quick)
    a_company(quick, aliases=["Deep", "Seek", "Hai"], evidence=said_by("a"))
    assert origins(quick)["aliases"] == 1

    say(quick, COMPANY, aliases=["seek"], evidence=said_by("c"))
    shown = view(quick, COMPANY)
    assert dict(zip(shown["aliases"], shown["origins"]["aliases"], strict=True)) == {"Deep": 1, "Seek": 2, "Hai": 1}


def test_entries_that_a_merge_made_one_count_the_origins_of_all_their_facts(quick: World) -> None:
    papers(quick)
    for slug in ("rival", "other"):
        a_company(quick, slug)
    a_company(quick, competes_with=["company/rival"], evidence=said_by("a"))
    say(quick, COMPANY, competes_with=["company/other"], evidence=said_by("c"))
    assert origins(quick)["competes_with"] == 1

    merge(RequestContext(quick, CALLER), ref=ref("company/rival"), into=ref("company/other"), reason="The same.")

    assert view(quick, COMPANY)["competes_with"] == ["company/other"]
    assert origins(quick)["competes_with"] == 2


def test_origins_are_those_of_the_moment(quick: World) -> None:
    papers(quick)
    a_company(quick, country="CN", evidence=said_by("a"))
    before = view(quick, COMPANY)["updated_at"]
    state(quick, a_fact(evidence=said_by("c")))

    assert (origins(quick, known_at=before)["country"], origins(quick)["country"]) == (1, 2)


def test_one_more_origin_changes_no_property(quick: World) -> None:
    papers(quick)
    a_company(quick, country="CN", evidence=said_by("a"))
    state(quick, a_fact(evidence=said_by("c")))

    assert revisions(quick, COMPANY)[-1].changes == ()


def test_a_view_stored_before_origins_were_counted_is_read_with_them_and_repaired(quick: World) -> None:
    papers(quick)
    a_company(quick, country="CN", evidence=said_by("a"))
    expected = view(quick, COMPANY)
    store_without_origins(quick)

    assert view(quick, COMPANY) == expected
    assert any("older layout" in each.detail for each in audit(quick, ref=COMPANY))

    repair(quick, CALLER, ref=COMPANY)
    assert view(quick, COMPANY)["origins"] == expected["origins"]
    assert [*audit(quick, ref=COMPANY)] == []


def store_without_origins(world: World) -> None:

    key = keys.view_key(COMPANY)
    row = world.table.get([key])[key]
    flat = {name: value for name, value in row.body["flat"].items() if name != "origins"}
    order = [name for name in row.body["order"] if name != "origins"]
    body = {**row.body, "flat": flat, "order": order, "layout": 5}
    world.table.commit([Put(Row(key, body, indexes=row.indexes, condition_attributes=row.condition_attributes))])
    assert load_entity(world, COMPANY).view is not None


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(PUBLISHERS)), st.sampled_from(("CN", "US"))), min_size=1, max_size=8))
def test_the_count_is_that_of_the_publishers_and_sources_that_say_what_is_shown(said: list[tuple[str, str]]) -> None:
    world = world_on(SqliteTable(":memory:"), Clock())
    papers(world)
    a_company(world)
    facts = [a_fact(value=value, evidence=said_by(paper)) for paper, value in dict.fromkeys(said)]
    record(RequestContext(world, CALLER), facts=facts)

    shown = view(world, COMPANY)
    agreeing = {PUBLISHERS[paper] or paper for paper, value in said if value == shown["country"]}
    assert shown["origins"]["country"] == len(agreeing)


def test_a_list_that_is_cut_has_as_many_numbers_as_values() -> None:
    values = [f"Name {n}" for n in range(501)]
    shown = {"kind": "company", "slug": "x", "aliases": values, "origins": {"name": 1, "aliases": [2] * 500 + [1]}}

    cut = within_bounds(shown)
    assert (len(cut["aliases"]), cut["origins"]) == (500, {"name": 1, "aliases": [2] * 500})
    alike = within_bounds({**shown, "origins": {"name": 1, "aliases": 1}})
    assert alike["origins"] == {"name": 1, "aliases": 1}

"""The open conflicts of all entities: now, at any earlier moment, and as time passes."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import BadCursor, BadParameter
from chalicelib.domain.instants import Instant
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.rows import Put
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    fact_ids,
    pages,
    ref,
    said_by,
    say,
)
from tests.operations.happenings import Service

Item = Mapping[str, Any]


def every(world: World, limit: int = 25, known_at: Instant | None = None, **asked: Any) -> list[Item]:
    """Follow the pages to the end."""
    question = {"moment": Moment(known_at=known_at), **{name: each for name, each in asked.items() if each is not None}}
    found = pages(lambda **more: open_conflicts(world, **more), limit=limit, **question)
    return [item for page in found for item in page.items]


def dispute(world: World, entity: str, **fields: Any) -> None:
    """Contradict a value from another source."""
    say(world, entity, evidence=said_by("other"), **fields)


def one_by_one(world: World, entities: list[str]) -> list[Item]:
    """Read the open conflicts of each entity by itself."""
    found = [{"ref": name, **conflict} for name in entities for conflict in conflicts(world, ref=ref(name)).items]
    return in_order([item for item in found if item["state"] == "open"])


def in_order(found: list[Item]) -> list[Item]:
    return sorted(
        found, key=lambda item: (item["opened_at"], item["ref"], item["property"], str(item["slot"])), reverse=True
    )


@pytest.fixture
def stage(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    for n in range(3):
        a_company(world, f"c{n}", country="CN", organisation_type="lab")


@pytest.mark.usefixtures("stage")
def test_conflicts_are_listed_the_last_opened_first_with_their_sides_and_the_value_shown(world: World) -> None:
    for n in (1, 0, 2):
        dispute(world, f"company/c{n}", country="SG")
    found = every(world, limit=2)
    assert [item["ref"] for item in found] == ["company/c2", "company/c0", "company/c1"]
    assert (found[0]["property"], found[0]["state"], found[0]["shown"]) == ("country", "open", "CN")
    assert [(side["value"], side["sources"]) for side in found[0]["sides"]] == [
        ("CN", ["source/report"]),
        ("SG", ["source/other"]),
    ]
    assert found[0]["why"]
    assert found == one_by_one(world, [f"company/c{n}" for n in range(3)])


@pytest.mark.usefixtures("stage")
def test_conflicts_are_filtered_by_kind_and_by_property(world: World) -> None:
    a_model(world, released="2025-01-20")
    dispute(world, "model/v3", released="2025-02-20")
    dispute(world, "company/c0", country="SG", organisation_type="regulator")
    assert {item["property"] for item in every(world)} == {"released", "country", "organisation_type"}
    assert {item["property"] for item in every(world, kind=KINDS["company"])} == {"country", "organisation_type"}
    assert [item["ref"] for item in every(world, kind=KINDS["company"], property_name="country")] == ["company/c0"]
    assert every(world, kind=KINDS["person"]) == []


@pytest.mark.usefixtures("stage")
def test_settled_retracted_and_retired_conflicts_are_closed_and_readable_at_earlier_moments(world: World) -> None:
    for n in range(3):
        dispute(world, f"company/c{n}", country="SG")
    open_then, at = every(world), world.now()
    ids = [fact_ids(world, f"company/c{n}", "country")[1] for n in range(2)]
    rank(RequestContext(world, CALLER), fact_id=ids[0], rank="preferred", reason="The register says so.")
    retract(RequestContext(world, CALLER), fact_id=ids[1], reason="Misread.")
    retire(RequestContext(world, CALLER), ref=ref("company/c2"), reason="Made up.")
    assert every(world) == []
    country = {"kind": KINDS["company"], "property_name": "country"}
    for asked in ({}, {"kind": KINDS["company"]}, country):
        assert every(world, known_at=at, **asked) == open_then
        assert every(world, known_at=at, limit=1, **asked) == open_then


@pytest.mark.usefixtures("stage")
def test_a_conflict_that_opens_again_was_not_open_in_between(world: World) -> None:
    dispute(world, "company/c0", country="SG")
    (first,) = every(world)
    before = world.now()
    fact_id = fact_ids(world, "company/c0", "country")[1]
    retract(RequestContext(world, CALLER), fact_id=fact_id, reason="Misread.")
    between = world.now()
    reinstate(RequestContext(world, CALLER), fact_id=fact_id, reason="Read right.")
    assert every(world) == every(world, known_at=before) == [first]
    assert every(world, known_at=between) == []


@pytest.mark.usefixtures("stage")
def test_a_later_side_is_not_shown_at_an_earlier_moment(world: World) -> None:
    dispute(world, "company/c0", country="SG")
    then, at = every(world), world.now()
    dispute(world, "company/c0", country="US")
    assert len(every(world)[0]["sides"]) == 3
    assert every(world, known_at=at) == then


def test_the_calls_of_a_page(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_source(dynamo_world, "other")
    for n in range(3):
        a_company(dynamo_world, f"c{n}", country="CN")
        dispute(dynamo_world, f"company/c{n}", country="SG")
    calls.clear()
    country = {"kind": KINDS["company"], "property_name": "country"}
    for asked in ({}, {"kind": KINDS["company"]}, country):
        assert open_conflicts(dynamo_world, limit=2, **asked).meta == {"read": 2, "returned": 2}
    assert calls.names == ["Query"] * 3
    at = dynamo_world.now()
    calls.clear()
    assert open_conflicts(dynamo_world, moment=Moment(known_at=at), limit=2).meta["returned"] == 2
    assert calls.names == ["Query"] * (2 + 2)


def test_at_an_earlier_moment_a_page_reads_more_only_if_too_few_rows_fit(
    quick: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.operations.paging.merged_queries.FIRST_READ", 4)
    a_source(quick)
    a_source(quick, "other")
    for n in range(30):
        a_company(quick, f"c{n}", country="CN")
        dispute(quick, f"company/c{n}", country="SG")
    at = quick.now()

    assert open_conflicts(quick, moment=Moment(known_at=at), limit=3).meta == {"read": 4, "returned": 3}
    for n in range(30):  # close all open conflicts, and open others
        retract(
            RequestContext(quick, CALLER), fact_id=fact_ids(quick, f"company/c{n}", "country")[1], reason="Misread."
        )
    assert open_conflicts(quick, moment=Moment(known_at=quick.now()), limit=3).meta == {"read": 30, "returned": 0}
    assert len(every(quick, known_at=at)) == 30


def test_at_an_earlier_moment_a_page_holds_25(quick: World) -> None:
    a_source(quick)
    a_source(quick, "other")
    for n in range(27):
        a_company(quick, f"c{n}", country="CN")
        dispute(quick, f"company/c{n}", country="SG")
    first = open_conflicts(quick, moment=Moment(known_at=quick.now()), limit=25)
    assert first.meta["returned"] == 25
    assert first.next is not None
    assert len(every(quick, known_at=quick.now())) == 27


def test_a_conflict_that_time_has_ended_is_not_shown_as_open(world: World, clock: Clock) -> None:
    a_source(world)
    a_source(world, "other")
    a_company(world)
    status = {"organisation_type": "lab", "valid": "2026-01/2026-12-01"}
    say(world, "company/deepseek", **status)
    lasting = {p.name for p in KINDS["company"].properties if p.lasting}
    assert "organisation_type" in lasting
    dispute(world, "company/deepseek", organisation_type="regulator", valid="2026-01/2026-12-31")
    assert len(every(world)) == 1
    at = world.now()
    clock.set("2026-12-02T00:00:00.000Z")
    assert every(world) == one_by_one(world, ["company/deepseek"]) == []
    assert len(every(world, known_at=at)) == 1


def test_a_conflict_that_time_has_settled_is_not_shown_as_open(world: World, clock: Clock) -> None:
    for slug in ("report", "other", "third"):
        a_source(world, slug)
    a_company(world)
    for slug, value, end in (("report", "lab", "12-01"), ("other", "regulator", "12-31"), ("third", "fund", "12-31")):
        valid = f"2026-01/2026-{end}"
        say(world, "company/deepseek", organisation_type=value, valid=valid, evidence=said_by(slug))
    for fact_id in fact_ids(world, "company/deepseek", "organisation_type")[:2]:
        rank(RequestContext(world, CALLER), fact_id=fact_id, rank="preferred", reason="The register says so.")
    assert len(every(world)) == 1
    clock.set("2026-12-02T00:00:00.000Z")
    (settled,) = conflicts(world, ref=ref("company/deepseek")).items
    assert settled["state"] == "settled"
    assert every(world) == []


def test_a_stale_conflict_of_a_lagging_index_is_resolved_again(quick: World, clock: Clock) -> None:
    a_source(quick)
    a_source(quick, "other")
    a_company(quick)
    say(quick, "company/deepseek", organisation_type="lab", valid="2026-01/2026-12-01")
    dispute(quick, "company/deepseek", organisation_type="regulator", valid="2026-01/2026-12-31")
    (row,) = quick.table.query(keys.BY_OPENING, keys.all_conflicts()).rows
    retire(RequestContext(quick, CALLER), ref=ref("company/deepseek"), reason="Made up.")
    quick.table.commit([Put(row)])
    clock.set("2026-12-02T00:00:00.000Z")
    assert every(quick) == []


def test_a_conflict_that_moves_between_the_two_reads_is_shown_once(quick: World) -> None:
    a_source(quick)
    a_source(quick, "other")
    a_company(quick, country="CN")
    dispute(quick, "company/deepseek", country="SG")
    at = quick.now()
    (row,) = quick.table.query(keys.BY_OPENING, keys.all_conflicts()).rows
    fact_id = fact_ids(quick, "company/deepseek", "country")[1]
    retract(RequestContext(quick, CALLER), fact_id=fact_id, reason="Misread.")
    quick.table.commit([Put(row)])
    assert len(every(quick, known_at=at)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_any_history_is_listed_as_each_entity_shows_it_and_stays_the_same(quick: World, seed: int) -> None:
    random = Random(seed)
    service = Service(quick, random)
    seen: list[tuple[str, list[Item]]] = []
    for _ in range(40):
        service.happen()
        found = every(quick, limit=random.choice([1, 2, 50]))
        assert in_order(found) == one_by_one(quick, service.alive)
        assert [item["opened_at"] for item in found] == sorted((i["opened_at"] for i in found), reverse=True)
        seen.append((quick.now(), found))
    assert any(found for _, found in seen)
    for at, found in seen:
        assert every(quick, known_at=at, limit=random.choice([1, 3, 25])) == found


def test_a_property_needs_its_kind_and_must_belong_to_it(quick: World) -> None:
    with pytest.raises(BadParameter, match="`kind`"):
        open_conflicts(quick, property_name="country", limit=5)
    with pytest.raises(BadParameter, match='"country"'):
        open_conflicts(quick, kind=KINDS["company"], property_name="cuontry", limit=5)
    assert open_conflicts(quick, kind=KINDS["event"], property_name="amount", limit=5).items == []


@pytest.mark.usefixtures("stage")
def test_a_cursor_is_valid_for_its_query_and_its_moment(world: World) -> None:
    for n in range(3):
        dispute(world, f"company/c{n}", country="SG")
    cursor = open_conflicts(world, limit=1).next
    assert open_conflicts(world, limit=1, cursor=cursor).items
    for asked in ({"kind": KINDS["company"]}, {"moment": Moment(known_at=world.now())}):
        with pytest.raises(BadCursor):
            open_conflicts(world, limit=1, cursor=cursor, **asked)

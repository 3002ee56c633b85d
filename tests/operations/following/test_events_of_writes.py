"""The events of real writes, as the change feed says them."""

import pytest

from chalicelib.domain.following.change_events import events_of, types_among
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    fact_ids,
    ref,
    said_by,
    say,
    state,
)

COMPANY = "company/deepseek"


def last(world: World, name: str = COMPANY) -> list[str]:
    """Return the types of the events of the last change to an entity."""
    found = changes(world, after=0, limit=1_000).items
    return types_among(events_of([change for change in found if change["ref"] == name][-1]))


@pytest.fixture
def context(quick: World) -> RequestContext:
    """A service with two sources and a company of which a country is on record."""
    a_source(quick)
    a_source(quick, "rival")
    a_company(quick, country="CN")
    return RequestContext(quick, CALLER)


def country(world: World) -> str:
    return fact_ids(world, COMPANY, "country")[0]


def test_an_entity_is_created_with_facts(context: RequestContext) -> None:
    assert last(context.world) == ["entity.created", "fact.recorded"]


def test_a_fact_more_changes_what_is_shown(context: RequestContext) -> None:
    say(context.world, COMPANY, website="https://deepseek.com")
    assert last(context.world) == ["entity.changed", "fact.recorded"]


def test_a_contradiction_opens_a_conflict_and_a_retraction_closes_it(context: RequestContext) -> None:
    (other,) = state(context.world, a_fact(value="FR", evidence=said_by("rival")))
    assert "conflict.opened" in last(context.world)
    retract(context, fact_id=other, reason="Wrong.")
    assert {"fact.retracted", "conflict.closed"} <= set(last(context.world))


def test_every_decision_on_a_fact_is_an_event(context: RequestContext) -> None:
    fact = country(context.world)
    rank(context, fact_id=fact, rank="preferred", reason="Better.")
    assert last(context.world) == ["fact.ranked"]
    revise_evidence(context, fact_id=fact, members={"quote": "China"}, reason="A quote.")
    assert last(context.world) == ["fact.revised"]
    retract(context, fact_id=fact, reason="Wrong.")
    assert last(context.world) == ["entity.changed", "fact.retracted"]
    reinstate(context, fact_id=fact, reason="Right.")
    assert last(context.world) == ["entity.changed", "fact.reinstated"]
    state(context.world, a_fact(value="FR", evidence={**EVIDENCE, "replaces": [fact]}))
    assert last(context.world) == ["entity.changed", "fact.recorded", "fact.replaced"]
    erase(context, fact_id=fact, reason="Asked for.")
    assert "fact.erased" in last(context.world)


def test_an_entity_is_retired_and_restored(context: RequestContext) -> None:
    retire(context, ref=ref(COMPANY), reason="Made up.")
    assert last(context.world) == ["entity.retired"]
    reverse_retirement(context, ref=ref(COMPANY), reason="It exists.")
    assert last(context.world) == ["entity.restored"]


def test_an_entity_is_merged_and_restored(context: RequestContext) -> None:
    a_company(context.world, "twin", country="HK")
    merge(context, ref=ref("company/twin"), into=ref(COMPANY), reason="The same.")
    assert last(context.world, "company/twin") == ["entity.merged"]
    reverse_merge(context, ref=ref("company/twin"), reason="Not the same.")
    assert last(context.world, "company/twin")[0] == "entity.restored"


def test_a_merge_changes_the_survivor_and_those_that_refer_to_it_and_its_reversal_restores_neither(
    context: RequestContext,
) -> None:
    a_company(context.world, "twin", country="HK", founded="2021")
    a_model(context.world, "v9", developer=["company/twin"])
    merge(context, ref=ref("company/twin"), into=ref(COMPANY), reason="The same.")
    assert {*last(context.world, COMPANY)} == {"entity.changed", "fact.recorded", "conflict.opened"}
    assert last(context.world, "model/v9") == ["entity.changed"]
    reverse_merge(context, ref=ref("company/twin"), reason="Not the same.")
    assert {*last(context.world, COMPANY)} == {"entity.changed", "fact.retracted", "conflict.closed"}
    assert last(context.world, "model/v9") == ["entity.changed"]
    assert last(context.world, "company/twin") == ["entity.restored"]


def test_an_entity_is_erased_with_its_facts(context: RequestContext) -> None:
    gone = erase_entity(context, ref=ref(COMPANY), reason="Asked for.").body["ref"]
    assert last(context.world, gone)[0] == "entity.erased"

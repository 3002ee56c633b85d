"""The DynamoDB calls of each operation, counted at the client, and the actions of each write."""

from typing import Any

import pytest

from chalicelib.domain.errors import TooManyActions
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.read import read
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
from chalicelib.operations.writes.patch import patch
from tests.conftest import Calls
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
    fact_ids,
    ref,
    say,
    state,
)

DEEPSEEK = ref("company/deepseek")
WRITE = "TransactWriteItems"


@pytest.fixture(autouse=True)
def stage(dynamo_world: World, calls: Calls) -> None:
    """One company with an alias and a scored model, one event with a known date and one without; calls from here on."""
    a_source(dynamo_world)
    a_company(dynamo_world, aliases=["深度求索"], remarks=[{"value": {"text": "A lab.", "language": "en"}}])
    for slug, date in (("launch", "2025-01-26"), ("rumour", {"missing": "unknown"})):
        an_event(dynamo_world, slug, date=date, participants=[{"value": "company/deepseek", "role": "developer"}])
    calls.clear()


def actions(calls: Calls) -> int:
    """Count the actions of the only transaction."""
    (found,) = (call.params["TransactItems"] for call in calls if call.operation == WRITE)
    return len(found)


@pytest.mark.parametrize("known_at", [None, "2030-01-01T00:00:00.000Z"])
@pytest.mark.parametrize("more", [{}, {"include_facts": True}, {"explain": True}])
def test_an_entity_is_one_call_at_any_moment(
    dynamo_world: World, calls: Calls, known_at: str | None, more: dict[str, bool]
) -> None:
    read(dynamo_world, ref=DEEPSEEK, moment=Moment(known_at=known_at), **more)
    assert calls.names == ["Query"]


def test_an_entity_at_a_valid_time_is_one_call(dynamo_world: World, calls: Calls) -> None:
    read(dynamo_world, ref=DEEPSEEK, moment=Moment(valid_at="2024-01-01T00:00:00.000Z"))
    assert calls.names == ["Query"]


@pytest.mark.parametrize("kind", ["company", "event", "source"])
def test_a_page_is_one_call(dynamo_world: World, calls: Calls, kind: str) -> None:
    assert listing(dynamo_world, kind=KINDS[kind], limit=10).items
    assert calls.names == ["Query"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_timeline_is_one_call_whichever_way(dynamo_world: World, calls: Calls, newest_first: bool) -> None:
    found = timeline(dynamo_world, ref=DEEPSEEK, newest_first=newest_first, limit=10)
    assert [item["slug"] for item in found.items] == ["launch", "rumour"]
    assert calls.names == ["Query"]


def test_conflicts_and_history_and_a_fact_are_one_call_each(dynamo_world: World, calls: Calls) -> None:
    (fact_id,) = fact_ids(dynamo_world, "company/deepseek", "name")
    calls.clear()
    conflicts(dynamo_world, ref=DEEPSEEK)
    history(dynamo_world, ref=DEEPSEEK, limit=10)
    fact(dynamo_world, fact_id=fact_id)
    assert calls.names == ["Query", "Query", "GetItem"]


def test_the_facts_of_an_entity_are_two_calls(dynamo_world: World, calls: Calls) -> None:
    entity_facts(dynamo_world, ref=DEEPSEEK, limit=10)
    assert calls.names == ["Query", "Query"]


def test_creating_a_source_is_one_transaction(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world, "another")
    assert calls.names == [WRITE]


def test_creating_is_one_read_of_refs_and_one_transaction(dynamo_world: World, calls: Calls) -> None:
    a_model(dynamo_world, developer=["company/deepseek"])
    assert calls.names == ["BatchGetItem", WRITE]


def test_patching_with_what_is_known_is_one_query_and_one_transaction(dynamo_world: World, calls: Calls) -> None:
    say(dynamo_world, "company/deepseek", country="CN")
    assert calls.names == ["Query", WRITE]


def test_patching_with_what_is_new_is_one_more_read(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world, "other")
    a_model(dynamo_world)
    calls.clear()
    evidence = {"source": "source/other", "basis": "opinion", "speaker": "model/v3"}
    say(dynamo_world, "company/deepseek", country="CN", evidence=evidence)
    assert calls.names == ["Query", "BatchGetItem", WRITE]


def test_patching_with_nothing_new_writes_nothing(dynamo_world: World, calls: Calls) -> None:
    assert not say(dynamo_world, "company/deepseek", name="Deepseek").created
    assert calls.names == ["Query", "GetItem"]  # the source, whose date may be known by now


def test_facts_of_several_entities_are_one_transaction(dynamo_world: World, calls: Calls) -> None:
    state(dynamo_world, a_fact(), a_fact("event/launch", "place", "Hangzhou"))
    assert calls.names == ["Query", "Query", WRITE]


def test_a_price_of_a_series_reads_its_own_place_as_well(dynamo_world: World, calls: Calls) -> None:
    an_instrument(dynamo_world)
    calls.clear()
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    state(dynamo_world, a_fact("instrument/nvda", "price", **price))
    assert calls.names == ["Query", "Query", WRITE]


def test_a_decision_is_one_query_and_one_transaction(dynamo_world: World, calls: Calls) -> None:
    (fact_id,) = state(dynamo_world, a_fact())
    calls.clear()
    rank(RequestContext(dynamo_world, CALLER), fact_id=fact_id, rank="deprecated", reason="Wrong.")
    retract(RequestContext(dynamo_world, CALLER), fact_id=fact_id, reason="Misread.")
    reinstate(RequestContext(dynamo_world, CALLER), fact_id=fact_id, reason="Not misread.")
    assert calls.names == ["Query", WRITE] * 3


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_revision_of_evidence_reads_the_source_as_well(dynamo_world: World, calls: Calls, dry_run: bool) -> None:
    (fact_id,) = state(dynamo_world, a_fact())
    calls.clear()
    context, members = RequestContext(dynamo_world, CALLER), {"quote": "China"}
    context = context.rehearsed() if dry_run else context
    revise_evidence(context, fact_id=fact_id, members=members, reason="Cut.")
    assert calls.names == ["Query", "GetItem", "BatchGetItem" if dry_run else WRITE]
    if not dry_run:
        assert actions(calls) == 3  # fact, revision and view: the card shows no quote


def test_evidence_that_replaces_in_a_patch_costs_the_same(dynamo_world: World, calls: Calls) -> None:
    state(dynamo_world, a_fact())
    calls.clear()
    body = {"country": "CN", "evidence": {**EVIDENCE, "quote": "China"}}
    patch(RequestContext(dynamo_world, CALLER), ref=DEEPSEEK, body=body, replaces_evidence=True)
    assert calls.names == ["Query", "GetItem", WRITE]
    assert actions(calls) == 3


def test_retiring_is_one_query_and_one_transaction(dynamo_world: World, calls: Calls) -> None:
    retire(RequestContext(dynamo_world, CALLER), ref=DEEPSEEK, reason="Made up.")
    assert calls.names == ["Query", WRITE]


def test_reversing_a_retirement_is_one_query_one_batch_read_and_one_transaction(
    dynamo_world: World, calls: Calls
) -> None:
    retire(RequestContext(dynamo_world, CALLER), ref=ref("event/launch"), reason="Made up.")
    retire(RequestContext(dynamo_world, CALLER), ref=DEEPSEEK, reason="Made up.")
    calls.clear()
    reverse_retirement(RequestContext(dynamo_world, CALLER), ref=DEEPSEEK, reason="It exists.")
    assert calls.names == ["Query", WRITE]  # it refers to nothing
    assert actions(calls) == 9
    calls.clear()
    reverse_retirement(RequestContext(dynamo_world, CALLER), ref=ref("event/launch"), reason="It happened.")
    assert calls.names == ["Query", "GetItem", WRITE]  # BatchGetItem, if it refers to several


def test_the_calls_of_a_reversed_merge(dynamo_world: World, calls: Calls) -> None:
    a_company(dynamo_world, "deep-seek", website="https://deepseek.com/")
    say(dynamo_world, "event/launch", participants=[{"value": "company/deep-seek", "role": "subject"}])
    context = RequestContext(dynamo_world, CALLER)
    merge(context, ref=ref("company/deep-seek"), into=DEEPSEEK, reason="The same.")
    calls.clear()
    reverse_merge(context, ref=ref("company/deep-seek"), reason="Two firms.")
    found = ["Query", "Query", "BatchGetItem"]  # links of the survivor, facts that name the other, their views
    end = ["Query", "Query", WRITE]  # with up to 20 copies
    refresh = ["Query", "BatchGetItem", WRITE]  # of each entity that refers to it
    assert calls.names == ["Query", "Query", *found, *end, *found, *refresh]


def test_changes_that_are_numbered_are_three_calls(dynamo_world: World, calls: Calls) -> None:
    changes(dynamo_world, after=0, limit=10)
    calls.clear()
    changes(dynamo_world, after=0, limit=10)
    assert calls.names == ["GetItem", "Query", "Query"]


def test_a_scalar_patch_of_a_company_takes_four_actions(dynamo_world: World, calls: Calls) -> None:
    say(dynamo_world, "company/deepseek", founded="2023")
    assert actions(calls) == 4  # fact, view, revision, listing


def test_an_address_takes_one_more_by_which_it_is_found(dynamo_world: World, calls: Calls) -> None:
    say(dynamo_world, "company/deepseek", website="https://www.deepseek.com/")
    assert actions(calls) == 5


def test_a_scalar_patch_of_an_event_takes_one_more_for_each_card(dynamo_world: World, calls: Calls) -> None:
    say(dynamo_world, "event/launch", place="Hangzhou")
    assert actions(calls) == 6  # fact, view, revision; the lists of all and of the type; a link with a card


def test_a_wide_property_has_its_own_row(dynamo_world: World, calls: Calls) -> None:
    say(dynamo_world, "company/deepseek", remarks=[{"value": {"text": "Still a lab.", "language": "en"}}])
    assert actions(calls) == 4  # fact, view, remarks and revision


def test_a_company_with_a_name_of_one_word_takes_six_actions(dynamo_world: World, calls: Calls) -> None:
    a_company(dynamo_world, "baidu")
    assert actions(calls) == 6  # fact, view, revision, listing, word; a check that it was not erased


def test_the_worked_example_of_a_model_fits_well(dynamo_world: World, calls: Calls) -> None:
    fields = {
        "released": "2024-12-26",
        "developer": ["company/deepseek"],
        "level": "version",
        "architecture": ["mixture_of_experts"],
        "parameters": {"amount": "671e9", "unit": "parameter"},
        "context_window": {"amount": "128000", "unit": "token"},
        "open_weights": True,
        "prices": [
            {"value": {"amount": "0.27", "unit": "USD/Mtok"}, "direction": "input"},
            {"value": {"amount": "1.10", "unit": "USD/Mtok"}, "direction": "output"},
        ],
    }
    a_model(dynamo_world, "v3", name="V3", **fields)
    assert actions(calls) == 19


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"founded": {"value": "2021", "scope": "the lab"}}, 4),  # fact, view, revision, listing
        ({"founded": "2021"}, 6),  # and the conflict, and the list of disputed companies
        ({"country": {"value": "SG", "scope": "the lab"}}, 6),  # and the lists of both countries
        ({"country": "SG"}, 8),
    ],
)
def test_a_value_beside_the_one_shown_takes_a_row_in_the_list_of_its_code(
    dynamo_world: World, calls: Calls, fields: dict[str, Any], expected: int
) -> None:
    say(dynamo_world, "company/deepseek", **{name: {"founded": "2023", "country": "CN"}[name] for name in fields})
    calls.clear()
    say(dynamo_world, "company/deepseek", **fields, evidence={**EVIDENCE, "basis": "opinion"})

    assert (calls.names, actions(calls)) == (["Query", WRITE], expected)


def test_an_event_with_twenty_participants_takes_49_actions(dynamo_world: World, calls: Calls) -> None:
    for n in range(20):
        a_company(dynamo_world, f"c{n}")
    calls.clear()
    parties = [{"value": f"company/c{n}", "role": "developer"} for n in range(20)]
    an_event(dynamo_world, "summit", title="Summit", participants=parties)
    assert calls.names == ["BatchGetItem", WRITE]
    assert actions(calls) == 49  # 23 facts, 20 links with a card, 2 listings; view, revision, word, check


def test_nothing_ever_scans(dynamo_world: World, calls: Calls) -> None:
    an_event(dynamo_world, "second")
    changes(dynamo_world, after=0, limit=100)
    listing(dynamo_world, kind=KINDS["event"], limit=100)
    assert "Scan" not in calls.names


def test_a_body_that_leans_on_more_entities_than_a_transaction_could_is_refused_before_they_are_read(
    dynamo_world: World, calls: Calls
) -> None:
    lists = [p.name for p in KINDS["company"].properties if p.is_list and not any(q.required for q in p.qualifiers)]
    many = [
        {"value": {"missing": "none"}, "scope": f"model/{name}-{n}", "evidence": {"source": f"source/{name}-{n}"}}
        for name in lists
        for n in range(100)
    ]
    body = {name: many[place * 100 : place * 100 + 100] for place, name in enumerate(lists)}

    with pytest.raises(TooManyActions, match="maximum is 1000"):
        patch(RequestContext(dynamo_world, CALLER), ref=DEEPSEEK, body={**body, "evidence": {"basis": "opinion"}})
    assert calls.names == ["Query"]

"""A write to a portion of a large entity leaves what a write that reads all its facts would leave."""

from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid, Refusal
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Delete, Put
from tests.conftest import Clock, examples
from tests.engines.all_large import READ_APART
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_offering,
    new,
    ref,
    said_by,
    state,
    view,
    world_on,
)
from tests.operations.transfer_worlds import import_all, pages_of

SOURCES = ("first", "second", "catalogue-1", "catalogue-2")
OF_ANY_SOURCE = 0.05  # the catalogues are a series, which parts nothing once a document of it is known
DAYS = ("2025-01-01", "2025-06-01", "2026-01-01", "2025-02-01/2025-05-31", "2027-01-01")
PERIODS = (None, "2024-01/2024-03", "2024-04/2024-06", "2025")
BENCHMARKS = ("benchmark/mmlu", "benchmark/gpqa", {"text": "HLE"}) * 5 + ({"text": "Mmlu"},)
MADE = {"entity": "model/v3", "evidence": said_by("first")}
FIFTY = {"amount": "50", "unit": "%"}
MISSING = 0.04  # of amounts: they join the slots of all units
STEPS = ("record",) * 8 + ("replace",) * 4 + ("retract", "retract", "reinstate", "rank", "merge")


def evidence(pick: Random) -> dict[str, Any]:
    return said_by(
        pick.choice(SOURCES if pick.random() < OF_ANY_SOURCE else SOURCES[:2]),
        certainty=pick.choice(("asserted", "asserted", "asserted", "rumoured", "expected", "denied")),
        basis=pick.choice(("third_party_report", "self_reported", "opinion")),
    )


def a_random_fact(pick: Random) -> dict[str, Any]:
    entity, name, value, more = pick.choice((score, alias, window, cost, rival, identifier, price, confirmation))(pick)
    members = {"entity": entity, "property": name, "value": value, "evidence": evidence(pick), **more}
    return {member: each for member, each in members.items() if each is not None}


Made = tuple[str, str, Any, dict[str, Any]]


def amount(pick: Random, unit: str, *values: str) -> Any:
    missing = pick.random() < MISSING
    return {"missing": pick.choice(("unknown", "none"))} if missing else {"amount": pick.choice(values), "unit": unit}


def score(pick: Random) -> Made:
    qualifiers = {"benchmark": pick.choice(BENCHMARKS)}
    return "model/v3", "scores", amount(pick, "%", "50", "50.4", "61"), {"qualifiers": qualifiers, "valid": valid(pick)}


def alias(pick: Random) -> Made:
    return "model/v3", "aliases", pick.choice(("V3", "v 3", "DeepSeek V3", "DSV3")), {"valid": valid(pick)}


def window(pick: Random) -> Made:
    return "model/v3", "context_window", amount(pick, "token", "128000", "64000"), {"valid": valid(pick)}


def cost(pick: Random) -> Made:
    more = {
        "period": pick.choice(PERIODS),
        "scope": pick.choice((None, None, {"text": "the last run"})),
        "condition": pick.choice((None, None, "without staff")),
    }
    return "model/v3", "training_cost", amount(pick, pick.choice(("USD", "EUR")), "5e6", "5.2e6", "7e6"), more


def rival(pick: Random) -> Made:
    return "company/deepseek", "competes_with", pick.choice(("company/rival", {"text": "Rival"}, "company/other")), {}


def identifier(pick: Random) -> Made:
    return "company/deepseek", "identifiers", pick.choice(("one", "two")), {"qualifiers": {"scheme": "huggingface"}}


def price(pick: Random) -> Made:
    unit = pick.choice(("USD/Mtok",) * 9 + ("%",))
    qualifiers = {"direction": pick.choice(("input", "output")), "tier": pick.choice(("standard", "batch"))}
    return "offering/chat", "prices", amount(pick, unit, "1", "2"), {"qualifiers": qualifiers, "valid": valid(pick)}


def confirmation(pick: Random) -> Made:
    return "offering/chat", "confirmed", pick.choice(("2025-03-01", "2025-09-01")), {}


def valid(pick: Random) -> str | None:
    return pick.choice((None, None, *DAYS))


def a_world() -> World:
    world = world_on(SqliteTable(":memory:"), Clock())
    for slug in ("report", "first", "second", "root"):
        a_source(world, slug)
    for n in (1, 2):
        a_source(
            world, f"catalogue-{n}", derived_from="source/root", publisher={"text": "C"}, published=f"2025-0{n}-01"
        )
    for slug in ("deepseek", "rival", "other"):
        a_company(world, slug)
    for slug in ("mmlu", "gpqa"):
        new(world, "benchmark", slug, name=slug)
    a_model(world)
    an_offering(world, "chat")
    return world


def take(world: World, step: str, pick: Random, ids: list[str]) -> None:
    """Do one step; what the service refuses is as good a step."""
    context = RequestContext(world, CALLER)
    if step == "record" or not ids:
        facts = [a_random_fact(pick) for _ in range(pick.randint(1, 4))]
        ids += [each["id"] for each in record(context, facts=facts, atomic=False).facts]
    elif step == "merge":
        merge(context, ref=ref("company/rival"), into=ref("company/other"), reason="The same.")
    elif step == "replace":
        fact = a_random_fact(pick)
        same = [each for each in ids if each.split("~")[2] == fact["property"]]
        ids += state(world, {**fact, "evidence": {**fact["evidence"], "replaces": [pick.choice(same or ids)]}})
    elif step == "retract":
        retract(context, fact_id=pick.choice(ids), reason="Wrong.")
    elif step == "reinstate":
        reinstate(context, fact_id=pick.choice(ids), reason="Right.")
    else:
        rank(context, fact_id=pick.choice(ids), rank=pick.choice(("preferred", "deprecated")), reason="Better.")


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(0, 2**32))
def test_a_portion_gives_the_view_that_all_facts_give(seed: int) -> None:
    world, ids, pick = a_world(), list[str](), Random(seed)
    for _ in range(30):
        with suppress(Refusal):
            take(world, pick.choice(STEPS), pick, ids)
    for entity in ("model/v3", "company/deepseek", "offering/chat"):
        assert audit(world, ref=entity) == []


def test_a_fact_of_another_property_is_refused_as_such() -> None:
    world = a_world()
    (cost,) = state(world, {**MADE, "property": "training_cost", "value": {"amount": "5e6", "unit": "USD"}})
    alias = {**MADE, "property": "aliases", "value": "V3", "evidence": said_by("first", replaces=[cost])}
    with pytest.raises(Invalid) as refusal:
        state(world, alias)
    assert [(each.pointer, each.code) for each in refusal.value.faults] == [
        ("/facts/0/evidence/replaces/0", "another_property")
    ]


def test_facts_that_an_outline_does_not_count_are_shown_by_the_next_write() -> None:
    world = a_world()
    state(world, {**MADE, "property": "training_cost", "value": {"amount": "5e6", "unit": "USD"}})
    row = world.table.query(None, "E#model/v3", start="@", end="@").rows[0]
    outline = row.body["outline"]
    outline["properties"].pop("training_cost")
    world.table.commit([Put(replace(row, body={**row.body, "outline": outline}))])
    state(world, {**MADE, "property": "aliases", "value": "V3"})
    assert audit(world, ref="model/v3") == []
    assert view(world, "model/v3")["training_cost"] == {"amount": "5e6", "unit": "USD"}


def test_a_row_of_an_outline_that_is_lost_comes_back_with_the_next_write() -> None:
    world = a_world()
    for slug in ("mmlu", "gpqa", "mmlu"):
        state(world, {**MADE, "property": "scores", "value": FIFTY, "qualifiers": {"benchmark": f"benchmark/{slug}"}})
    lost = keys.slots_key("model/v3", "scores")
    before = world.table.get([lost], consistent=True)[lost]
    world.table.commit([Delete(lost)])
    state(world, {**MADE, "property": "aliases", "value": "V3"})
    assert world.table.get([lost], consistent=True)[lost].body["slots"] == before.body["slots"]


def test_an_imported_entity_is_written_to_by_portions() -> None:
    world, there = a_world(), world_on(SqliteTable(":memory:"), Clock())
    for slug in ("mmlu", "gpqa"):
        state(world, {**MADE, "property": "scores", "value": FIFTY, "qualifiers": {"benchmark": f"benchmark/{slug}"}})
    import_all(there, pages_of(world))
    before = READ_APART["scores"]
    score = {**MADE, "property": "scores", "value": {"amount": "61", "unit": "%"}}
    state(there, {**score, "qualifiers": {"benchmark": "benchmark/gpqa"}})
    assert READ_APART["scores"] == before + 1
    assert audit(there, ref="model/v3") == []


def test_the_slots_of_lists_and_of_properties_with_one_value_were_read_apart() -> None:
    """The law above says nothing if no portion ever had slots."""
    assert min(READ_APART[name] for name in ("scores", "competes_with", "training_cost", "prices")) > 0, READ_APART

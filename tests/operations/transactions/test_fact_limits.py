"""How much is kept of one thing: bounds that no write passes, and work that grows with the facts and no faster."""

from dataclasses import replace
from functools import partial
from itertools import pairwise as neighbours
from typing import Any

import pytest

from chalicelib.domain.errors import TooManyFacts
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Basis, Evidence
from chalicelib.domain.instants import plus_ms
from chalicelib.domain.values import Phrase, Quantity, Text, When
from chalicelib.operations.bounds import MAX_ENTITY_FACTS, MAX_SLOT_FACTS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.read import read
from chalicelib.operations.series.series import series
from chalicelib.operations.world import Recorded, RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.record import record
from chalicelib.store.metered import MeteredTable
from tests.conftest import Calls, is_thorough
from tests.counted import work
from tests.operations.builders import (
    CALLER,
    SOURCE,
    a_fact,
    a_model,
    a_source,
    an_instrument,
    crowd,
    ref,
    revisions,
    say,
    state,
    view,
)

MODEL = "model/v3"
EVIDENCE = Evidence(source=SOURCE, basis=Basis.THIRD_PARTY_REPORT)


@pytest.fixture
def staged(quick: World) -> World:
    """A model and the source of its facts."""
    a_source(quick)
    a_model(quick)
    return quick


def day(number: int) -> str:
    return plus_ms("2000-01-01T00:00:00.000Z", number * 86_400_000)[:10]


def windows(number: int) -> list[Content]:
    """Context windows, a new one each day: all in one slot."""
    return [
        Content("context_window", Quantity(str(n + 1), "token"), EVIDENCE, valid=When(day(n))) for n in range(number)
    ]


def remarks(number: int, *, length: int = 0) -> list[Content]:
    """Return remarks, each in its own slot."""
    return [Content("remarks", Phrase(f"{n} {'x' * length}", "en"), EVIDENCE) for n in range(number)]


def parts(number: int) -> list[Content]:
    """Return context windows, each of another part of the model and so in its own slot."""
    return [Content("context_window", Quantity("8", "token"), EVIDENCE, scope=Text(f"part {n}")) for n in range(number)]


def a_window(amount: int, **more: Any) -> dict[str, Any]:
    return a_fact(MODEL, "context_window", {"amount": str(amount), "unit": "token"}, **more)


def refused(world: World, *facts: dict[str, Any], dry_run: bool = False) -> TooManyFacts:
    """Record facts and give the refusal, which has left no trace."""
    before, context = revisions(world, MODEL), RequestContext(world, CALLER)
    with pytest.raises(TooManyFacts) as caught:
        record(context.rehearsed() if dry_run else context, facts=list(facts))
    assert revisions(world, MODEL) == before
    return caught.value


def test_a_slot_keeps_2000_facts_and_the_next_is_refused_with_the_count_and_the_bound(staged: World) -> None:
    crowd(staged, MODEL, windows(MAX_SLOT_FACTS - 1))
    state(staged, a_window(999_999, valid="2020-01-01"))

    refusal = refused(staged, a_window(1), a_fact(MODEL, "license", "MIT"), a_window(2))

    assert MAX_SLOT_FACTS >= 2_000
    assert refusal.context == {"facts": 2_002, "limit": 2_000}
    assert [(fault.pointer, fault.code) for fault in refusal.faults] == [
        ("/facts/0", "too_many_facts"),
        ("/facts/2", "too_many_facts"),
    ]
    assert "2002" in refusal.detail
    assert "2000" in refusal.detail


def test_apart_each_fact_beyond_a_full_slot_is_refused_alone_and_the_entity_is_read_twice(staged: World) -> None:
    crowd(staged, MODEL, windows(MAX_SLOT_FACTS))
    counting = MeteredTable(staged.table)

    facts = [*map(a_window, range(60)), a_fact(MODEL, "license", "MIT")]
    recorded = record(RequestContext(replace(staged, table=counting), CALLER), facts=facts, atomic=False)

    codes = [outcome["refusal"].code if "refusal" in outcome else "recorded" for outcome in recorded.outcomes]
    assert sorted(codes) == [*["recorded"], *["too_many_facts"] * 60]
    assert counting.calls <= 6


def test_a_full_slot_can_be_read_decided_on_and_repeated_and_others_have_room(staged: World) -> None:
    crowd(staged, MODEL, windows(MAX_SLOT_FACTS - 1))
    (last,) = state(staged, a_window(999_999, valid="2020-01-01"))

    assert state(staged, a_window(999_999, valid="2020-01-01")) == [last]
    assert view(staged, MODEL, valid_at="2000-01-03T00:00:00.000Z")["context_window"]["amount"] == "3"
    assert len(read(staged, ref=ref(MODEL), include_facts=True).view["facts"]["context_window"]) == 2_000
    retract(RequestContext(staged, CALLER), fact_id=last, reason="A misreading.")
    assert view(staged, MODEL)["context_window"]["amount"] == "1999"
    say(staged, MODEL, license="MIT")
    state(staged, a_window(5, scope={"text": "the small one"}))


def test_what_is_beyond_a_bound_already_stays_readable(staged: World) -> None:
    facts = crowd(staged, MODEL, windows(MAX_SLOT_FACTS + 5))

    retract(RequestContext(staged, CALLER), fact_id=facts[-1].id, reason="A misreading.")

    assert view(staged, MODEL)["context_window"]["amount"] == "2004"
    assert refused(staged, a_window(1)).context["facts"] == 2_006


def test_an_entity_keeps_20000_facts_whatever_their_slots(staged: World) -> None:
    own = len(load_entity(staged, MODEL).facts)
    crowd(staged, MODEL, remarks(MAX_ENTITY_FACTS - own))

    refusal = refused(staged, a_window(1))

    assert MAX_ENTITY_FACTS >= 20_000
    assert refusal.context == {"facts": 20_001, "limit": 20_000}
    assert MODEL in refusal.detail


def test_entity_by_entity_only_the_full_one_is_refused(staged: World) -> None:
    a_model(staged, "r1")
    crowd(staged, MODEL, windows(MAX_SLOT_FACTS))

    done: Recorded = record(
        RequestContext(staged, CALLER), facts=[a_window(1), {**a_window(1), "entity": "model/r1"}], atomic=False
    )

    full, other = done.outcomes
    assert full["refusal"].code == "too_many_facts"
    assert other["created"]


def test_a_dry_run_is_refused_as_the_write_would_be(staged: World) -> None:
    crowd(staged, MODEL, windows(MAX_SLOT_FACTS))

    assert refused(staged, a_window(1), dry_run=True).context["limit"] == 2_000


def test_a_merge_that_would_pass_a_bound_writes_nothing(staged: World) -> None:
    a_model(staged, "r1")
    crowd(staged, MODEL, windows(MAX_SLOT_FACTS))
    same = a_window(1, valid=day(0))
    state(
        staged,
        *({**a_window(n, valid="2021"), "entity": "model/r1"} for n in range(50)),
        {**same, "entity": "model/r1"},
    )
    before = revisions(staged, MODEL), revisions(staged, "model/r1")

    with pytest.raises(TooManyFacts) as caught:
        merge(RequestContext(staged, CALLER), ref=ref("model/r1"), into=ref(MODEL), reason="The same.")

    assert caught.value.context == {"facts": 2_050, "limit": 2_000}
    assert [fault.pointer for fault in caught.value.faults] == ["/into"]
    assert (revisions(staged, MODEL), revisions(staged, "model/r1")) == before


def test_the_values_of_a_series_do_not_count(quick: World) -> None:
    a_source(quick)
    an_instrument(quick)
    prices = [Content("price", Quantity(str(n), "USD"), EVIDENCE, valid=When(day(n))) for n in range(2_005)]
    crowd(quick, "instrument/nvda", prices, series=True)

    state(quick, a_fact("instrument/nvda", "price", {"amount": "5", "unit": "USD"}, valid="2010-01-01"))

    listed = series(quick, ref=ref("instrument/nvda"), property_name="price", limit=100)
    assert len(listed.items) == 100


def test_an_entity_of_several_megabytes_is_read_page_by_page_and_whole(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_model(dynamo_world)
    crowd(dynamo_world, MODEL, remarks(1_500, length=1_200))
    own = len(load_entity(dynamo_world, MODEL).facts) - 1_500
    calls.clear()

    entity = load_entity(dynamo_world, MODEL)

    assert len(entity.facts) == 1_500 + own
    assert len(calls) > 1
    assert set(calls.names) == {"Query"}
    assert all("ExclusiveStartKey" in call.params for call in calls[1:])


ASKED = {
    "read at a moment": lambda world, name: view(world, name, valid_at="2001-01-01T00:00:00.000Z"),
    "read with its facts": lambda world, name: read(world, ref=ref(name), include_facts=True),
    "explained": lambda world, name: read(world, ref=ref(name), explain=True),
    "read over time": lambda world, name: series(world, ref=ref(name), property_name="context_window", limit=100),
    "written to": lambda world, name: state(world, {**a_window(5, valid="1999"), "entity": name}),
}


@pytest.mark.parametrize("of", [windows, parts], ids=["one slot", "many slots"])
@pytest.mark.parametrize("asked", ASKED)
def test_twice_as_many_facts_are_twice_the_work_when_an_entity_is(quick: World, asked: str, of: Any) -> None:
    a_source(quick)
    done = []
    sizes = (100, 200, 400, 800, 1600) if is_thorough() else (100, 1600)
    for size in sizes:
        a_model(quick, f"m{size}")
        crowd(quick, f"model/m{size}", of(size))
        done.append(work(partial(ASKED[asked], quick, f"model/m{size}")))

    for (small, large), (before, after) in zip(neighbours(sizes), neighbours(done), strict=True):
        assert after < 1.25 * before * large / small, done

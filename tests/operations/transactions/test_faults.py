"""Two writers, lost answers, deaths between two calls, reads of half a transaction."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import Busy, Duplicate, Gone, Invalid, Merged, NotAllowedNow, Refusal, Retracted
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.read import read
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending import merge as merging
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_source,
    an_event,
    an_instrument,
    assert_whole,
    fact_ids,
    on,
    ref,
    revisions,
    say,
    state,
    view,
    world_on,
)
from tests.operations.faulty import Colliding, Dying, HalfSeen, Killed, Losing, OneBehind, Overtaken, Recording

PRICE = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
FACTS = [a_fact("company/alibaba", "country", "SG"), a_fact("company/ali-baba", "founded", "1999-04")]
OTHER_PRICE = {"value": {"amount": "120.07", "unit": "USD"}, "valid": "2025-01-31/2025-01-31"}

Verb = Callable[[World], Any]


def stage(world: World) -> None:
    """Two companies under one roof, an event that points at both, a share with a price, a retracted fact."""
    a_source(world)
    a_company(world, "alibaba", country="CN", competes_with=[{"text": "Baidu"}])
    a_company(world, "ali-baba", name="Ali Baba", aliases=["Taobao"], website="https://alibaba.com/")
    an_event(
        world,
        participants=[
            {"value": "company/alibaba", "role": "developer"},
            {"value": "company/ali-baba", "role": "subject"},
        ],
    )
    an_instrument(world, issuer="company/ali-baba", price=PRICE)
    (wrong,) = state(world, a_fact("company/alibaba", "founded", "1899"))
    retract(RequestContext(world, CALLER), fact_id=wrong, reason="Misread.")


def website(world: World) -> str:
    """Give the id of the fact that verbs below decide on."""
    return fact_ids(world, "company/ali-baba", "website")[0]


def founded(world: World) -> str:
    """Give the id of the retracted fact."""
    return fact_ids(world, "company/alibaba", "founded")[0]


VERBS: dict[str, Verb] = {
    "create": lambda world: a_company(world, "new", competes_with=["company/alibaba"]),
    "patch": lambda world: say(world, "company/alibaba", founded="1999", remarks=[{"value": remark("Large.")}]),
    "record together": lambda world: record(RequestContext(world, CALLER), facts=FACTS),
    "record apart": lambda world: record(RequestContext(world, CALLER), facts=FACTS, atomic=False),
    "record a price": lambda world: record(
        RequestContext(world, CALLER), facts=[a_fact("instrument/nvda", "price", **OTHER_PRICE)]
    ),
    "retract": lambda world: retract(RequestContext(world, CALLER), fact_id=website(world), reason="Misread."),
    "reinstate": lambda world: reinstate(
        RequestContext(world, CALLER), fact_id=founded(world), reason="It does say so."
    ),
    "rank": lambda world: rank(
        RequestContext(world, CALLER), fact_id=website(world), rank="preferred", reason="Asked."
    ),
    "retire": lambda world: retire(RequestContext(world, CALLER), ref=ref("company/ali-baba"), reason="The same."),
    "refresh": lambda world: refresh(RequestContext(world, CALLER), ref="company/alibaba", cause="declared anew"),
    "changes": lambda world: changes(world, after=0, limit=100),
    "merge": lambda world: merge(
        RequestContext(world, CALLER), ref=ref("company/ali-baba"), into=ref("company/alibaba"), reason="The same."
    ),
}
ENTITIES = ("source/report", "company/alibaba", "company/ali-baba", "company/new", "event/launch", "instrument/nvda")
# Refusals that a repeated request may get: the first one committed although its answer was lost.
DONE_BEFORE = (Duplicate, NotAllowedNow, Gone)


def remark(text: str) -> dict[str, str]:
    return {"text": text, "language": "en"}


@pytest.fixture
def staged(quick: World) -> World:
    """The stage on SQLite in memory."""
    stage(quick)
    return quick


@pytest.mark.parametrize("name", [name for name in VERBS if name != "changes"])
def test_a_writer_that_was_overtaken_loses_nothing(staged: World, name: str) -> None:
    def other() -> None:
        say(staged, "company/alibaba", description="A marketplace.")
        say(staged, "company/ali-baba", description="Another one.")
        say(staged, "instrument/nvda", description="A share.")

    VERBS[name](on(staged, Overtaken(staged.table, other)))
    if name not in ("retire", "merge"):
        assert view(staged, "company/ali-baba")["description"] == "Another one."
    assert view(staged, "company/alibaba")["description"] is not None
    assert view(staged, "instrument/nvda")["description"] == "A share."
    assert_whole(staged, *ENTITIES)


def test_both_facts_of_two_writers_stand(world: World) -> None:
    a_source(world)
    a_company(world)
    faster = Overtaken(world.table, lambda: say(world, "company/deepseek", founded="2023-07"))
    written = say(on(world, faster), "company/deepseek", country="CN")
    assert (written.revision, written.created) == (3, True)
    assert view(world, "company/deepseek")["country"] == "CN"
    assert view(world, "company/deepseek")["founded"] == "2023-07"
    assert [revision.number for revision in revisions(world, "company/deepseek")] == [1, 2, 3]


def test_a_writer_that_is_overtaken_four_times_still_gets_through(staged: World) -> None:
    others = [lambda n=n: say(staged, "company/alibaba", aliases=[f"name {n}"]) for n in range(4)]
    assert say(on(staged, Overtaken(staged.table, *others)), "company/alibaba", founded="1999").created
    assert len(view(staged, "company/alibaba")["aliases"]) == 4


def test_eight_lost_tries_are_busy_and_wait_longer_each_time_but_not_five_seconds(staged: World) -> None:
    waited: list[float] = []
    table = Colliding(staged.table)
    patient = World(table, staged.now, staged.token, waited.append)
    with pytest.raises(Busy):
        say(patient, "company/alibaba", founded="1999")
    assert table.tries == 8
    assert all(seconds >= 0.01 for seconds in waited)
    assert waited[-1] > waited[0]
    assert sum(waited) < 4


def test_a_write_takes_its_turn_on_its_entities_and_a_dry_run_does_not(staged: World) -> None:
    turns: list[list[str]] = []

    def note(refs: Collection[str]) -> AbstractContextManager[None]:
        turns.append([*refs])
        return nullcontext()

    context = RequestContext(replace(staged, turn=note), CALLER)
    record(context.rehearsed(), facts=FACTS)
    assert turns == []
    record(context, facts=FACTS)
    assert turns == [["company/alibaba", "company/ali-baba"]]


def test_what_somebody_else_recorded_first_is_no_new_fact(staged: World) -> None:
    same = {"founded": "1999"}
    first = Overtaken(staged.table, lambda: say(staged, "company/alibaba", **same))
    assert not say(on(staged, first), "company/alibaba", **same).created


def test_an_entity_retired_meanwhile_is_gone(staged: World) -> None:
    first = Overtaken(staged.table, lambda: VERBS["retire"](staged))
    with pytest.raises(Gone):
        say(on(staged, first), "company/ali-baba", founded="1999")


def test_a_survivor_retired_meanwhile_is_no_survivor(staged: World) -> None:
    retiring = Overtaken(
        staged.table,
        lambda: retire(RequestContext(staged, CALLER), ref=ref("company/alibaba"), reason="Made up."),
    )
    with pytest.raises(Invalid):
        VERBS["merge"](on(staged, retiring))
    assert view(staged, "company/ali-baba")["name"] == "Ali Baba"


@pytest.mark.parametrize("lands", [True, False], ids=["landed", "did not land"])
@pytest.mark.parametrize("name", VERBS)
def test_a_lost_answer_neither_doubles_nor_loses(staged: World, name: str, lands: bool) -> None:
    table = SqliteTable(":memory:")
    sure = world_on(table, Clock())
    stage(sure)
    expected = VERBS[name](sure)
    answer = VERBS[name](on(staged, Losing(staged.table, lands=lands)))
    for entity in ENTITIES:
        here, there = load_entity(staged, entity), load_entity(sure, entity)
        assert here.facts.keys() == there.facts.keys()
        assert here.revision == there.revision
        assert (here.view is None) == (there.view is None)
    assert getattr(answer, "created", None) == getattr(expected, "created", None)
    assert getattr(answer, "revision", None) == getattr(expected, "revision", None)
    assert [f["id"] for f in getattr(answer, "facts", [])] == [f["id"] for f in getattr(expected, "facts", [])]
    table.close()


def test_a_write_whose_answer_was_lost_returns_the_facts_that_were_known_before(staged: World) -> None:
    state(staged, FACTS[0])
    answer = record(RequestContext(on(staged, Losing(staged.table, lands=True)), CALLER), facts=FACTS)
    assert [fact["property"] for fact in answer.facts] == ["country", "founded"]


def test_five_lost_answers_are_busy_and_the_same_request_then_finds_its_facts(staged: World) -> None:
    unsure = on(staged, Losing(staged.table, lands=False, times=5))
    with pytest.raises(Busy):
        say(unsure, "company/alibaba", founded="1999")
    assert say(unsure, "company/alibaba", founded="1999").created


def test_the_last_of_five_answers_is_looked_for_as_well(staged: World) -> None:
    unsure = Losing(Losing(staged.table, lands=True), lands=False, times=4)
    assert say(on(staged, unsure), "company/alibaba", founded="1999").created


@pytest.mark.parametrize("name", VERBS)
def test_dying_between_any_two_calls_leaves_the_data_whole(name: str) -> None:
    for at in range(1, 200):
        table = SqliteTable(":memory:")
        world = world_on(table, Clock())
        stage(world)
        dying = Dying(world.table, at=at)
        try:
            VERBS[name](on(world, dying))
        except Killed:
            assert_whole(world, *ENTITIES)
            repeat(world, VERBS[name])
            assert_whole(world, *ENTITIES)
            assert_feed_is_dense(world)
        else:
            assert at > 1
            return
        finally:
            table.close()
    pytest.fail("it never ended")


def repeat(world: World, verb: Verb) -> None:
    try:
        verb(world)
    except Refusal as refusal:
        assert isinstance(refusal, DONE_BEFORE), refusal  # noqa: PT017 - most verbs succeed


def assert_feed_is_dense(world: World) -> None:
    numbers = [item["number"] for item in changes(world, after=0, limit=1000).items]
    assert numbers == list(range(1, sum(len(revisions(world, entity)) for entity in ENTITIES) + 1))


@pytest.mark.parametrize("name", ["patch", "record together", "retract", "reinstate", "rank"])
def test_a_read_of_half_a_transaction_reads_again(quick: World, name: str) -> None:
    torn = HalfSeen(quick.table)
    world = on(quick, torn)
    stage(world)
    before = {entity: everything(world, entity) for entity in ENTITIES if entity != "company/new"}
    VERBS[name](world)
    after = {entity: everything(world, entity) for entity in before}
    touched = torn.touched
    for key in touched:
        for stale in ([key], [other for other in touched if other != key]):
            for entity, old in before.items():
                torn.show(stale)
                assert everything(world, entity) in (old, after[entity]), (entity, stale)


def everything(world: World, entity: str) -> dict[str, Any]:
    return read(world, ref=ref(entity), include_facts=True).view


def test_a_plain_read_of_half_a_wide_write_reads_again(quick: World) -> None:
    torn = HalfSeen(quick.table)
    world = on(quick, torn)
    stage(world)
    before = view(world, "company/alibaba")
    VERBS["patch"](world)
    after = view(world, "company/alibaba")
    for key in torn.touched:
        torn.show([key])
        assert view(world, "company/alibaba") in (before, after)


def test_an_entity_that_never_reads_whole_is_busy(quick: World) -> None:
    torn = HalfSeen(quick.table)
    world = on(quick, torn)
    stage(world)
    VERBS["patch"](world)
    torn.show([key for key in torn.touched if key.sk.startswith("F#")], times=100)
    with pytest.raises(Busy):
        everything(world, "company/alibaba")


def test_a_decision_on_a_price_is_not_taken_on_an_old_reading(quick: World) -> None:
    world = on(quick, OneBehind(quick.table))
    stage(world)
    (price,) = state(world, a_fact("instrument/nvda", "price", **OTHER_PRICE))
    assert (
        rank(RequestContext(world, CALLER), fact_id=price, rank="preferred", reason="Asked.").fact["rank"]
        == "preferred"
    )
    assert retract(RequestContext(world, CALLER), fact_id=price, reason="Misread.").fact["retraction"] is not None
    with pytest.raises(Retracted):
        state(world, a_fact("instrument/nvda", "price", **OTHER_PRICE))
    again = reinstate(RequestContext(world, CALLER), fact_id=price, reason="It was right.").fact
    assert (again["rank"], again["retraction"]) == ("preferred", None)


def test_a_merge_that_is_too_large_for_one_transaction_and_died_continues_when_it_is_repeated(
    staged: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MAX_COPIED_FACTS", 1)
    dying = on(staged, Overtaken(staged.table, lambda: None, die))
    with pytest.raises(Killed):
        VERBS["merge"](dying)
    assert view(staged, "company/ali-baba")["name"] == "Ali Baba"
    assert "Taobao" in view(staged, "company/alibaba")["aliases"]
    assert VERBS["merge"](staged).body == MERGED
    with pytest.raises(Merged):
        view(staged, "company/ali-baba")


MERGED = {"ref": "company/ali-baba", "merged_into": "company/alibaba", "moved": 2, "remaining": False}


def die() -> None:
    raise Killed


def test_a_write_is_one_commit(quick: World) -> None:
    table = Recording(quick.table)
    world = on(quick, table)
    stage(world)
    for name in ("create", "patch", "record together", "rank", "reinstate", "retract", "retire"):
        table.commits.clear()
        VERBS[name](world)
        assert len(table.commits) == 1, name

"""Idempotency: every verb that writes carries a request out once and answers it alike, through deaths and twins."""

from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import IdempotencyKeyReused, Refusal
from chalicelib.operations.access.api_keys import list_keys
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import IdempotentRequest, RequestContext, World
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import read_fact_row
from tests.operations.builders import (
    CALLER,
    a_fact,
    assert_whole,
    fact_ids,
    on,
    say,
    without_times,
)
from tests.operations.faulty import Dying, Interrupted, Killed, Losing, Recording
from tests.operations.transactions.idempotency.requests import (
    VERBS,
    Verb,
    merge_once,
    patch_once,
    rank_once,
    record_once,
    serialized,
    staged_on,
    with_key,
)
from tests.operations.transactions.test_faults import ENTITIES


def everything(world: World) -> list[Any]:
    """Return everything that clients can see of the stage."""
    seen: list[Any] = [list_keys(world)]
    for name in ENTITIES:
        entity = load_entity(world, name)
        facts = sorted(entity.facts.values(), key=lambda fact: fact.id)
        seen.append([entity.view and entity.view.shown(), [fact.json_value() for fact in facts], entity.lifecycles])
    return seen


def timeless(seen: list[Any]) -> list[Any]:
    """Leave out of what is seen how often it was refreshed."""
    return [[each[0] and without_times(each[0]), *each[1:]] for each in seen[1:]]


def undisturbed(verb: Verb) -> tuple[str, list[Any]]:
    """Return the answer to an undisturbed request, and the state after it."""
    table = SqliteTable(":memory:")
    world = staged_on(table)
    answer, after = serialized(verb(world, with_key())), everything(world)
    table.close()
    return answer, after


def write_elsewhere(world: World) -> None:
    """Write to all that is still there, merge what is left of the two companies, and decide on every fact."""
    entities = ("company/alibaba", "company/ali-baba", "company/new", "event/launch", "instrument/nvda")
    for name in entities:
        with suppress(Refusal):
            say(world, name, description=f"More on {name}.")
            refresh(RequestContext(world, CALLER), ref=name, cause="declared anew")
    with suppress(Refusal):
        merge_once(world, None)
    for fact_id in [
        fact_id for name in entities for fact_id in [*load_entity(world, name).facts, *prices(world, name)]
    ]:
        with suppress(Refusal):
            rank_once(world, None, fact_id, "deprecated")


def prices(world: World, slug: str) -> list[str]:
    """List the facts of the series of an entity."""
    return [read_fact_row(row).id for row in world.table.query(None, keys.series(slug, "price")).rows]


@pytest.mark.parametrize("name", VERBS)
def test_the_same_request_gets_the_same_answer_and_writes_nothing(engine: Any, name: str) -> None:
    world = staged_on(engine)
    first = serialized(VERBS[name](world, with_key()))
    write_elsewhere(world)
    before, table = everything(world), Recording(world.table)
    again = VERBS[name](on(world, table), with_key())
    assert serialized(again) == first
    assert again.is_replay
    assert table.commits == []
    assert everything(world) == before


@pytest.mark.parametrize("name", VERBS)
def test_the_key_changes_neither_the_answer_nor_what_is_written(staged: World, name: str) -> None:
    expected = undisturbed(VERBS[name])
    assert (serialized(VERBS[name](staged, None)), everything(staged)) == expected
    table = SqliteTable(":memory:")
    first = VERBS[name](staged_on(table), with_key())
    assert serialized(first) == expected[0]
    assert not first.is_replay
    table.close()


@pytest.mark.parametrize("name", VERBS)
def test_another_request_under_the_same_key_is_refused_and_writes_nothing(staged: World, name: str) -> None:
    VERBS[name](staged, with_key())
    before = everything(staged)
    for verb in VERBS.values():
        with pytest.raises(IdempotencyKeyReused):
            verb(staged, with_key("that"))
    assert everything(staged) == before


@pytest.mark.parametrize("name", VERBS)
def test_dying_between_any_two_calls_leaves_one_write_and_one_answer(name: str) -> None:
    answer, after = undisturbed(VERBS[name])
    for at in range(1, 200):
        table = SqliteTable(":memory:")
        world = staged_on(table)
        try:
            VERBS[name](on(world, Dying(table, at=at)), with_key())
        except Killed:
            assert serialized(VERBS[name](world, with_key())) == answer
            assert everything(world) == after
            assert_whole(world, *ENTITIES)
        else:
            assert at > 1
            return
        finally:
            table.close()
    pytest.fail("it never ended")


def send_twin(world: World, name: str, answers: list[str]) -> None:
    answers.append(serialized(VERBS[name](world, with_key())))


@pytest.mark.parametrize("name", VERBS)
def test_the_same_request_at_the_same_time_is_carried_out_once_wherever_they_meet(name: str) -> None:
    answer, after = undisturbed(VERBS[name])
    for at in range(1, 200):
        table = SqliteTable(":memory:")
        world = staged_on(table)
        twin: list[str] = []
        meeting = Interrupted(table, at=at, other=partial(send_twin, world, name, twin))
        assert serialized(VERBS[name](on(world, meeting), with_key())) == answer
        if not twin:
            assert at > 1
            return
        assert twin == [answer]
        seen = everything(world)
        table.close()
        # Both may refresh what points at the loser of a merge, which changes only the revision.
        assert seen == after or (name == "merge" and timeless(seen) == timeless(after))
    pytest.fail("it never ended")


@pytest.mark.parametrize("lands", [True, False], ids=["landed", "did not land"])
@pytest.mark.parametrize("name", [name for name in VERBS if name != "create a key"])
def test_a_lost_answer_is_found_and_is_no_replay(staged: World, name: str, lands: bool) -> None:
    answer, after = undisturbed(VERBS[name])
    first = VERBS[name](on(staged, Losing(staged.table, lands=lands)), with_key())
    assert serialized(first) == answer
    assert not first.is_replay
    assert everything(staged) == after


VALUES = {
    "country": st.sampled_from(["CN", "SG", "US"]),
    "founded": st.sampled_from(["1999", "1999-04", "2003"]),
    "aliases": st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=2, unique=True),
}


COMPANIES = st.sampled_from(["company/alibaba", "company/ali-baba"])


SAID = st.one_of(*[st.tuples(st.just(name), value) for name, value in VALUES.items()])


STEPS = st.one_of(
    st.tuples(st.just("patch"), COMPANIES, SAID),
    st.tuples(st.just("record"), st.booleans(), st.lists(st.tuples(COMPANIES, SAID), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["retract", "reinstate", "preferred", "normal"]), COMPANIES, st.integers(0, 50)),
    st.tuples(st.sampled_from(["retire", "merge"]), st.none(), st.none()),
)


def take(world: World, step: tuple[str, Any, Any], idempotency: IdempotentRequest | None) -> str:
    """Carry out a step of a program; a refusal is an answer too."""
    try:
        return serialized(_taken(world, step, idempotency))
    except Refusal as refusal:
        return refusal.code


def _taken(world: World, step: tuple[str, Any, Any], idempotency: IdempotentRequest | None) -> Any:
    verb, what, said = step
    if verb == "patch":
        return patch_once(world, idempotency, what, **dict([said]))
    if verb == "record":
        facts = [a_fact(entity, *one) for entity, (name, value) in said for one in each_of(name, value)]
        return record_once(world, idempotency, *facts, atomic=what)
    if verb in ("retire", "merge"):
        return VERBS[verb](world, idempotency)
    decide = {"retract": retract, "reinstate": reinstate}.get(verb)
    if decide is not None:
        return decide(RequestContext(world, CALLER, idempotency), fact_id=said, reason="So.")
    return rank_once(world, idempotency, said, verb)


def each_of(name: str, value: Any) -> list[tuple[str, Any]]:
    return [(name, each) for each in value] if isinstance(value, list) else [(name, value)]


def refused(answer: str) -> bool:
    return answer.isidentifier() or "refusal" in answer


@given(st.lists(st.tuples(STEPS, st.integers(1, 3)), max_size=8), st.randoms(use_true_random=False))
def test_a_program_of_which_every_request_is_sent_up_to_three_times_is_the_program_sent_once(
    program: list[tuple[Any, int]], random: Any
) -> None:
    tables = [SqliteTable(":memory:") for _ in range(2)]
    plain, keyed = [staged_on(table) for table in tables]
    answers: list[tuple[int, Any, str]] = []
    for number, (step, times) in enumerate(program):
        chosen = _fixed(keyed, step)
        expected = take(plain, chosen, None)
        sent = [take(keyed, chosen, with_key(str(number), digest=str(number))) for _ in range(times)]
        assert sent == [expected] * times
        answers.append((number, chosen, expected))
    assert everything(keyed) == everything(plain)
    random.shuffle(answers)
    for number, step, answer in answers:
        if not refused(answer):
            assert take(keyed, step, with_key(str(number), digest=str(number))) == answer
    assert everything(keyed) == everything(plain)
    for table in tables:
        table.close()


def _fixed(world: World, step: tuple[str, Any, Any]) -> tuple[str, Any, Any]:
    """Let a decision name its fact, so that it is the same request also when it is sent again later."""
    verb, what, said = step
    if not isinstance(said, int):
        return step
    known = [fact for name in VALUES for fact in fact_ids(world, what, name)]
    return verb, what, known[said % len(known)] if known else "company~nobody~name~0"

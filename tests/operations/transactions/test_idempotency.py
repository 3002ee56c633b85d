"""Requests with an idempotency key: carried out once, answered alike, also after crashes and collisions."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Duplicate, Gone, IdempotencyKeyReused, InProgress, Refusal, TooManyActions
from chalicelib.domain.instants import plus_ms
from chalicelib.operations.access.api_keys import create_key, list_keys, revoke_key, rotate_key
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import IdempotentRequest, Recorded, RequestContext, StoredAnswer, World, Written
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Action, Equals, Put
from chalicelib.store.table import Collision
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    assert_whole,
    fact_ids,
    on,
    ref,
    revisions,
    say,
    view,
    without_times,
    world_on,
)
from tests.operations.faulty import Colliding, Dying, Interrupted, Killed, Losing, Overtaken, Recording, Wrapped
from tests.operations.transactions.test_faults import ENTITIES, FACTS, OTHER_PRICE, remark, stage, website
from tests.operations.transactions.test_faults import founded as misread

NOW = "2026-11-23T10:00:00.000Z"
SECRET = "a-secret-of-the-tests"
KEY_RECEIPT = keys.idempotency_key("k")

Verb = Callable[[World, IdempotentRequest | None], Any]


def with_key(asked: str = "this", *, digest: str = "k") -> IdempotentRequest:
    return IdempotentRequest(digest=digest, asked=asked)


def _record(world: World, idempotency: IdempotentRequest | None, *facts: Any, atomic: bool = True) -> Recorded:
    return record(RequestContext(world, CALLER, idempotency), facts=list(facts), atomic=atomic)


def _patch(
    world: World, idempotency: IdempotentRequest | None, entity: str = "company/alibaba", **fields: Any
) -> Written:
    return patch(RequestContext(world, CALLER, idempotency), ref=ref(entity), body={"evidence": EVIDENCE, **fields})


def _create(world: World, idempotency: IdempotentRequest | None, slug: str = "new") -> Written:
    body = {"slug": slug, "name": slug, "competes_with": ["company/ali-baba"], "evidence": EVIDENCE}
    return create(
        RequestContext(world, CALLER, idempotency), kind=load_entity(world, "company/alibaba").kind, body=body
    )


def _rank(world: World, idempotency: IdempotentRequest | None, fact_id: str, wanted: str = "preferred") -> Any:
    return rank(RequestContext(world, CALLER, idempotency), fact_id=fact_id, rank=wanted, reason="Asked.")


def _revoke(world: World, idempotency: IdempotentRequest | None) -> Any:
    return revoke_key(world, key_id=list_keys(world)[0]["id"], idempotency=idempotency)


def _create_key(world: World, idempotency: IdempotentRequest | None) -> StoredAnswer:
    secret, record = create_key(world, name="the desk", scopes=["read"], secret="mine", idempotency=idempotency)
    return StoredAnswer(record, is_replay=not secret)


def _merge(world: World, idempotency: IdempotentRequest | None) -> Any:
    return merge(
        RequestContext(world, CALLER, idempotency),
        ref=ref("company/ali-baba"),
        into=ref("company/alibaba"),
        reason="The same.",
    )


VERBS: dict[str, Verb] = {
    "create": _create,
    "patch": lambda w, o: _patch(w, o, founded="1999", remarks=[{"value": remark("Large.")}]),
    "patch with what is known": lambda w, o: _patch(w, o, country="CN"),
    "record together": lambda w, o: _record(w, o, *FACTS),
    "record what is known in part": lambda w, o: _record(w, o, a_fact("company/alibaba", "country", "CN"), FACTS[1]),
    "record apart": lambda w, o: _record(w, o, *FACTS, atomic=False),
    "record a price": lambda w, o: _record(w, o, a_fact("instrument/nvda", "price", **OTHER_PRICE)),
    "retract": lambda w, o: retract(RequestContext(w, CALLER, o), fact_id=website(w), reason="Misread."),
    "reinstate": lambda w, o: reinstate(RequestContext(w, CALLER, o), fact_id=misread(w), reason="It does say so."),
    "rank": lambda w, o: _rank(w, o, website(w)),
    "rank as it is": lambda w, o: _rank(w, o, website(w), "normal"),
    "retire": lambda w, o: retire(RequestContext(w, CALLER, o), ref=ref("company/ali-baba"), reason="The same."),
    "merge": _merge,
    "create a key": _create_key,
    "revoke a key": _revoke,
}
ONE_COMMIT = [name for name in VERBS if name not in ("record apart", "merge")]


def staged_on(table: Any) -> World:
    """The stage, in a world whose clock does not move: instants depend on revisions only."""
    world = replace(world_on(table, Clock()), now=lambda: NOW)
    stage(world)
    create_key(world, name="the first", scopes=["read"], secret=SECRET)
    return world


@pytest.fixture
def staged(quick: World) -> World:
    """The stage on SQLite in memory."""
    return staged_on(quick.table)


def serialized(answer: Any) -> str:
    """Write an answer as it goes out, the order of its members included."""
    if isinstance(answer, Written):
        return json.dumps([answer.created, answer.revision, answer.view])
    if isinstance(answer, Recorded):
        return json.dumps([answer.created, answer.facts, answer.outcomes], default=repr)
    if isinstance(answer, StoredAnswer):
        return json.dumps(answer.body)
    return json.dumps(answer.fact)


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
        _merge(world, None)
    for fact_id in [
        fact_id for name in entities for fact_id in [*load_entity(world, name).facts, *prices(world, name)]
    ]:
        with suppress(Refusal):
            _rank(world, None, fact_id, "deprecated")


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


@pytest.mark.parametrize("name", ONE_COMMIT)
def test_a_key_costs_one_read_and_one_action_in_the_same_transaction(quick: World, name: str) -> None:
    without, keyed = [Recording(staged_on(SqliteTable(":memory:")).table) for _ in range(2)]
    VERBS[name](on(quick, without), None)
    VERBS[name](on(quick, keyed), with_key())
    assert len(keyed.commits) == 1
    before = without.commits[0] if without.commits else []
    assert len(keyed.commits[0]) == len(before) + 1
    assert [action.key for action in keyed.commits[0]].count(KEY_RECEIPT) == 1


def test_an_answer_of_the_table_is_read_with_one_call_more(dynamo_world: World, calls: Calls) -> None:
    stage(dynamo_world)
    calls.clear()
    _patch(dynamo_world, None, founded="1999")
    without = calls.names
    calls.clear()
    _patch(dynamo_world, with_key(), founded="2001")
    assert sorted(calls.names) == sorted([*without, "GetItem"])
    calls.clear()
    _patch(dynamo_world, with_key(), founded="2001")
    assert calls.names == ["GetItem", "Query"]


def test_a_hundred_entities_read_the_receipt_once(staged: World) -> None:
    facts = [a_fact(slug, "founded", "1999-05") for slug in ("company/alibaba", "company/ali-baba")]
    plain, keyed = Dying(staged.table, at=10**6), Dying(staged.table, at=10**6)
    _record(on(staged, plain), None, *facts, atomic=False)
    facts = [{**fact, "value": "1999-06"} for fact in facts]
    _record(on(staged, keyed), with_key(), *facts, atomic=False)
    assert keyed.calls == plain.calls + 1


def test_the_receipt_counts_among_the_hundred_actions(staged: World) -> None:
    names = [f"name {n}" for n in range(98)]
    with pytest.raises(TooManyActions) as refusal:
        _patch(staged, with_key(), aliases=names)
    needed = refusal.value.context["actions"]
    fitting = names[: 98 - (needed - 100)]
    assert _patch(staged, with_key(), aliases=fitting).created
    others = [f"other {name}" for name in names[: len(fitting) + 1]]
    assert _patch(staged, None, aliases=others).created


class OnReceipt(Wrapped):
    """Refuses every commit of a receipt, as one that another transaction is on."""

    def commit(self, actions: Any) -> None:
        found = [n for n, action in enumerate(actions) if action.key == KEY_RECEIPT]
        if found:
            raise Collision(found)
        super().commit(actions)


@pytest.mark.parametrize("name", VERBS)
def test_a_request_that_meets_itself_until_the_last_try_is_in_progress(staged: World, name: str) -> None:
    table = OnReceipt(staged.table)
    if name == "record apart":
        outcomes = VERBS[name](on(staged, table), with_key()).outcomes
        assert [type(each["refusal"]) for each in outcomes] == [InProgress, InProgress]
        return
    with pytest.raises(InProgress):
        VERBS[name](on(staged, table), with_key())


def test_a_request_without_a_key_that_always_collides_is_busy_as_ever(staged: World) -> None:
    with pytest.raises(Refusal) as refusal:
        _patch(on(staged, Colliding(staged.table)), None, founded="1999")
    assert refusal.value.code == "busy"


def test_what_is_refused_leaves_no_receipt_and_the_key_free(staged: World) -> None:
    with pytest.raises(Duplicate):
        _create(staged, with_key(), "alibaba")
    assert staged.table.get([KEY_RECEIPT]) == {}
    assert _create(staged, with_key("that")).created


def test_what_was_retired_since_is_answered_as_it_was(staged: World) -> None:
    first = serialized(_patch(staged, with_key(), "company/ali-baba", founded="1999"))
    VERBS["retire"](staged, None)
    assert serialized(_patch(staged, with_key(), "company/ali-baba", founded="1999")) == first
    with pytest.raises(Gone):
        _patch(staged, with_key(digest="other"), "company/ali-baba", founded="1999")


def test_a_repeated_merge_returns_the_same_and_continues_refreshing(staged: World) -> None:
    for n in range(30):
        a_model(staged, f"m{n}", developer=["company/ali-baba"])
    first, second, third = [_merge(staged, with_key()) for _ in range(3)]
    assert first.body == second.body == third.body
    assert [each.is_replay for each in (first, second, third)] == [False, True, True]
    assert first.body["remaining"]
    assert all(view(staged, f"model/m{n}")["developer"] == ["company/alibaba"] for n in range(30))


def test_of_two_concurrent_creations_of_a_key_only_one_gets_a_secret(quick: World) -> None:
    made: list[tuple[str, Any]] = []

    def make(world: World) -> None:
        made.append(create_key(world, name="the desk", scopes=["read"], idempotency=with_key()))

    make(on(quick, Overtaken(quick.table, lambda: make(quick))))
    assert [bool(secret) for secret, _ in made] == [True, False]
    assert made[0][1] == made[1][1]
    assert list_keys(quick) == [made[0][1]]


def test_of_two_concurrent_rotations_of_a_key_only_one_gets_a_secret(quick: World) -> None:
    old = create_key(quick, name="the desk", scopes=["read"], secret=SECRET)[1]["id"]
    made: list[tuple[str, Any]] = []

    def replaced(world: World) -> None:
        made.append(rotate_key(world, key_id=old, overlap_seconds=60, idempotency=with_key()))

    replaced(on(quick, Overtaken(quick.table, lambda: replaced(quick))))
    assert [bool(secret) for secret, _ in made] == [True, False]
    assert made[0][1] == made[1][1]
    assert len(list_keys(quick)) == 2


@pytest.mark.parametrize("lands", [True, False])
def test_a_rotation_whose_answer_was_lost_makes_one_successor_whose_secret_was_returned(
    quick: World, lands: bool
) -> None:
    old = create_key(quick, name="the desk", scopes=["read"], secret=SECRET)[1]["id"]
    this = with_key()
    secret, first = rotate_key(
        on(quick, Losing(quick.table, lands=lands)), key_id=old, overlap_seconds=60, idempotency=this
    )
    assert secret
    assert rotate_key(quick, key_id=old, overlap_seconds=60, idempotency=with_key()) == ("", first)
    assert len(list_keys(quick)) == 2


def test_neither_secret_nor_hash_is_in_the_receipt(quick: World) -> None:
    secret, _ = create_key(quick, name="the desk", scopes=["read"], idempotency=with_key())
    row = quick.table.get([KEY_RECEIPT])[KEY_RECEIPT]
    stored = next(iter(quick.table.query(None, keys.api_keys()).rows)).body["hash"]
    assert secret not in row.text
    assert stored not in row.text


def test_only_what_was_refused_is_tried_again_where_entities_stand_alone(staged: World) -> None:
    facts = [a_fact("company/alibaba", "founded", "1999"), a_fact("company/new", "founded", "2020")]
    first = _record(staged, with_key(), *facts, atomic=False)
    a_company(staged, "new")
    second = _record(staged, with_key(), *facts, atomic=False)
    assert second.outcomes[0] == first.outcomes[0]
    assert second.outcomes[1]["created"]
    assert not second.is_replay
    third = _record(staged, with_key(), *facts, atomic=False)
    assert serialized(third) == serialized(second)
    assert third.is_replay


@pytest.fixture
def dated(quick: World, clock: Clock) -> tuple[World, Clock]:
    """A world with a company and a clock that can be set."""
    a_source(quick)
    a_company(quick)
    clock.set(NOW)
    return quick, clock


def test_a_receipt_holds_for_a_day_and_not_a_moment_longer(dated: tuple[World, Clock]) -> None:
    world, clock = dated
    _patch(world, with_key(), "company/deepseek", founded="2023")
    kept = world.table.get([KEY_RECEIPT])[KEY_RECEIPT]
    began = kept.body["at"]
    assert kept.expires == datetime.fromisoformat(began).timestamp() + 86_401
    clock.set(plus_ms(began, 86_399_999))
    with pytest.raises(IdempotencyKeyReused):
        _patch(world, with_key("that"), "company/deepseek", country="CN")
    clock.set(plus_ms(began, 86_400_000))
    assert _patch(world, with_key("that"), "company/deepseek", country="CN").created


def test_an_expired_receipt_is_overwritten_by_one_of_two_and_the_other_replays(dated: tuple[World, Clock]) -> None:
    world, clock = dated
    _patch(world, with_key(), "company/deepseek", founded="2023")
    clock.advance(days=1)
    twin: list[Written] = []
    table = Overtaken(
        world.table, lambda: twin.append(_patch(world, with_key("that"), "company/deepseek", country="CN"))
    )
    second = _patch(on(world, table), with_key("that"), "company/deepseek", country="CN")
    assert serialized(second) == serialized(twin[0])
    assert second.is_replay
    assert len(revisions(world, "company/deepseek")) == 3


def test_an_expired_receipt_is_overwritten_only_as_it_was_read(dated: tuple[World, Clock]) -> None:
    world, clock = dated
    _patch(world, with_key(), "company/deepseek", founded="2023")
    old = world.table.get([KEY_RECEIPT])[KEY_RECEIPT]
    clock.advance(days=1)
    table = Recording(world.table)
    _patch(on(world, table), with_key("that"), "company/deepseek", country="CN")
    puts: list[Action] = [each for each in table.commits[0] if each.key == KEY_RECEIPT]
    assert [put.when for put in puts if isinstance(put, Put)] == [Equals("write", old.condition_attributes["write"])]


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
        return _patch(world, idempotency, what, **dict([said]))
    if verb == "record":
        facts = [a_fact(entity, *one) for entity, (name, value) in said for one in each_of(name, value)]
        return _record(world, idempotency, *facts, atomic=what)
    if verb in ("retire", "merge"):
        return VERBS[verb](world, idempotency)
    decide = {"retract": retract, "reinstate": reinstate}.get(verb)
    if decide is not None:
        return decide(RequestContext(world, CALLER, idempotency), fact_id=said, reason="So.")
    return _rank(world, idempotency, said, verb)


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

"""Facts that stand apart: as many transactions as they take, what is at fault refused alone; the bound of one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid, Retracted, TooManyActions
from chalicelib.operations.transactions.staging import view_update
from chalicelib.operations.world import IdempotentRequest, RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Calls, Clock, examples
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_model,
    a_source,
    assert_whole,
    on,
    ref,
    revisions,
    say,
    state,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Recording
from tests.operations.writes.many_facts import (
    ON_TEN,
    PRICES,
    a_close,
    a_price,
    a_remark,
    a_score,
    apart,
    done,
    prepare,
    refusals,
    shown,
    with_key,
)


@pytest.fixture
def staged(quick: World) -> World:
    """The stage on SQLite in memory."""
    return prepare(quick)


# Promises


def test_a_hundred_prices_of_one_model_take_two_transactions_and_two_revisions(
    dynamo_world: World, calls: Calls
) -> None:
    prepare(dynamo_world)
    calls.clear()
    recorded = apart(dynamo_world, *PRICES, key=with_key())
    transactions = [call for call in calls if call.operation == "TransactWriteItems"]
    sizes = [len(call.params["TransactItems"]) for call in transactions]
    assert done(recorded) == [("model/v3", tuple(range(100)), 3)]
    assert len(recorded.facts) == 100
    # Beside the facts a receipt, a revision, a view and its prices. The card shows no prices.
    assert sizes == [96, 14]
    assert calls.names == ["GetItem", "Query", "TransactWriteItems", "Query", "TransactWriteItems"]
    assert [revision.cause for revision in revisions(dynamo_world, "model/v3")] == ["created", "recorded", "recorded"]
    assert_whole(dynamo_world, "model/v3")


def test_a_hundred_facts_of_ten_models_take_a_transaction_each(dynamo_world: World, calls: Calls) -> None:
    prepare(dynamo_world)
    calls.clear()
    recorded = apart(dynamo_world, *ON_TEN)
    assert [revision for _, _, revision in done(recorded)] == [2] * 10
    assert calls.names.count("TransactWriteItems") == 10


@pytest.mark.parametrize("count", [*range(88, 92), *range(95, 101)])
@pytest.mark.parametrize("key", [None, with_key])
def test_any_number_of_facts_of_one_entity_is_recorded(
    quick: World, count: int, key: Callable[[], IdempotentRequest] | None
) -> None:
    prepare(quick)
    recorded = apart(quick, *PRICES[:count], key=key() if key else None)
    assert len(recorded.facts) == count
    assert len(view(quick, "model/v3")["prices"]) == count


def test_facts_of_a_series_are_recorded_apart_as_well(staged: World) -> None:
    days = [a_close(day) for day in range(1, 29)]
    more = [a_fact("instrument/nvda", "aliases", f"share {number}") for number in range(72)]
    recorded = apart(staged, *days, *more)
    assert done(recorded) == [("instrument/nvda", tuple(range(100)), 3)]
    assert apart(staged, *days, *more).created is False


def test_an_entity_with_more_long_properties_than_were_reckoned_with_is_cut_by_the_excess(staged: World) -> None:
    long = [a_price(0), a_score(0)]
    for _ in range(3):
        table = Recording(staged.table)
        facts = [*long, *[a_fact("model/v3", "aliases", f"V3 {number}") for number in range(98)]]
        recorded = apart(on(staged, table), *facts, key=with_key())
        assert len(recorded.facts) == 100
        assert all(len(commit) <= 100 for commit in table.commits)


# The bound of one transaction


def test_the_refusal_of_what_is_atomic_has_the_sum(staged: World) -> None:
    with pytest.raises(TooManyActions) as refusal:
        record(RequestContext(staged, CALLER), facts=PRICES)
    parts = {"facts": 100, "revisions": 1, "views": 1, "long_properties": 1}
    assert refusal.value.context == {"actions": 103, "limit": 100, "parts": parts}
    assert "Take out at least 3 values" in refusal.value.detail
    assert "atomic=false" in refusal.value.detail
    assert record(RequestContext(staged, CALLER), facts=PRICES[:97]).created


def test_ten_models_have_room_for_seventy_prices(staged: World) -> None:
    with pytest.raises(TooManyActions) as refusal:
        record(RequestContext(staged, CALLER), facts=ON_TEN)
    assert refusal.value.context["actions"] == 130
    assert record(RequestContext(staged, CALLER), facts=ON_TEN[:70]).created


mixes = st.tuples(st.integers(60, 100), st.integers(1, 10), st.booleans())


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mixes)
def test_taking_out_as_many_values_as_the_refusal_says_makes_it_fit(mix: tuple[int, int, bool]) -> None:
    count, models, has_key = mix
    world = prepare(world_on(SqliteTable(":memory:"), Clock()))
    facts = [a_price(number, f"model/m{number % models}") for number in range(count)]
    needed = count + 3 * models + has_key
    key = with_key() if has_key else None
    if needed > 100:
        with pytest.raises(TooManyActions) as refusal:
            record(RequestContext(world, CALLER, key), facts=facts)
        assert refusal.value.context["actions"] == sum(refusal.value.context["parts"].values()) == needed
        facts = facts[: count - (needed - 100)]
    assert len(record(RequestContext(world, CALLER, key), facts=facts).facts) == len(facts)


def test_a_patch_and_a_creation_with_too_many_values_are_refused_with_the_sum_and_their_advice_works(
    staged: World,
) -> None:
    scores = [{"value": fact["value"], **fact["qualifiers"]} for fact in map(a_score, range(100))]
    asks: list[Callable[[Any], Any]] = [
        lambda some: say(staged, "model/v3", scores=some),
        lambda some: a_model(staged, "v4", scores=some),
    ]
    for ask in asks:
        with pytest.raises(TooManyActions) as refusal:
            ask(scores)
        parts = refusal.value.context["parts"]
        beyond = refusal.value.context["actions"] - 100
        assert sum(parts.values()) == 100 + beyond
        assert f"Take out at least {beyond} values" in refusal.value.detail
        assert "atomic" not in refusal.value.detail
        ask(scores[:-beyond])
    assert len(say(staged, "model/v4", scores=scores).view["scores"]) == 100


# Facts that are refused alone


def test_one_fact_that_is_at_fault_leaves_the_others_of_its_entity_recorded(staged: World) -> None:
    (retracted,) = state(staged, a_fact(value="FR"))
    retract(RequestContext(staged, CALLER), fact_id=retracted, reason="Misread.")
    recorded = apart(
        staged,
        a_fact(value="Mars"),
        a_fact(value="CN"),
        a_fact(property_name="developer", value="company/nobody"),
        a_fact(property_name="competes_with", value="company/nobody"),
        a_fact(value="FR"),
        a_remark("Large."),
        a_fact(colour="red"),
    )
    assert refusals(recorded) == {
        (0,): "invalid",
        (2,): "invalid",
        (3,): "invalid",
        (4,): "retracted",
        (6,): "invalid",
    }
    assert done(recorded) == [("company/deepseek", (1, 5), 4)]
    found = [fault for each in recorded.outcomes if "refusal" in each for fault in each["refusal"].faults]
    assert [(fault.pointer, fault.code) for fault in found] == [
        ("/facts/0/value", "unknown_code"),
        ("/facts/2/property", "unknown_property"),
        ("/facts/3/value", "no_such_entity"),
        ("/facts/4", "retracted"),
        ("/facts/6/colour", "unknown_field"),
    ]


def test_facts_without_an_entity_are_outcomes_of_their_own(staged: World) -> None:
    nameless = {name: each for name, each in a_fact().items() if name != "entity"}
    recorded = apart(staged, nameless, a_fact(), "no fact", a_fact("planet/mars"), {**a_fact(), "entity": None})
    assert refusals(recorded) == {(0,): "invalid", (2,): "invalid", (3,): "invalid", (4,): "invalid"}
    assert done(recorded) == [("company/deepseek", (1,), 2)]
    assert [each.get("ref") for each in recorded.outcomes] == [None, "company/deepseek", None, None, None]


def test_retracted_facts_are_refused_together_in_an_atomic_request(staged: World) -> None:
    ids = state(staged, a_fact(value="FR"), a_remark("Large."))
    for each in ids:
        retract(RequestContext(staged, CALLER), fact_id=each, reason="Misread.")
    with pytest.raises(Retracted) as refusal:
        state(staged, a_fact(value="FR"), a_fact(value="CN"), a_remark("Large."))
    assert [fault.pointer for fault in refusal.value.faults] == ["/facts/0", "/facts/2"]
    assert [each["fact"] for each in refusal.value.context["retracted"]] == ids
    named = [each["refusal"].context["fact"] for each in apart(staged, a_fact(value="FR"), a_remark("Large.")).outcomes]
    assert named == ids


def test_an_entity_that_is_not_there_or_over_refuses_all_its_facts_in_few_reads(staged: World) -> None:
    retire(RequestContext(staged, CALLER), ref=ref("model/v3"), reason="Made up.")
    table = Dying(staged.table, at=10**6)
    recorded = apart(on(staged, table), *PRICES)
    assert refusals(recorded) == {tuple(range(100)): "gone"}
    assert table.calls == 1


def test_of_more_values_than_a_view_keeps_the_last_are_refused(staged: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_update, "MAX_KEPT_VALUES", 50)
    assert len(apart(staged, *[a_remark(f"remark {number}") for number in range(30)]).facts) == 30
    recorded = apart(staged, *[a_remark(f"another {number}") for number in range(30)], a_fact())
    assert refusals(recorded) == {(place,): "invalid" for place in range(20, 30)}
    assert len(view(staged, "company/deepseek")["remarks"]) == 50


def test_an_entity_whose_name_has_run_out_refuses_all_that_does_not_name_it_in_one_attempt(quick: World) -> None:
    a_source(quick)
    a_company(quick, name={"value": "Deepseek", "valid": "2024/2026"})
    quick.now.set("2027-02-01T00:00:00.000Z")  # type: ignore[attr-defined]  # the clock of the tests
    table = Dying(quick.table, at=10**6)
    recorded = apart(on(quick, table), *[a_remark(f"remark {number}") for number in range(80)])
    assert refusals(recorded) == {tuple(range(80)): "not_allowed_now"}
    assert table.calls < 5
    in_future = a_fact(property_name="name", value="Deepseek", valid="2099/..")
    assert refusals(apart(quick, a_remark("Large."), in_future)) == {(0,): "not_allowed_now", (1,): "not_allowed_now"}
    assert apart(quick, a_remark("Large."), a_fact(property_name="name", value="Deepseek", valid="2024/..")).created


def test_an_entity_that_is_full_takes_what_fits_in_few_attempts(staged: World) -> None:
    remarks = [a_remark(f"{number} {'大' * 1900}") for number in range(99)]
    recorded = apart(staged, *remarks, a_fact())
    (fitting,) = [places for _, places, _ in done(recorded)]
    assert 40 < len(fitting) < 100
    assert fitting == tuple(range(len(fitting)))
    assert set(refusals(recorded).values()) == {"oversized"}
    assert len(view(staged, "company/deepseek")["remarks"]) == len(fitting)


def test_an_entity_that_is_full_is_tried_so_often_that_a_half_is_found_and_no_more(staged: World) -> None:
    remarks = [a_remark(f"{number} {'大' * 1900}") for number in range(90)]
    table = Dying(staged.table, at=10**6)
    apart(on(staged, table), *remarks)
    assert table.calls < 45  # two halves at each of seven steps, three calls at most for each


# Dry runs


@st.composite
def many_facts(draw: st.DrawFn) -> list[Any]:
    """Draw good facts, the same ones twice, and all that can be wrong with one."""
    good = [*PRICES[:95], *[a_score(number) for number in range(10)], *[a_close(day) for day in range(1, 20)]]
    bad: list[Any] = [
        a_fact(value="Mars"),
        a_fact("company/nobody"),
        {"property": "country"},
        "no fact",
        a_fact(property_name="competes_with", value="company/nobody"),
        a_fact(property_name="countri"),
    ]
    start = draw(st.integers(0, 20))
    chosen: list[Any] = good[start : start + draw(st.integers(1, 96))]
    for each in draw(st.lists(st.sampled_from([*bad, *good]), max_size=4)):
        chosen.insert(draw(st.integers(0, len(chosen))), each)
    return chosen[:100]


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(many_facts())
def test_a_dry_run_reports_the_outcomes_of_the_real_request_and_writes_nothing(facts: list[Any]) -> None:
    world = prepare(world_on(SqliteTable(":memory:"), Clock()))
    table = Recording(world.table)
    dry = apart(on(world, table), *facts, dry_run=True)
    assert table.commits == []
    really = apart(world, *facts)
    assert shown(dry) == shown(really)
    places = sorted(place for each in really.outcomes for place in each["places"])
    assert places == list(range(len(facts)))


def test_a_dry_run_of_what_is_atomic_is_refused_with_the_same_sum(staged: World) -> None:
    found = []
    context = RequestContext(staged, CALLER)
    for each in (context.rehearsed(), context):
        with pytest.raises(TooManyActions) as refusal:
            record(each, facts=PRICES)
        found.append((refusal.value.detail, refusal.value.context))
    assert found[0] == found[1]


def test_a_merge_that_would_keep_too_much_points_at_the_survivor(
    staged: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_update, "MAX_KEPT_VALUES", 40)
    a_company(staged, "other")
    apart(staged, *[a_remark(f"remark {number}") for number in range(30)])
    others = [{**a_remark(f"another {number}"), "entity": "company/other"} for number in range(30)]
    apart(staged, *others)
    with pytest.raises(Invalid) as refusal:
        merge(
            RequestContext(staged, CALLER), ref=ref("company/other"), into=ref("company/deepseek"), reason="The same."
        )
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/into", "too_many")]

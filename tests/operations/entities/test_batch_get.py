"""Batch get: many entities in the order of the request, each with a view or a refusal."""

from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import Gone, Invalid, Merged, NotFound, Refusal
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.batch_get import BatchResult, batch_get
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import NOW, Moment, RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    on,
    ref,
    say,
    without_times,
)
from tests.operations.faulty import HalfSeen, OneBehind
from tests.operations.happenings import Service

REMARKS = [{"value": {"text": "A lab.", "language": "en"}}]


def get(world: World, *names: str, **asked: Any) -> list[BatchResult]:
    return batch_get(world, refs=[ref(name) for name in names], **asked)


def alone(world: World, name: str, moment: Moment = NOW) -> dict[str, Any] | type[Refusal]:
    """Return the view of one entity read by itself, or the type of its refusal."""
    try:
        return read(world, ref=ref(name), moment=moment).view
    except (NotFound, Gone, Merged) as refusal:
        return type(refusal)


def outcome(got: BatchResult) -> dict[str, Any] | type[Refusal] | None:
    return got.view if got.refusal is None else type(got.refusal)


def test_the_order_is_kept_and_missing_retired_and_merged_entities_are_named(world: World) -> None:
    a_source(world)
    for slug in ("deepseek", "deep-seek", "made-up"):
        a_company(world, slug)
    merge(RequestContext(world, CALLER), ref=ref("company/deep-seek"), into=ref("company/deepseek"), reason="The same.")
    retire(RequestContext(world, CALLER), ref=ref("company/made-up"), reason="It never was.")
    asked = ["company/made-up", "company/none", "company/deepseek", "company/deep-seek", "source/report"]
    retired, missing, found, merged, source = get(world, *asked)
    assert [got.ref for got in (retired, missing, found, merged, source)] == asked
    assert isinstance(retired.refusal, Gone)
    assert retired.refusal.context["reason"] == "It never was."
    assert isinstance(missing.refusal, NotFound)
    assert isinstance(merged.refusal, Merged)
    assert merged.refusal.context["into"] == "company/deepseek"
    assert found.view == alone(world, "company/deepseek")
    assert source.view == alone(world, "source/report")


def test_a_ref_named_twice_is_answered_twice(world: World) -> None:
    a_source(world)
    assert [got.ref for got in get(world, "source/report", "source/none", "source/report")] == [
        "source/report",
        "source/none",
        "source/report",
    ]


def test_wide_properties_are_named_or_on_request_included(world: World) -> None:
    a_source(world)
    a_company(world, remarks=REMARKS)
    (brief,), (whole,) = get(world, "company/deepseek"), get(world, "company/deepseek", include_wide=True)
    assert whole.view == alone(world, "company/deepseek")
    assert not whole.omitted
    assert list(brief.omitted) == ["remarks"]
    assert brief.view == {name: value for name, value in (whole.view or {}).items() if name != "remarks"}


def test_a_hundred_views_are_one_call(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    for n in range(3):
        a_company(dynamo_world, f"c{n}", remarks=REMARKS)
    names = [f"company/c{n}" for n in range(100)]
    calls.clear()
    found = get(dynamo_world, *names[:3])
    assert calls.names == ["BatchGetItem"]
    get(dynamo_world, *names[:3], include_wide=True)
    assert calls.names == ["BatchGetItem"] * 3
    calls.clear()
    found = get(dynamo_world, *names)
    assert [got.view is not None for got in found] == [True] * 3 + [False] * 97
    assert calls.names == ["BatchGetItem"] * 2  # the second looks whether the others were erased


def test_at_another_moment_each_of_at_most_25_is_a_call(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    at = a_company(dynamo_world, country="CN", remarks=REMARKS).view["updated_at"]
    a_company(dynamo_world, "later")
    retire(RequestContext(dynamo_world, CALLER), ref=ref("company/deepseek"), reason="Made up.")
    calls.clear()
    then, later = get(dynamo_world, "company/deepseek", "company/later", moment=Moment(known_at=at))
    assert calls.names == ["Query", "Query", "GetItem"]  # the last looks whether the other was erased
    assert then.view is not None
    assert (then.view["country"], list(then.omitted)) == ("CN", ["remarks"])
    assert isinstance(later.refusal, NotFound)
    with pytest.raises(Invalid, match="25"):
        get(dynamo_world, *(f"company/c{n}" for n in range(26)), moment=Moment(known_at=at))


def test_a_view_that_time_has_changed_is_resolved_afresh(dynamo_world: World, calls: Calls, clock: Clock) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world, remarks=REMARKS)
    a_company(dynamo_world, "steady")
    say(dynamo_world, "company/deepseek", organisation_type="lab", valid="2026-01/2026-12-01")
    clock.set("2026-12-02T00:00:00.000Z")
    calls.clear()
    changed, steady = get(dynamo_world, "company/deepseek", "company/steady")
    assert calls.names == ["BatchGetItem", "Query"]
    assert changed.view is not None
    assert "organisation_type" not in changed.view
    assert list(changed.omitted) == ["remarks"]
    assert steady.view == alone(dynamo_world, "company/steady")


@pytest.mark.parametrize("seed", range(4))
def test_any_batch_equals_single_reads(quick: World, seed: int) -> None:
    service, moments = Service(quick, Random(seed)), [NOW]
    for _ in range(25):
        service.happen()
        moments.append(Moment(known_at=quick.now()))
    names = [*service.sources, *service.alive, *service.over, "company/none"]
    for moment in [NOW, *service.random.sample(moments, 6)]:
        asked = service.random.choices(names, k=20)
        found = get(quick, *asked, moment=moment, include_wide=True)
        assert [outcome(got) for got in found] == [alone(quick, name, moment) for name in asked]


def test_a_view_that_was_half_written_between_the_reads_is_read_again(quick: World) -> None:
    a_source(quick)
    a_company(quick, remarks=REMARKS)
    recording = HalfSeen(quick.table)
    say(on(quick, recording), "company/deepseek", remarks=[{"value": {"text": "Two labs.", "language": "en"}}])
    behind = OneBehind(quick.table)
    behind.commits, behind.before = (
        recording.commits,
        {key: row for key, row in recording.before.items() if key.sk.startswith("@remarks")},
    )
    behind.commits = [[a for a in recording.commits[-1] if a.key.sk.startswith("@remarks")]]
    (got,) = get(on(quick, behind), "company/deepseek", include_wide=True)
    assert got.view is not None
    assert got.view == alone(quick, "company/deepseek")
    assert len(got.view["remarks"]) == 2


def test_each_view_has_its_own_times(world: World) -> None:
    written = a_source(world)
    (got,) = batch_get(world, refs=[Ref("source", "report")])
    assert got.view == written.view
    assert without_times(got.view or {}) != got.view
    a_model(world)

"""The advice of a refusal works, in each state of the fact or entity; and an empty list claims nothing."""

import re
from typing import Any

import pytest

from chalicelib.domain.errors import Duplicate, Invalid, NotAllowedNow, Retracted
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    an_event,
    fact_ids,
    new,
    ref,
    say,
    state,
    view,
)


def lists_of(kind: str, type_name: str | None = None) -> list[Property]:
    return [each for each in KINDS[kind].all_properties(type_name=type_name) if each.is_list]


@pytest.fixture
def staged(quick: World) -> World:
    """A source and four companies."""
    a_source(quick)
    for slug in ("deepseek", "second", "third", "fourth"):
        a_company(quick, slug)
    return quick


def unite(world: World, loser: str, survivor: str) -> None:
    merge(
        RequestContext(world, CALLER), ref=ref(f"company/{loser}"), into=ref(f"company/{survivor}"), reason="The same."
    )


def retired(world: World, slug: str) -> None:
    retire(RequestContext(world, CALLER), ref=ref(f"company/{slug}"), reason="Made up.")


def refused_again(world: World, slug: str = "deepseek") -> Duplicate:
    with pytest.raises(Duplicate) as refusal:
        a_company(world, slug)
    return refusal.value


# Slugs that are taken


def test_a_slug_of_what_lives_is_added_to(staged: World) -> None:
    refusal = refused_again(staged)
    assert refusal.detail == "company/deepseek already exists; add to it with PATCH."
    assert say(staged, refusal.context["ref"], country="CN").created


def test_a_slug_of_what_was_merged_names_the_last_survivor_which_takes_a_patch(staged: World) -> None:
    unite(staged, "deepseek", "second")
    assert refused_again(staged).context["merged_into"] == "company/second"
    unite(staged, "second", "third")
    refusal = refused_again(staged)
    assert refusal.detail == "company/deepseek was merged into company/third; add to that with PATCH."
    assert say(staged, refusal.context["merged_into"], country="CN").created


def test_a_slug_of_what_was_merged_into_what_was_retired_advises_another_slug(staged: World) -> None:
    unite(staged, "deepseek", "second")
    retired(staged, "second")
    refusal = refused_again(staged)
    assert "PATCH" not in refusal.detail
    assert "choose another slug" in refusal.detail


def test_a_slug_of_what_was_retired_stays_taken_and_says_why(staged: World) -> None:
    retired(staged, "deepseek")
    refusal = refused_again(staged)
    assert "PATCH" not in refusal.detail
    assert "choose another slug. The reason: Made up." in refusal.detail
    assert refusal.context["reason"] == "Made up."
    assert a_company(staged, "another").created


# Merges


def faults_of_merge(world: World, loser: str, survivor: str) -> str:
    with pytest.raises(Invalid) as refusal:
        unite(world, loser, survivor)
    (fault,) = refusal.value.faults
    return fault.detail


def test_a_survivor_that_was_merged_names_the_last_one_which_takes_the_merge(staged: World) -> None:
    unite(staged, "second", "third")
    unite(staged, "third", "fourth")
    detail = faults_of_merge(staged, "deepseek", "second")
    assert detail == "company/second was merged into company/fourth: merge into that."
    unite(staged, "deepseek", "fourth")


def test_a_survivor_that_was_merged_into_the_loser_leaves_nothing_to_merge(staged: World) -> None:
    unite(staged, "second", "deepseek")
    assert faults_of_merge(staged, "deepseek", "second").endswith("before, so there is nothing to merge.")


def test_a_survivor_that_was_merged_into_what_was_retired_advises_another(staged: World) -> None:
    unite(staged, "second", "third")
    retired(staged, "third")
    assert "merge into another" in faults_of_merge(staged, "deepseek", "second")
    unite(staged, "deepseek", "fourth")


def test_a_survivor_that_is_not_there_can_be_created(staged: World) -> None:
    assert "create it first" in faults_of_merge(staged, "deepseek", "fifth")
    a_company(staged, "fifth")
    unite(staged, "deepseek", "fifth")


# Facts


def test_a_retracted_fact_is_reinstated_at_the_path_that_is_named(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.")
    with pytest.raises(Retracted) as refusal:
        state(staged, a_fact())
    named = re.search(r"POST /v1/facts/(\S+)/reinstatement", refusal.value.detail)
    assert named
    reinstate(RequestContext(staged, CALLER), fact_id=named[1], reason="Read right.")
    assert state(staged, a_fact()) == [fact_id]


def test_what_is_retracted_is_ranked_once_it_is_reinstated(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.")
    with pytest.raises(NotAllowedNow, match="reinstate it first"):
        rank(RequestContext(staged, CALLER), fact_id=fact_id, rank="preferred", reason="So.")
    reinstate(RequestContext(staged, CALLER), fact_id=fact_id, reason="Read right.")
    assert (
        rank(RequestContext(staged, CALLER), fact_id=fact_id, rank="preferred", reason="So.").fact["rank"]
        == "preferred"
    )


def test_the_last_name_is_retracted_once_there_is_another(staged: World) -> None:
    (name,) = fact_ids(staged, "company/deepseek", "name")
    with pytest.raises(NotAllowedNow, match="record another value first"):
        retract(RequestContext(staged, CALLER), fact_id=name, reason="Misread.")
    say(staged, "company/deepseek", name="DeepSeek")
    assert retract(RequestContext(staged, CALLER), fact_id=name, reason="Misread.").fact["retracted_at"]


def test_a_new_entity_without_a_name_that_holds_is_refused_with_advice_to_send_one(staged: World) -> None:
    with pytest.raises(Invalid) as refusal:
        a_company(staged, "future", name={"value": "Future", "valid": "2099/.."})
    assert "holds now; send one that does" in refusal.value.faults[0].detail
    assert a_company(staged, "future", name={"value": "Future", "valid": "2020/.."}).created


@pytest.mark.parametrize("name", ["name", "country"])
def test_what_is_said_to_do_instead_of_a_null_is_taken(staged: World, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        say(staged, "company/deepseek", **{name: None})
    detail = refusal.value.faults[0].detail
    assert "leave the field out" in detail
    if "missing" in detail:
        for which in ("unknown", "none"):
            assert say(staged, "company/deepseek", **{name: {"missing": which}}).created
    else:
        with pytest.raises(Invalid):
            say(staged, "company/deepseek", **{name: {"missing": "unknown"}})


@pytest.mark.parametrize("kind", KINDS)
def test_no_required_property_is_said_to_be_possibly_missing_where_it_may_not(staged: World, kind: str) -> None:
    type_name = next((each.name for each in KINDS[kind].types), None)
    for declared in KINDS[kind].all_properties(type_name=type_name):
        body = {"slug": "it", "evidence": EVIDENCE, **({"type": type_name} if type_name else {})}
        with pytest.raises(Invalid) as null:
            create(RequestContext(staged, CALLER), kind=KINDS[kind], body={**body, declared.name: None})
        advised = any("missing" in f.detail for f in null.value.faults if f.code == "null_value")
        with pytest.raises(Invalid) as missing:
            create(
                RequestContext(staged, CALLER), kind=KINDS[kind], body={**body, declared.name: {"missing": "unknown"}}
            )
        refused = any(f.detail.startswith(f"`{declared.name}` cannot be missing") for f in missing.value.faults)
        assert not (advised and refused)


def test_a_kind_that_is_not_there_is_not_said_to_be_created(staged: World) -> None:
    an_event(staged)
    with pytest.raises(Invalid) as refusal:
        say(staged, "event/launch", cause=["ap/reuters"])
    (fault,) = refusal.value.faults
    assert "create it" not in fault.detail
    assert '{"text": "ap/reuters"}' in fault.detail
    assert say(staged, "event/launch", cause=[{"text": "ap/reuters"}]).created


# Empty lists


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_says_nothing_in_create_and_patch(staged: World, kind: str) -> None:
    type_name = "release" if KINDS[kind].types else None
    label = KINDS[kind].label
    body: dict[str, Any] = {label: "It"} | ({"type": type_name, "date": "2025-01-26"} if type_name else {})
    empty: dict[str, list[Any]] = {each.name: [] for each in lists_of(kind, type_name) if not each.required}
    assert empty
    new(staged, kind, "it", **body, **empty)
    facts = len(load_entity(staged, f"{kind}/it").facts)
    assert facts == len(body)
    before = view(staged, f"{kind}/it")
    assert not empty.keys() & before.keys()
    assert not say(staged, f"{kind}/it", **empty).created
    assert view(staged, f"{kind}/it") == before


def test_an_empty_list_beside_what_is_at_fault_hides_nothing(staged: World) -> None:
    with pytest.raises(Invalid) as refusal:
        a_company(staged, "it", aliases=[], competes_with=[None], country=[], colours=[])
    found = {fault.pointer: fault.code for fault in refusal.value.faults}
    assert found == {"/competes_with/0": "wrong_type", "/country": "wrong_type", "/colours": "unknown_property"}


def test_a_list_that_is_too_long_says_so(staged: World) -> None:
    with pytest.raises(Invalid) as refusal:
        a_company(staged, "it", aliases=[f"alias {number}" for number in range(101)])
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/aliases", "too_many")]

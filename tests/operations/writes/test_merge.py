"""Merge: the facts move to the survivor, and so do references to the merged entity."""

import pytest

from chalicelib.domain.errors import Gone, Invalid, Merged, NotFound, Stale
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import MAX_COPIED_FACTS, merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
    assert_whole,
    fact_ids,
    on,
    ref,
    refs_of,
    said_by,
    say,
    state,
    view,
)
from tests.operations.faulty import Overtaken

LOSER, SURVIVOR = ref("company/ali-baba"), ref("company/alibaba")
DAY = {"value": {"amount": "94.60", "unit": "EUR"}, "valid": "2025-01-29/2025-01-29"}


@pytest.fixture
def staged(quick: World) -> World:
    """Two names of one company."""
    a_source(quick)
    a_company(quick, "alibaba", name="Alibaba Group", country="CN")
    a_company(quick, "ali-baba", name="Ali Baba", aliases=["阿里巴巴"], website="https://alibaba.com/")
    return quick


def unite(world: World, loser: str = "company/ali-baba", survivor: str = "company/alibaba") -> dict[str, object]:
    return merge(RequestContext(world, CALLER), ref=ref(loser), into=ref(survivor), reason="The same.").body


def test_the_facts_go_on_at_the_survivor_and_the_name_becomes_an_alias(staged: World) -> None:
    assert unite(staged) == {
        "ref": "company/ali-baba",
        "merged_into": "company/alibaba",
        "moved": 0,
        "remaining": False,
    }
    now = view(staged, "company/alibaba")
    assert (now["name"], now["website"]) == ("Alibaba Group", "https://alibaba.com/")
    assert set(now["aliases"]) == {"Ali Baba", "阿里巴巴"}
    assert_whole(staged, "company/alibaba", "company/ali-baba")


def test_a_read_of_the_merged_entity_is_redirected_to_the_survivor(staged: World) -> None:
    before = view(staged, "company/ali-baba")
    unite(staged)
    for ask in (lambda: view(staged, "company/ali-baba"), lambda: say(staged, "company/ali-baba", country="CN")):
        with pytest.raises(Merged) as refusal:
            ask()
        assert refusal.value.context["into"] == "company/alibaba"
    assert view(staged, "company/ali-baba", known_at=before["updated_at"]) == before
    assert refs_of(listing(staged, kind=KINDS["company"], limit=10)) == ["company/alibaba"]


def test_entities_that_point_at_the_loser_point_at_the_survivor(staged: World) -> None:
    roles = ("subject", "developer")
    parties = [{"value": f"company/{slug}", "role": role} for slug in ("alibaba", "ali-baba") for role in roles]
    an_event(staged, participants=parties)
    an_event(staged, "undated", date={"missing": "unknown"}, cause=["company/ali-baba"])
    a_model(staged, developer=["company/ali-baba"])
    text = {"text": "Fast.", "language": "en"}
    say(staged, "model/v3", remarks=[{"value": text, "about": "company/ali-baba"}])
    assert unite(staged)["moved"] == 3
    assert view(staged, "model/v3")["developer"] == ["company/alibaba"]
    assert view(staged, "model/v3")["remarks"][0]["about"] == "company/alibaba"
    assert view(staged, "event/launch")["participants"] == parties[:2]
    assert refs_of(timeline(staged, ref=SURVIVOR, limit=10)) == ["event/launch", "event/undated"]
    assert staged.table.query(None, keys.links("company/ali-baba")).rows == []
    assert_whole(staged, "event/launch", "event/undated", "model/v3")


def test_what_points_at_the_loser_later_points_at_the_survivor_as_well(staged: World) -> None:
    unite(staged)
    assert a_model(staged, developer=["company/ali-baba"]).view["developer"] == ["company/alibaba"]
    say(staged, "model/v3", description="A model.")
    assert view(staged, "model/v3")["developer"] == ["company/alibaba"]


def test_a_chain_of_merges_ends_at_the_last_survivor(staged: World) -> None:
    a_company(staged, "group", name="The Group")
    a_model(staged, developer=["company/ali-baba"])
    unite(staged)
    unite(staged, "company/alibaba", "company/group")
    assert view(staged, "model/v3")["developer"] == ["company/group"]
    assert a_model(staged, "v4", developer=["company/ali-baba"]).view["developer"] == ["company/group"]
    assert unite(staged, "company/alibaba", "company/group")["moved"] == 0


def test_the_survivor_does_not_come_to_point_at_itself(staged: World) -> None:
    say(staged, "company/alibaba", parent="company/ali-baba", competes_with=["company/ali-baba"])
    say(staged, "company/ali-baba", competes_with=["company/alibaba"])
    unite(staged)
    now = view(staged, "company/alibaba")
    assert "parent" not in now
    assert "competes_with" not in now


def test_a_merge_asked_for_again_changes_nothing(staged: World) -> None:
    unite(staged)
    revision = load_entity(staged, "company/alibaba").revision
    assert unite(staged)["moved"] == 0
    assert load_entity(staged, "company/alibaba").revision == revision


def test_more_than_a_request_can_refresh_is_finished_by_the_next(staged: World) -> None:
    for n in range(30):
        a_model(staged, f"m{n}", developer=["company/ali-baba"])
    first, second, third = unite(staged), unite(staged), unite(staged)
    assert (first["moved"], first["remaining"]) == (25, True)
    assert (second["moved"], second["remaining"]) == (5, False)
    assert third["moved"] == 0
    assert all(view(staged, f"model/m{n}")["developer"] == ["company/alibaba"] for n in range(30))


def test_facts_written_to_the_loser_during_the_merge_move_as_well(staged: World) -> None:
    unite(on(staged, Overtaken(staged.table, lambda: say(staged, "company/ali-baba", founded="1999"))))
    assert view(staged, "company/alibaba")["founded"] == "1999"


def test_a_merge_that_is_refused_leaves_nothing_behind(staged: World) -> None:
    context = RequestContext(staged, CALLER)
    retiring = Overtaken(staged.table, lambda: retire(context, ref=ref("company/ali-baba"), reason="No company."))
    before = load_entity(staged, "company/alibaba")

    with pytest.raises(Gone):
        unite(on(staged, retiring))

    assert load_entity(staged, "company/alibaba") == before


def test_ranks_go_along_and_what_was_retracted_stays_behind(staged: World) -> None:
    wrong, misread = state(
        staged,
        a_fact("company/ali-baba", "founded", "1899"),
        a_fact("company/ali-baba", "country", "US"),
    )
    rank(RequestContext(staged, CALLER), fact_id=wrong, rank="deprecated", reason="It says so and is wrong.")
    retract(RequestContext(staged, CALLER), fact_id=misread, reason="Misread.")
    unite(staged)
    now = view(staged, "company/alibaba")
    assert "founded" not in now
    assert (now["country"], now["disputed"]) == ("CN", [])
    (copied,) = fact_ids(staged, "company/alibaba", "founded")
    shown = load_entity(staged, "company/alibaba").facts[copied].json_value()
    assert (shown["rank"], shown["rank_reason"]) == ("deprecated", "It says so and is wrong.")


def test_a_merge_reinstates_nothing_at_the_survivor(staged: World) -> None:
    (same,) = state(staged, a_fact("company/alibaba", "founded", "1999"))
    retract(RequestContext(staged, CALLER), fact_id=same, reason="Misread.")
    say(staged, "company/ali-baba", founded="1999")
    unite(staged)
    assert "founded" not in view(staged, "company/alibaba")


def test_a_series_continues_at_the_survivor_without_the_facts_retracted_there(staged: World) -> None:
    an_instrument(staged, "ahla")
    an_instrument(staged, "baba")
    other = {"value": {"amount": "93", "unit": "EUR"}, "valid": "2025-01-28/2025-01-28"}
    state(staged, a_fact("instrument/ahla", "price", **DAY), a_fact("instrument/ahla", "price", **other))
    (retracted,) = state(staged, a_fact("instrument/baba", "price", **other))
    retract(RequestContext(staged, CALLER), fact_id=retracted, reason="Misread.")
    unite(staged, "instrument/ahla", "instrument/baba")
    prices = entity_facts(staged, ref=ref("instrument/baba"), property_name="price", limit=10).items
    assert [(p["valid"], p["retraction"] is None) for p in prices] == [(other["valid"], False), (DAY["valid"], True)]


def test_what_is_fixed_once_given_stays_the_survivors(staged: World) -> None:
    a_source(staged, "one", published="2025-01")
    a_source(staged, "two", published="2025-02", url="https://example.org/two")
    unite(staged, "source/two", "source/one")
    now = view(staged, "source/one")
    assert (now["published"], now["url"]) == ("2025-01", "https://example.org/two")


def test_facts_that_cite_a_merged_source_still_read(staged: World) -> None:
    a_source(staged, "one")
    a_source(staged, "two")
    say(staged, "company/alibaba", founded="1999", evidence=said_by("two"))
    unite(staged, "source/two", "source/one")
    assert view(staged, "company/alibaba")["founded"] == "1999"
    assert say(staged, "company/alibaba", country="SG", evidence=said_by("two")).created


def test_every_fact_goes_on_however_many_slices_they_take(staged: World) -> None:
    names = [f"Name {n}" for n in range(2 * MAX_COPIED_FACTS + 5)]
    say(staged, "company/ali-baba", aliases=names)
    unite(staged)
    assert {*names} <= {*view(staged, "company/alibaba")["aliases"]}


def test_facts_that_take_too_many_actions_together_are_copied_in_parts(staged: World) -> None:
    for n in range(45):
        a_company(staged, f"c{n}")
    parties = [{"value": f"company/c{n}", "role": "developer"} for n in range(45)]
    # A survivor without a date has two links for each participant, each with a card that every write renews.
    an_event(staged, "one", date={"missing": "unknown"}, participants=parties[:20])
    say(staged, "event/one", participants=parties[20:30])
    an_event(staged, "two", participants=parties[30:], evidence={**EVIDENCE, "certainty": "rumoured"})
    (dated,) = fact_ids(staged, "event/two", "date")
    retract_the_only_date(staged, dated)
    unite(staged, "event/two", "event/one")
    assert len(view(staged, "event/one")["participants"]) == 45
    assert_whole(staged, "event/one", "event/two")


def retract_the_only_date(world: World, dated: str) -> None:
    """Leave the loser with a date that nobody knows, so that the survivor keeps its two links."""
    say(world, "event/two", date={"missing": "unknown"})
    retract(RequestContext(world, CALLER), fact_id=dated, reason="Misread.")


def test_an_entity_whose_name_has_run_out_can_still_be_moved(staged: World) -> None:
    a_model(staged, name={"value": "V3", "valid": "2024/2026"}, developer=["company/ali-baba"])
    staged.now.set("2027-02-01T00:00:00.000Z")  # type: ignore[attr-defined]  # the clock of the tests
    assert unite(staged)["moved"] == 1
    assert view(staged, "model/v3")["developer"] == ["company/alibaba"]


@pytest.mark.parametrize(
    ("into", "code"), [("company/ali-baba", "same_entity"), ("model/v3", "wrong_kind"), ("planet/mars", "wrong_kind")]
)
def test_a_merge_is_within_one_kind_and_into_another(staged: World, into: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        unite(staged, "company/ali-baba", into)
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_the_loser_must_be_there_and_alive(staged: World) -> None:
    with pytest.raises(NotFound):
        unite(staged, "company/nobody")
    retire(RequestContext(staged, CALLER), ref=LOSER, reason="Made up.")
    with pytest.raises(Gone):
        unite(staged)


def test_a_survivor_that_is_not_there_or_no_longer_is_a_fault_of_the_body(staged: World) -> None:
    a_company(staged, "made-up")
    retire(RequestContext(staged, CALLER), ref=ref("company/made-up"), reason="Made up.")
    unite(staged)
    for survivor, code in (("nobody", "no_such_entity"), ("made-up", "retired_entity"), ("ali-baba", "merged_entity")):
        with pytest.raises(Invalid) as refusal:
            unite(staged, "company/alibaba", f"company/{survivor}")
        assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/into", code)]


def test_a_merge_into_somebody_else_after_the_merge_is_refused(staged: World) -> None:
    a_company(staged, "group")
    unite(staged)
    with pytest.raises(Merged):
        unite(staged, "company/ali-baba", "company/group")


def test_a_merge_on_a_stale_reading_is_refused(staged: World) -> None:
    with pytest.raises(Stale):
        merge(RequestContext(staged, CALLER), ref=LOSER, into=SURVIVOR, reason="The same.", if_match={7})
    assert merge(RequestContext(staged, CALLER), ref=LOSER, into=SURVIVOR, reason="The same.", if_match={1}).body[
        "merged_into"
    ]


def test_a_survivor_that_has_all_facts_on_record_must_still_be_live_at_the_commit(quick: World) -> None:
    a_source(quick)
    a_company(quick, "alibaba", aliases=["Ali-baba"])
    a_company(quick, "ali-baba", name="Ali-baba")

    def end() -> None:
        retire(RequestContext(quick, CALLER), ref=SURVIVOR, reason="No company.")

    with pytest.raises(Invalid) as refusal:
        unite(on(quick, Overtaken(quick.table, end)))
    assert [fault.code for fault in refusal.value.faults] == ["retired_entity"]
    assert view(quick, "company/ali-baba")["name"] == "Ali-baba"


def test_a_value_on_record_is_accepted_again_beside_one_that_was_merged_into_what_it_names(staged: World) -> None:
    a_company(staged, "third", competes_with=["company/alibaba"])
    unite(staged)
    retire(RequestContext(staged, CALLER), ref=SURVIVOR, reason="No company.")
    for named in (["company/alibaba"], ["company/alibaba", "company/ali-baba"]):
        assert say(staged, "company/third", competes_with=named).view["competes_with"] == ["company/alibaba"]

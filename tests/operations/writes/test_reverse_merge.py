"""Reversing a merge: both entities are back with their own facts, and references point at each of them again."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Merged, NotAllowedNow, NotFound, NotMerged, Retracted, Stale, SurvivorEnded
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import MAX_CLOSED_FACTS, reverse_merge
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
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
    world_on,
)
from tests.operations.faulty import Dying, Killed, Overtaken
from tests.operations.undone import assert_sound, shown

LOSER, SURVIVOR = "company/ali-baba", "company/alibaba"
REFS = [LOSER, SURVIVOR, "company/third", "model/v3", "event/launch", "event/undated", "source/report", "source/other"]
WORDS = ["ali baba", "alibaba", "阿里巴巴"]


def stage(world: World) -> World:
    a_source(world)
    a_source(world, "other")
    a_company(world, "alibaba", name="Alibaba Group", country="CN")
    a_company(world, "ali-baba", name="Ali Baba", aliases=["阿里巴巴"], website="https://alibaba.com/", founded="1999")
    a_company(world, "third", name="Third", parent=LOSER, competes_with=[SURVIVOR])
    a_model(world, developer=[LOSER], remarks=[{"value": {"text": "Fast.", "language": "en"}, "about": LOSER}])
    an_event(world, participants=[{"value": each, "role": "subject"} for each in (LOSER, SURVIVOR)])
    an_event(world, "undated", date={"missing": "unknown"}, cause=[LOSER])
    return world


@pytest.fixture
def staged(world: World) -> World:
    """Two companies that others refer to, on each engine."""
    return stage(world)


@pytest.fixture
def light(quick: World) -> World:
    """The same on SQLite alone, for tests that read everything several times."""
    return stage(quick)


def unite(world: World, loser: str = LOSER, survivor: str = SURVIVOR) -> Any:
    return merge(RequestContext(world, CALLER), ref=ref(loser), into=ref(survivor), reason="The same.").body


def part(world: World, loser: str = LOSER, if_match: tuple[int, ...] | None = None) -> Any:
    context = RequestContext(world, CALLER)
    return reverse_merge(context, ref=ref(loser), reason="Two firms.", if_match=if_match).body


def test_a_reversed_merge_leaves_nothing_in_views_lists_links_search_conflicts_and_counts(staged: World) -> None:
    before = shown(staged, REFS, WORDS)
    unite(staged)
    assert shown(staged, REFS, WORDS) != before
    assert part(staged) == {
        "ref": LOSER,
        "survivor": SURVIVOR,
        "closed": 4,
        "recorded_since": [],
        "recorded_since_count": 0,
        "moved": 4,
        "remaining": False,
    }
    assert shown(staged, REFS, WORDS) == before
    assert_sound(staged, REFS)
    assert_whole(staged, *REFS)


def test_between_the_two_the_merged_state_is_shown(staged: World, clock: Clock) -> None:
    unite(staged)
    clock.advance(days=1)
    merged_at = staged.now()
    united, third = view(staged, SURVIVOR), view(staged, "company/third")
    clock.advance(days=1)
    part(staged)
    clock.advance(days=1)
    assert view(staged, SURVIVOR, known_at=merged_at)["aliases"] == united["aliases"]
    assert view(staged, SURVIVOR, known_at=merged_at)["website"] == united["website"]
    assert view(staged, "company/third", known_at=merged_at)["parent"] == third["parent"] == SURVIVOR
    assert view(staged, "company/third", known_at=staged.now())["parent"] == LOSER
    with pytest.raises(Merged):
        view(staged, LOSER, known_at=merged_at)
    assert view(staged, LOSER, known_at=staged.now()) == view(staged, LOSER)
    assert refs_of(listing(staged, kind=KINDS["company"], limit=9, known_at=merged_at)) == [SURVIVOR, "company/third"]
    assert len(listing(staged, kind=KINDS["company"], limit=9, known_at=staged.now()).items) == 3


def test_the_copies_are_retracted_with_the_reason(staged: World) -> None:
    unite(staged)
    part(staged)
    (copy,) = fact_ids(staged, SURVIVOR, "website")
    retraction = fact(staged, fact_id=copy)["retraction"]
    assert retraction is not None
    assert retraction["reason"] == "Two firms."


def test_what_was_recorded_at_the_survivor_since_stays_there_and_is_listed(staged: World) -> None:
    unite(staged)
    say(staged, SURVIVOR, description="A marketplace.")
    answer = part(staged)
    assert answer["recorded_since"] == fact_ids(staged, SURVIVOR, "description")
    assert answer["recorded_since_count"] == 1
    assert view(staged, SURVIVOR)["description"] == "A marketplace."
    assert "description" not in view(staged, LOSER)


def test_a_new_reference_to_the_merged_entity_points_at_it_again(staged: World) -> None:
    unite(staged)
    a_model(staged, "v4", developer=[LOSER])
    part(staged)
    assert view(staged, "model/v4")["developer"] == [LOSER]


def test_merging_again_and_reversing_that_works(light: World) -> None:
    before = shown(light, REFS, WORDS)
    unite(light)
    united = shown(light, REFS, WORDS)
    for _ in range(2):
        part(light)
        assert shown(light, REFS, WORDS) == before
        unite(light)
        assert shown(light, REFS, WORDS) == united
    assert_sound(light, REFS)


def test_a_copy_that_another_merge_made_as_well_stays_for_that(staged: World) -> None:
    say(staged, "company/third", website="https://alibaba.com/")
    unite(staged)
    unite(staged, "company/third")
    part(staged)
    assert view(staged, SURVIVOR)["website"] == "https://alibaba.com/"
    part(staged, "company/third")
    assert "website" not in view(staged, SURVIVOR)
    assert_sound(staged, REFS)


def test_what_the_survivor_said_itself_before_or_says_again_afterwards_stands(staged: World) -> None:
    say(staged, SURVIVOR, website="https://alibaba.com/")
    unite(staged)
    part(staged)
    assert view(staged, SURVIVOR)["website"] == "https://alibaba.com/"
    say(staged, SURVIVOR, founded="1999")
    assert view(staged, SURVIVOR)["founded"] == "1999"
    unite(staged)
    part(staged)
    assert view(staged, SURVIVOR)["founded"] == "1999"


def test_what_an_editor_retracted_at_the_survivor_stays_retracted(staged: World) -> None:
    unite(staged)
    (copy,) = fact_ids(staged, SURVIVOR, "website")
    retract(RequestContext(staged, CALLER), fact_id=copy, reason="Misread.")
    part(staged)
    unite(staged)
    assert "website" not in view(staged, SURVIVOR)
    with pytest.raises(Retracted):
        say(staged, SURVIVOR, website="https://alibaba.com/")


def test_a_rank_goes_along_when_it_is_merged_again(staged: World) -> None:
    unite(staged)
    part(staged)
    (website,) = fact_ids(staged, LOSER, "website")
    rank(RequestContext(staged, CALLER), fact_id=website, rank="deprecated", reason="It moved.")
    unite(staged)
    (copy,) = fact_ids(staged, SURVIVOR, "website")
    assert fact(staged, fact_id=copy)["rank"] == "deprecated"
    assert_sound(staged, REFS)


def test_the_parts_of_a_chain_come_back_from_its_end(light: World) -> None:
    before = shown(light, REFS, WORDS)
    unite(light)
    unite(light, SURVIVOR, "company/third")
    with pytest.raises(SurvivorEnded, match="merged into company/third since") as refusal:
        part(light)
    assert refusal.value.context == {"survivor": SURVIVOR}
    part(light, SURVIVOR)
    assert view(light, "model/v3")["developer"] == [SURVIVOR]
    part(light)
    assert shown(light, REFS, WORDS) == before
    assert_sound(light, REFS)


def test_a_retired_survivor_has_to_come_back_first(staged: World) -> None:
    unite(staged)
    retire(RequestContext(staged, CALLER), ref=ref(SURVIVOR), reason="Made up.")
    with pytest.raises(SurvivorEnded, match="which was retired since"):
        part(staged)
    reverse_retirement(RequestContext(staged, CALLER), ref=ref(SURVIVOR), reason="It exists.")
    part(staged)
    assert view(staged, LOSER)["founded"] == "1999"


def test_a_reversal_that_is_refused_since_the_survivor_was_retired_meanwhile_closes_nothing(staged: World) -> None:
    unite(staged)
    before = standing_at_survivor(staged)
    with pytest.raises(SurvivorEnded):
        part(on(staged, Overtaken(staged.table, lambda: end_survivor(staged))))
    assert standing_at_survivor(staged) == before


def test_a_large_reversal_that_was_refused_part_way_goes_on_when_it_is_repeated(quick: World) -> None:
    stage(quick)
    say(quick, LOSER, aliases=[f"Name {n}" for n in range(2 * MAX_CLOSED_FACTS)])
    before = shown(quick, REFS, WORDS)
    unite(quick)
    with pytest.raises(SurvivorEnded):
        part(on(quick, Overtaken(quick.table, lambda: None, lambda: end_survivor(quick))))
    reverse_retirement(RequestContext(quick, CALLER), ref=ref(SURVIVOR), reason="It exists.")
    part(quick)
    assert shown(quick, REFS, WORDS) == before
    assert_sound(quick, REFS)


def test_a_survivor_without_copies_must_still_be_live_at_the_commit(quick: World) -> None:
    a_source(quick)
    a_company(quick, "alibaba", aliases=["Ali-baba"])
    a_company(quick, "ali-baba", name="Ali-baba")
    unite(quick)
    with pytest.raises(SurvivorEnded):
        part(on(quick, Overtaken(quick.table, lambda: end_survivor(quick))))


def end_survivor(world: World) -> None:
    retire(RequestContext(world, CALLER), ref=ref(SURVIVOR), reason="Made up.")


def standing_at_survivor(world: World) -> set[str]:
    return {each.id for each in load_entity(world, SURVIVOR).facts.values() if each.standing(None).stands}


def test_a_source_comes_back(light: World) -> None:
    a_source(light, "twin")
    before = shown(light, [*REFS, "source/twin"])
    unite(light, "source/other", "source/twin")
    state(light, a_fact("company/third", "country", "SG", evidence=said_by("other")))
    part(light, "source/other")
    after = shown(light, [*REFS, "source/twin"])
    assert (after["source"], after["source/twin"]) == (before["source"], before["source/twin"])
    assert all("source/other" not in load_entity(light, name).redirects for name in REFS)
    assert_sound(light, [*REFS, "source/twin"])


def test_the_days_of_a_series_come_back(quick: World) -> None:
    a_source(quick)
    refs = ["instrument/nvda", "instrument/nvidia"]
    for slug in ("nvda", "nvidia"):
        an_instrument(quick, slug)
    for day in range(10, 40):
        valid = f"2025-{1 + day // 30:02}-{1 + day % 28:02}"
        value = {"amount": f"{day}.5", "unit": "USD"}
        state(quick, a_fact(refs[0], "price", value, valid=f"{valid}/{valid}"))
    before = shown(quick, refs)
    unite(quick, *refs)
    assert part(quick, refs[0])["closed"] > 20
    assert shown(quick, refs) == before
    assert_sound(quick, refs)


def unite_with_models(world: World) -> list[str]:
    """Merge a company that more models name than a request can refresh; return the models."""
    stage(world)
    models = [f"model/m{n}" for n in range(30)]
    for name in models:
        a_model(world, name.removeprefix("model/"), developer=[LOSER])
    while unite(world)["remaining"]:
        pass
    return models


def test_more_than_a_request_can_refresh_is_finished_by_the_next(quick: World) -> None:
    models = unite_with_models(quick)
    first, second = part(quick), part(quick)
    assert (first["moved"], first["remaining"], second["moved"], second["remaining"]) == (25, True, 9, False)
    assert all(view(quick, name)["developer"] == [LOSER] for name in models)
    with pytest.raises(NotMerged):
        part(quick)


def test_the_two_can_be_merged_the_other_way_round_while_some_references_are_not_back(quick: World) -> None:
    models = unite_with_models(quick)
    assert part(quick)["remaining"]

    while unite(quick, SURVIVOR, LOSER)["remaining"]:
        pass

    say(quick, models[0], developer=[SURVIVOR])
    assert all(view(quick, name)["developer"] == [LOSER] for name in models)
    assert not any(LOSER in load_entity(quick, name).redirects for name in models)
    assert_sound(quick, REFS)


def test_what_is_not_merged_cannot_be_given_back(staged: World) -> None:
    with pytest.raises(NotMerged, match="is not merged, so there is no merge to reverse"):
        part(staged)
    with pytest.raises(NotFound):
        part(staged, "company/nobody")
    retire(RequestContext(staged, CALLER), ref=ref(LOSER), reason="Made up.")
    with pytest.raises(NotMerged, match="was retired, not merged"):
        part(staged)


def test_if_match_names_the_revision_that_merged_it(staged: World) -> None:
    unite(staged)
    revision = load_entity(staged, LOSER).revision
    with pytest.raises(Stale):
        part(staged, if_match=(revision - 1,))
    part(staged, if_match=(revision,))


def test_history_and_feed_name_the_cause(staged: World) -> None:
    unite(staged)
    part(staged)
    assert [each["cause"] for each in history(staged, ref=ref(LOSER), limit=2).items] == ["merge_reversed", "merged"]
    causes = {each["ref"]: each["cause"] for each in changes(staged, after=0, limit=100).items}
    assert {name for name, cause in causes.items() if cause == "merge_reversed"} >= {LOSER, SURVIVOR, "model/v3"}


def test_a_repair_keeps_both_apart(light: World) -> None:
    unite(light)
    part(light)
    before = shown(light, REFS, WORDS)
    for name in REFS:
        repair(light, CALLER, ref=name)
    assert shown(light, REFS, WORDS) == before
    assert_sound(light, REFS)


def test_a_write_to_the_survivor_meanwhile_is_not_lost(staged: World) -> None:
    unite(staged)
    part(on(staged, Overtaken(staged.table, lambda: say(staged, SURVIVOR, description="Large."))))
    assert view(staged, SURVIVOR)["description"] == "Large."
    assert "website" not in view(staged, SURVIVOR)
    assert_sound(staged, REFS)


@pytest.mark.parametrize("calls", range(1, 34))
def test_a_reversal_that_was_killed_is_finished_by_the_next(quick: World, calls: int) -> None:
    stage(quick)
    before = shown(quick, REFS, WORDS)
    unite(quick)
    with suppress(Killed):
        part(on(quick, Dying(quick.table, at=calls)))
    with suppress(NotMerged):
        part(quick)
    assert shown(quick, REFS, WORDS) == before
    assert_sound(quick, REFS)


COMPANIES = st.sampled_from([LOSER, SURVIVOR, "company/third"])
VALUES = st.sampled_from(
    [
        ("country", "CN"),
        ("country", "SG"),
        ("founded", "1999"),
        ("website", "https://alibaba.com/"),
        ("aliases", "Taobao"),
        ("parent", "company/third"),
        ("competes_with", SURVIVOR),
        ("competes_with", LOSER),
    ]
)
FACTS = st.lists(st.tuples(COMPANIES, VALUES, st.sampled_from(["report", "other"])), max_size=8)


PAIRS = st.sampled_from([(LOSER, SURVIVOR), (SURVIVOR, "company/third"), ("source/other", "source/report")])


@settings(max_examples=20)
@given(FACTS, PAIRS, st.booleans())
def test_a_merge_and_its_reversal_are_as_if_it_never_happened(
    said: list[Any], pair: tuple[str, str], twice: bool
) -> None:
    table = SqliteTable(":memory:")
    world = stage(world_on(table, Clock()))
    for name, (prop, value), source in said:
        if value != name:
            with suppress(NotAllowedNow):
                state(world, a_fact(name, prop, value, evidence=said_by(source)))
    before = shown(world, REFS, WORDS)
    for _ in range(1 + twice):
        unite(world, *pair)
        part(world, pair[0])
        assert shown(world, REFS, WORDS) == before
    assert_sound(world, REFS)
    table.close()

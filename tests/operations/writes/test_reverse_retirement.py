"""Reversing a retirement: the entity is back everywhere, and stays gone at a moment between the two."""

import pytest

from chalicelib.domain.errors import Gone, NotFound, NotRetired, Stale
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import Moment, RequestContext, World, Written
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
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
    ref,
    refs_of,
    said_by,
    say,
    state,
    view,
    without_times,
)
from tests.operations.undone import assert_sound, shown

NAME = "company/deepseek"
REFS = [NAME, "company/other", "model/v3", "event/launch", "source/report", "source/second"]
PRICE = {"value": {"amount": "94.60", "unit": "USD"}, "valid": "2025-01-29/2025-01-29"}


@pytest.fixture
def staged(world: World) -> World:
    """A company with links both ways, an identifier and an open conflict, on each engine."""
    a_source(world)
    a_source(world, "second")
    a_company(world, "other")
    identifiers = [{"value": "529900T8BM49AURSDO55", "scheme": "lei"}]
    a_company(world, country="CN", founded="2023", parent="company/other", identifiers=identifiers)
    state(world, a_fact(NAME, "founded", "2022", evidence=said_by("second")))
    a_model(world, developer=[NAME])
    an_event(world, participants=[{"value": NAME, "role": "developer"}])
    return world


def gone(world: World, name: str = NAME) -> Written:
    return retire(RequestContext(world, CALLER), ref=ref(name), reason="Made up.")


def back(world: World, name: str = NAME, if_match: tuple[int, ...] | None = None) -> Written:
    return reverse_retirement(RequestContext(world, CALLER), ref=ref(name), reason="It exists.", if_match=if_match)


def test_what_was_retired_is_back_in_views_lists_links_search_conflicts_and_counts(staged: World) -> None:
    before = shown(staged, REFS, ["deepseek", "deep"])
    gone(staged)
    assert shown(staged, REFS, ["deepseek", "deep"]) != before
    back(staged)
    assert shown(staged, REFS, ["deepseek", "deep"]) == before
    assert refs_of(lookup(staged, scheme="lei", value="529900T8BM49AURSDO55")) == [NAME]
    assert_sound(staged, REFS)
    assert_whole(staged, *REFS)


def test_between_the_two_it_is_gone_and_after_them_live(staged: World, clock: Clock) -> None:
    clock.advance(days=1)
    retired = gone(staged).view["updated_at"]
    clock.advance(days=1)
    live = back(staged).view
    clock.advance(days=1)
    with pytest.raises(Gone):
        view(staged, NAME, known_at=retired)
    assert view(staged, NAME, known_at=live["updated_at"]) == live == view(staged, NAME)
    for at, is_there in ((retired, False), (live["updated_at"], True)):
        moment = Moment(known_at=at)
        found = (
            listing(staged, kind=KINDS["company"], limit=9, known_at=at),
            search(staged, q="deepseek", limit=9, moment=moment),
            lookup(staged, scheme="lei", value="529900T8BM49AURSDO55", moment=moment),
        )
        assert [NAME in refs_of(each) for each in found] == [is_there] * 3
    with pytest.raises(Gone):
        timeline(staged, ref=ref(NAME), limit=1, first=None, last=None, known_at=retired, published_before="2000-01-01")


def test_a_reversal_can_be_reversed_and_that_as_well(staged: World) -> None:
    moments = [(gone(staged).view["updated_at"], back(staged).view["updated_at"]) for _ in range(3)]
    for retired, live in moments:
        with pytest.raises(Gone):
            view(staged, NAME, known_at=retired)
        assert without_times(view(staged, NAME, known_at=live)) == without_times(view(staged, NAME))
    gone(staged)
    with pytest.raises(Gone):
        view(staged, NAME)
    assert_sound(staged, REFS)
    assert len(load_entity(staged, NAME).lifecycles) == 7


def test_a_repair_leaves_it_live_or_gone(staged: World) -> None:
    gone(staged)
    back(staged)
    repair(staged, CALLER, ref=NAME)
    assert view(staged, NAME)["country"] == "CN"
    gone(staged)
    repair(staged, CALLER, ref=NAME)
    with pytest.raises(Gone):
        view(staged, NAME)
    assert_sound(staged, REFS)


def test_history_and_feed_name_the_cause(staged: World) -> None:
    gone(staged)
    back(staged)
    assert [each["cause"] for each in history(staged, ref=ref(NAME), limit=2).items] == [
        "retirement_reversed",
        "retired",
    ]
    assert [each["cause"] for each in changes(staged, after=0, limit=100).items][-2:] == [
        "retired",
        "retirement_reversed",
    ]


def test_what_it_refers_to_may_have_been_merged_meanwhile(staged: World) -> None:
    a_company(staged, "survivor")
    gone(staged)
    merge(RequestContext(staged, CALLER), ref=ref("company/other"), into=ref("company/survivor"), reason="The same.")
    back(staged)
    assert view(staged, NAME)["parent"] == "company/survivor"
    assert_sound(staged, REFS)


def test_it_can_be_written_to_and_referred_to_again(staged: World) -> None:
    gone(staged)
    back(staged)
    say(staged, NAME, description="A lab.")
    assert a_model(staged, "v4", developer=[NAME]).view["developer"] == [NAME]


def test_the_facts_of_its_series_are_back_with_their_conflicts(quick: World) -> None:
    a_source(quick)
    a_source(quick, "second")
    an_instrument(quick)
    state(quick, a_fact("instrument/nvda", "price", **PRICE))
    other = {**PRICE, "value": {"amount": "90.00", "unit": "USD"}}
    state(quick, a_fact("instrument/nvda", "price", **other, evidence=said_by("second")))
    before = shown(quick, ["instrument/nvda"])
    assert before["conflicts"]
    gone(quick, "instrument/nvda")
    back(quick, "instrument/nvda")
    assert shown(quick, ["instrument/nvda"]) == before
    assert_sound(quick, ["instrument/nvda"])


def test_what_is_not_retired_cannot_be_brought_back(staged: World) -> None:
    with pytest.raises(NotRetired, match="is not retired, so there is no retirement"):
        back(staged)
    with pytest.raises(NotFound):
        back(staged, "company/nobody")
    merge(RequestContext(staged, CALLER), ref=ref(NAME), into=ref("company/other"), reason="The same.")
    with pytest.raises(NotRetired, match="was merged into company/other") as refusal:
        back(staged)
    assert refusal.value.context["into"] == "company/other"


def test_if_match_names_the_revision_that_retired_it(staged: World) -> None:
    revision = gone(staged).revision
    with pytest.raises(Stale):
        back(staged, if_match=(revision - 1,))
    assert back(staged, if_match=(revision,)).revision == revision + 1

"""Merges of entities whose facts were revised, replaced or erased, and their reversals: what the parts do together."""

from functools import partial
from typing import Any

import pytest

from chalicelib.domain.facts.evidence import Certainty
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.fact import fact as read_fact
from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactsQuery
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_source,
    pages,
    ref,
    said_by,
    say,
    state,
    view,
)
from tests.operations.undone import assert_sound, listed_facts, shown

LOSER, SURVIVOR = "company/ali-baba", "company/alibaba"
REFS = [LOSER, SURVIVOR, "source/report", "source/other"]
BANK, MARKET = "A bank.", "A marketplace."
WORDS = ["ali baba", "alibaba", "bazaar", "BABA"]


@pytest.fixture
def staged(quick: World) -> World:
    """Two companies: one has a corrected value, a former name and a ticker."""
    a_source(quick)
    a_source(quick, "other")
    a_company(quick, "alibaba", name="Alibaba Group", country="CN")
    a_company(quick, "ali-baba", name="Ali Baba", valid="2005/..")
    say(quick, LOSER, name="Bazaar", valid="1999/2004")
    say(quick, LOSER, identifiers=[{"value": "XNYS:BABA", "scheme": "ticker", "valid": "2014/2019"}])
    (wrong,) = state(quick, a_fact(LOSER, "description", BANK))
    state(quick, a_fact(LOSER, "description", MARKET, evidence=said_by("other", replaces=[wrong])))
    return quick


def unite(world: World) -> None:
    merge(RequestContext(world, CALLER), ref=ref(LOSER), into=ref(SURVIVOR), reason="The same.")


def part(world: World) -> None:
    reverse_merge(RequestContext(world, CALLER), ref=ref(LOSER), reason="Two firms.")


def revise(world: World, fact_id: str, **members: Any) -> dict[str, Any]:
    context = RequestContext(world, CALLER)
    return dict(revise_evidence(context, fact_id=fact_id, members=members, reason="Misquoted.").fact)


def saying(world: World, entity: str, *values: str) -> list[str]:
    """Return the ids of the facts of an entity with these descriptions."""
    known = {fact.value.json(): name for name, fact in load_entity(world, entity).facts.items()}
    return [known[each] for each in values]


def replacing(world: World, fact_id: str, **moment: Any) -> list[str]:
    return read_fact(world, fact_id=fact_id, **moment).get("replaced_by", [])


def every(world: World, **question: Any) -> list[str]:
    return [
        each["id"]
        for page in pages(partial(facts, world), question=FactsQuery(**question), limit=5)
        for each in page.items
    ]


def test_evidence_revised_at_the_survivor_ends_with_the_merge(staged: World, clock: Clock) -> None:
    before = shown(staged, REFS, WORDS)
    unite(staged)
    wrong, right = saying(staged, SURVIVOR, BANK, MARKET)
    assert replacing(staged, wrong) == [right]
    clock.advance(days=1)
    united = staged.now()
    clock.advance(days=1)
    revise(staged, right, quote="a marketplace", replaces=None)
    revise(staged, wrong, quote="a bank", certainty=Certainty.RUMOURED)
    assert replacing(staged, wrong) == []
    assert replacing(staged, wrong, known_at=united) == [right]
    assert read_fact(staged, fact_id=right, known_at=united)["evidence"].get("quote") is None
    assert_sound(staged, REFS)
    part(staged)
    assert shown(staged, REFS, WORDS) == before
    assert_sound(staged, REFS)
    unite(staged)
    assert replacing(staged, wrong) == [right]
    assert read_fact(staged, fact_id=right)["evidence"]["replaces"] == [wrong]
    assert read_fact(staged, fact_id=right)["evidence"].get("quote") is None
    assert view(staged, SURVIVOR)["description"] == MARKET
    assert_sound(staged, REFS)


def test_evidence_revised_before_a_merge_goes_along_and_after_its_reversal_with_the_next(staged: World) -> None:
    (right,) = saying(staged, LOSER, MARKET)
    revise(staged, right, quote="first")
    unite(staged)
    (copy,) = saying(staged, SURVIVOR, MARKET)
    assert read_fact(staged, fact_id=copy)["evidence"]["quote"] == "first"
    part(staged)
    revise(staged, right, quote="second")
    unite(staged)
    assert read_fact(staged, fact_id=copy)["evidence"]["quote"] == "second"
    assert_sound(staged, REFS)


def test_a_copy_that_was_let_replace_a_fact_of_the_survivor_gives_it_back(staged: World) -> None:
    (own,) = state(staged, a_fact(SURVIVOR, "description", "A shop."))
    before = shown(staged, REFS, WORDS)
    unite(staged)
    (copy,) = saying(staged, SURVIVOR, MARKET)
    replaced = read_fact(staged, fact_id=copy)["evidence"]["replaces"]
    revise(staged, copy, replaces=(*replaced, own))
    assert replacing(staged, own) == [copy]
    assert own not in every(staged, entity=ref(SURVIVOR), standing=True)
    part(staged)
    assert replacing(staged, own) == []
    assert shown(staged, REFS, WORDS) == before
    assert_sound(staged, REFS)


def test_former_names_and_tickers_are_those_of_the_survivor_between(staged: World, clock: Clock) -> None:
    def holders(known_at: str | None = None) -> list[list[str]]:
        moment = Moment(known_at=known_at)
        found = [search(staged, q=each, limit=9, moment=moment) for each in ("Bazaar", "BABA")]
        return [sorted({item["ref"] for item in each.items if item.get("former")}) for each in found]

    assert holders() == [[LOSER], [LOSER]]
    unite(staged)
    clock.advance(days=1)
    united = staged.now()
    assert holders() == [[SURVIVOR], [SURVIVOR]]
    clock.advance(days=1)
    part(staged)
    clock.advance(days=1)
    assert holders() == [[LOSER], [LOSER]]
    assert holders(united) == [[SURVIVOR], [SURVIVOR]]


def test_standing_facts_are_listed_once_and_those_that_count(staged: World) -> None:
    def listed(**question: Any) -> list[str]:
        return sorted(every(staged, standing=True, **question))

    wrong, right = saying(staged, LOSER, BANK, MARKET)
    apart = listed(source=ref("source/report")), listed(source=ref("source/other"))
    assert wrong not in apart[0]
    unite(staged)
    copied_wrong, copied_right = saying(staged, SURVIVOR, BANK, MARKET)
    of_report = listed(source=ref("source/report"))
    assert not [each for each in of_report if each.startswith("company~ali-baba~")]
    assert copied_wrong not in of_report
    assert copied_right in listed(source=ref("source/other"))
    of_survivor = [each["id"] for each in entity_facts(staged, ref=ref(SURVIVOR), standing=True, limit=50).items]
    assert sorted(of_survivor) == listed(entity=ref(SURVIVOR))
    retract(RequestContext(staged, CALLER), fact_id=copied_right, reason="Wrong.")
    assert copied_wrong in listed(source=ref("source/report"))
    everything = [*listed_facts(staged, source="source/report"), *listed_facts(staged, source="source/other")]
    assert len(everything) == stats(staged)["facts"]
    part(staged)
    assert (listed(source=ref("source/report")), listed(source=ref("source/other"))) == apart
    assert right in apart[1]
    assert_sound(staged, REFS)


def test_a_merge_of_sources_whose_facts_were_revised_is_undone(staged: World) -> None:
    (right,) = saying(staged, LOSER, MARKET)
    a_source(staged, "copy")
    (name,) = state(staged, a_fact(SURVIVOR, "website", "https://alibaba.com/", evidence=said_by("copy")))
    revise(staged, name, quote="on its page")
    before = shown(staged, [*REFS, "source/copy"], WORDS)
    merge(RequestContext(staged, CALLER), ref=ref("source/copy"), into=ref("source/other"), reason="One document.")
    assert sorted(
        every(staged, source=ref("source/other"), standing=True, properties=("description", "website"))
    ) == sorted([name, right])
    revise(staged, name, quote="on its own page")
    revise(staged, name, quote="on its page")
    reverse_merge(RequestContext(staged, CALLER), ref=ref("source/copy"), reason="Two documents.")
    assert shown(staged, [*REFS, "source/copy"], WORDS) == before
    assert_sound(staged, [*REFS, "source/copy"])


def test_a_merge_with_erased_facts_is_undone_and_merged_again(staged: World) -> None:
    wrong, right = saying(staged, LOSER, BANK, MARKET)
    unite(staged)
    (copy,) = saying(staged, SURVIVOR, MARKET)
    erase(RequestContext(staged, CALLER), fact_id=copy, reason="Asked for.")
    assert_sound(staged, REFS)
    part(staged)
    assert "description" not in view(staged, SURVIVOR)
    assert view(staged, LOSER)["description"] == MARKET
    assert replacing(staged, wrong) == [right]
    assert_sound(staged, REFS)
    unite(staged)
    assert read_fact(staged, fact_id=copy)["value"] == {"erased": True}
    assert_sound(staged, REFS)
    part(staged)
    assert_sound(staged, REFS)


def test_a_repair_changes_nothing(staged: World) -> None:
    unite(staged)
    (copy,) = saying(staged, SURVIVOR, MARKET)
    revise(staged, copy, quote="a marketplace", replaces=None)
    part(staged)
    unite(staged)
    before = {name: load_entity(staged, name) for name in REFS}
    for name, entity in before.items():
        repair(staged, CALLER, ref=name)
        after = load_entity(staged, name)
        assert (after.facts, after.lifecycles) == (entity.facts, entity.lifecycles)
        assert after.view is not None
        assert entity.view is not None
        assert (after.view.flat, after.view.held) == (entity.view.flat, entity.view.held)
    assert_sound(staged, REFS)
